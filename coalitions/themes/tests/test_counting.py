"""The count: small cases by hand, and many by chance against a count that tries everything."""

import ast
from itertools import combinations
from pathlib import Path
from random import Random
from time import perf_counter

import pytest

from coalitions.themes import counting
from coalitions.themes.counting import Vote, approval


def votes(*ballots):
    """`"AB*"` is a ballot for A and B, with the star beside B."""
    found = []
    for ballot in ballots:
        star = ballot[ballot.index("*") - 1] if "*" in ballot else None
        found.append(Vote(frozenset(ballot.replace("*", "")), star))
    return found


def count(*ballots, themes="ABCDE", seats=3, stars=True):
    return approval(votes(*ballots), themes, seats=seats, stars_break_ties=stars)


def test_most_votes_win_and_everything_is_said_about_them():
    result = count("A*BC", "A*B", "AB*D", "C")

    assert [(row.theme, row.votes, row.stars, row.place) for row in result.rows] == [
        ("A", 3, 2, 1),
        ("B", 3, 1, 1),
        ("C", 2, 0, 3),
        ("D", 1, 0, 4),
        ("E", 0, 0, 5),
    ]
    assert (result.winners, result.tied, result.open_seats) == (("A", "B", "C"), (), 0)
    assert (result.by_stars, result.margin) == (False, 1)


def test_a_tie_at_the_last_seat_comes_out_as_a_tie_when_stars_do_not_count():
    result = count("AB", "AB", "AC*", "BD", seats=3, stars=False)

    assert result.winners == ("A", "B")
    assert set(result.tied) == {"C", "D"}
    assert (result.open_seats, result.by_stars, result.margin) == (1, False, 0)


def test_stars_settle_a_tie_at_the_last_seat_where_the_rule_says_so():
    result = count("AB", "AB", "AC*", "BD", seats=3, stars=True)

    assert (set(result.winners), result.tied, result.by_stars) == ({"A", "B", "C"}, (), True)


def test_stars_change_nothing_above_the_last_seat():
    without, starred = count("AB", "A", "B", "C"), count("AB*", "A", "B*", "C*")

    assert set(without.winners) == set(starred.winners) == {"A", "B", "C"}
    assert not starred.by_stars


def test_a_tie_that_stars_leave_is_still_a_tie():
    result = count("A*", "B*", "C", "D", seats=3)

    assert (set(result.winners), set(result.tied), result.open_seats) == ({"A", "B"}, {"C", "D"}, 1)
    assert result.by_stars


def test_a_theme_without_votes_wins_no_seat_and_nothing_at_all_is_no_tie():
    assert count("A", seats=3).winners == ("A",)
    nobody = count(seats=3)
    assert (nobody.winners, nobody.tied, nobody.open_seats, nobody.margin) == ((), (), 0, None)


def test_a_vote_for_what_is_not_on_the_list_is_refused():
    with pytest.raises(ValueError, match="not on the list"):
        count("Z")
    with pytest.raises(ValueError, match="star"):
        Vote(frozenset("A"), "B")


def profile(random, voters=57, themes=20):
    return [
        Vote(frozenset(picked), random.choice([*picked, None]))
        for picked in (random.sample(range(themes), random.randint(1, 3)) for _ in range(voters))
    ]


def by_brute_force(ballots, themes, seats, stars):
    """Who is in every best committee, and who is only in some."""

    def strength(theme):
        got = sum(theme in one.chosen for one in ballots)
        return got, stars * sum(one.star == theme for one in ballots)

    strengths = {theme: strength(theme) for theme in themes}
    wanted = [theme for theme in themes if strengths[theme][0]]
    size = min(seats, len(wanted))
    totals = {
        committee: sorted((strengths[theme] for theme in committee), reverse=True)
        for committee in combinations(wanted, size)
    }
    best = [set(one) for one, total in totals.items() if total == max(totals.values())]
    sure = set.intersection(*best)
    return sure, set.union(*best) - sure


@pytest.mark.parametrize("stars", [True, False])
def test_winners_and_ties_are_those_of_a_count_that_tries_every_committee(stars):
    random = Random(20)
    for _ in range(300):
        ballots = profile(random, voters=random.randint(1, 12), themes=7)
        result = approval(ballots, range(7), seats=3, stars_break_ties=stars)
        sure, tied = by_brute_force(ballots, range(7), 3, stars)
        assert (set(result.winners), set(result.tied)) == (sure, tied)
        assert result.open_seats == (3 - len(sure) if tied else 0)


def test_the_order_of_voters_and_of_themes_changes_nothing():
    random = Random(57)
    for _ in range(200):
        ballots, themes = profile(random), list(range(20))
        once = approval(ballots, themes, seats=3, stars_break_ties=True)
        random.shuffle(ballots)
        random.shuffle(themes)
        assert approval(ballots, themes, seats=3, stars_break_ties=True) == once


def test_other_names_for_the_themes_change_nothing_but_the_names():
    random = Random(3)
    for _ in range(200):
        ballots = profile(random)
        names = dict(enumerate(random.sample(range(100, 200), 20)))
        renamed = [
            Vote(frozenset(names[t] for t in one.chosen), names.get(one.star)) for one in ballots
        ]
        plain = approval(ballots, range(20), seats=3, stars_break_ties=True)
        other = approval(renamed, names.values(), seats=3, stars_break_ties=True)
        assert {names[theme] for theme in plain.winners} == set(other.winners)
        assert {names[theme] for theme in plain.tied} == set(other.tied)


def test_a_hundred_thousand_ballots_are_counted_within_seconds():
    ballots = profile(Random(9), voters=100_000)
    begin = perf_counter()

    approval(ballots, range(20), seats=3, stars_break_ties=True)

    assert perf_counter() - begin < 5  # 0.2 s on a quiet machine


def test_the_count_knows_no_fractions_and_no_chance():
    tree = ast.parse(Path(counting.__file__).read_text())
    imported = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    } | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert imported == {"collections", "collections.abc", "dataclasses"}
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and type(n.value) is float]
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.Div)]
