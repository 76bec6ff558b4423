"""The count and the decision."""

from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate, now

from coalitions.themes import counting
from coalitions.themes.actions.rounds import NotYet
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
