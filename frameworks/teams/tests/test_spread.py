"""How far people are apart, without a database."""

import pytest

from frameworks.definitions.axes import LEVEL, names
from frameworks.figures import strip
from frameworks.polls.asking import is_asked
from frameworks.teams.conditions import chosen_in, only_if
from frameworks.teams.models import TeamAnswer
from frameworks.teams.pages import in_talking_order
from frameworks.teams.preparing import codes, minutes_alone, numbered
from frameworks.teams.spread import LEVELS, PROBES, levels_of, spread_of

POINTS = [{"code": str(step), "value": step, "text": f"Trede {step}."} for step in range(1, 5)]
SCALE = {"kind": "scale", "points": POINTS, "code": "S", "core": True}
MANY = {"kind": "many", "points": [{"code": code, "text": code} for code in "abc"], "code": "M"}
ONE = MANY | {"kind": "one"}
OPEN = {"kind": "open", "points": [], "code": "O", "core": True}


def spread(question, *choices):
    return spread_of(question, [(list(one), "") for one in choices])


@pytest.mark.parametrize(
    ("question", "choices", "apart", "pattern"),
    [
        (SCALE, ["4", "4", "3"], 2 / 9, "high"),
        (SCALE, ["1", "2", "2"], 2 / 9, "low"),
        (SCALE, ["1", "4"], 1, "divided"),
        (SCALE, ["1", "4", "4"], 2 / 3, "divided"),
        (SCALE, [["unknown"], ["unknown"], "4"], -1, "unknown"),
        (SCALE, [["na"], "4"], 1, "divided"),
        (SCALE, [["na"], ["na"]], 0, "same"),
        (SCALE, ["3"], -1, ""),
        (MANY, ["ab", "ab"], 0, "same"),
        (MANY, ["ab", "bc"], 2 / 3, "divided"),
        (ONE, ["a", "b"], 1, "divided"),
        (ONE, ["a", "a", "b", "a"], 1 / 2, "same"),
        (OPEN, [[], []], -1, ""),
    ],
)
def test_how_far_apart_and_what_one_asks_then(question, choices, apart, pattern):
    found = spread(question, *choices)

    assert found.apart == pytest.approx(apart)
    assert found.pattern == pattern
    assert (found.probes is not None) == (pattern in PROBES)


def test_notes_stand_in_no_order_that_tells_whose_they_are():
    views = [(["4"], "Zo"), (["1"], "Anders"), (["1"], "Zo")]

    forth, back = spread_of(SCALE, views), spread_of(SCALE, views[::-1])

    assert forth.notes == back.notes == ("Anders", "Zo")
    assert forth.counts == back.counts


def test_everybody_is_one_dot_and_a_big_group_a_row_with_a_number():
    lines = strip.rows(POINTS, {"1": 2, "3": 20})

    few, none, many, _ = (picture for _, _, picture in lines)
    assert few.count("<circle") == 2
    assert "<title>Trede 1: 2 keer gekozen</title>" in few
    assert none == ""
    assert (many.count("<circle"), "+6</text>" in many) == (14, True)


def test_what_is_not_chosen_from_is_not_kept():
    assert codes(SCALE, ["2", "9", "3"]) == ["2"]
    assert codes(MANY, ["c", "a", "x"]) == ["a", "c"]
    assert codes(MANY, ["a", "unknown"]) == ["unknown"]
    assert codes(OPEN, ["a"]) == []


def test_the_core_is_prepared_first_and_keeps_its_number():
    rest = OPEN | {"core": False}

    assert [number for number, _ in numbered([rest, SCALE, rest, OPEN])] == [2, 4, 1, 3]
    assert minutes_alone([SCALE] * 8 + [OPEN] * 4) == 8
    assert minutes_alone([]) == 1


def test_a_question_with_a_condition_is_asked_when_that_was_chosen():
    first = ONE | {"text": "Doen jullie het?"}
    question = {"when": {"question": "M", "is": ["a", "b"]}}

    assert is_asked({}, {})
    assert is_asked(question, {"M": ["b"]})
    assert not is_asked(question, {"M": ["c"]})
    assert not is_asked(question, {"M": []})
    assert only_if(question, [first]) == "bij ‘Doen jullie het?’ gekozen is voor ‘a’ of ‘b’"
    assert only_if(question, []) == "een andere vraag zo beantwoord is"
    assert only_if({}, [first]) == ""


class Talk:
    class Order:
        SPREAD = "spread"

    order = "spread"
    revealed_at = "now"


def test_the_biggest_difference_comes_first_and_what_is_not_asked_never():
    blocks = [
        {"number": 1, "spread": None, "only_if": ""},
        {"number": 2, "spread": spread(SCALE, "1", "2"), "only_if": ""},
        {"number": 3, "spread": spread(SCALE, "1", "4"), "only_if": ""},
        {"number": 4, "spread": spread(SCALE, "1", "4"), "only_if": "…"},
    ]
    talk = Talk()

    assert numbers(talk, blocks) == [3, 2, 1]
    talk.order = "set"
    assert numbers(talk, blocks) == [1, 2, 3]


def numbers(talk, blocks):
    return [one["number"] for one in in_talking_order(talk, [{"blocks": blocks}])]


def test_every_level_of_the_dialogue_has_its_own_help():
    question = {"axes": {"level": ["deepen", "lift"]}}

    assert [text.split(":")[0] for text in levels_of(question)] == ["Verdiepen", "Verheffen"]
    assert list(LEVELS) == [code for code, _ in names(LEVEL)]


def test_what_was_chosen_where_nothing_is_asked_any_more_counts_for_nothing():
    first = {"code": "M", "concept": "1"}
    second = {"code": "N", "concept": "2", "when": {"question": "M", "is": ["a"]}}
    said = {"1": TeamAnswer(choices=["c"]), "2": TeamAnswer(choices=["x"])}

    assert chosen_in([first, second], said) == {"M": {"c"}, "N": set()}
    assert chosen_in([second], said) == {"N": {"x"}}  # the first is not asked here at all
