import rules

from coalitions.briefs.models import Consultation
from knw_portal.people.models import Role, duties_of
from knw_portal.people.rules import is_board, is_bureau, is_group_lead


@rules.predicate
def may_comment(user, consultation):
    """One of those whom this round of comments asks."""
    duties = duties_of(user)
    if consultation is None:
        return False
    if consultation.asked == Consultation.Asked.MEMBERS:
        return duties.in_group(consultation.coalition.group_id)
    return duties.has(Role.Kind.AMBASSADOR, Role.Kind.DEPUTY)


rules.add_perm("coalitions.lead_consultation", is_bureau)
rules.add_perm("coalitions.comment_brief", may_comment)
# `followed` in the views has chosen: its own people, who is asked, bureau and board.
rules.add_perm("coalitions.follow_brief", rules.is_authenticated)
rules.add_perm("coalitions.edit_brief", is_bureau)
rules.add_perm("coalitions.move_phase", is_bureau)
rules.add_perm("coalitions.tick_milestone", is_group_lead | is_bureau)
rules.add_perm("coalitions.edit_common_terms", is_bureau)
rules.add_perm("coalitions.record_decision", is_bureau)
rules.add_perm("coalitions.confirm_decision", is_board)
rules.add_perm("coalitions.write_memo", is_bureau)
# `Memo.visible_to` has chosen: sent ones for all with a role or a place, drafts for the bureau.
rules.add_perm("coalitions.read_memo", rules.is_authenticated)
