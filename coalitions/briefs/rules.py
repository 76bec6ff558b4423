import rules

from knw_portal.people.rules import is_board, is_bureau

rules.add_perm("coalitions.edit_brief", is_bureau)
rules.add_perm("coalitions.edit_common_terms", is_bureau)
rules.add_perm("coalitions.record_decision", is_bureau)
rules.add_perm("coalitions.confirm_decision", is_board)
rules.add_perm("coalitions.write_memo", is_bureau)
# `Memo.visible_to` has chosen: sent ones for all with a role or a place, drafts for the bureau.
rules.add_perm("coalitions.read_memo", rules.is_authenticated)
