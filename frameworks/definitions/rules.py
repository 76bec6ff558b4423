import rules

from knw_portal.people.models import GroupMember, duties_of
from knw_portal.people.rules import in_group, is_bureau


@rules.predicate
def has_place_in_a_group(user):
    return bool(duties_of(user).groups)


writes_for_group = in_group(
    GroupMember.Role.MEMBER, GroupMember.Role.LEAD, GroupMember.Role.FACILITATOR
)

# The form offers only the groups one writes for.
rules.add_perm("frameworks.import_framework", has_place_in_a_group)
rules.add_perm("frameworks.read_draft", in_group() | is_bureau)
rules.add_perm("frameworks.publish_framework", writes_for_group | is_bureau)
rules.add_perm("frameworks.edit_draft", writes_for_group | is_bureau)
rules.add_perm("frameworks.remark_on_draft", in_group() | is_bureau)
