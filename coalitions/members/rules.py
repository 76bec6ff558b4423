import rules

from knw_portal.people.models import GroupMember
from knw_portal.people.rules import in_group, is_board, is_bureau

rules.add_perm("coalitions.read_interest", is_bureau)
rules.add_perm("coalitions.apply", rules.is_authenticated)
rules.add_perm("coalitions.see_members", in_group() | is_bureau | is_board)
rules.add_perm("coalitions.place_members", is_bureau)
# Who only reads along takes nothing home in the coalition's name.
rules.add_perm(
    "coalitions.take_home",
    in_group(*(role for role in GroupMember.Role.values if role != GroupMember.Role.READER)),
)
