"""The single transferable vote: cases by hand, and against a slow count that is written apart."""

from collections import Counter
from decimal import ROUND_DOWN, Decimal
from random import Random

import pytest

from coalitions.themes.counted import in_decimals, transferred
from coalitions.themes.counting import stv


def count(seats=3, candidates="ABCDE", order=None, **ballots):
    return stv(
        {tuple(ranking): times for ranking, times in ballots.items()},
        candidates,
        seats=seats,
        order=order,
    )


def test_a_surplus_passes_by_who_is_elected_already():
    result = count(ABC=40, BD=30, C=4, D=13, candidates="ABCD")

    said = transferred(result, str)
    assert said["winners"] == ["A", "B", "C"]
    assert said["quota"] == "22.00000"
    assert [stage["votes"] for stage in said["stages"]] == [
        {"A": "40.00000", "B": "30.00000", "C": "4.00000", "D": "13.00000"},
        {"A": "22.00000", "B": "30.00000", "C": "22.00000", "D": "13.00000"},
    ]
    assert said["stages"][1]["surplus"] == {"of": "A", "amount": "18.00000"}
    assert said["ties"] == []


def test_what_a_transfer_loses_behind_the_fifth_decimal_counts_as_not_transferable():
    # Quota 5 of 13 with two seats. A has 9: each ballot passes on 4/9, cut off at 0.44444.
    result = count(AB=7, A=2, C=4, seats=2, candidates="ABC")

    said = transferred(result, str)
    assert said["stages"][1]["votes"] == {"A": "5.00000", "B": "3.11108", "C": "4.00000"}
    assert said["stages"][1]["non_transferable"] == "0.88892"
    assert [stage["exclusion"] for stage in said["stages"]] == [None, None, "B"]
    assert said["winners"] == ["A", "C"]


def test_a_ballot_that_was_passed_on_twice_is_worth_a_part_of_a_part():
    result = count(ABC=12, B=4, C=1, D=3, seats=3, candidates="ABCD")

    said = transferred(result, str)
    # Quota 6. A's 6 over 12 passes 0.5 each: B 4 + 6 = 10. B's surplus 4 of 10: 0.5 * 4 / 10.
    assert said["stages"][1]["votes"]["B"] == "10.00000"
    assert said["stages"][2]["votes"]["C"] == "3.40000"
    assert said["winners"] == ["A", "B", "C"]


def test_the_last_seats_are_filled_when_nobody_else_is_left():
    result = count(A=9, B=1, seats=3, candidates="ABC")

    assert result.winners == ("A", "B", "C")
    assert result.stages[-1].filled == ("B", "C")
    assert len(result.stages) == 1


def test_equals_are_told_apart_by_the_latest_stage_at_which_they_differed():
    # C and D stand at 3 each after E went; before that D had one more.
    result = count(A=6, B=5, C=2, D=3, EC=1, seats=1, candidates="ABCDE")

    [tie] = [tie for tie in result.ties if set(tie.tied) == {"C", "D"}]
    assert (tie.taken, tie.settled, tie.about) == ("C", "earlier stage", "exclusion")


def test_a_tie_on_which_nothing_hangs_is_reported_and_the_count_goes_on():
    result = count(A=9, B=8, C=1, D=1, seats=2, candidates="ABCD")

    assert result.winners == ("A", "B")
    # Seven reach the quota of 7 at once: no tie was met at all.
    assert result.ties == ()
    result = count(A=9, B=5, C=1, D=1, seats=2, candidates="ABCD")
    assert result.winners == ("A", "B")
    assert [(tie.tied, tie.settled) for tie in result.ties] == [(("C", "D"), "no difference")]


def test_a_tie_that_decides_stops_the_count_and_is_drawn_by_nobody():
    result = count(A=9, B=2, C=2, seats=2, candidates="ABC")

    assert (result.winners, result.tied, result.open_seats) == (("A",), ("B", "C"), 1)
    [tie] = result.ties
    assert (tie.tied, tie.taken, tie.settled) == (("B", "C"), None, None)


def test_an_order_declared_beforehand_settles_it_and_that_is_said():
    result = count(A=9, B=2, C=2, seats=2, candidates="ABC", order="CBA")

    assert (result.winners, result.tied) == (("A", "C"), ())
    assert [(tie.taken, tie.settled) for tie in result.ties] == [("B", "order")]


def test_blank_ballots_do_not_count_for_the_quota_and_no_ballots_at_all_is_one_big_tie():
    assert stv({(): 50, ("A",): 3}, "AB", seats=1).quota == 200_000
    nobody = stv({}, "AB", seats=1)
    assert (nobody.winners, nobody.tied, nobody.open_seats) == ((), ("A", "B"), 1)


def test_a_ballot_with_somebody_unknown_or_twice_is_refused():
    with pytest.raises(ValueError, match="not on the list"):
        count(Z=1)
    with pytest.raises(ValueError, match="twice"):
        count(AA=1)


def test_units_are_written_with_five_decimals():
    assert [in_decimals(units) for units in (0, 1, 500_001)] == ["0.00000", "0.00001", "5.00001"]


# --- a slow count, ballot by ballot, with the whole history, every lot drawn both ways ----------

STEP = Decimal("0.00001")


def slowly(ballots, candidates, seats):
    """Every way the count can go: (winners, the votes of each stage)."""
    papers = [(one, Decimal(1)) for one in ballots if one]
    quota = Decimal(len(papers) // (seats + 1) + 1)
    return set(go(papers, quota, seats, candidates, (), (), (), ()))


def go(papers, quota, seats, candidates, elected, done, out, history):
    held = {one: [] for one in candidates}
    for ballot, worth in papers:
        # Papers that were passed on know their holder as the first name.
        if ballot:
            held[ballot[0]].append((ballot, worth))
    votes = {one: sum((worth for _, worth in held[one]), Decimal(0)) for one in candidates}
    votes |= dict.fromkeys(done, quota)
    history = (*history, tuple(votes[one] for one in candidates))
    hoping = [one for one in candidates if one not in elected and one not in out]
    elected += tuple(one for one in hoping if votes[one] >= quota)
    hoping = [one for one in hoping if one not in elected]
    if len(hoping) <= seats - len(elected):
        elected, hoping = elected + tuple(hoping), []
    if len(elected) == seats or not hoping:
        yield frozenset(elected), history
        return
    surplus = [one for one in elected if one not in done and votes[one] > quota]
    among, best = (surplus, max) if surplus else (hoping, min)
    among = [one for one in among if votes[one] == best(votes[other] for other in among)]
    for stage in reversed(history):
        then = {one: stage[candidates.index(one)] for one in among}
        among = [one for one in among if then[one] == best(then.values())]
    for one in among:
        left = [paper for paper in papers if not paper[0] or paper[0][0] != one]
        for ballot, worth in held[one]:
            if surplus:
                worth = ((votes[one] - quota) * worth / votes[one]).quantize(STEP, ROUND_DOWN)
            usable = [other for other in ballot[1:] if other in hoping and other != one]
            left.append((tuple(ballot[ballot.index(usable[0]) :]) if usable else (), worth))
        yield from go(
            left,
            quota,
            seats,
            candidates,
            elected,
            (*done, one) if surplus else done,
            out if surplus else (*out, one),
            history,
        )


def test_every_stage_is_that_of_the_slow_count_and_ties_are_those_of_every_lot():
    random = Random(42)
    decided = undecided = 0
    for _ in range(400):
        candidates = list(range(random.randint(3, 6)))
        seats = random.randint(1, 3)
        ballots = [
            tuple(random.sample(candidates, random.randint(0, len(candidates))))
            for _ in range(random.randint(1, 25))
        ]
        result = stv(Counter(ballots), candidates, seats=seats)
        ways = slowly(ballots, candidates, seats)
        ends = {winners for winners, _ in ways}
        sure = frozenset.intersection(*ends)
        assert set(result.winners) == sure
        assert set(result.tied) == frozenset.union(*ends) - sure
        stages = tuple(
            tuple(Decimal(units) / 100_000 for _, units in stage.votes) for stage in result.stages
        )
        assert any(history[: len(stages)] == stages for _, history in ways)
        if len(ends) == 1:
            decided += 1
            assert any(history == stages for _, history in ways)
        else:
            undecided += 1
    assert decided > 200
    assert undecided > 50


def test_other_names_and_another_order_of_voters_and_themes_change_nothing():
    random = Random(11)
    for _ in range(20):
        ballots = [tuple(random.sample(range(20), random.randint(1, 4))) for _ in range(57)]
        names = dict(enumerate(random.sample(range(100, 200), 20)))
        once = stv(ballots, range(20), seats=3)
        renamed = [tuple(names[one] for one in ballot) for ballot in ballots]
        random.shuffle(renamed)
        again = stv(renamed, random.sample(sorted(names.values()), 20), seats=3)
        assert {names[one] for one in once.winners} == set(again.winners)
        assert {names[one] for one in once.tied} == set(again.tied)
        assert once.quota == again.quota


def test_a_declared_order_gives_one_of_the_ways_that_lots_could_have_gone():
    random = Random(12)
    for _ in range(150):
        candidates = list(range(5))
        ballots = [
            tuple(random.sample(candidates, random.randint(1, 3)))
            for _ in range(random.randint(2, 12))
        ]
        order = random.sample(candidates, 5)
        result = stv(ballots, candidates, seats=2, order=order)
        assert not result.tied
        assert frozenset(result.winners) in {end for end, _ in slowly(ballots, candidates, 2)}
