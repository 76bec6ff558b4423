"""A team over its moments: what compares, what does not, and the same in every file."""

import csv
from io import BytesIO, StringIO

import docx
import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from frameworks.figures import dumbbell
from frameworks.reports.equivalence import since_of
from frameworks.reports.reading import own_report, talks_of
from frameworks.reports.sheets import wide
from frameworks.reports.tests.helpers import MULTI, closed, multi, step, team
from frameworks.teams.models import Trajectory
from frameworks.tests.factories import published, team_of
from knw_portal.documents.tables import to_csv, to_workbook
from knw_portal.tests.factories import UserFactory


@pytest.fixture
def trajectory(db):
    return team(multi())


def moved_to(trajectory, version):
    """The same team goes on with another version of its framework."""
    Trajectory.objects.filter(pk=trajectory.pk).update(framework_version=version)
    return Trajectory.objects.get(pk=trajectory.pk)


def line(report, code):
    return next(one for one in report["scales"] if one["code"] == code)


def test_the_steps_stand_beside_each_other_and_a_line_joins_them(trajectory):
    closed(trajectory, "start", {"M-1": step(2)})
    closed(trajectory, "during", {"M-1": step(2)})
    closed(trajectory, "after", {"M-1": step(4)})

    report = own_report(trajectory)

    found = line(report, "M-1")
    assert [dot["step"] for dot in found["dots"]] == [2, 2, 4]
    title = "Hoe ver zijn wij? Start trede 2; tijdens trede 2; na trede 4."
    assert f"<title>{title}</title>" in found["svg"]
    assert found["svg"].count('class="span"') == 2
    assert 'class="loose"' not in found["svg"]
    assert report["changes"] == [
        {"text": "Hoe ver zijn wij?", "words": "van trede 2 (start) naar trede 4 (na)"}
    ]


def test_one_moment_is_no_change_and_nothing_said_is_no_dot(trajectory):
    closed(trajectory, "start", {"M-1": step(3)})
    closed(trajectory, "after", {"M-1": {"choices": ["unknown"]}})

    report = own_report(trajectory)

    assert [dot["said"] for dot in line(report, "M-1")["dots"]] == ["trede 3", "weten we nog niet"]
    assert line(report, "M-1")["svg"].count("overflow") == 1
    assert report["changes"] == []


def test_the_line_breaks_only_where_the_question_was_changed(db):
    first = multi()
    group = first.framework.group
    trajectory = team(first)
    closed(trajectory, "start", {"M-1": step(1)})
    reworded = MULTI.replace("Hoe ver zijn wij?", "Hoe ver zijn we nu?")
    same = multi(group=group, text=reworded, equivalences={"M-1": "equivalent"})
    trajectory = moved_to(trajectory, same)
    closed(trajectory, "during", {"M-1": step(2)})
    other = MULTI.replace("Hoe ver zijn wij?", "Hoe tevreden zijn wij?")
    changed = multi(group=group, text=other, equivalences={"M-1": "changed"})
    trajectory = moved_to(trajectory, changed)
    closed(trajectory, "after", {"M-1": step(4)})

    report = own_report(trajectory)

    found = line(report, "M-1")
    assert [dot["compares"] for dot in found["dots"]] == [True, True, False]
    assert (found["svg"].count('class="span"'), found["svg"].count('class="loose"')) == (1, 1)
    assert "veranderd: de lijn is onderbroken" in found["title"]
    # From 1 to 2 compares; the 4 was the answer to another question.
    assert [one["words"] for one in report["changes"]] == []
    assert [one["code"] for one in report["broken"]] == ["M-1"]


def test_versions_compare_as_long_as_no_one_of_them_changed_the_question(db):
    first = multi()
    group, concept = first.framework.group, first.framework.concepts.get(code="M-1").pk
    multi(group=group, equivalences={"M-1": "identical"})
    multi(group=group, text=MULTI.replace("ver zijn", "verre"), equivalences={"M-1": "changed"})
    multi(group=group, text=MULTI.replace("ver zijn", "verre"))

    since = since_of(first.framework)

    assert [since[str(concept), number] for number in (1, 2, 3, 4)] == [1, 1, 3, 3]


def test_the_goals_of_the_start_stand_beside_the_end(trajectory, client):
    closed(trajectory, "start", {"M-2": {"text": "Een eigen route"}}, lesson="Eerst proberen")
    closed(trajectory, "after", {"M-2": {"text": "De route is er"}})

    [pair] = own_report(trajectory)["goals"]

    assert pair["wanted"] == [("Wat willen wij?", "Een eigen route")]
    assert pair["became"] == [("Wat willen wij?", "De route is er")]
    client.force_login(trajectory.started_by)
    page = client.get(reverse("trajectory_report", args=[trajectory.pk])).content.decode()
    for words in ("Een eigen route", "De route is er", "Eerst proberen", "Dit wilden we"):
        assert words in page


def test_an_empty_report_says_what_comes(client, trajectory):
    client.force_login(trajectory.started_by)

    page = client.get(reverse("trajectory_report", args=[trajectory.pk])).content.decode()

    assert "Er is nog geen gesprek afgesloten" in page


def test_a_page_takes_the_same_queries_for_one_and_three_talks(
    client, trajectory, django_assert_num_queries
):
    client.force_login(trajectory.started_by)
    url = reverse("trajectory_report", args=[trajectory.pk])
    closed(trajectory, "start", {"M-1": step(1)})
    with django_assert_num_queries(7):
        client.get(url)
    closed(trajectory, "during", {"M-1": step(2)})
    closed(trajectory, "after", {"M-1": step(3)})
    with django_assert_num_queries(7):
        client.get(url)


# --- files ------------------------------------------------------------------------------------


def read_csv(response):
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_the_workbook_has_a_row_per_answer_and_a_column_per_question(client, trajectory):
    closed(
        trajectory,
        "start",
        {
            "M-1": step(2, text="Sinds mei"),
            "M-2": {"choices": ["na"]},
            "M-3": {"basis": "skipped", "reason": "Geen tijd"},
        },
    )
    client.force_login(trajectory.started_by)

    body = client.get(reverse("trajectory_file", args=[trajectory.pk, "xlsx"])).content

    book = load_workbook(BytesIO(body))
    assert book.sheetnames == ["Per antwoord", "Per gesprek"]
    header, *rows = book["Per antwoord"].values
    long = {row[header.index("code")]: dict(zip(header, row, strict=True)) for row in rows}
    assert {code: row["stand"] for code, row in long.items()} == {
        "M-1": "beantwoord",
        "M-2": "niet van toepassing",
        "M-3": "overgeslagen",
        "M-4": "niet ingevuld",
    }
    assert (long["M-1"]["trede"], long["M-1"]["tekst"], long["M-1"]["versie"]) == (
        2,
        "Sinds mei",
        1,
    )
    header, row = book["Per gesprek"].values
    assert header == ("gesprek", "gesprek van", "moment", "versie", "M-1", "M-2", "M-3", "M-4")
    assert row[4:] == (
        "Trede 2: Een idee.\nSinds mei",
        "(niet van toepassing)",
        "(overgeslagen: Geen tijd)",
        "(niet ingevuld)",
    )


def test_a_later_version_without_a_choice_moves_nothing_in_what_was_said(db):
    first = multi()
    trajectory = team(first)
    closed(trajectory, "start", {"M-3": {"choices": ["avond", "weekend"]}})
    before = wide(talks_of(trajectory))
    fewer = MULTI.replace("[Overdag, Avond, Weekend]", "[Overdag, Weekend]") + (
        '  - {{code: M-5, onderdeel: Samen, type: open, vraag: "Nieuw?"}}\n'
    )
    second = multi(group=first.framework.group, text=fewer, equivalences={"M-3": "changed"})
    trajectory = moved_to(trajectory, second)
    closed(trajectory, "after", {"M-3": {"choices": ["weekend"]}, "M-5": {"text": "Ja"}})

    header, rows = wide(talks_of(trajectory))

    assert header == [*before[0], "M-5"]
    assert rows[0] == [*before[1][0], "(niet gevraagd)"]
    assert rows[0][header.index("M-3")] == "Avond\nWeekend"
    assert [row[header.index("versie")] for row in rows] == [1, 2]


def test_no_text_header_or_name_becomes_a_formula(client, trajectory):
    for start in ("=1+1", "+1", "-1", "@x", "\t=1", "\r=1"):
        body = to_workbook("t", [("a", [start], [[start]])])
        sheet = load_workbook(BytesIO(body)).active
        assert {sheet["A1"].data_type, sheet["A2"].data_type} == {"s"}
        assert all(sheet[cell].quotePrefix for cell in ("A1", "A2"))
        header, row = csv.reader(
            StringIO(to_csv([start], [[start]]).decode("utf-8-sig")), delimiter=";"
        )
        assert header[0].startswith("'")
        assert row[0].startswith("'")
    closed(trajectory, "start", {"M-4": {"text": "=HYPERLINK(1)"}})
    client.force_login(trajectory.started_by)
    rows = read_csv(client.get(reverse("trajectory_file", args=[trajectory.pk, "csv"])))
    assert rows[-1][rows[0].index("tekst")] == "'=HYPERLINK(1)"


def test_pdf_and_word_say_what_the_page_says(client, trajectory):
    closed(trajectory, "start", {"M-1": step(2), "M-2": {"text": "Een eigen route"}})
    closed(trajectory, "after", {"M-1": step(4)})
    client.force_login(trajectory.started_by)

    pdf = client.get(reverse("trajectory_file", args=[trajectory.pk, "pdf"])).content
    word = client.get(reverse("trajectory_file", args=[trajectory.pk, "docx"])).content

    root = PdfReader(BytesIO(pdf)).trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"].value, root["/Lang"]) == (True, "nl")
    document = docx.Document(BytesIO(word))
    said = "\n".join(one.text for one in document.paragraphs)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "Een eigen route" in said
    assert {"trede 2", "trede 4"} <= set(cells)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "csv"])
def test_one_conversation_has_the_same_files(client, trajectory, kind):
    talk = closed(trajectory, "start", {"M-4": {"text": "Dit horen we"}})
    client.force_login(trajectory.started_by)

    response = client.get(reverse("conversation_file", args=[talk.pk, kind]))

    assert response.status_code == 200
    assert f".{kind}" in response["Content-Disposition"]
    if kind == "csv":
        assert read_csv(response)[-1][-3] == "Dit horen we"


def test_an_unknown_kind_of_file_is_not_there(client, trajectory):
    talk = closed(trajectory, "start", {})
    client.force_login(trajectory.started_by)

    for url in (
        reverse("trajectory_file", args=[trajectory.pk, "exe"]),
        reverse("conversation_file", args=[talk.pk, "exe"]),
    ):
        assert client.get(url).status_code == 404


def test_a_framework_with_other_questions_at_each_moment_has_a_report_too(client, db):
    person = UserFactory()
    trajectory = team_of(person, framework=published().framework)
    closed(trajectory, "start", {"TEST-S-01": step(3)})
    client.force_login(person)

    page = client.get(reverse("trajectory_report", args=[trajectory.pk])).content.decode()

    assert "Hoe ver zijn wij? Start trede 3." in page


def test_text_of_a_question_cannot_become_part_of_the_drawing():
    drawn = dumbbell.row("</title><script>", [("start", 2, True)], 4, band=(1, 3))

    assert "<script>" not in drawn
    assert 'class="mirror"' in drawn
