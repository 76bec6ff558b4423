"""`./portal manage count_ballots`: files in, one line of JSON for each out, without a database."""

import json
import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from knw_portal.local.settings import ROOT

FOUR_LINES = """\
# the four-line example
4 3
40 1 2 3 0   # A, B, C
30 2 4 0
4 3 0
13 4 0
0
"A"
"B"
"C"
"D"
"Een proef"
"""


@pytest.fixture
def count(tmp_path, capsys):
    """Counts these texts; gives the exit code and the lines that were printed."""

    def run(*texts, name="stemmen.blt", **options):
        paths = []
        for number, text in enumerate(texts):
            paths.append(tmp_path / f"{number}-{name}")
            paths[-1].write_text(text)
        code = 0
        try:
            call_command("count_ballots", *map(str, paths), **{"json": True, **options})
        except SystemExit as end:
            code = end.code
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_a_blt_file_is_counted_with_every_stage(count):
    code, [line] = count(FOUR_LINES, method="stv")

    assert code == 0
    assert line.pop("file").endswith("0-stemmen.blt")
    assert line == {
        "title": "Een proef",
        "method": "stv",
        "seats": 3,
        "version": 1,
        "ballots": 87,
        "winners": ["A", "B", "C"],
        "tied": [],
        "open_seats": 0,
        "quota": "22.00000",
        "valid": 87,
        "stages": [
            {
                "stage": 1,
                "votes": {"A": "40.00000", "B": "30.00000", "C": "4.00000", "D": "13.00000"},
                "surplus": None,
                "exclusion": None,
                "elected": ["A", "B"],
                "filled": [],
                "non_transferable": "0.00000",
            },
            {
                "stage": 2,
                "votes": {"A": "22.00000", "B": "30.00000", "C": "22.00000", "D": "13.00000"},
                "surplus": {"of": "A", "amount": "18.00000"},
                "exclusion": None,
                "elected": ["C"],
                "filled": [],
                "non_transferable": "0.00000",
            },
        ],
        "ties": [],
    }


def test_who_withdrew_is_passed_over_and_blank_ballots_and_open_places_are_read(count):
    text = '4 1 -1\n3 1 2 0\n2 0\n(nr 5) 2 3 - 2 0\n0\n"A" "B \\"de\\" b" "C" "A"'
    text = text.replace("(nr 5)", "(5)")

    code, [line] = count(text)

    assert code == 0
    assert line["winners"] == ['B "de" b']
    assert line["stages"][0]["votes"] == {
        'B "de" b': "3.00000",
        "C": "2.00000",
        "A (2)": "0.00000",
    }
    assert (line["ballots"], line["valid"], line["title"]) == (7, 5, "")


WRONG = [
    ("", "leeg"),
    ('2 1\n1 1=2 0\n0\n"A"\n"B"', "Regel 2: ‘1=2’ zet kandidaten op dezelfde plaats"),
    ('2 1\n1 3 0\n0\n"A"\n"B"', "Regel 2: ‘3’ is geen kandidaat"),
    ('2 1\n1 1 1 0\n0\n"A"\n"B"', "twee keer op één stembriefje"),
    ('2 1\n1.5 1 0\n0\n"A"\n"B"', "een heel getal vanaf 1, niet ‘1.5’"),
    ('2 1\n1 1 0\n"A"\n"B"', "Regel 3: na het laatste stembriefje ontbreekt de 0"),
    ('2 1\n1 1 0\n0\n"A"\n', "houdt op waar de naam van kandidaat 2"),
    ('2 1\n1 1 0\n0\n"A\n', "aanhalingsteken"),
    ("twee 1", "hier hoort het aantal kandidaten"),
    ('2 1 -3\n0\n"A"\n"B"', "kandidaat 3 bestaat niet"),
    ("[nick a b]\n2 1", "de opdracht [nick a b]"),
    ('2 0\n0\n"A"\n"B"', "ten minste één"),
]


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_what_is_wrong_with_a_file_is_said_and_the_others_are_counted(count, text, words):
    code, [bad, good] = count(text, FOUR_LINES)

    assert code == 1
    assert words in bad["error"]
    assert set(bad) == {"file", "error"}
    assert good["winners"] == ["A", "B", "C"]


def test_ties_are_reported_and_settled_only_by_an_order_given_beforehand(count):
    text = '3 2\n9 1 0\n2 2 0\n2 3 0\n0\n"A" "B" "C"'

    _, [open_one] = count(text)
    _, [listed] = count(text, tie_order="list")
    _, [named] = count(text, tie_order="C, A, B")
    code, [wrong] = count(text, tie_order="A, B")

    assert (open_one["winners"], open_one["tied"]) == (["A"], ["B", "C"])
    assert open_one["ties"] == [
        {"stage": 3, "about": "exclusion", "tied": ["B", "C"], "taken": None, "settled": None}
    ]
    assert (listed["winners"], named["winners"]) == (["A", "B"], ["A", "C"])
    assert listed["ties"][0]["settled"] == "order"
    assert code == 1
    assert "--tie-order" in wrong["error"]


APPROVAL = {
    "method": "approval",
    "seats": 2,
    "themes": ["A", "B", "C"],
    "ballots": [
        {"times": 2, "chosen": ["A", "B"], "star": "B"},
        {"times": 2, "chosen": ["A", "C"]},
        {"chosen": []},
    ],
}


def test_ticks_and_points_are_read_from_json(count):
    points = {
        "method": "points",
        "themes": ["A", "B"],
        "ballots": [{"points": {"A": 3, "B": 4}}, {"points": {"A": 2}}],
    }

    _, [ticks, given] = count(json.dumps(APPROVAL), json.dumps(points), name="x.json", seats=2)
    _, [plain] = count(json.dumps(APPROVAL), name="x.json", without_stars=True)

    assert (ticks["winners"], ticks["by_stars"], ticks["ballots"]) == (["A", "B"], True, 5)
    assert (plain["winners"], plain["tied"], plain["open_seats"]) == (["A"], ["B", "C"], 1)
    assert plain["ties"][0]["tied"] == ["B", "C"]
    assert given["stages"][0]["votes"] == {"A": "5.00000", "B": "4.00000"}


def test_the_same_ballots_come_from_csv(count):
    ticks = "aantal:approval;A;B;C\n2;x;*;\n2;x;;1\n1;;;\n"
    ranking = "aantal:stv,A,B,C,D\n40,1,2,3,\n30,,1,,2\n4,,,1,\n13,,,,1\n"

    _, [found] = count(ticks, name="x.csv", seats=2)
    _, [same] = count(json.dumps(APPROVAL), name="x.json")
    _, [ranked] = count(ranking, name="x.csv", seats=3)

    del found["file"], same["file"]
    assert found == same
    assert ranked["winners"] == ["A", "B", "C"]


WRONG_TABLES = [
    ("x.csv", "aantal;A\n1;x\n", "De eerste cel"),
    ("x.csv", "aantal:approval;A;B\n1;*;*\n", "hooguit één keer *"),
    ("x.csv", "aantal:stv;A;B\n1;1;1\n", "op dezelfde plaats"),
    ("x.csv", "aantal:points;A;B\n1;-1;1\n", "hele getallen"),
    ("x.csv", "aantal:points;A;B\n1;1\n", "2 cellen"),
    ("x.json", "{", "geen geldige JSON"),
    ("x.json", '{"method": "loting"}', "“method”"),
    ("x.json", '{"method": "stv", "themes": ["A"], "ballots": [{"ranking": ["Z"]}]}', "'Z'"),
    (
        "x.json",
        '{"method": "points", "themes": ["A"], "ballots": [{"points": {"A": 1.5}}]}',
        "hele getallen",
    ),
    (
        "x.json",
        '{"method": "approval", "themes": ["A", "B"], "ballots": [{"chosen": ["A"], "star": "B"}]}',
        "star",
    ),
]


@pytest.mark.parametrize(("name", "text", "words"), WRONG_TABLES)
def test_what_is_wrong_with_a_table_is_said_too(count, name, text, words):
    code, [line] = count(text, name=name, seats=1)

    assert code == 1
    assert words in line["error"]


def test_a_method_that_does_not_fit_the_file_and_missing_seats_are_errors(count):
    _, [line] = count(FOUR_LINES, method="points")
    assert "niet te tellen met points" in line["error"]
    _, [line] = count("aantal:approval;A\n1;x\n", name="x.csv")
    assert "--seats" in line["error"]
    _, [line] = count(FOUR_LINES, method="approval", seats=1)
    assert line["winners"] == ["B"]


def test_it_runs_where_there_is_no_database_and_starts_none(tmp_path):
    path = tmp_path / "stemmen.blt"
    path.write_text(FOUR_LINES)
    unset = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "BASE_URL")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment["PORTAL_VAR"] = str(tmp_path / "var")

    done = subprocess.run(
        [sys.executable, "-m", "knw_portal.local", "manage", "count_ballots", path, tmp_path / "x"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 1, done.stderr
    first, second = done.stdout.splitlines()
    assert first.endswith("gekozen A, B, C")
    assert "niet te lezen" in second
    assert not (tmp_path / "var").exists()
