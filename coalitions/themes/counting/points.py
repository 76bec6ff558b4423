"""Points: each ballot divides points over themes, and the themes with most points win."""

from collections import Counter

from coalitions.themes.counting.approval import seated
from coalitions.themes.counting.grouping import grouped, known


def points(votes, themes, *, seats):
    """Add up the points. A ballot is a frozenset of (theme, points), each more than nought.

    As with approval, a theme without points wins no seat, and a tie at the last seat comes out as
    a tie. `stars` of a row says how many ballots gave the theme points; it settles nothing.
    """
    themes = sorted(set(themes))
    got, backers = Counter(), Counter()
    for vote, times in grouped(votes).items():
        for theme, given in vote:
            if given < 1:
                raise ValueError(f"points below one: {given}")
            got[theme] += given * times
            backers[theme] += times
    known(got, themes)
    return seated(themes, got, backers, seats=seats, stars_break_ties=False)
