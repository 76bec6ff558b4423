"""The gate, and an attacker who knows its rules.

The attacker writes down every set of counts that there can be, publishes each, and puts together
those that look the same from outside: more than that nobody can know. A cell is found when in all
of them it is under five and not nought.
"""

import random
from collections import defaultdict
from decimal import Decimal

import pytest

from frameworks.figures.gate import (
    HIGH,
    LOW,
    MANY,
    MIDDLE,
    MINIMUM,
    NOTHING,
    ONE,
    SCALE,
    Band,
    Published,
    cells_of,
    mirror,
    publishable,
    suppress,
    takes_texts,
)

SMALL = set(range(1, MINIMUM))


def points_of(count):
    return [(str(value), value) for value in range(1, count + 1)]


def of_all(kind, counts, n=None, k=MINIMUM):
    """What is published of these counts per point, of everybody."""
    codes = {str(place): count for place, count in enumerate(counts, start=1)}
    sizes = {"": sum(counts) if n is None else n}
    return publishable(kind, points_of(len(counts)), {"": codes}, sizes=sizes, k=k)


def per_cell(cells):
    counts = {
        name: {str(place): count for place, count in enumerate(counts, start=1)}
        for name, counts in cells.items()
    }
    points = points_of(len(next(iter(cells.values()))))
    sizes = {name: sum(counts) for name, counts in cells.items()}
    return publishable(SCALE, points, counts, sizes=sizes)


def all_counts(places, n):
    """Every way to put n people in these places."""
    if places == 1:
        yield (n,)
        return
    for first in range(n + 1):
        for others in all_counts(places - 1, n - first):
            yield (first, *others)


def found(publish, places, n):
    """The small cells that the attacker finds, as (what was seen, which place, what it must be)."""
    alike = defaultdict(list)
    for counts in all_counts(places, n):
        alike[publish(counts)].append(counts)
    return [
        (seen, place, set(values))
        for seen, behind in alike.items()
        for place, values in enumerate(zip(*behind, strict=True))
        if set(values) <= SMALL
    ]


@pytest.mark.parametrize("kind", [SCALE, ONE])
@pytest.mark.parametrize(
    ("points", "most"), [(2, 22), (3, 20), (4, 17), (5, 13)], ids=lambda value: str(value)
)
def test_no_small_cell_is_found_among_all_counts_there_can_be(kind, points, most):
    for n in range(1, most + 1):
        # The last place is who gave no judgement.
        assert found(lambda all_of: of_all(kind, all_of[:-1], sum(all_of)), points + 1, n) == []


def test_no_small_cell_is_found_among_the_cells_of_a_breakdown():
    for n in (9, 10, 11, 12):
        assert (
            found(lambda all_of: per_cell({"a": all_of[:3], "b": all_of[3:]}), places=6, n=n) == []
        )


def test_the_attacker_finds_what_a_careless_gate_gives_away():
    def careless(counts):
        return tuple(count if count >= MINIMUM else None for count in counts)

    assert found(careless, places=3, n=13) != []


def test_of_thousands_of_groups_nothing_shown_is_small_and_nothing_follows_from_the_rest():
    chance = random.Random(2026)
    for _ in range(4000):
        places = chance.randint(2, 7)
        n = chance.choice((chance.randint(0, 30), chance.randint(0, 400)))
        weights = [chance.random() ** 3 for _ in range(places + 1)]
        drawn = chance.choices(range(places + 1), weights, k=n)
        counts = [drawn.count(place) for place in range(places)]
        kind = chance.choice((SCALE, ONE))

        seen = of_all(kind, counts, n)

        shown = sum(band.count for band in seen.bands)
        assert all(band.count >= MINIMUM for band in seen.bands)
        assert not seen.bands or seen.rest == n - shown
        assert seen.rest == 0 or seen.rest >= MINIMUM
        assert (
            not seen.bands
            or len({code for band in seen.bands for code in band.codes}) > 1
            or (seen.rest >= MINIMUM)
        )
        assert seen.n is None or n >= MINIMUM
        assert not (seen.bands and seen.lean)


def test_of_thousands_of_breakdowns_each_is_of_enough_people_and_leaves_enough():
    chance = random.Random(1998)
    for _ in range(3000):
        cells = {
            name: [chance.randint(0, chance.choice((1, 3, 9))) for _ in range(4)]
            for name in ("docent", "manager", "onderwijskundige", "")[: chance.randint(2, 4)]
        }
        sizes = {name: sum(counts) for name, counts in cells.items()}

        seen = per_cell(cells)

        hidden = [size for name, size in sizes.items() if name not in dict(seen.cells)]
        assert all(sizes[name] >= MINIMUM for name, _ in seen.cells)
        assert not seen.cells or not hidden or sum(hidden) >= MINIMUM
        assert not seen.cells or not (seen.bands or seen.lean or seen.middle)


@pytest.mark.parametrize("n", range(MINIMUM))
def test_of_fewer_than_five_nothing_is_shown_not_even_how_many(n):
    assert of_all(SCALE, (n, 0, 0, 0)) == Published(SCALE)
    assert not of_all(SCALE, (n, 0, 0, 0))


def test_of_fewer_than_five_judgements_only_how_many_took_part():
    assert of_all(SCALE, (2, 2, 0, 0), n=12) == Published(SCALE, 12)


@pytest.mark.parametrize(
    ("counts", "lean"),
    [
        ((0, 0, 0, 5), HIGH),
        ((1, 0, 0, 4), HIGH),
        ((0, 0, 4, 1), HIGH),
        ((4, 1, 0, 0), LOW),
        ((3, 0, 0, 4), MIDDLE),
        ((0, 5, 4, 0), MIDDLE),
    ],
)
def test_under_ten_the_middle_in_words_and_all_the_same_looks_like_four_to_one(counts, lean):
    assert of_all(SCALE, counts) == Published(SCALE, sum(counts), lean=lean)


def test_from_ten_on_counts_in_bands_that_fall_apart_when_each_point_is_large():
    seen = of_all(SCALE, (2, 8, 9, 6))

    assert seen.bands == (Band(("1", "2"), 10), Band(("3",), 9), Band(("4",), 6))
    assert (seen.n, seen.rest, seen.middle, seen.is_exact) == (25, 0, Decimal("2.6"), False)


def test_the_middle_is_that_of_the_answers_when_every_point_is_shown():
    seen = of_all(SCALE, (5, 8, 9, 6))

    assert (seen.middle, seen.is_exact) == (Decimal("2.6"), True)


def test_on_five_points_the_bands_are_against_in_between_and_for():
    seen = of_all(SCALE, (3, 4, 6, 5, 2))

    assert [band.codes for band in seen.bands] == [("1", "2"), ("3",), ("4", "5")]


@pytest.mark.parametrize("counts", [(0, 0, 0, 20), (0, 0, 1, 19), (1, 0, 0, 19)])
def test_that_all_say_the_same_is_not_shown_and_not_told_from_all_but_one(counts):
    assert of_all(SCALE, counts) == Published(SCALE, 20, lean=HIGH)


def test_nought_and_one_to_four_look_the_same():
    looks = {of_all(SCALE, (count, 0, 0, 20 - count)) for count in range(5)}

    assert looks == {Published(SCALE, 20, lean=HIGH)}


def test_a_small_choice_takes_the_smallest_large_one_along():
    assert suppress([3, 6, 14]) == [2]
    assert suppress([3, 6]) == []
    assert suppress([3, 6, 6, 14]) == [3]
    assert suppress([7, 6, 14]) == [0, 1, 2]
    assert suppress([0, 6, 14]) == [2]


def test_a_cell_of_a_breakdown_goes_when_it_would_follow_from_the_others():
    assert cells_of([3, 6]) == []
    assert cells_of([3, 6, 4]) == [1]
    assert cells_of([3, 6, 14]) == [2]
    assert cells_of([0, 6, 14]) == [2]


def test_a_cell_says_where_its_middle_lies_and_the_whole_is_then_not_shown():
    seen = per_cell({"docent": (2, 8, 3, 0), "manager": (0, 0, 1, 5), "": (1, 1, 1, 2)})

    assert seen == Published(SCALE, 24, cells=(("docent", MIDDLE), ("manager", HIGH), ("", MIDDLE)))


def test_an_empty_and_a_small_cell_look_alike():
    def seen(size):
        cells = {"docent": (2, 8, 3, 0), "manager": (0, 0, 1, 5), "": (0, 0, 0, size)}
        return per_cell(cells).cells

    assert {seen(size) for size in range(5)} == {(("docent", MIDDLE),)}


def test_of_several_choices_each_is_shown_when_enough_did_and_enough_did_not():
    counts = {"": {"1": 4, "2": 5, "3": 16, "4": 17}}

    seen = publishable(MANY, points_of(4), counts, sizes={"": 21})

    assert seen.bands == (Band(("2",), 5), Band(("3",), 16))
    assert seen.rest == 0


def test_of_choices_the_one_chosen_most_is_named_when_counts_may_not_be():
    assert of_all(ONE, (4, 2, 1)) == Published(ONE, 7, lean="1")
    assert of_all(ONE, (3, 3, 1)) == Published(ONE, 7)


def test_a_scale_of_two_has_no_middle():
    assert of_all(SCALE, (3, 4)) == Published(SCALE, 7, lean="2")


def test_the_minimum_can_be_raised_and_never_lowered():
    with pytest.raises(ValueError, match="only be raised"):
        of_all(SCALE, (9, 9, 9, 9), k=4)
    with pytest.raises(ValueError, match="only be raised"):
        mirror(points_of(4), [], k=4)

    assert of_all(SCALE, (9, 9, 9, 9), k=8).bands != ()
    assert of_all(SCALE, (3, 1, 2, 1), k=8) == Published(SCALE)
    assert not takes_texts(4, k=1)
    assert takes_texts(5)
    assert not takes_texts(7, k=8)


# --- the mirror of the network ----------------------------------------------------------------


def teams(*places):
    """One answer per team: ("a", 3) is three teams of institution a, all of point 3."""
    return [(name, code) for name, codes in places for code in codes]


def test_the_mirror_needs_five_teams_of_three_institutions_none_with_more_than_half():
    enough = teams(("a", "33"), ("b", "32"), ("c", "1"))

    assert mirror(points_of(4), enough) == Published(SCALE, 5, lean=MIDDLE)
    assert mirror(points_of(4), enough[1:]) is NOTHING
    assert mirror(points_of(4), teams(("a", "333"), ("b", "222"))) is NOTHING
    assert mirror(points_of(4), teams(("a", "3333"), ("b", "22"), ("c", "1"))) is NOTHING


def test_a_team_that_does_not_know_is_no_team_of_the_mirror():
    answers = [*teams(("a", "33"), ("b", "32")), ("c", "unknown")]

    assert mirror(points_of(4), answers) is NOTHING


def test_of_ten_teams_the_mirror_says_where_the_middle_half_is_and_never_a_count():
    answers = teams(("a", "1223"), ("b", "2334"), ("c", "3344"))

    seen = mirror(points_of(4), answers)

    assert (seen.n, seen.between, seen.lean, seen.bands) == (12, ("2", "3"), "", ())


def test_no_small_cell_is_found_in_a_mirror():
    def seen(counts):
        codes = [str(place) for place, count in enumerate(counts, start=1) for _ in range(count)]
        return mirror(
            points_of(4), [(f"school {team % 3}", code) for team, code in enumerate(codes)]
        )

    for n in range(6, 14):
        assert found(seen, places=4, n=n) == []
