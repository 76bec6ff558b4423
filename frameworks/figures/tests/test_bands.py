"""Words and bars of what the gate let through."""

import re
from decimal import Decimal

import pytest

from frameworks.figures.bands import bars_of, in_words, rows_of
from frameworks.figures.gate import HIGH, LOW, MANY, ONE, SCALE, Band, Published

POINTS = [(str(value), value) for value in range(1, 5)]
NAMES = {"1": "Nergens", "2": "Een idee", "3": "Halverwege", "4": "Klaar"}
CHOICES = [("a", None), ("b", None), ("c", None)]
WORDS = {"a": "Vorm", "b": "Tijd", "c": "Tempo"}


def of_scale(*bands, **rest):
    return Published(SCALE, 25, bands=tuple(Band(codes, count) for codes, count in bands), **rest)


@pytest.mark.parametrize(
    ("published", "rows"),
    [
        (
            of_scale((("1", "2"), 10), (("3",), 9), (("4",), 6), middle=Decimal("2.6")),
            [
                ("trede 1 en 2", "10"),
                ("trede 3", "9"),
                ("trede 4", "6"),
                ("gemiddeld", "ongeveer 2,6"),
            ],
        ),
        (
            of_scale((("3", "4"), 17), rest=8),
            [("trede 3 en 4", "17"), ("overige treden, of geen oordeel", "8")],
        ),
        (Published(SCALE, 7, lean=LOW), [("het midden ligt", "aan de lage kant")]),
        (
            Published(SCALE, 24, cells=(("docent", LOW), ("", HIGH))),
            [("docent", "aan de lage kant"), ("rol niet gezegd", "aan de hoge kant")],
        ),
        (Published(SCALE, 7), [("", "te weinig antwoorden om te laten zien")]),
        (Published(SCALE), [("", "te weinig antwoorden om te laten zien")]),
    ],
)
def test_each_kind_of_figure_in_words(published, rows):
    assert rows_of(published, POINTS, NAMES) == rows


def test_an_exact_middle_is_not_called_about():
    published = of_scale((("1", "2", "3"), 10), middle=Decimal("2.6"), is_exact=True)

    assert rows_of(published, POINTS, NAMES)[-1] == ("gemiddeld", "2,6")
    assert rows_of(published, POINTS, NAMES)[0] == ("trede 1, 2 en 3", "10")


def test_choices_in_words():
    shown = Published(ONE, 25, bands=(Band(("a",), 15),), rest=10)

    assert rows_of(shown, CHOICES, WORDS) == [
        ("Vorm", "15"),
        ("overige keuzes, of geen oordeel", "10"),
    ]
    assert rows_of(Published(ONE, 7, lean="b"), CHOICES, WORDS) == [("het meest gekozen", "Tijd")]


def test_the_title_of_the_bar_says_all_that_the_bar_shows():
    published = of_scale((("1", "2"), 10), (("3",), 9), (("4",), 6))

    [(label, svg)] = bars_of(published, POINTS, NAMES)

    title = "25 mensen deden mee. Trede 1 en 2: 10; trede 3: 9; trede 4: 6."
    assert in_words(published, POINTS, NAMES) == title
    assert f"<title>{title}</title>" in svg
    assert re.findall(r">(\d+)</text>", svg) == ["10", "9", "6"]
    assert label == ""


def test_the_low_steps_lie_left_of_the_middle_and_what_is_not_shown_is_dotted():
    [(_, svg)] = bars_of(of_scale((("1", "2"), 10), (("3", "4"), 10), rest=5), POINTS, NAMES)

    assert re.findall(r'<rect class="(\w+)" x="([\d.]+)%"', svg) == [
        ("f1", "30.00"),
        ("f4", "50.00"),
        ("gap", "71.00"),
    ]


def test_of_choices_each_has_a_bar():
    shown = Published(MANY, 25, bands=(Band(("a",), 15), Band(("c",), 5)))

    bars = bars_of(shown, CHOICES, WORDS)

    assert [label for label, _ in bars] == ["Vorm", "Tempo"]
    assert "<title>Tempo: 5</title>" in bars[1][1]


def test_without_counts_there_is_no_bar():
    assert bars_of(Published(SCALE, 7, lean=LOW), POINTS, NAMES) == []
    assert bars_of(Published(SCALE), POINTS, NAMES) == []
    assert in_words(Published(SCALE), POINTS, NAMES) == "Te weinig antwoorden om te laten zien."
