"""The count and the decision."""

import json
from collections import Counter
from contextlib import suppress
from datetime import UTC
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate, now

from coalitions.themes import counting
from coalitions.themes.actions.ballots import choices_of, turnout
from coalitions.themes.actions.rounds import NotYet
from coalitions.themes.actions.tallies import ENOUGH, tally
from coalitions.themes.models import (
    Ballot,
    Count,
    Decision,
    RollEntry,
    RoomCount,
    ThemeRound,
)
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.mail import actions as mail
from knw_portal.mail.ledger import stop
from knw_portal.people.models import Role, User


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
    if not held.is_ballot_round:
        raise NotYet("In deze ronde is in de zaal geteld.")
    if held.cancelled_at:
        raise NotYet("De stemming is afgeblazen. De stemmen worden nooit geteld.")
    if not held.vote_closed(held.clock):
        raise NotYet("De stemming is nog niet gesloten.")
    ballots = counted_ballots(held)
    themes = titles_of(held)
    count = Count.objects.create(
        round=held,
        method=held.method,
        input_digest=input_digest(ballots),
        result=result_of(held, ballots, themes),
        counting_version=counting.VERSION,
    )
    count.refresh_from_db()
    log.write("vote.counted", held, by=None, digest=digest_of(count))
    stop("vote_waits", held, "De stemming is gesloten.")
    return count


def counted_ballots(round):
    """The ballots that count, in an order that says nothing of who cast them."""
    entries = RollEntry.objects.that_count(round)
    return list(
        Ballot.objects.filter(entry__in=entries, kind__in=Ballot.COUNTED)
        .prefetch_related("preferences")
        .order_by("tracker")
    )


def titles_of(round):
    return {theme.pk: str(theme) for theme in round.themes.standing()}


def open_ballots(round):
    """The counted ballots as everybody may read them: code, kind and marks, ordered by code.

    None under five ballots: with so few, a list tells who voted what. Raises NotYet before the
    close; once it is counted the close moves no more.
    """
    count_of(round)
    ballots = counted_ballots(round)
    if len(ballots) < ENOUGH:
        return None
    titles = titles_of(round)
    return [
        {
            "code": ballot.tracker,
            "kind": ballot.kind,
            "kind_words": ballot.get_kind_display(),
            "marks": {
                titles[theme]: mark
                for theme, mark in sorted(
                    choices_of(ballot).items(), key=lambda one: in_order(round, *one)
                )
            },
        }
        for ballot in ballots
    ]


def in_order(round, theme, mark):
    """The first place first, else the most points or the star."""
    return (mark if round.method == ThemeRound.Method.RANKING else -mark, theme)


def recount(count):
    """What this version of the code makes of the same ballots: whether it is the same result.

    The published result stays what it is, whatever comes out.
    """
    fresh = as_kept(result_of(count.round, counted_ballots(count.round), titles_of(count.round)))
    return all(fresh.get(part) == count.result.get(part) for part in COUNTED)


# What a count is about; the rest of a result stands around it.
COUNTED = ("rows", "winners", "tied", "open_seats", "by_stars", "stages", "ties")


def as_kept(result):
    """As it comes back from the database: the keys of JSON are texts."""
    return json.loads(json.dumps(result))


def input_digest(ballots):
    """The fingerprint of all that is counted, the same in whatever order it is read."""
    lines = []
    for ballot in ballots:
        lines.append(f"{ballot.tracker} {ballot.digest(choices_of(ballot))}")
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


def digest_of(count):
    """The fingerprint of a count as a whole, which the log keeps beside it."""
    parts = [count.round_id, count.method, count.input_digest, count.counting_version]
    parts += [
        count.counted_at.astimezone(UTC).isoformat(),
        json.dumps(count.result, sort_keys=True),
    ]
    return sha256("|".join(map(str, parts)).encode()).hexdigest()


def roll_digest(round):
    """The fingerprint of who could vote, and who left the roll meanwhile."""
    roll = round.roll.order_by("pk").values_list(
        "pk", "institution_id", "had_ambassador", "exit__kind"
    )
    return sha256(json.dumps(list(roll)).encode()).hexdigest()


def result_of(round, ballots, themes):
    """The count as it is kept: what `counting` says, with titles and turnout beside it."""
    marks = [choices_of(ballot) for ballot in ballots]
    return {
        **tally(round, marks, themes),
        "method": round.method,
        "seats": round.seats,
        "quorum": quorum_of(round, len(ballots)),
        "turnout": {
            **turnout(round),
            "none": sum(ballot.kind == Ballot.Kind.NONE for ballot in ballots),
            "abstained": sum(ballot.kind == Ballot.Kind.ABSTAIN for ballot in ballots),
            "ticks": sum(map(len, marks)),
        },
        "rules": {name: getattr(round, name) for name in ("max_choices", "points", "tie_break")},
        "roll_digest": roll_digest(round),
    }


def quorum_of(round, voted):
    """How many had to vote, and whether they did; None where there is no quorum."""
    if round.quorum_kind == ThemeRound.Quorum.NONE:
        return None
    needed = round.quorum_of(RollEntry.objects.that_count(round).count())
    return {"needed": needed, "voted": voted, "met": voted >= needed}


def outcome_of(round):
    """What there is to decide on: the count of the ballots, or of those in the room."""
    return count_of(round).result if round.is_ballot_round else room_outcome(round)


def room_outcome(round):
    """The totals of the room in the form of a result: places, who won, who is tied."""
    counts = RoomCount.objects.filter(theme__round=round).select_related("theme")
    got = Counter({one.theme_id: one.votes for one in counts})
    titles = {one.theme_id: str(one.theme) for one in counts}
    rows = counting.ranking(list(got), got, Counter())
    strength = {theme: (votes, 0) for theme, votes in got.items()}
    winners, tied = counting.cut([theme for theme in got if got[theme]], strength, round.seats)
    return {
        "rows": [
            {
                "theme": row.theme,
                "title": titles[row.theme],
                "votes": row.votes,
                "stars": 0,
                "place": row.place,
            }
            for row in rows
        ],
        "winners": [row.theme for row in rows if row.theme in winners],
        "tied": [row.theme for row in rows if row.theme in tied],
        "open_seats": min(round.seats - len(winners), len(tied)),
        "by_stars": False,
        "margin": counting.margin(rows, round.seats) if rows else None,
        "method": round.method,
        "seats": round.seats,
        "quorum": None,
    }


def freeze_counts():
    """Count every round that has closed and was not looked at yet."""
    closed = ThemeRound.objects.filter(
        roll_frozen_at__isnull=False, cancelled_at=None, vote_closes_at__lte=now(), count=None
    )
    for round in closed.exclude(method=ThemeRound.Method.ROOM):
        with suppress(NotYet):  # put off at the last moment
            count_of(round)


def basis_of(pk, is_chosen, outcome):
    """On what a decision about a theme rests: the ranking, the rule for ties, or a departure."""
    votes = {row["theme"]: row["votes"] for row in outcome["rows"]}
    if pk in outcome["tied"]:
        return Decision.Basis.TIE
    if is_chosen != (pk in outcome["winners"]):
        return Decision.Basis.DEPARTURE
    others = [votes[one] for one in votes if (one in outcome["winners"]) != is_chosen]
    if outcome.get("by_stars") and votes.get(pk) in others:
        return Decision.Basis.STARS
    return Decision.Basis.RANKING


@transaction.atomic
def record_decision(round, rows, *, note="", seen, by):
    """Keep what the bureau proposes per theme and lay it before the board.

    `rows`: (theme, is chosen, motivation) for every theme of the list; `note`: about the whole.
    Raises Stale when the round moved on since `seen`, and ValueError where a reason is missing:
    at a departure, at a tie that was settled by hand, and when the quorum was not met.
    """
    outcome = outcome_of(round)
    if outcome["quorum"] and not outcome["quorum"]["met"] and not note:
        raise ValueError("the quorum was not met, and nothing says why there is a decision")
    decisions = [
        Decision(
            theme=theme,
            is_chosen=is_chosen,
            basis=basis_of(theme.pk, is_chosen, outcome),
            motivation=motivation,
            decided_on=localdate(),
            decided_by=by,
        )
        for theme, is_chosen, motivation in rows
    ]
    if any(needs_reason(one) and not one.motivation for one in decisions):
        raise ValueError("a departure or a tie settled by hand has no reason")
    moved = ThemeRound.objects.filter(
        pk=round.pk, version=seen, board_confirmed_on=None, cancelled_at=None
    ).update(
        decision_sent_at=now(),
        decision_note=note,
        returned_at=None,
        return_reason="",
        version=F("version") + 1,
    )
    if not moved:
        raise Stale(round)
    Decision.objects.bulk_create(
        decisions,
        update_conflicts=True,
        unique_fields=["theme"],
        update_fields=["is_chosen", "basis", "motivation", "decided_on", "decided_by"],
    )
    log.write("decision.recorded", round, by=by)
    mail.post(
        "decision_waits",
        to=User.objects.filter(is_active=True).with_role_today(Role.Kind.BOARD),
        key=f"{log.key(round)}:{seen + 1}",
        why="je in het bestuur zit",
        round=round,
    )


def needs_reason(decision):
    """A departure always does, and so does who is chosen from among equals."""
    return decision.basis == Decision.Basis.DEPARTURE or (
        decision.basis == Decision.Basis.TIE and decision.is_chosen
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
