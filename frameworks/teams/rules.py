import rules

from knw_portal.people.models import GroupMember
from knw_portal.people.rules import in_group, is_guest

# Nobody outside the team, the bureau neither: what a team says there is the team's own.
is_of_the_team = in_group()
TAKES_PART = (GroupMember.Role.MEMBER, GroupMember.Role.LEAD, GroupMember.Role.FACILITATOR)
takes_part = in_group(*TAKES_PART)

rules.add_perm("frameworks.view_trajectory", is_of_the_team)
rules.add_perm("frameworks.work_on_trajectory", takes_part)
# A guest fills in along with the team; who comes in is for those who can be asked who they are.
rules.add_perm("frameworks.invite_to_team", takes_part & ~is_guest)
rules.add_perm("frameworks.view_conversation", is_of_the_team)
rules.add_perm("frameworks.answer_conversation", takes_part)
