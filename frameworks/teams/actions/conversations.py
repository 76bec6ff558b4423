"""A talk begins and ends."""

from django.db import InternalError, transaction
from django.db.models import Max
from django.utils.timezone import now

from frameworks.definitions.definition import sha256
from frameworks.teams.actions.choosing import add_blank_answers, taken_in_hand
from frameworks.teams.earlier import actions_before, earlier_than
from frameworks.teams.models import Conversation
from frameworks.teams.snapshot import snapshot_of
from knw_portal import log
from knw_portal.forms import Stale

NOTED = ["leader", "note_taker", "disciplines", "quality", "quality_since", "revealed_at"]


@transaction.atomic
def open_conversation(trajectory, moment, *, by):
    """Begin the talk of a moment, with a blank answer to every question that applies.

    Raises Stale when that talk is there already; only "during" may be held again.
    """
    trajectory = taken_in_hand(trajectory)
    held = trajectory.conversations
    earlier = held.filter(moment=moment)
    again = moment == Conversation.Moment.DURING and not earlier.open().exists()
    if earlier.exists() and not again:
        raise Stale(trajectory)
    number = (earlier.aggregate(highest=Max("number"))["highest"] or 0) + 1
    last = held.order_by("-opened_at").first()
    conversation = Conversation.objects.create(
        trajectory=trajectory,
        moment=moment,
        number=number,
        opened_by=by,
        # Since when quality care takes part, does not change by opening another talk.
        quality=last.quality if last else "",
        quality_since=last and last.quality_since,
    )
    add_blank_answers(conversation, by=by)
    log.write("conversation.opened", conversation, by=by, moment=moment)
    return conversation


@transaction.atomic
def close_conversation(conversation, *, lesson, by, at=None):
    """The talk is over: what was asked and said is kept as it is, and the picture can be seen."""
    row = Conversation.objects.filter(pk=conversation.pk, closed_at=None)
    if row.select_for_update().first() is None:  # who is saving now, is waited for
        raise Stale(conversation)
    conversation.refresh_from_db(fields=NOTED)  # perhaps noted since this was read
    earlier = earlier_than(conversation)
    snapshot = snapshot_of(
        conversation,
        lesson,
        goals=earlier.goals,
        ambitions=earlier.ambitions,
        before=actions_before(conversation),
    )
    row.update(
        lesson=lesson,
        snapshot=snapshot,
        sha256=sha256(snapshot),
        closed_at=at or now(),
        closed_by=by,
    )
    conversation.refresh_from_db(fields=["lesson", "snapshot", "sha256", "closed_at", "closed_by"])
    log.write("conversation.closed", conversation, by=by)


def note_table(form, *, by):
    """Who is at the table is noted. False: somebody else was first. Stale: it was closed."""
    conversation = form.instance
    try:
        with transaction.atomic():
            if not form.save_or_conflict():
                return False
            log.write("conversation.noted", conversation, by=by)
            return True
    except InternalError as error:  # the trigger
        raise Stale(conversation) from error


def set_timer(conversation, section, *, until, by):
    """The time of a part of the talk begins, for everybody who looks along; None ends it."""
    about = "" if until is None else section
    open_ones = Conversation.objects.open().filter(pk=conversation.pk)
    if not open_ones.update(timer_about=about, timer_until=until):
        raise Stale(conversation)
