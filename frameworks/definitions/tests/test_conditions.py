"""A question that hangs on an earlier answer: in files, in words, and when it is asked."""

import json

import pytest

from frameworks.definitions import actions
from frameworks.definitions.conditions import faults, in_words, may_look_at
from frameworks.definitions.definition import asked, meets, questions_of
from frameworks.definitions.files import read
from frameworks.definitions.reading import Unreadable
from frameworks.definitions.tests.test_files import publish, workbook
from frameworks.definitions.xlsform import SURVEY
from frameworks.tests.factories import published
from knw_portal.tests.factories import GroupFactory

SET = """
sets:
- code: ALS
  titel: Met voorwaarden
  vragen:
  - {code: A-1, onderdeel: Een, type: keuze_een, vraag: "Doen jullie dit?", opties: [Ja, Nee]}
  - {code: A-2, onderdeel: Een, type: keuze_meer, vraag: "Wat?", opties: [Dit, Dat],
     als: {vraag: A-1, is: Ja}}
  - {code: A-3, onderdeel: Twee, type: open, vraag: "Hoe?", als: {vraag: A-2, is: [Dat, dit]}}
"""


def problems(text):
    with pytest.raises(Unreadable) as caught:
        read(text)
    return caught.value.problems


@pytest.fixture
def questions(db):
    return questions_of(publish(read(SET), GroupFactory()).definition)


def test_only_a_question_that_has_a_condition_says_so(questions):
    plain = questions_of(published().definition)

    assert ["when" in one for one in questions] == [False, True, True]
    assert not any("when" in one for one in plain)
    assert questions[2]["when"] == {"question": "A-2", "is": ["dit", "dat"]}


def test_a_question_is_asked_when_one_of_the_choices_was_made(questions):
    first, second, third = questions

    assert meets(first, {})
    assert not meets(second, {})
    assert not meets(second, {"A-1": {"nee"}})
    assert meets(second, {"A-1": {"ja"}})
    assert meets(third, {"A-2": {"dat", "iets-anders"}})


def test_what_hangs_on_a_question_that_is_not_asked_is_not_asked_either(questions):
    sections = [{"questions": questions[:2]}, {"questions": questions[2:]}]

    def codes(chosen):
        return [one["code"] for part in asked(sections, chosen) for one in part["questions"]]

    assert codes({"A-1": {"ja"}, "A-2": {"dit"}}) == ["A-1", "A-2", "A-3"]
    assert codes({"A-1": {"nee"}, "A-2": {"dit"}}) == ["A-1"]


def test_a_condition_reads_as_a_sentence(questions):
    assert in_words(questions[2], questions) == ("Alleen als het antwoord op ‘Wat?’ is: Dit of Dat")
    assert in_words(questions[0], questions) == ""


def test_only_earlier_questions_with_choices_can_be_looked_at(questions):
    assert [one["code"] for one in may_look_at(questions, "A-1")] == []
    assert [one["code"] for one in may_look_at(questions, "A-3")] == ["A-1", "A-2"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{vraag: A-1, is: Ja}", "{vraag: A-2, is: Dit}", "A-2, en die vraag komt niet eerder."),
        ("{vraag: A-1, is: Ja}", "{vraag: A-9, is: Ja}", "A-9, en die vraag is er niet."),
        ("{vraag: A-1, is: Ja}", "{vraag: A-1, is: Soms}", "‘Soms’, en dat is geen keuze van A-1."),
        ("{vraag: A-1, is: Ja}", "Ja", "‘als’ is een groep met ‘vraag’ en ‘is’."),
        ("{vraag: A-1, is: Ja}", "{vraag: A-1, is: []}", "noemt een of meer keuzes."),
        ("{vraag: A-1, is: Ja}", "{vraag: A-1, is: Ja, of: Nee}", "als: ‘of’ kennen we niet."),
        (
            "Een, type: keuze_een",
            "Een, fase: start, type: keuze_een",
            "niet altijd gevraagd waar deze vraag gevraagd wordt. Geef beide hetzelfde moment.",
        ),
    ],
)  # fmt: skip
def test_a_condition_that_cannot_work_is_refused_with_its_place(old, new, said):
    [found] = problems(SET.replace(old, new, 1))

    assert found.startswith("Regel ")
    assert ", vraag A-2" in found
    assert found.endswith(said)


def test_an_answer_in_words_is_nothing_to_hang_on(db):
    text = SET.replace("{vraag: A-2, is: [Dat, dit]}", "{vraag: A-0, is: Ja}").replace(
        "  - {code: A-1", '  - {code: A-0, onderdeel: Een, type: open, vraag: "W?"}\n  - {code: A-1'
    )

    assert problems(text)[0].endswith("wijst naar A-0, en daar valt niets te kiezen.")


def test_a_condition_that_points_on_is_a_fault(questions):
    later = [questions[1], questions[0], questions[2]]

    assert list(faults(later)) == [
        ("A-2", "de voorwaarde wijst naar A-1, en die vraag komt niet eerder.")
    ]


def test_another_condition_makes_it_another_question_to_compare_with(db):
    group = GroupFactory()
    publish(read(SET), group)

    draft = actions.make_draft(read(SET.replace("is: Ja", "is: Nee")), group=group, by=None)

    said = dict(draft.question_rows.values_list("concept__code", "equivalence"))
    assert said == {"A-1": "identical", "A-2": "equivalent", "A-3": "identical"}


# --- spreadsheets of others ---------------------------------------------------------------------


def sheet(relevant, kind="text"):
    between = SURVEY[3 : SURVEY.index("relevant")]
    row = [kind, "B-2", "Waarom?", *(None for _ in between), relevant]
    survey = [
        ["begin_group", "een", "Een"],
        ["select_one trap", "B-1", "Hoe ver?", None, "schaal4"],
        row,
        ["end_group"],
    ]
    steps = [["trap", name, name.upper()] for name in ("niets", "iets", "veel", "alles")]
    return workbook(survey, steps)


@pytest.mark.parametrize(
    "relevant",
    [
        "selected(${B-1}, 'veel') or selected(${B-1}, 'alles')",
        "${B-1} = 'alles' or ${B-1}='veel'",
        'selected( ${B-1} , "veel" )  or ${B-1} = "alles"',
    ],
)
def test_a_condition_on_the_choices_of_one_question_is_read(relevant):
    [_, question] = read(sheet(relevant))["questions"]

    assert question["when"] == {"question": "B-1", "is": ["3", "4"]}


@pytest.mark.parametrize(
    "relevant", ["${B-1} > 3", "selected(${B-1}, 'veel') and ${B-0} = 'x'", "true()"]
)
def test_a_condition_of_another_kind_is_refused_with_its_row(relevant):
    found = problems(sheet(relevant))

    assert found[0].startswith("Rij 4: deze voorwaarde lezen we niet.")


# --- what no database keeps ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        'sets: [{code: A, titel: "A", vragen: [], "\\ud800": 1}]',
        'sets: [{code: "\\ud800", titel: "\\ud800", vragen: [{code: "\\ud800", type: "\\ud800"}]}]',
    ],
)
def test_half_a_character_in_a_file_is_a_mistake_in_words(text):
    json.dumps(problems(text)).encode()
    "".join(problems(text)).encode()


def test_half_a_character_in_a_text_falls_away(db):
    text = """
sets:
- code: HALF
  titel: "Half\\ud800"
  onderdelen: [{titel: Een, doel: "D\\ud800", stappen: ["Stap\\ud800\\0"]}]
  vragen:
  - {code: H-1, onderdeel: Een, type: keuze_een, vraag: "V\\udfff?", opties: ["A\\ud800", B]}
"""
    version = publish(read(text), GroupFactory())

    [section] = version.definition["sections"]
    [question] = section["questions"]
    assert (section["purpose"], section["steps"]) == ("D", ["Stap"])
    assert (question["text"], question["points"][0]["text"]) == ("V?", "A")
