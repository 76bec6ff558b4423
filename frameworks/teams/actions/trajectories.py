"""A team begins, and its people come in."""

from django.db import transaction

from frameworks.teams.models import Team, Trajectory
from knw_portal import log
from knw_portal.people.models import Group, GroupMember


@transaction.atomic
def start_trajectory(*, name, institution, version, challenge, by, flex_ways=(), roles=()):
    """A team begins: it gets a group with `by` in it, who can invite the others."""
    group = Group.objects.create(name=f"{name}, {institution}"[:200])
    GroupMember.objects.create(group=group, user=by, role=GroupMember.Role.LEAD)
    team = Team.objects.create(group=group, institution=institution, name=name)
    trajectory = Trajectory.objects.create(
        team=team,
        framework_version=version,
        challenge=challenge,
        flex_ways=list(flex_ways),
        roles=list(roles),
        started_by=by,
    )
    log.write("trajectory.started", trajectory, by=by)
    return trajectory


@transaction.atomic
def join_team(trajectory, *, by):
    """Somebody with the link comes into the team. Who is in it already, stays as they are."""
    group = trajectory.team.group_id
    if not GroupMember.objects.current().filter(group=group, user=by).exists():
        GroupMember.objects.create(group_id=group, user=by)
        log.write("team.joined", trajectory.team, by=by)
