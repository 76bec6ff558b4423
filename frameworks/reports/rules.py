import rules

from frameworks.reports.sharing import MAKERS
from frameworks.teams.rules import is_of_the_team, takes_part
from knw_portal.people.models import Role, duties_of
from knw_portal.people.rules import in_group, is_ambassador, is_guest


@rules.predicate
def is_ambassador_here(user, target):
    """Ambassador or deputy of the institution that the page is about."""
    return target is not None and target.institution_id in duties_of(user).institutions(
        Role.Kind.AMBASSADOR, Role.Kind.DEPUTY
    )


# Who makes the next version; who only follows or reads along is no part of what teams agreed to.
makes_framework = in_group(*MAKERS)

rules.add_perm("frameworks.view_report", is_of_the_team)
# A guest works along; what leaves the team is for those who can be asked who they are.
rules.add_perm("frameworks.share_conversation", takes_part & ~is_guest)
rules.add_perm("frameworks.tell_makers", takes_part)
rules.add_perm("frameworks.list_school_teams", is_ambassador)
rules.add_perm("frameworks.view_school_teams", is_ambassador_here)
rules.add_perm("frameworks.view_use", makes_framework)
rules.add_perm("frameworks.write_card", takes_part & ~is_guest)
