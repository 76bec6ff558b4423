"""What a team agrees to do, and what becomes of it."""

from django.db import transaction
from django.utils.timezone import now

from frameworks.teams.models import TeamAction, Trajectory
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.mail.ledger import plan

DUE = "team_action_due"  # the kind of reminder; see `frameworks/teams/reminders.py`


@transaction.atomic
def add_team_action(trajectory, *, text, by, conversation=None, concept=None, **details):
    """The team agrees to do something. `concept` is the id of the question where it came up.

    `details`: owner, due_on, success, pdca. Raises Stale when the same stands open there: it was
    sent twice.
    """
    Trajectory.objects.select_for_update(no_key=True).get(pk=trajectory.pk)
    same = {"conversation": conversation, "concept": concept, "text": text, **details}
    if trajectory.team_actions.open().filter(**same).exists():
        raise Stale(trajectory)
    added = TeamAction.objects.create(
        trajectory=trajectory,
        conversation=conversation,
        concept_id=concept,
        text=text,
        added_by=by,
        **details,
    )
    plan(DUE, added)
    log.write("team_action.added", added, by=by)
    return added


@transaction.atomic
def edit_team_action(form, *, by):
    """False when somebody was first. The reminder goes along with the day and with the person."""
    if not form.save_or_conflict():
        return False
    plan(DUE, form.instance)
    log.write("team_action.changed", form.instance, by=by)
    return True


@transaction.atomic
def begin_team_action(action, *, by):
    """Somebody is at it."""
    _move(action, [TeamAction.OPEN], by, status=TeamAction.DOING)


@transaction.atomic
def finish_team_action(action, *, by):
    """It is done, and nobody is reminded any more."""
    _move(action, TeamAction.GOING, by, status=TeamAction.DONE, ended_at=now())


@transaction.atomic
def drop_team_action(action, *, why, by):
    """It is not needed any more, and the team can read why."""
    _move(action, TeamAction.GOING, by, status=TeamAction.DROPPED, ended_at=now(), why=why)


@transaction.atomic
def reopen_team_action(action, *, by):
    """It was ended too soon; its reminders come back, as far as their day still comes."""
    ended = [TeamAction.DONE, TeamAction.DROPPED]
    _move(action, ended, by, status=TeamAction.OPEN, ended_at=None, why="")


def _move(action, before, by, **columns):
    if not TeamAction.objects.filter(pk=action.pk, status__in=before).update(**columns):
        raise Stale(action)
    action.refresh_from_db()
    plan(DUE, action)
    log.write(f"team_action.{action.status}", action, by=by)
