"""What goes out as a file comes back the same, and a file that is wrong says where."""

import io
import json
import zipfile

import pytest
import yaml
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from frameworks.definitions import actions, reading, xlsform
from frameworks.definitions.actions import OWN_SETS, SHIPPED
from frameworks.definitions.axes import AXES
from frameworks.definitions.definition import questions_of, sha256
from frameworks.definitions.files import from_json, from_yaml, read, to_json, to_yaml
from frameworks.definitions.models import Axis, AxisValue, FrameworkVersion
from frameworks.definitions.reading import Unreadable
from frameworks.definitions.xlsform import CHOICES, SETTINGS, SURVEY, in_dutch, to_xlsform
from frameworks.tests.factories import published
from knw_portal.tests.factories import GroupFactory, GroupMemberFactory

WRITERS = {"yaml": to_yaml, "json": to_json, "xlsx": to_xlsform}
AWKWARD = """
sets:
- code: RAAR
  titel: "Een titel: met 'tekens' & <haken>"
  doelgroep: "=1+1"
  onderdelen:
  - {titel: "Eén (en ander)", doel: "# geen commentaar", minuten: 12, stappen: ["- streep", "a: b"]}
  - {titel: "1. Later anders genoemd", code: 1e-naam}
  vragen:
  - {code: R-1, onderdeel: "Eén (en ander)", type: keuze_meer, vraag: "=HYPERLINK(1)", hulp: "@x",
     opties: ["Ja/nee (of/of)", "ja / nee", "!!", "??", "Ja/nee of/of"], kern: true}
  - {code: R-2, onderdeel: "Eén (en ander)", type: matrix, vraag: "a\\nb?", bron: "null",
     rijen: ["123", "Tekst", {code: eigen-code, tekst: "Tekst"}],
     kolommen: ["Een (open)", "Twee (getal)", "Drie (datum)", "Vier (ja/nee/weet niet)",
     {code: vijf, tekst: "Vijf (open)", soort: keuze, opties: [{code: a, tekst: "x/y"}, b]}]}
  - {code: R-3, onderdeel: "on", type: matrix, vraag: "yes", rijen: ["1.0", "01"],
     kolommen: ["Iets (BPV)", {code: x, tekst: "Niets (a/b)"}]}
  - {code: R-4, onderdeel: "on", type: ambitie, vraag: "2026-11-22", rol: [CvB/middenmanagement]}
  - {code: R-5, onderdeel: "on", type: getal, vraag: "~", inzicht: [I04, I10], pijler: rekenschap}
  - {code: R-6, onderdeel: "on", type: datum, vraag: "🙂 é", voor: coalitielid}
  - {code: R-7, onderdeel: "on", type: schaal4, vraag: "1", rubric: ["1", "=2", "-3", "+4"]}
  - {code: R-8, onderdeel: "1. Later anders genoemd", type: keuze_een, vraag: "Wie?",
     opties: [Wij, "Z'ij {daar}"], als: {vraag: R-7, is: ["+4", 2]}}
  - {code: R-9, onderdeel: "1. Later anders genoemd", type: matrix, vraag: "Wat?", rijen: [A, B],
     kolommen: [Ja, Nee], als: {vraag: R-8, is: "Z'ij {daar}"}}
  - {code: R-10, onderdeel: "1. Later anders genoemd", type: open, vraag: "En?",
     als: {vraag: R-1, is: [ja-nee, janee-ofof]}}
"""


@pytest.fixture(scope="session")
def shipped():
    """Every set that comes with the portal, as it is read: parsing is slow."""
    return {raw["code"]: raw for raw in from_yaml(OWN_SETS.read_text())}


def publish(content, group):
    version = actions.make_draft(content, group=group, by=None)
    actions.publish_version(version, by=None)
    return version


def problems(content, code=None):
    with pytest.raises(Unreadable) as caught:
        read(content, code)
    return caught.value.problems


# --- round and round ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("code", [*SHIPPED, "RAAR"])
def test_five_times_out_and_in_again_gives_the_same_fingerprint(db, shipped, code, kind):
    group = GroupFactory()
    first = version = publish(
        read(AWKWARD) if code == "RAAR" else actions.read_set(shipped[code]), group
    )

    for _ in range(5):
        version = publish(read(WRITERS[kind](version.definition)), group)

    assert (version.number, version.sha256) == (6, first.sha256)
    assert version.definition == first.definition
    assert version.sha256 == sha256(json.loads(to_json(version.definition)))
    said = set(version.question_rows.values_list("equivalence", flat=True))
    assert said == {"identical"}


def test_the_kinds_of_the_awkward_set_are_what_was_meant(db):
    version = publish(read(AWKWARD), GroupFactory())

    kinds = {one["code"]: one["kind"] for one in questions_of(version.definition)}
    assert kinds == {
        "R-1": "many",
        "R-2": "grid",
        "R-3": "table",
        "R-4": "ambition",
        "R-5": "number",
        "R-6": "date",
        "R-7": "scale",
        "R-8": "one",
        "R-9": "table",
        "R-10": "open",
    }
    section = version.definition["sections"][0]
    assert (section["minutes"], section["steps"]) == (12, ["- streep", "a: b"])
    assert version.definition["sections"][2]["code"] == "1e-naam"
    whens = {one["code"]: one["when"] for one in questions_of(version.definition) if "when" in one}
    assert whens == {
        "R-8": {"question": "R-7", "is": ["2", "4"]},
        "R-9": {"question": "R-8", "is": ["zij-daar"]},
        "R-10": {"question": "R-1", "is": ["janee-ofof", "ja-nee"]},
    }


def test_a_question_is_the_same_one_in_every_portal(db):
    first = published()
    concepts = {one["concept"] for one in questions_of(first.definition)}

    elsewhere = {str(actions.uuid.uuid5(actions.CONCEPTS, f"TEST/{code}")) for code in (
        "TEST-S-01", "TEST-S-02", "TEST-S-03", "TEST-T-01", "TEST-N-01"
    )}  # fmt: skip

    assert concepts == elsewhere


# --- XLSForm ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [*SHIPPED, "RAAR"])
def test_other_programs_read_the_spreadsheet_without_a_remark(db, shipped, code):
    content = read(AWKWARD) if code == "RAAR" else actions.read_set(shipped[code])
    version = publish(content, GroupFactory())

    form = convert(io.BytesIO(to_xlsform(version.definition)), validate=False, file_type=".xlsx")

    assert form.warnings == []
    assert "<h:title>" in form.xform


def test_no_cell_of_the_spreadsheet_is_a_formula(db):
    version = publish(read(AWKWARD), GroupFactory())

    book = load_workbook(io.BytesIO(to_xlsform(version.definition)))

    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert "=HYPERLINK(1)" in {cell.value for cell in cells}


def workbook(survey, choices=(), settings=("Titel", "CODE")):
    book = Workbook()
    book.remove(book.active)
    for name, header, rows in (
        ("survey", SURVEY, survey),
        ("choices", CHOICES, choices),
        ("settings", SETTINGS, [settings]),
    ):
        sheet = book.create_sheet(name)
        sheet.append(header)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_everything_wrong_in_a_spreadsheet_is_said_at_once_in_dutch_with_its_row():
    survey = [
        ["begin_group", "een", "Een"],
        ["text", "A-1", "Goed?"],
        ["geopoint", "A-2", "Waar?"],
        ["select_one weg", "A-3", "Welke?"],
        ["text", "A-1", "Dubbel?", None, None, "misschien"],
        ["begin_group", "diep", "Diep"],
        ["text", "A-4", "Hier?"],
        ["end_group"],
        ["text", None, "Zonder naam?"],
    ]

    assert problems(workbook(survey, [["lijst", "a", None]])) == [
        "Rij 2 van choices: vul ‘list_name’, ‘name’ en ‘label’ in.",
        "Rij 4: type ‘geopoint’ kennen we niet; kies uit text, integer, decimal, date, select_one, "
        "select_multiple, begin_group of end_group.",
        "Rij 5: de lijst ‘weg’ staat niet op het tabblad choices.",
        "Rij 7: een groep in een groep kan alleen als tabel; zet dan ‘matrix’ in de kolom "
        "kqn::soort.",
        "Rij 8: een rij van deze tabel is een select_one, of een groep met een vraag per kolom.",
        "Aan het eind staat een groep nog open: er mist een end_group.",
    ]
    survey = [["begin_group", "een", "Een"], *survey[1:2], survey[4], survey[8], ["end_group"]]
    assert problems(workbook(survey))[0].startswith("Rij 4: een naam staat er twee keer.")
    survey[2] = ["text", "A-2", "Vraag?", None, None, "misschien"]
    survey[3] = ["text", "A-3", "x" * 501]
    assert problems(workbook(survey)) == [
        "Rij 4, vraag A-2: ‘kern’ is true of false.",
        "Rij 5, vraag A-3: ‘vraag’ is langer dan 500 tekens.",
    ]


def test_a_spreadsheet_with_too_many_rows_is_refused():
    survey = [["text", f"A-{number}", "Vraag?"] for number in range(3001)]

    assert problems(workbook(survey)) == ["Tabblad survey heeft meer dan 3000 rijen."]


@pytest.mark.parametrize(
    ("said", "dutch"),
    [
        ("[row : 7] Invalid question name '1x'. Names must…", "Rij 7: een naam heeft tekens"),
        ("[row : 3] Unknown question type 'x'.", "Rij 3: dit type vraag bestaat niet"),
        ("Something else", "Het bestand: dit kan niet. De controle van XLSForm zegt: Something"),
    ],
)
def test_what_the_reader_of_xlsform_says_is_said_in_dutch(said, dutch):
    assert in_dutch(said).startswith(dutch)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\x03\x04nee", "Dit is geen spreadsheet (XLSX) dat we kunnen lezen."),
        (b"PK" + b"0" * 2_000_001, "Het bestand is te groot: hooguit 2000 kB."),
        ('{"format": 2,', "Regel 1, teken 14: dit is geen geldige JSON."),
        (
            '{"format": 1, "code": "A", "title": "A", "audience": "", "sections": []}',
            "Dit bestand heeft vorm 1; het portaal leest 2.",
        ),
        (
            '{"format": 2, "code": "A", "title": "A", "audience": "", "sections": [1], "x": 0}',
            "sections 1: hier hoort een groep.",
        ),
        (
            "sets:\n- {code: A, titel: A, kleur: rood, vragen: []}",
            "Regel 2: ‘kleur’ kennen we niet.",
        ),
        ("? [a]\n: b", "Regel 1: dit is geen geldige YAML."),
    ],
)
def test_a_file_that_is_no_framework_says_so(content, problem):
    assert problems(content)[0] == problem


def test_a_json_file_with_a_kind_or_a_place_we_do_not_know_is_refused(db):
    written = to_json(published().definition)
    for part, value in (
        ("kind", "ster"),
        ("axes", {"moment": ["nooit"]}),
        ("axes", {"moment": 3}),
        ("axes", {"kleur": ["rood"]}),
    ):
        definition = json.loads(written)
        definition["sections"][0]["questions"][0][part] = value
        assert "kennen we niet" in problems(json.dumps(definition))[0]


# --- the pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_of_the_page_is_read_in_again_by_the_page(client, db, kind):
    version = published()
    member = GroupMemberFactory(group=version.framework.group).user
    address = {"slug": version.framework.slug, "number": 1, "kind": kind}

    file = client.get(reverse("framework_file", kwargs=address))
    client.force_login(member)
    upload = io.BytesIO(file.content)
    upload.name = f"set.{kind}"
    client.post(reverse("framework_import"), {"group": version.framework.group_id, "file": upload})
    draft_file = client.get(
        reverse("framework_draft_file", kwargs={"slug": version.framework.slug, "kind": kind})
    )

    draft = FrameworkVersion.objects.get(status="draft")
    actions.publish_version(draft, by=member)
    assert draft.sha256 == version.sha256
    assert read(*[draft_file.content if kind == "xlsx" else draft_file.content.decode()]) == read(
        *[file.content if kind == "xlsx" else file.content.decode()]
    )
    assert f"klein-raamwerk-versie-1.{kind}" in file["Content-Disposition"]


def test_there_are_no_other_kinds_of_files(client, db):
    version = published()
    address = {"slug": version.framework.slug, "number": 1, "kind": "exe"}

    assert client.get(reverse("framework_file", kwargs=address)).status_code == 404


def test_yaml_that_goes_out_is_short_enough_to_write_by_hand(db):
    written = yaml.safe_load(to_yaml(published().definition))["sets"][0]["vragen"][2]

    assert written == {
        "code": "TEST-S-03",
        "onderdeel": "Start: het product",
        "type": "keuze_meer",
        "vraag": "Welke tijden?",
        "fase": ["start"],
        "object": ["product"],
        "flex": ["tijd"],
        "opties": ["Overdag", "Avond"],
    }


def test_every_axis_is_there_as_rows_and_rows_only_come_in(db):
    actions.load_axes()
    actions.load_axes()

    assert Axis.objects.count() == len(AXES)
    assert AxisValue.objects.count() == sum(len(values) for _, _, values in AXES.values())
    assert AxisValue.objects.filter(axis__code="insight").count() == 10


def test_the_sets_lie_on_the_axes_they_were_made_for(shipped):
    used = {
        code: {
            axis: {value for one in found["questions"] for value in one["axes"].get(axis, ())}
            for axis in AXES
        }
        for code, raw in shipped.items()
        for found in [actions.read_set(raw)]
    }

    assert used["FLEX"]["flex"] == {"form", "content", "time", "place", "pace"}
    assert used["FLEX"]["moment"] == {"start", "during", "after"}
    assert used["FLEX"]["object"] == {"process", "product"}
    assert used["TAZ"]["object"] == {"way", "result"}
    assert used["TAZ"]["aspect"] == {"culture", "structure", "strength"}
    assert used["TAZ"]["pillar"] == {"value", "professionals", "stakeholders", "account"}
    assert used["DATA"]["role"] == {"team", "manager", "board", "support"}
    assert len(used["DATA"]["insight"]) == 10
    assert used["DATA"]["pdca"] == {"plan", "do", "check", "act"}
    assert used["INP"]["audience"] == {"member"}


def test_each_insight_has_a_question_for_each_role(shipped):
    asked = [
        (one["axes"]["insight"], one["axes"]["role"])
        for one in actions.read_set(shipped["DATA"])["questions"]
        if "insight" in one["axes"]
    ]

    assert len({(*insight, *role) for insight, role in asked}) == len(asked) == 40


@pytest.mark.parametrize(
    ("question", "lines", "columns"),
    [
        ("TAZ-A3", 4, ["Dit ligt vast", "Hier kiezen wij zelf", "Dit moeten we nog navragen"]),
        ("TAZ-B5", 4, ["Zo is het nu", "Zo wordt het", "Eerste stap"]),
    ],
)
def test_the_tables_of_teams_aan_zet_have_boxes_to_write_in(shipped, question, lines, columns):
    [found] = [
        one for one in actions.read_set(shipped["TAZ"])["questions"] if one["code"] == question
    ]

    assert found["kind"] == "grid"
    assert len(found["lines"]) == lines
    assert [point["text"] for point in found["points"]] == columns
    assert {point["kind"] for point in found["points"]} == {"open"}


def test_a_spreadsheet_that_lies_about_its_size_is_not_unpacked_whole():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (xlsform.MOST_UNPACKED + 1))
    whole = bytearray(file.getvalue())
    at = whole.rfind(b"PK\x01\x02")
    whole[at + 24 : at + 28] = (1000).to_bytes(4, "little")

    with pytest.raises(Unreadable):
        xlsform.sheets_of(bytes(whole))


@pytest.mark.parametrize(
    "text", ['{"format": ' + "9" * 5000 + "}", '{"format": NaN, "code": 1}', "[" * 100_000]
)
def test_odd_json_is_refused_in_words(text):
    with pytest.raises(Unreadable):
        from_json(text)


def test_a_very_long_column_is_refused_at_once():
    _, problems = reading.points_of(["a" + " " * 200_000 + "x"], "kolommen", columns=True)

    assert "hooguit 400 tekens" in str(problems)


@pytest.mark.parametrize(
    "value",
    [
        "0x" + "f" * 5_000,  # an int that Python will not write out
        "0b" + "1" * 20_000,
        "1" + ":1" * 20_000,  # minutes and seconds, by the rules of YAML
        "1" + ":1" * 20_000 + ".5",
        "!!bool misschien",
        "!!int ''",
        "!!float ''",
        "!!timestamp morgen",
        "!!map [a]",
        "!!set [a]",
    ],
)
def test_no_value_of_yaml_brings_the_reader_down(value):
    text = f"sets:\n- code: A\n  titel: B\n  vragen:\n  - {{code: Q, type: {value}, vraag: V}}\n"

    with pytest.raises(Unreadable, match="Regel 5"):
        read(text)
