"""What happens in a theme round: ideas, proposals, votes, the count and the decision."""

from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.crypto import get_random_string
from django.utils.timezone import localdate, now

from coalitions.themes import counting
from coalitions.themes.models import (
    Ballot,
    BallotEvent,
    Count,
    Decision,
    Idea,
    Preference,
    RollEntry,
    Theme,
    ThemeRound,
)
from knw_portal import confirm, log
from knw_portal.forms import Stale
from knw_portal.mail import actions as mail
from knw_portal.mail.ledger import plan, stop
from knw_portal.people.models import Institution, Role, User

AMBASSADORS = (Role.Kind.AMBASSADOR, Role.Kind.DEPUTY)
# Without letters and digits that look alike: people read these codes to each other.
TRACKER_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class TooLate(Exception):
    """The time for this is over: the proposals or the vote closed, or it was fixed meanwhile."""


class NotYet(Exception):
    """This cannot be done yet; its text says why, in words for the screen."""


# --- ideas ------------------------------------------------------------------------------------


def purge_ideas():
    """Wipe ideas that nobody confirmed within fourteen days: their link is dead."""
    unconfirmed = Idea.objects.filter(confirmed_at=None, theme=None)
    return unconfirmed.filter(given_at__lt=confirm.outdated()).delete()[0]


# --- the round and its long list --------------------------------------------------------------


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


def _hold_list(round, *, is_bureau):
    """Hold the round while its list is changed. Raises TooLate when that is over for this person.

    Proposals close by the database's clock, read while the round is held.
    """
    held = ThemeRound.objects.held(round)
    is_open = held.proposals_open(held.clock)
    if held.roll_frozen_at or held.board_confirmed_on or not (is_bureau or is_open):
        raise TooLate(held)


def may_propose(round, *, is_bureau, at=None):
    """Until the proposals close; for the bureau until the vote is opened."""
    if round.roll_frozen_at or round.board_confirmed_on or not round.is_ballot_round:
        return False
    return is_bureau or round.proposals_open(at)


@transaction.atomic
def propose_theme(theme, *, is_bureau, by):
    """Put a theme on the long list."""
    _hold_list(theme.round, is_bureau=is_bureau)
    theme.proposed_by = by
    theme.save(force_insert=True)
    log.write("theme.proposed", theme, by=by)


@transaction.atomic
def edit_theme(form, *, is_bureau, by):
    """Change a proposal; False, with both texts on the form, when somebody was first."""
    _hold_list(form.instance.round, is_bureau=is_bureau)
    if not form.save_or_conflict():
        return False
    log.write("theme.edited", form.instance, by=by)
    return True


@transaction.atomic
def withdraw_theme(theme, *, is_bureau, by):
    """Take a proposal off the long list. Raises Stale when it was off already."""
    _hold_list(theme.round, is_bureau=is_bureau)
    standing = Theme.objects.filter(pk=theme.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=now(), version=F("version") + 1):
        raise Stale(theme)
    log.write("theme.withdrawn", theme, by=by)


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
        return "Op de lange lijst staan nog geen twee thema's om uit te kiezen."
    return ""


# --- the ballot box ---------------------------------------------------------------------------


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
    if not round.vote_open(round.clock):
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


# --- the count and the decision ---------------------------------------------------------------


def turnout(round):
    """How many institutions are on the roll, and how many of them voted. Says nothing of what."""
    voted = round.roll.filter(ballot__kind__in=Ballot.COUNTED).count()
    return {"roll": round.roll.count(), "voted": voted}


def count_of(round):
    """The result; whoever asks first after the close has it counted, and then it stands.

    Raises NotYet before the close: until then nobody may know.
    """
    return Count.objects.filter(round=round).first() or _count(round)


@transaction.atomic
def _count(round):
    """Holding the round alone makes this wait for ballots that were let in before the close."""
    held = ThemeRound.objects.held_alone(round)
    if count := Count.objects.filter(round=round).first():
        return count  # somebody counted while we waited
    if not held.vote_closed(held.clock):
        raise NotYet("De stemming is nog niet gesloten.")
    ballots = list(
        Ballot.objects.filter(entry__round=held, kind__in=Ballot.COUNTED)
        .prefetch_related("preferences")
        .order_by("tracker")
    )
    themes = {theme.pk: str(theme) for theme in held.themes.standing()}
    count = Count.objects.create(
        round=held,
        method=held.method,
        input_digest=input_digest(ballots),
        result=result_of(held, ballots, themes),
    )
    count.refresh_from_db(fields=["counted_at"])
    log.write("vote.counted", held, by=None)
    stop("vote_waits", held, "De stemming is gesloten.")
    return count


def input_digest(ballots):
    """The fingerprint of all that is counted, the same in whatever order it is read."""
    lines = []
    for ballot in ballots:
        ticks = {p.theme_id: p.starred for p in ballot.preferences.all()}
        lines.append(f"{ballot.tracker} {ballot.digest(ticks)}")
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


def result_of(round, ballots, themes):
    """The count as it is kept: what `counting` says, with titles and turnout beside it."""
    votes = [
        counting.Vote(
            chosen=frozenset(p.theme_id for p in ballot.preferences.all()),
            star=next((p.theme_id for p in ballot.preferences.all() if p.starred), None),
        )
        for ballot in ballots
    ]
    counted = counting.approval(
        votes,
        themes,
        seats=round.seats,
        stars_break_ties=round.tie_break == ThemeRound.TieBreak.STARS,
    )
    return {
        "rows": [
            {
                "theme": row.theme,
                "title": themes[row.theme],
                "votes": row.votes,
                "stars": row.stars,
                "place": row.place,
            }
            for row in counted.rows
        ],
        "winners": list(counted.winners),
        "tied": list(counted.tied),
        "open_seats": counted.open_seats,
        "by_stars": counted.by_stars,
        "margin": counted.margin,
        "seats": round.seats,
        "turnout": {
            "roll": round.roll.count(),
            "voted": len(ballots),
            "none": sum(ballot.kind == Ballot.Kind.NONE for ballot in ballots),
            "abstained": sum(ballot.kind == Ballot.Kind.ABSTAIN for ballot in ballots),
            "ticks": sum(len(vote.chosen) for vote in votes),
        },
    }


def freeze_counts():
    """Count every round that has closed and was not looked at yet."""
    closed = ThemeRound.objects.filter(
        roll_frozen_at__isnull=False, vote_closes_at__lte=now(), count=None
    )
    for round in closed:
        count_of(round)


@transaction.atomic
def record_decision(round, rows, *, seen, by):
    """Keep what the bureau proposes per theme and lay it before the board.

    `rows`: (theme, is chosen, motivation) for every theme of the list. Raises Stale when the
    round moved on since `seen`.
    """
    moved = ThemeRound.objects.filter(pk=round.pk, version=seen, board_confirmed_on=None).update(
        decision_sent_at=now(), returned_at=None, return_reason="", version=F("version") + 1
    )
    if not moved:
        raise Stale(round)
    Decision.objects.bulk_create(
        [
            Decision(
                theme=theme,
                is_chosen=is_chosen,
                motivation=motivation,
                decided_on=localdate(),
                decided_by=by,
            )
            for theme, is_chosen, motivation in rows
        ],
        update_conflicts=True,
        unique_fields=["theme"],
        update_fields=["is_chosen", "motivation", "decided_on", "decided_by"],
    )
    log.write("decision.recorded", round, by=by)
    mail.post(
        "decision_waits",
        to=User.objects.filter(is_active=True).with_role_today(Role.Kind.BOARD),
        key=f"{log.key(round)}:{seen + 1}",
        why="je in het bestuur zit",
        round=round,
    )


@transaction.atomic
def return_decision(round, *, reason, seen, by):
    """The board does not confirm: back to the bureau, with the reason."""
    waiting = ThemeRound.objects.filter(
        pk=round.pk, version=seen, board_confirmed_on=None, decision_sent_at__isnull=False
    )
    moved = waiting.update(
        decision_sent_at=None, returned_at=now(), return_reason=reason, version=F("version") + 1
    )
    if not moved:
        raise Stale(round)
    log.write("decision.returned", round, by=by)
    mail.post(
        "decision_returned",
        to=[settings.CONTACT_EMAIL],
        key=f"{log.key(round)}:{seen + 1}",
        why="dit het contactadres van het portaal is",
        round=round,
        reason=reason,
    )
