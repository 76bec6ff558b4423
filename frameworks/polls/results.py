"""What a closed poll shows: each item through the gate, and the texts that were read."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction

from frameworks.figures.bands import bars_of, rows_of
from frameworks.figures.gate import Published, publishable, takes_texts
from frameworks.polls.asking import Item, asked_of, items_of
from frameworks.polls.models import Poll, PollCount, PollText


@transaction.atomic
def results_of(polls, questions):
    """Of closed polls: {poll id: {item key: Published}}, for these questions; two queries.

    Whatever else a poll holds is left out, and so is a poll that is not closed: totals are shown
    once, after the close. Who is answering at the last moment is waited for.
    """
    closed = list(polls.closed().kept().order_by("pk").select_for_update(of=("self",)))
    counts, sizes = _counts_of(closed)
    found = {}
    for poll in closed:
        asked = [one for one in questions if one["code"] in poll.questions]
        found[poll.pk] = {
            item.key: _published(item, poll, counts, sizes) for item in items_of(asked)
        }
    return found


def _published(item, poll, counts, sizes):
    return publishable(
        item.kind,
        item.points,
        counts[poll.pk][item.key],
        sizes=sizes[poll.pk],
        k=poll.minimum,
    )


def _counts_of(polls):
    """Per poll, item and cell how often each code was chosen; per poll and cell how many people."""
    counts = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
    sizes = defaultdict(dict)
    rows = PollCount.objects.filter(poll__in=[poll.pk for poll in polls])
    for poll, item, point, cell, count in rows.values_list(
        "poll_id", "item", "point", "cell", "count"
    ):
        if item:
            counts[poll][item][cell][point] = count
        else:
            sizes[poll][cell] = count
    return counts, sizes


def taken_part(poll):
    """How many people took part in a closed poll; None when they are too few to say."""
    if not Poll.objects.closed().kept().filter(pk=poll.pk).exists():
        return None
    _, sizes = _counts_of([poll])
    return _enough(poll, sizes)


def _enough(poll, sizes):
    n = sum(sizes[poll.pk].values())
    return n if n >= poll.minimum else None


def texts_in(poll, *reviews):
    """The texts of a closed poll in one of these states; none where too few people took part."""
    if not takes_texts(taken_part(poll) or 0, k=poll.minimum):
        return PollText.objects.none()
    return PollText.objects.kept().filter(poll=poll, review__in=reviews)


@dataclass(frozen=True)
class Line:
    """One item of a closed poll as every output shows it; it holds what the gate let through."""

    item: Item
    published: Published

    @property
    def text(self):
        return self.item.text

    @cached_property
    def rows(self):
        return rows_of(self.published, self.item.points, self.item.names)

    @cached_property
    def bars(self):
        return bars_of(self.published, self.item.points, self.item.names)


@dataclass(frozen=True)
class Outcome:
    """All that is shown of one closed poll, on its own page and wherever else it stands."""

    poll: Poll
    n: int | None  # how many took part; None when they are too few to say
    lines: list
    texts: list  # (question, the texts that somebody read and left in, in an order of chance)


@transaction.atomic
def outcomes_of(polls):
    """Of each closed poll what came out of it, as long as that is kept; five queries at most."""
    found = polls.closed().kept().for_page().prefetch_related("framework_version__errata")
    closed = list(found.select_related("group").select_for_update(of=("self",)))
    counts, sizes = _counts_of(closed)
    enough = {one.pk: _enough(one, sizes) for one in closed}
    texts = _texts_of([one for one in closed if takes_texts(enough[one.pk] or 0, k=one.minimum)])
    return [_outcome(one, enough[one.pk], counts, sizes, texts[one.pk]) for one in closed]


def _outcome(poll, n, counts, sizes, texts):
    questions = asked_of(poll)
    lines = [Line(item, _published(item, poll, counts, sizes)) for item in items_of(questions)]
    written = [(one, texts[one["code"]]) for one in questions if one["code"] in texts]
    return Outcome(poll, n, lines, written)


def _texts_of(polls):
    found = defaultdict(lambda: defaultdict(list))
    read = PollText.objects.kept().filter(
        poll__in=polls, review__in=(PollText.OK, PollText.REDACTED)
    )
    for text in read:
        found[text.poll_id][text.item].append(text.text)
    return found


def outcome_of(poll):
    """What page, chart, PDF, XLSX and CSV of one poll are made of; None before and long after."""
    return next(iter(outcomes_of(Poll.objects.filter(pk=poll.pk))), None)
