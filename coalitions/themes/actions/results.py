"""The count and the decision."""

import json
from datetime import UTC
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate, now

from coalitions.themes import counting
from coalitions.themes.actions.ballots import choices_of
from coalitions.themes.actions.rounds import NotYet
from coalitions.themes.actions.tallies import ENOUGH, tally
from coalitions.themes.models import (
    Ballot,
    Count,
    Decision,
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
    return list(
        Ballot.objects.filter(entry__round=round, kind__in=Ballot.COUNTED)
        .prefetch_related("preferences")
        .order_by("tracker")
    )


def titles_of(round):
    return {theme.pk: str(theme) for theme in round.themes.standing()}


def open_ballots(round):
    """The counted ballots as everybody may read them: code, kind and marks, ordered by code.

    None under five ballots: with so few, a list tells who voted what.
    """
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
    """The fingerprint of who could vote."""
    roll = round.roll.order_by("pk").values_list("pk", "institution_id", "had_ambassador")
    return sha256(json.dumps(list(roll)).encode()).hexdigest()


def result_of(round, ballots, themes):
    """The count as it is kept: what `counting` says, with titles and turnout beside it."""
    marks = [choices_of(ballot) for ballot in ballots]
    return {
        **tally(round, marks, themes),
        "method": round.method,
        "seats": round.seats,
        "turnout": {
            "roll": round.roll.count(),
            "voted": len(ballots),
            "none": sum(ballot.kind == Ballot.Kind.NONE for ballot in ballots),
            "abstained": sum(ballot.kind == Ballot.Kind.ABSTAIN for ballot in ballots),
            "ticks": sum(map(len, marks)),
        },
        "rules": {name: getattr(round, name) for name in ("max_choices", "points", "tie_break")},
        "roll_digest": roll_digest(round),
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
