"""Proportional approval: whoever has a theme already weighs less for the next one.

Seats are given one by one. A ballot with n of its themes chosen weighs 1/(n + 1), so that one
group of like-minded voters cannot take every seat with the same list. It explains a result; no
round is decided by it.
"""

from collections import Counter
from math import lcm

from coalitions.themes.counting.grouping import grouped, known

WAYS = 5_000  # to settle ties, followed to their end before giving up


def proportional(votes, themes, *, seats):
    """(winners, tied): who is chosen however ties are settled, and who in some cases only.

    A ballot is a set of themes. Every way to settle a tie on the way is followed to its end; None
    when there are too many of them.
    """
    themes = sorted(set(themes))
    votes = grouped(votes)
    known({theme for vote in votes for theme in vote}, themes)
    whole = lcm(*range(1, seats + 1))  # so that 1/1, 1/2, … are whole numbers
    ends, seen, open_ways = set(), set(), [frozenset()]
    while open_ways:
        if len(seen) > WAYS:
            return None
        chosen = open_ways.pop()
        best = [] if len(chosen) == seats else strongest(votes, chosen, whole)
        if not best:
            ends.add(chosen)
        ways = {chosen | {theme} for theme in best} - seen
        seen |= ways
        open_ways += ways
    sure = frozenset.intersection(*ends)
    some = frozenset.union(*ends) - sure
    return tuple(t for t in themes if t in sure), tuple(t for t in themes if t in some)


def strongest(votes, chosen, whole):
    """The themes beside the chosen ones that have most weight, none when nobody wants another."""
    weight = Counter()
    for vote, times in votes.items():
        share = whole // (len(vote & chosen) + 1) * times
        for theme in vote - chosen:
            weight[theme] += share
    most = max(weight.values(), default=0)
    return [theme for theme, got in weight.items() if got == most]
