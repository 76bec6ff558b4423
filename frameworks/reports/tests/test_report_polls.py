"""What colleagues said stands in the report of a talk, in each file, and goes no further."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from frameworks.polls import actions as polls
from frameworks.polls.models import Poll
from frameworks.reports.tests.helpers import share
from frameworks.teams import actions
from frameworks.tests.factories import a_poll, answer_all, over, steps, team_of
from knw_portal.tests.factories import GroupMemberFactory, RoleFactory, UserFactory

pytestmark = pytest.mark.django_db
SCALED, BLANK = "TEST-S-01", {"choices": [], "cells": {}, "text": "", "basis": "", "reason": ""}
US_AND_THEM = "Team zegt 4, onze 25 collega’s zeggen ongeveer 2,6."


@pytest.fixture
def lead():
    return UserFactory(name="Lies")


@pytest.fixture
def talk(lead):
    return actions.open_conversation(team_of(lead), "start", by=lead)


@pytest.fixture
def team(client, lead):
    client.force_login(lead)
    return client


def ask(talk, *people, **details):
    poll = a_poll(
        group=talk.trajectory.team.group,
        version=talk.trajectory.framework_version,
        about=f"conversation:{talk.pk}",
        by=talk.opened_by,
        **{"questions": [SCALED]} | details,
    )
    answer_all(poll, *people)
    return poll


def close(talk):
    question = talk.question(SCALED)
    values = BLANK | {"choices": ["4"], "basis": "consensus"}
    actions.save_answer(talk, question, values, seen=1, by=talk.opened_by)
    actions.close_conversation(talk, lesson="", by=talk.opened_by)
    return talk


def url(name, talk, **more):
    return reverse(name, kwargs={"pk": talk.pk, **more})


def report(team, talk):
    """What each output of the report says, without what is of one talk or one form only."""
    page = team.get(url("conversation_report", talk)).content.decode()
    page = re.sub(r"/(gesprekken|trajecten)/\d+|\d\d\.\d\d uur|x-csrftoken[^}]*", "", page)
    page = re.sub(r'value="[^"]*"|School \d+', "", page)
    files = {
        kind: team.get(url("conversation_file", talk, kind=kind)).content
        for kind in ("docx", "xlsx", "csv")
    }
    pdf = PdfReader(BytesIO(team.get(url("conversation_pdf", talk)).content))
    words = ZipFile(BytesIO(files["docx"])).read("word/document.xml").decode()
    book = load_workbook(BytesIO(files["xlsx"]))
    return {
        "page": page,
        "pdf": " ".join(re.sub(r"School \d+", "", one.extract_text()) for one in pdf.pages),
        "docx": re.sub(r"School \d+", "", " ".join(re.findall(r"<w:t[^>]*>([^<]*)", words))),
        "xlsx": {sheet.title: list(sheet.values) for sheet in book},
        "csv": files["csv"].decode("utf-8-sig"),
    }


def test_each_output_of_the_report_says_what_colleagues_said(team, talk):
    over(ask(talk, *steps(2, 8, 9, 6), intro="Voor de teamdag."))

    seen = report(team, close(talk))

    for kind in ("page", "pdf", "docx"):
        assert US_AND_THEM in " ".join(seen[kind].split()), kind
        for told in ("Wat onze collega’s zeiden", "Voor de teamdag.", "trede 1 en 2", "25 mensen"):
            assert told.lower() in seen[kind].lower(), (kind, told)
    title = (
        "25 mensen deden mee. Trede 1 en 2: 10; trede 3: 9; trede 4: 6; gemiddeld: ongeveer 2,6."
    )
    assert f"<title>{title}</title>" in seen["page"]
    assert [row[2:] for row in seen["xlsx"]["Peilingen"]] == [
        ("deden mee", "code", "vraag", "wat", "uitkomst"),
        ("25 mensen", SCALED, "Hoe ver zijn wij?", "trede 1 en 2", "10"),
        ("25 mensen", SCALED, "Hoe ver zijn wij?", "trede 3", "9"),
        ("25 mensen", SCALED, "Hoe ver zijn wij?", "trede 4", "6"),
        ("25 mensen", SCALED, "Hoe ver zijn wij?", "gemiddeld", "ongeveer 2,6"),
    ]
    rows = [line.split(";") for line in seen["csv"].splitlines()]
    assert len({len(row) for row in rows}) == 1
    asked = [row for row in rows if "peiling onder collega’s" in row]
    assert [row[12] for row in asked] == [
        "trede 1 en 2: 10",
        "trede 3: 9",
        "trede 4: 6",
        "gemiddeld: ongeveer 2,6",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((0, 0, 0, 20), (1, 0, 0, 19)),
        ((0, 0, 0, 5), (1, 0, 0, 4)),
        ((1, 0, 0, 3), (0, 2, 0, 0)),
        ((4, 2, 9, 6), (1, 5, 9, 6)),
    ],
)
def test_no_output_of_the_report_depends_on_what_the_gate_hides(team, lead, one, other):
    seen = []
    first = team_of(lead)
    framework = first.framework_version.framework
    for trajectory, counts in ((first, one), (team_of(lead, framework=framework), other)):
        talk = actions.open_conversation(trajectory, "start", by=lead)
        over(ask(talk, *steps(*counts)))
        seen.append(report(team, close(talk)))

    assert seen[0] == seen[1]


def test_a_poll_that_is_still_open_at_the_close_comes_in_when_it_is_over(team, talk):
    poll = ask(talk, *steps(2, 8, 9, 6))
    before = report(team, close(talk))
    kept = type(talk).objects.get(pk=talk.pk)

    over(poll)
    after = report(team, talk)

    for kind in ("page", "pdf", "docx"):
        assert "25" not in before[kind].replace("2025", "")
        assert US_AND_THEM in " ".join(after[kind].split())
    assert "Peilingen" not in before["xlsx"]
    now = type(talk).objects.get(pk=talk.pk)
    assert (now.snapshot, now.sha256) == (kept.snapshot, kept.sha256)
    assert "collega" not in str(now.snapshot)


def test_only_texts_that_the_team_read_and_left_in_stand_in_it(team, talk):
    poll = ask(
        talk,
        *steps(0, 0, 4),
        {"texts": {"TEST-S-02": "Piet doet niets"}},
        {"texts": {"TEST-S-02": "Meer tijd"}},
        questions=[SCALED, "TEST-S-02"],
        texts=Poll.Texts.MODERATED,
    )
    poll = over(poll)
    before = report(team, close(talk))
    polls.review_text(poll.written.get(text="Meer tijd"), review="ok", by=talk.opened_by)
    after = report(team, talk)

    for kind in ("page", "pdf", "docx", "xlsx", "csv"):
        assert "Meer tijd" not in str(before[kind])
        assert "Meer tijd" in str(after[kind])
        assert "Piet" not in str(after[kind])


def test_nothing_of_a_poll_goes_along_when_the_team_shares_its_talk(client, talk):
    over(ask(talk, *steps(2, 8, 9, 6), intro="Voor de teamdag."))
    trajectory = close(talk).trajectory
    share(talk, "network")
    framework, school = trajectory.framework_version.framework, trajectory.team.institution
    readers = {
        RoleFactory(kind="ambassador", institution=school).user: [
            reverse("school_talk", kwargs={"slug": school.slug, "pk": talk.pk}),
            reverse("school_team", kwargs={"slug": school.slug, "pk": trajectory.pk}),
            reverse("school_framework", kwargs={"slug": school.slug, "framework": framework.slug}),
        ],
        GroupMemberFactory(group=framework.group).user: [
            reverse("framework_use", kwargs={"slug": framework.slug}),
            reverse("framework_talk", kwargs={"slug": framework.slug, "pk": talk.pk}),
        ],
    }
    own = [
        url("conversation_report", talk),
        url("conversation_pdf", talk),
        *(url("conversation_file", talk, kind=kind) for kind in ("docx", "xlsx", "csv")),
    ]

    for reader, pages in readers.items():
        client.force_login(reader)
        for page in pages:
            told = client.get(page)
            assert told.status_code == 200
            for words in ("Voor de teamdag.", "onze 25", "trede 1 en 2", "deden mee"):
                assert words not in told.content.decode()
        assert {client.get(page).status_code for page in own} == {404}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_report_costs_the_same_with_one_poll_and_with_three(
    team, talk, rows, django_assert_num_queries
):
    for code in (SCALED, "TEST-S-03", "TEST-S-02")[:rows]:
        texts = Poll.Texts.MODERATED if code == "TEST-S-02" else Poll.Texts.NONE
        over(ask(talk, *[{code: []}] * 6, questions=[code], texts=texts))
    close(talk)

    with django_assert_num_queries(11):
        page = team.get(url("conversation_report", talk)).content.decode()

    assert page.count("mensen deden mee aan deze peiling") == rows
