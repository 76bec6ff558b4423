"""A round is begun, set and opened."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.timezone import now

from coalitions.themes.models import (
    RollEntry,
    RoomCount,
    ThemeRound,
)
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.mail.ledger import plan
from knw_portal.people.models import Institution, Role

AMBASSADORS = (Role.Kind.AMBASSADOR, Role.Kind.DEPUTY)


class TooLate(Exception):
    """The time for this is over: the proposals or the vote closed, or it was fixed meanwhile."""


class NotYet(Exception):
    """This cannot be done yet; its text says why, in words for the screen."""


@transaction.atomic
def start_round(round, *, by):
    """Begin a new yearly round."""
    round.save(force_insert=True)
    log.write("round.started", round, by=by)
    plan("proposals_close", round)


@transaction.atomic
def set_round(form, *, by):
    """Change dates and rules; False, with both texts on the form, when somebody was first.

    Raises TooLate when the vote was opened: from then on they are fixed.
    """
    if ThemeRound.objects.held_alone(form.instance).roll_frozen_at:
        raise TooLate(form.instance)
    if not form.save_or_conflict():
        return False
    log.write("round.set", form.instance, by=by)
    plan("proposals_close", form.instance)
    return True


@transaction.atomic
def open_vote(round, *, by):
    """Fix the rules, the long list and the roll: from here on the dates alone open and close.

    Raises Stale when it was opened already, NotYet when something is missing still.
    """
    held = ThemeRound.objects.held_alone(round)
    if held.roll_frozen_at:
        raise Stale(round)
    if reason := not_ready(held, at=held.clock):
        raise NotYet(reason)
    here = Role.objects.current().filter(
        kind__in=AMBASSADORS, institution=OuterRef("pk"), user__is_active=True
    )
    institutions = Institution.objects.affiliated().annotate(has_ambassador=Exists(here))
    RollEntry.objects.bulk_create(
        RollEntry(round=held, institution=one, had_ambassador=one.has_ambassador)
        for one in institutions
    )
    ThemeRound.objects.filter(pk=held.pk).update(
        roll_frozen_at=held.clock, version=F("version") + 1
    )
    round.refresh_from_db()
    log.write("vote.opened", round, by=by, institutions=len(institutions))
    plan("vote_waits", round)


@transaction.atomic
def enter_room_count(round, votes, *, source, correction="", seen, by):
    """Keep the totals of a vote held in a room; once more is a correction, with its reason.

    `votes`: how many, by the id of each theme of the list. From the first count on list and rules
    are fixed. Raises Stale when the round moved on since `seen`, TooLate when the decision lies
    before the board, NotYet while the list is open.
    """
    held = ThemeRound.objects.held_alone(round)
    if reason := no_room_count(held, at=held.clock):
        raise NotYet(reason)
    if held.decision_sent_at or held.board_confirmed_on:
        raise TooLate(held)
    if held.version != seen:
        raise Stale(held)
    if held.room_counted_at and not correction:
        raise ValueError("a count is corrected with a reason")
    if set(votes) != set(held.themes.standing().values_list("pk", flat=True)):
        raise ValueError("every theme of the list has a total")
    before = dict(RoomCount.objects.filter(theme__round=held).values_list("theme_id", "votes"))
    RoomCount.objects.bulk_create(
        [RoomCount(theme_id=theme, votes=number) for theme, number in votes.items()],
        update_conflicts=True,
        unique_fields=["theme"],
        update_fields=["votes"],
    )
    ThemeRound.objects.filter(pk=held.pk).update(
        room_count_source=source,
        room_counted_at=held.clock,
        room_correction=correction,
        roll_frozen_at=held.roll_frozen_at or held.clock,
        version=F("version") + 1,
    )
    changed = {
        str(theme): [before.get(theme), number]
        for theme, number in votes.items()
        if before.get(theme) != number
    }
    log.write("room.corrected" if before else "room.counted", held, by=by, votes=changed)


def no_room_count(round, *, at=None):
    """Why no totals of a room can be entered, in words for the screen; empty when they can."""
    if round.is_ballot_round:
        return "In deze ronde wordt in het portaal gestemd. Kies bij de regels voor de zaal."
    if round.proposals_open(at):
        return "De voorstellen zijn nog niet gesloten. Daarna kan de telling erin."
    if not round.themes.standing().exists():
        return "Er staat nog geen thema op de lange lijst."
    return ""


def not_ready(round, *, at=None):
    """Why the vote cannot be opened yet, in words for the screen; empty when it can."""
    at = at or now()
    if not round.is_ballot_round:
        return "In deze ronde wordt in de zaal gekozen, niet in het portaal."
    if not round.vote_opens_at or not round.vote_closes_at or not round.proposals_close_at:
        return "Vul eerst in wanneer de voorstellen sluiten en wanneer er gestemd wordt."
    if round.proposals_open(at):
        return "De voorstellen zijn nog niet gesloten. Daarna kan de stemming open."
    if round.vote_closes_at <= at:
        return "De sluitdatum van de stemming is al voorbij. Kies eerst een latere datum."
    if round.themes.standing().count() < 2:
        return "Op de lange lijst staan nog geen twee thema’s om uit te kiezen."
    if round.themes.unchecked().exists():
        return "Nog niet van elk thema is nagegaan wat er eerder aan is gedaan."
    return ""
