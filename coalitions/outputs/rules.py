import rules

from coalitions.outputs.models.collections import DELIVERING
from knw_portal.people.models import GroupMember
from knw_portal.people.rules import in_group, is_board, is_bureau, is_group_lead


@rules.predicate
def is_of_institution(user, delivery):
    return delivery is not None and user.institution_id == delivery.institution_id


@rules.predicate
def is_shared(user, row):
    return getattr(row, "is_shared", False)


makes = in_group(
    GroupMember.Role.MEMBER,
    GroupMember.Role.LEAD,
    GroupMember.Role.FACILITATOR,
    GroupMember.Role.CRITICAL_FRIEND,
)
delivers = is_of_institution & in_group(*DELIVERING)
asks = is_group_lead | is_bureau

rules.add_perm("coalitions.see_collections", in_group() | is_bureau | is_board)
rules.add_perm("coalitions.run_collections", asks)
rules.add_perm("coalitions.deliver", delivers)
rules.add_perm("coalitions.read_delivery", delivers | asks | makes & is_shared)


@rules.predicate
def is_writer(user, note):
    return note is not None and user.pk == note.by_id


rules.add_perm("coalitions.write_note", delivers & is_writer)

# What schools hand in from talks is read by who works in the coalition; a follower or reader not.
rules.add_perm("coalitions.read_input", makes | is_bureau)

rules.add_perm("coalitions.see_outputs", in_group() | is_bureau | is_board)
rules.add_perm("coalitions.draft_output", makes | is_bureau)
# Who makes it, and who was asked to read along; a follower from afar not, nor the bureau itself.
scores = makes | in_group(GroupMember.Role.READER)
rules.add_perm("coalitions.score_output", scores)
rules.add_perm("coalitions.read_scores", scores | is_bureau)
rules.add_perm("coalitions.submit_output", asks)
rules.add_perm("coalitions.publish_output", is_bureau)
rules.add_perm("coalitions.finish_coalition", is_bureau)
