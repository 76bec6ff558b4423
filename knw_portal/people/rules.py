"""Who somebody is in the portal, as predicates. They read `user.duties` and never the database."""

import rules

from knw_portal.people.models import GroupMember, Role, duties_of


def has_role(*kinds):
    @rules.predicate(name="has_role:" + "|".join(kinds))
    def predicate(user):
        return duties_of(user).has(*kinds)

    return predicate


def in_group(*roles):
    """In the group of the row asked about (its `group_id`), in one of these roles or in any."""

    @rules.predicate(name="in_group:" + "|".join(roles))
    def predicate(user, target):
        return target is not None and duties_of(user).in_group(target.group_id, *roles)

    return predicate


@rules.predicate
def is_oneself(user, person):
    return person is not None and user.pk == person.pk


@rules.predicate
def is_guest(user):
    return getattr(user, "is_guest", False)


is_bureau = has_role(Role.Kind.BUREAU)
is_board = has_role(Role.Kind.BOARD)
is_ambassador = has_role(Role.Kind.AMBASSADOR, Role.Kind.DEPUTY)
is_group_lead = in_group(GroupMember.Role.LEAD, GroupMember.Role.FACILITATOR)

rules.add_perm("knw_portal.see_bureau", is_bureau)
rules.add_perm("knw_portal.edit_lists", is_bureau)
rules.add_perm("knw_portal.decide_ambassador", is_bureau)
rules.add_perm("knw_portal.manage_people", is_bureau)
# Nobody shuts the door behind themselves by a slip of the mouse.
rules.add_perm("knw_portal.shut_out_person", is_bureau & ~is_oneself)
rules.add_perm("knw_portal.read_outbox", is_bureau)
rules.add_perm("knw_portal.steer_outbox", is_bureau)
