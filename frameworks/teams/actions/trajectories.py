"""A team begins, and its people come in."""

from django.db import transaction

from frameworks.teams.actions.choosing import let_open_conversations_follow, taken_in_hand
from frameworks.teams.models import Team, Trajectory
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.people.models import Group, GroupMember


@transaction.atomic
def start_trajectory(
    *, version, challenge, by, team=None, name="", institution=None, flex_ways=(), roles=()
):
    """A team begins. A new one gets a group with `by` in it, who can invite the others.

    A team that is there already (`team`) has its people at once. Raises Stale when that team began
    the same a moment ago: the form was sent twice.
    """
    if team is None:
        group = Group.objects.create(name=f"{name}, {institution}"[:200])
        GroupMember.objects.create(group=group, user=by, role=GroupMember.Role.LEAD)
        team = Team.objects.create(group=group, institution=institution, name=name)
    else:
        Team.objects.select_for_update(no_key=True).get(pk=team.pk)
        if team.trajectories.filter(framework_version=version, challenge=challenge).exists():
            raise Stale(team)
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


@transaction.atomic
def edit_trajectory(form, *, by):
    """What the team works at and chose. False when somebody was first; the form shows both.

    With other flex ways or roles, other questions are asked, in open conversations too; what was
    answered there stays.
    """
    taken_in_hand(form.instance)
    if not form.save_or_conflict():
        return False
    let_open_conversations_follow(taken_in_hand(form.instance), by=by)
    log.write("trajectory.changed", form.instance, by=by)
    return True
