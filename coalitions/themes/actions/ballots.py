"""The ballot box."""

import re

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.timezone import localdate

from coalitions.themes.actions.handing import knows_ballot, was_there
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
def cast_ballot(entry, *, kind, chosen=(), star=None, marks=None, seen=None, by):
    """Cast the vote of an institution, or change it; the last one before the close counts.

    `chosen` and `star` are ids of themes; where points are given or places, `marks` has them by
    theme. Raises TooLate after the close, by the database's clock,
    and Stale when the ballot is not the one seen at version `seen` any more (None: whatever stands
    is replaced). Sending the same once more changes nothing; who does not know what stands there
    casts anew even so, else they could try what it is.
    """
    if kind not in Ballot.COUNTED:
        raise ValueError(f"not a vote: {kind}")
    ballot, round = _hold_ballot(entry)
    wanted = {pk: pk == star for pk in chosen} if marks is None else dict(marks)
    if kind == Ballot.Kind.CHOICES:
        _check(wanted, star, round)
    else:
        wanted = {}
    is_same = ballot and ballot.kind == kind and choices_of(ballot) == wanted
    if is_same and knows_ballot(entry, by, ballot):
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


def _check(wanted, star, round):
    """What the form promises, once more: the form can be passed by."""
    standing = set(round.themes.standing().values_list("pk", flat=True))
    if not 0 < len(wanted) <= round.max_choices or not set(wanted) <= standing:
        raise ValueError("too many themes, none, or one that is not on the list")
    if star is not None and star not in wanted:
        raise ValueError("the star stands beside a theme that was not chosen")
    given = sorted(wanted.values())
    if round.method == ThemeRound.Method.POINTS and (given[0] < 1 or sum(given) > round.points):
        raise ValueError("more points than there are, or less than one")
    if round.method == ThemeRound.Method.RANKING and given != [*range(1, len(given) + 1)]:
        raise ValueError("places that are empty or taken twice")


COLUMN = {  # where the mark beside a theme is kept
    ThemeRound.Method.APPROVAL: "starred",
    ThemeRound.Method.POINTS: "points",
    ThemeRound.Method.RANKING: "rank",
}


def _write(entry, ballot, kind, wanted, *, what, at, by):
    """Ballot, ticks, ledger, receipt and log in one transaction."""
    before = ballot.cast_by if ballot and ballot.kind in Ballot.COUNTED else None
    is_new_hand = before is not None and not knows_ballot(entry, by, ballot)
    ballot = ballot or Ballot(entry=entry, version=0)
    ballot.kind, ballot.cast_by, ballot.cast_at = kind, by, at
    ballot.tracker = get_random_string(8, TRACKER_SIGNS)
    ballot.salt = get_random_string(32)
    ballot.version += 1
    ballot.save()
    ballot.preferences.all().delete()
    column = COLUMN[entry.round.method]
    Preference.objects.bulk_create(
        Preference(ballot=ballot, theme_id=pk, **{column: mark}) for pk, mark in wanted.items()
    )
    event = BallotEvent(
        entry=entry,
        what=what,
        by=by,
        tracker=ballot.tracker,
        digest=ballot.digest(wanted),
        at=at,
    )
    last = entry.events.last()
    event.chain = event.link(last.chain if last else "")
    event.save(force_insert=True)
    log.write(f"ballot.{what}", entry, by=by)
    mail.post(
        "ballot_receipt",
        to=voters_of(entry),
        key=f"{log.key(event)}",
        why=f"je ambassadeur of plaatsvervanger bent van {entry.institution}",
        entry=entry,
        event=event,
        withheld_code=WITHHELD_CODE,
    )
    if is_new_hand:
        log.write("ballot.taken_over", entry, by=by, of=before.pk)
        mail.post(
            "ballot_taken_over",
            to=[before],
            key=log.key(event),
            why=f"jij de stem van {entry.institution} uitbracht",
            entry=entry,
            event=event,
        )
    return ballot


# The bureau reads the outbox, and with a code it could find a school's vote in the list.
WITHHELD_CODE = "(staat alleen in de mail zelf)"
NOT_FOR_YOU = "(die zien alleen wie de stem mag zien)"


def code_of_receipt(mail):
    """The tracker code that belongs in this receipt; its key names the line of the ledger.

    After the close whoever has it finds the vote in the list: so not for who may not see it.
    """
    found = re.search(r":ballotevent:(\d+):", mail.key)
    event = BallotEvent.objects.select_related("entry").get(pk=found[1])
    is_known = event.by_id == mail.user_id or was_there(event.entry, mail.user)
    return event.tracker if is_known else NOT_FOR_YOU


def choices_of(ballot):
    """What is on a ballot: theme ids → star, points or place."""
    return {one.theme_id: one.mark for one in ballot.preferences.all()}


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
