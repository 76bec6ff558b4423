"""What the ballots of a round say: the count by its own method, and what others would have said."""

from coalitions.themes import counted, counting
from coalitions.themes.models import ThemeRound

ENOUGH = 5  # ballots; with fewer, a list or a comparison would tell who voted what
Method = ThemeRound.Method


def tally(round, ballots, themes):
    """The count as it is kept. `ballots`: theme ids → mark, one for each; `themes`: id → title."""
    votes = [VOTE[round.method](marks) for marks in ballots]
    found = count(round, votes, themes)
    if isinstance(found, counting.Transfers):
        kept = counted.transferred(found, lambda theme: theme)
        kept |= {"rows": rows_of_transfers(found, themes), "by_stars": False, "margin": None}
    else:
        kept = {
            "rows": rows_of(found, themes),
            "winners": list(found.winners),
            "tied": list(found.tied),
            "open_seats": found.open_seats,
            "by_stars": found.by_stars,
            "margin": found.margin,
        }
    kept["robustness"] = robustness(round, ballots, votes, themes, found)
    return kept


def count(round, votes, themes, order=None):
    """These votes by the method of the round."""
    if round.method == Method.RANKING:
        return counting.stv(votes, themes, seats=round.seats, order=order)
    if round.method == Method.POINTS:
        return counting.points(votes, themes, seats=round.seats)
    stars = round.tie_break == ThemeRound.TieBreak.STARS
    return counting.approval(votes, themes, seats=round.seats, stars_break_ties=stars)


def as_ticks(marks):
    return counting.Vote(frozenset(marks), next((one for one in marks if marks[one] is True), None))


def as_points(marks):
    return frozenset(marks.items())


def as_ranking(marks):
    return tuple(sorted(marks, key=marks.get))


VOTE = {Method.APPROVAL: as_ticks, Method.POINTS: as_points, Method.RANKING: as_ranking}


def rows_of(found, themes):
    return [
        {
            "theme": row.theme,
            "title": themes[row.theme],
            "votes": row.votes,
            "stars": row.stars,
            "place": row.place,
        }
        for row in found.rows
    ]


def rows_of_transfers(found, themes):
    """The winners in order of election, then who came furthest; `votes` are the first choices."""
    first = dict(found.stages[0].votes)
    out = [stage.excluded for stage in found.stages if stage.excluded is not None]
    last = dict(found.stages[-1].votes)
    left = [one for one in themes if one not in out and one not in found.winners]
    left.sort(key=lambda one: (one not in found.tied, -last[one], one))
    order = [*found.winners, *left, *(one for one in reversed(out) if one not in found.winners)]
    return [
        {
            "theme": theme,
            "title": themes[theme],
            "votes": first[theme] // counting.UNIT,
            "stars": 0,
            # Nobody can say yet who of the tied is ahead.
            "place": len(found.winners) + 1 if theme in found.tied else place,
        }
        for place, theme in enumerate(order, start=1)
    ]


def robustness(round, ballots, votes, themes, found):
    """What other ways to count the same ballots say, and what one ballot less would have changed.

    None with few ballots. Which ballots would change it is not even found out.
    """
    if len(ballots) < ENOUGH:
        return None
    ticks = [as_ticks(dict.fromkeys(marks, False)) for marks in ballots]
    others = {}
    if round.method != Method.POINTS:
        given = [as_points(worth(round, marks)) for marks in ballots]
        others["points"] = outcome(counting.points(given, themes, seats=round.seats))
    if round.method != Method.APPROVAL:
        plain = counting.approval(ticks, themes, seats=round.seats, stars_break_ties=False)
        others["approval"] = outcome(plain)
    fair = counting.proportional([one.chosen for one in ticks], themes, seats=round.seats)
    if fair:
        others["proportional"] = {"winners": list(fair[0]), "tied": list(fair[1])}
    # A tie that the whole count left open is kept as it was: one order for all of these counts.
    order = [*found.winners, *(theme for theme in sorted(themes) if theme not in found.winners)]
    changed = counting.changed_without_one(votes, lambda less: count(round, less, themes, order))
    return {"others": others, "without_one": {"counts": len(votes), "changed": changed}}


def worth(round, marks):
    """A ballot in points: a star two and a tick one, or a place the more the higher it is."""
    if round.method == Method.RANKING:
        return {theme: round.max_choices + 1 - place for theme, place in marks.items()}
    return {theme: 1 + star for theme, star in marks.items()}


def outcome(found):
    return {"winners": list(found.winners), "tied": list(found.tied)}
