"""Approval: each ticked theme gets one vote, and a star may settle a tie at the last seat."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from coalitions.themes.counting.grouping import grouped, known


@dataclass(frozen=True)
class Vote:
    """The themes on one ballot, and the one with the star if there is one."""

    chosen: frozenset
    star: Hashable | None = None

    def __post_init__(self):
        if self.star is not None and self.star not in self.chosen:
            raise ValueError("the star stands beside a theme that was not chosen")


@dataclass(frozen=True)
class Row:
    """What one theme got. Themes with the same votes share their `place`; the next is skipped.

    `stars`: how many ballots put it first; where points were given, how many gave it any.
    """

    theme: Hashable
    votes: int
    stars: int
    place: int


@dataclass(frozen=True)
class Result:
    """`winners` are beyond dispute; `tied` are those among whom `open_seats` remain to be given.

    `by_stars` says that votes alone left a tie at the last seat and the stars settled all or part
    of it. `margin` is how many votes the last winner is ahead of the first that did not make it;
    None where nobody lost or nobody won.
    """

    rows: tuple[Row, ...]
    winners: tuple
    tied: tuple
    open_seats: int
    by_stars: bool
    margin: int | None


def approval(votes: Iterable[Vote], themes: Iterable, *, seats, stars_break_ties) -> Result:
    """Every chosen theme gets one vote. Stars only count where a tie at the last seat asks for it.

    `themes` are all that could be chosen, also those that nobody chose; a theme without a vote
    wins no seat. Rows with as many votes and stars stand in the order of the themes themselves.
    """
    themes = sorted(set(themes))
    got, starred = tally(votes)
    known(got, themes)
    return seated(themes, got, starred, seats=seats, stars_break_ties=stars_break_ties)


def seated(themes, got, starred, *, seats, stars_break_ties):
    """Who gets the seats when each theme has this many votes and stars."""
    rows = ranking(themes, got, starred)
    strength = {
        row.theme: (row.votes, row.stars) if stars_break_ties else (row.votes, 0) for row in rows
    }
    winners, tied = cut([theme for theme in themes if got[theme]], strength, seats)
    by_votes = cut([t for t in themes if got[t]], {t: (got[t], 0) for t in themes}, seats)
    return Result(
        rows=rows,
        winners=tuple(row.theme for row in rows if row.theme in winners),
        tied=tuple(row.theme for row in rows if row.theme in tied),
        open_seats=min(seats - len(winners), len(tied)),
        by_stars=stars_break_ties and len(tied) < len(by_votes[1]),
        margin=margin(rows, seats),
    )


def tally(votes):
    """How many ballots hold each theme, and how many give it their star."""
    got, starred = Counter(), Counter()
    for vote, times in grouped(votes).items():
        for theme in vote.chosen:
            got[theme] += times
        if vote.star is not None:
            starred[vote.star] += times
    return got, starred


def ranking(themes, got, starred):
    """The themes with most votes first; a place is one more than the number of stronger themes."""
    above = Counter(got[theme] for theme in themes)
    place, taken = {}, 0
    for votes in sorted(above, reverse=True):
        place[votes] = taken + 1
        taken += above[votes]
    order = sorted(themes, key=lambda theme: (-got[theme], -starred[theme], theme))
    return tuple(Row(theme, got[theme], starred[theme], place[got[theme]]) for theme in order)


def cut(themes, strength, seats):
    """Who is in for certain, and who are equally strong at the last seat without room for all."""
    winners = set()
    for level in sorted({strength[theme] for theme in themes}, reverse=True):
        equals = {theme for theme in themes if strength[theme] == level}
        if len(winners) + len(equals) > seats:
            return winners, equals if len(winners) < seats else set()
        winners |= equals
    return winners, set()


def margin(rows, seats):
    """The votes between the last seat and the theme below it, when both are there."""
    if len(rows) <= seats or not rows[seats - 1].votes:
        return None
    return rows[seats - 1].votes - rows[seats].votes
