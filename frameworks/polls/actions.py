"""A poll is prepared, opens, takes answers, closes; what was written is read."""

from datetime import timedelta

from django.db import InternalError, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.timezone import now

from frameworks.polls.asking import asked_of, items_of
from frameworks.polls.models import (
    COUNTS_KEPT,
    TEXTS_KEPT,
    Clock,
    Poll,
    PollCount,
    PollText,
)
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.people.models import Group


class NotOpen(Exception):
    """The poll is over, or not begun, by the clock of the database."""


class AskedBefore(Exception):
    """These questions were in another poll for the same: from the two one could subtract."""

    def __init__(self, codes):
        super().__init__(sorted(codes))
        self.codes = sorted(codes)


def prepare_poll(*, group, version, about, questions, invited, by, **details):
    """Write a poll down that nobody can answer yet; until it opens it can be thrown away.

    `about` is what it is held for ("conversation:12"), `details`: intro, cells, texts, minimum.
    """
    return Poll.objects.create(
        group=group,
        framework_version=version,
        about=about,
        questions=list(questions),
        invited=invited,
        made_by=by,
        **details,
    )


@transaction.atomic
def open_poll(poll, *, closes_at, by, at=None, days_apart=None):
    """From now until `closes_at` whoever has the link can answer; what it promises is now fixed.

    With `days_apart` the group's polls for anything else count too while they run and so many days
    after. Raises Stale when it was open already, and AskedBefore.
    """
    Group.objects.select_for_update().get(pk=poll.group_id)  # two polls at once wait here
    opens_at = at or now()
    same = Q(about=poll.about)
    if days_apart:
        same |= Q(closes_at__gt=opens_at - timedelta(days=days_apart))
    others = Poll.objects.opened().filter(same, group=poll.group_id)
    asked = {code for other in others.exclude(pk=poll.pk) for code in other.questions}
    if again := asked & set(poll.questions):
        raise AskedBefore(again)
    if poll.counts.exists():
        raise Stale(poll)
    PollCount.objects.bulk_create(
        PollCount(poll=poll, item=item, point=point, cell=cell)
        for cell in ["", *poll.cells]
        for item, point in [("", ""), *_counted(poll)]
    )
    moved = Poll.objects.filter(pk=poll.pk, opens_at=None)
    if not moved.update(opens_at=opens_at, closes_at=closes_at):
        raise Stale(poll)
    poll.opens_at, poll.closes_at = opens_at, closes_at
    log.write("poll.opened", poll, by=by)


@transaction.atomic
def start_poll(*, closes_at, by, **what):
    """Prepare a poll and open it at once, for any group. `what` as for `prepare_poll`."""
    poll = prepare_poll(by=by, **what)
    open_poll(poll, closes_at=closes_at, by=by)
    return poll


def _counted(poll):
    return [(item.key, code) for item in items_of(asked_of(poll)) for code, _ in item.points]


@transaction.atomic
def drop_poll(poll, *, by):
    """Throw away what was prepared and never opened."""
    if not Poll.objects.filter(pk=poll.pk, opens_at=None).delete()[0]:
        raise Stale(poll)
    log.write("poll.dropped", poll, by=by)


@transaction.atomic
def close_poll(poll, *, by):
    """Nobody answers any more, and the figures can be seen. It does not open again."""
    if not Poll.objects.running().filter(pk=poll.pk).update(closes_at=Clock()):
        raise Stale(poll)
    log.write("poll.closed", poll, by=by)


def take_answers(poll, *, choices, texts, cell=""):
    """Add what one person chose and wrote to what all the others did; after that it is in there.

    `choices`: the codes per item, `texts`: one text per question, `cell`: the role they named. No
    log line, no time, no row of their own. Raises NotOpen by the clock of the database.
    """
    try:
        with transaction.atomic():
            _take_answers(poll, choices, texts, cell)
    except InternalError as error:  # the trigger: it closed a moment ago
        raise NotOpen(poll) from error


def _take_answers(poll, choices, texts, cell):
    # One at a time, and whoever reads the result waits for who is still answering.
    Poll.objects.select_for_update(of=("self",)).get(pk=poll.pk)
    if not Poll.objects.running().filter(pk=poll.pk).exists():
        raise NotOpen(poll)
    hers = Q(item="", point="")
    for item, codes in choices.items():
        hers |= Q(item=item, point__in=codes)
    # Every counter of the poll is written, also where nothing is added: PostgreSQL marks what one
    # transaction wrote (xmin), and would mark the answers of the last person.
    PollCount.objects.filter(poll=poll).update(
        count=F("count") + Case(When(hers & Q(cell=cell), then=Value(1)), default=Value(0))
    )
    shuffle_texts(poll, texts)


def shuffle_texts(poll, texts=()):
    """Write the texts of a poll anew with these among them: new numbers, an order of chance."""
    held = PollText.objects.filter(poll=poll)
    every = [(one.item, one.text) for one in held]
    every += [(item, text) for item, text in dict(texts).items() if text]
    held.delete()
    rows = [PollText(poll=poll, item=item, text=text) for item, text in every]
    # The numbers are of chance, so their order is one too; so also on the disk.
    PollText.objects.bulk_create(sorted(rows, key=lambda row: row.pk))


@transaction.atomic
def review_text(text, *, review, by, wording=""):
    """Somebody of the group read a text: it is shown as it is, in other words, or not at all.

    What was taken out is not kept. Raises Stale when a colleague read it first.
    """
    becomes = {
        PollText.OK: text.text,
        PollText.REDACTED: wording,
        PollText.REMOVED: "",
    }[review]
    if not PollText.objects.filter(pk=text.pk, review=PollText.PENDING).update(
        review=review, text=becomes
    ):
        raise Stale(text)
    log.write("poll_text.reviewed", text.poll, by=by, review=review)


@transaction.atomic
def purge_polls():
    """What came out of polls is gone after its term; that they were held, stays. How many rows."""
    texts = PollText.objects.filter(poll__in=Poll.objects.outlived(TEXTS_KEPT)).delete()[0]
    counts = PollCount.objects.filter(poll__in=Poll.objects.outlived(COUNTS_KEPT)).delete()[0]
    return texts, counts
