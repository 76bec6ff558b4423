"""A team asks quality care along, lets it in or not, and takes that back whenever it wants."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import now

from frameworks.teams.actions.guests import end_places
from frameworks.teams.models import QualityAsk
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.people.models import GroupMember

READER = GroupMember.Role.READER


@transaction.atomic
def ask_quality(trajectory, *, person, text, by):
    """Somebody of quality care hears that the team wants help, and with what; nothing more.

    Without `person`: whoever of them picks it up. Raises Stale when that was asked already.
    """
    try:
        with transaction.atomic():
            ask = QualityAsk.objects.create(
                trajectory=trajectory, person=person, text=text, asked_by=by
            )
    except IntegrityError as error:
        raise Stale(trajectory) from error
    log.write("quality.asked", trajectory, by=by, person=person.pk if person else None)
    return ask


@transaction.atomic
def pick_up_quality(ask, *, by):
    """Somebody of quality care says that they help. Raises Stale when a colleague was first."""
    mine = QualityAsk.objects.standing().filter(
        Q(person=None) | Q(person=by), pk=ask.pk, picked_up_at=None
    )
    try:
        with transaction.atomic():
            moved = mine.update(person=by, picked_up_at=now())
    except IntegrityError as error:  # the same team asked this person by name
        raise Stale(ask) from error
    if not moved:
        raise Stale(ask)
    log.write("quality.picked_up", ask.trajectory, by=by)


@transaction.atomic
def let_quality_in(ask, *, by):
    """From now on this person reads what the team says; writing stays with the team."""
    asks = QualityAsk.objects.standing().filter(
        pk=ask.pk,
        let_in_at=None,
        # Who left the institution since, or whose account was closed, does not come in any more.
        person__institution=ask.trajectory.team.institution_id,
        person__is_active=True,
    )
    if not asks.update(let_in_at=now()):
        raise Stale(ask)
    ask.refresh_from_db(fields=["person", "let_in_at"])
    group = ask.trajectory.team.group_id
    if not GroupMember.objects.current().filter(group=group, user=ask.person).exists():
        GroupMember.objects.create(group_id=group, user=ask.person, role=READER)
    log.write("quality.let_in", ask.trajectory, by=by, person=ask.person_id)


@transaction.atomic
def shut_quality_out(ask, *, by):
    """This person does not read along any more, and still helps."""
    asks = QualityAsk.objects.standing().filter(pk=ask.pk, let_in_at__isnull=False)
    if not asks.update(let_in_at=None):
        raise Stale(ask)
    _end_reading(ask)
    log.write("quality.shut_out", ask.trajectory, by=by, person=ask.person_id)


@transaction.atomic
def end_quality(ask, *, by):
    """The team takes back that it asked; nobody of quality care sees anything of it any more."""
    if not QualityAsk.objects.standing().filter(pk=ask.pk).update(ended_at=now(), ended_by=by):
        raise Stale(ask)
    ask.refresh_from_db(fields=["person"])  # somebody may have picked it up meanwhile
    _end_reading(ask)
    log.write("quality.taken_back", ask.trajectory, by=by, person=ask.person_id)


def shut_out_who_left():
    """Nobody reads along at a school where they do not work any more."""
    for ask in QualityAsk.objects.of_who_left().select_related("trajectory__team"):
        try:
            shut_quality_out(ask, by=None)
        except Stale:
            continue  # the team was first


def _end_reading(ask):
    """Reading along ends, unless another trajectory of the same team still lets them in."""
    group = ask.trajectory.team.group_id
    elsewhere = QualityAsk.objects.standing().filter(
        trajectory__team__group=group, person=ask.person_id, let_in_at__isnull=False
    )
    if ask.person_id and not elsewhere.exclude(pk=ask.pk).exists():
        end_places(GroupMember.objects.filter(group=group, user=ask.person_id, role=READER))
