import rules

from knw_portal.people.models import GroupMember
from knw_portal.people.rules import in_group

# Nobody outside the team, the bureau neither: what a team says there is the team's own.
is_of_the_team = in_group()
takes_part = in_group(GroupMember.Role.MEMBER, GroupMember.Role.LEAD, GroupMember.Role.FACILITATOR)

rules.add_perm("frameworks.view_trajectory", is_of_the_team)
rules.add_perm("frameworks.work_on_trajectory", takes_part)
rules.add_perm("frameworks.view_conversation", is_of_the_team)
rules.add_perm("frameworks.answer_conversation", takes_part)
