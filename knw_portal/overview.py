"""What asks something of a person now, and what runs or is late for the bureau.

The pages `/mijn/` and `/bureau/` are made of what the rooms register here, in their own
`overview.py`:

    @overview.mine
    def open_votes(user, at):
        yield Ask(title="Stem op de thema’s", url=…, due_on=…)

Each registered function asks the database a bounded number of times, whatever the number of rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate


@dataclass(frozen=True)
class Ask:
    """One thing that asks something of somebody. `due` may be a day, a moment or nothing."""

    title: str
    url: str
    text: str = ""
    deed: str = "Bekijken"  # what the link says one will do
    due: date | datetime | None = None
    role: str = ""  # the hat it comes with (people.hats); empty: whoever one is


@dataclass(frozen=True)
class Running:
    """One line of "wat nu loopt": a round, a coalition, a collection."""

    title: str
    url: str
    phase: str
    stand: str
    next_date: date | datetime | None = None
    next_text: str = ""


mine_sources: list[Callable] = []
late_sources: list[Callable] = []
running_sources: list[Callable] = []


def mine(source):
    """Register `source(user, at) -> Iterable[Ask]` for the person's own page."""
    mine_sources.append(source)
    return source


def late(source):
    """Register `source(user, at) -> Iterable[Ask]` for what waits on the bureau or is late."""
    late_sources.append(source)
    return source


def running(source):
    """Register `source(user, at) -> Iterable[Running]` for what runs now."""
    running_sources.append(source)
    return source


def asks(sources, user, at):
    """All that `sources` ask, what is due first on top and what has no date last."""
    found = [ask for source in sources for ask in source(user, at)]
    return sorted(found, key=lambda ask: (ask.due is None, day_of(ask.due) or date.max, ask.title))


def day_of(due):
    """The day of a day or a moment, in the time zone of the portal."""
    if isinstance(due, datetime):
        return localdate(due)
    return due
