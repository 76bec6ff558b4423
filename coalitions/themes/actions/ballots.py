"""The ballot box."""

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.timezone import localdate

from coalitions.themes.actions.rounds import AMBASSADORS, TooLate
from coalitions.themes.models import (
    Ballot,
    BallotEvent,
    Preference,
    RollEntry,
    RollExit,
    ThemeRound,
)
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.mail import actions as mail
from knw_portal.people.models import Role, User

# Without letters and digits that look alike: people read these codes to each other.
TRACKER_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@transaction.atomic
def cast_ballot(entry, *, kind, chosen=(), star=None, seen=None, by):
    """Cast the vote of an institution, or change it; the last one before the close counts.

    `chosen` and `star` are ids of themes. Raises TooLate after the close, by the database's clock,
    and Stale when the ballot is not the one seen at version `seen` any more (None: whatever stands
    is replaced). Sending the same once more changes nothing.
    """
    if kind not in Ballot.COUNTED:
        raise ValueError(f"not a vote: {kind}")
    ballot, round = _hold_ballot(entry)
    wanted = {pk: pk == star for pk in chosen} if kind == Ballot.Kind.CHOICES else {}
    _check(wanted, star, kind, round)
    if ballot and ballot.kind == kind and choices_of(ballot) == wanted:
        return ballot
    if ballot and seen is not None and seen != ballot.version:
        raise Stale(ballot)
    what = BallotEvent.What.CHANGED if ballot and ballot.kind in Ballot.COUNTED else "cast"
    return _write(entry, ballot, kind, wanted, what=what, at=round.clock, by=by)


@transaction.atomic
def withdraw_ballot(entry, *, by):
    """Take the vote of an institution back, as if it had not voted. It may vote again."""
    ballot, round = _hold_ballot(entry)
    if ballot is None or ballot.kind not in Ballot.COUNTED:
        raise Stale(entry)
    kind = Ballot.Kind.WITHDRAWN
    return _write(entry, ballot, kind, {}, what="withdrawn", at=round.clock, by=by)


def _hold_ballot(entry):
    """One at a time for one institution; then the round, and by its clock whether one may."""
    RollEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    round = ThemeRound.objects.held(entry.round)
    if not round.vote_open(round.clock) or RollExit.objects.filter(entry=entry).exists():
        raise TooLate(round)
    return Ballot.objects.filter(entry=entry).first(), round


def _check(wanted, star, kind, round):
    """What the form promises, once more: the form can be passed by."""
    if kind == Ballot.Kind.CHOICES:
        standing = set(round.themes.standing().values_list("pk", flat=True))
        if not 0 < len(wanted) <= round.max_choices or not set(wanted) <= standing:
            raise ValueError("too many themes, none, or one that is not on the list")
        if star is not None and star not in wanted:
            raise ValueError("the star stands beside a theme that was not chosen")


def _write(entry, ballot, kind, wanted, *, what, at, by):
    """Ballot, ticks, ledger, receipt and log in one transaction."""
    ballot = ballot or Ballot(entry=entry, version=0)
    ballot.kind, ballot.cast_by, ballot.cast_at = kind, by, at
    ballot.tracker = get_random_string(8, TRACKER_SIGNS)
    ballot.salt = get_random_string(32)
    ballot.version += 1
    ballot.save()
    ballot.preferences.all().delete()
    Preference.objects.bulk_create(
        Preference(ballot=ballot, theme_id=pk, starred=starred) for pk, starred in wanted.items()
    )
    event = BallotEvent.objects.create(
        entry=entry,
        what=what,
        by=by,
        tracker=ballot.tracker,
        digest=ballot.digest(wanted),
        at=at,
    )
    log.write(f"ballot.{what}", entry, by=by)
    mail.post(
        "ballot_receipt",
        to=voters_of(entry),
        key=f"{log.key(event)}",
        why=f"je ambassadeur of plaatsvervanger bent van {entry.institution}",
        entry=entry,
        event=event,
    )
    return ballot


def choices_of(ballot):
    """What is ticked on a ballot: theme ids → starred."""
    return dict(ballot.preferences.values_list("theme_id", "starred"))


def voters_of(*entries):
    """The ambassadors and deputies, today, of institutions on the roll."""
    roles = Role.objects.current().filter(
        kind__in=AMBASSADORS, institution__in=[entry.institution_id for entry in entries]
    )
    return User.objects.filter(pk__in=roles.values("user"), is_active=True)


@transaction.atomic
def remind_silent(round, *, by):
    """Mail the ambassadors and deputies of institutions that have not voted, at most once a day."""
    held = ThemeRound.objects.held(round)
    if not held.vote_open(held.clock):
        raise TooLate(round)
    people = list(voters_of(*round.roll.silent()))
    mail.post(
        "vote_reminder",
        to=people,
        key=f"{log.key(round)}:{localdate(held.clock)}",
        why="je school nog niet heeft gestemd en jij ambassadeur of plaatsvervanger bent",
        round=round,
    )
    log.write("vote.reminded", round, by=by, recipients=len(people))
    return people


def turnout(round):
    """How many institutions can vote, how many did, how many left. Says nothing of what."""
    counting = RollEntry.objects.that_count(round)
    return {
        "roll": counting.count(),
        "voted": counting.filter(ballot__kind__in=Ballot.COUNTED).count(),
        "left": RollExit.objects.filter(entry__round=round).count(),
    }
