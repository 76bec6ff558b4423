import rules

from knw_portal.people.rules import is_board, is_bureau, is_group_lead

rules.add_perm("coalitions.edit_brief", is_bureau)
rules.add_perm("coalitions.move_phase", is_bureau)
rules.add_perm("coalitions.tick_milestone", is_group_lead | is_bureau)
rules.add_perm("coalitions.confirm_decision", is_board)
rules.add_perm("coalitions.write_memo", is_bureau)
# `Memo.visible_to` has chosen: sent ones for all with a role or a place, drafts for the bureau.
rules.add_perm("coalitions.read_memo", rules.is_authenticated)
