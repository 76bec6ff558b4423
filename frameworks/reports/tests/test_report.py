import pytest
from django.urls import reverse

from frameworks.figures import dots
from frameworks.reports.letter import document
from frameworks.reports.picture import picture_of
from frameworks.teams import actions
from frameworks.tests.factories import published, team_of
from knw_portal.documents.pdf import to_pdf
from knw_portal.documents.structure import Quote, Table
from knw_portal.tests.factories import UserFactory

BLANK = {"choices": [], "cells": {}, "text": "", "basis": "", "reason": ""}


@pytest.fixture
def team(db):
    person = UserFactory()
    return team_of(person, flex_ways=["form", "time"]), person


def closed(team, moment, answers, lesson=""):
    trajectory, person = team
    talk = actions.open_conversation(trajectory, moment, by=person)
    for question in talk.questions():
        values = BLANK | answers.get(question["code"], {})
        actions.save_answer(talk, question, values, seen=1, by=person)
    actions.close_conversation(talk, lesson=lesson, by=person)
    return talk


def test_the_picture_tells_four_kinds_of_no_answer_apart(team):
    answers = {
        "TEST-S-01": {"choices": ["unknown"], "basis": "consensus"},
        "TEST-S-02": {"choices": ["na"]},
        "TEST-S-03": {"basis": "skipped", "reason": "Geen tijd"},
    }
    seen = picture_of(closed(team, "start", answers).snapshot)

    lines = {line["code"]: line for section in seen["sections"] for line in section["lines"]}
    assert lines["TEST-S-01"]["said"] == "weten we nog niet"
    assert lines["TEST-S-02"]["mark"] == "Niet van toepassing"
    assert (lines["TEST-S-03"]["skipped"], lines["TEST-S-03"]["reason"]) == (True, "Geen tijd")
    assert dict(seen["facts"]) == {
        "Consensus": "1 van 3",
        "Overgeslagen": "1 van 3",
        "Weten we nog niet": "1 van 3",
        "Niet van toepassing": "1 van 3",
    }
    blank = picture_of(closed(team, "during", {}).snapshot)
    assert blank["sections"][0]["lines"][0]["blank"] is True
    assert dict(blank["facts"]) == {"Niet ingevuld": "1 van 1"}


def test_an_answer_of_which_nobody_said_how_they_came_to_it_is_counted_too(team):
    answers = {"TEST-S-01": {"choices": ["3"]}, "TEST-S-02": {"text": "Ja", "basis": "consensus"}}

    facts = dict(picture_of(closed(team, "start", answers).snapshot)["facts"])

    assert facts == {
        "Consensus": "1 van 3",
        "Niet gezegd hoe": "1 van 3",
        "Niet ingevuld": "1 van 3",
    }


def test_a_step_is_drawn_where_it_is_said_and_its_title_says_all(team):
    answers = {"TEST-S-01": {"choices": ["3"], "basis": "no_agreement"}}

    [scale] = picture_of(closed(team, "start", answers).snapshot)["scales"]

    assert "<title>Hoe ver zijn wij? Trede 3, niet eens</title>" in scale["svg"]
    assert f'<svg x="{dots.place(3, 4)}"' in scale["svg"]
    assert (dots.place(1, 4), dots.place(3, 4), dots.place(4, 4)) == ("4.00%", "65.33%", "96.00%")


def test_text_of_a_team_cannot_become_part_of_the_drawing(db):
    drawn = dots.row("</title><script>", 2, 4, "consensus")

    assert "<script>" not in drawn


def test_the_page_and_its_table_say_what_the_team_said(client, team):
    answers = {
        "TEST-S-01": {"choices": ["2"], "text": "Sinds mei.", "basis": "majority"},
        "TEST-S-03": {"choices": ["avond"]},
    }
    talk = closed(team, "start", answers, lesson="Eerst proberen.")
    client.force_login(team[1])

    page = client.get(reverse("conversation_report", kwargs={"pk": talk.pk})).content.decode()

    for words in (
        "Eerst proberen.",
        "Jullie beantwoordden 2 van de 3 vragen, 0 met consensus.",
        "<td>trede 2</td><td>Meerderheid</td>",
        "Een idee.",
        "Sinds mei.",
        "<li>Avond</li>",
        "Niet ingevuld</h3>",
    ):
        assert words in page


def test_an_old_report_does_not_change_with_a_new_version_of_the_questions(client, team):
    talk = closed(team, "start", {"TEST-S-02": {"text": "Stage"}})
    before = to_pdf(document(talk))
    framework = talk.trajectory.framework_version.framework

    published(group=framework.group)

    assert to_pdf(document(type(talk).objects.for_page().get(pk=talk.pk))) == before


def test_the_pdf_holds_the_answers_literally(client, team):
    answers = {
        "TEST-S-01": {"choices": ["4"], "basis": "consensus"},
        "TEST-S-02": {"text": "*Niet* [vet] en 🙂", "basis": "consensus"},
    }
    talk = closed(team, "start", answers, lesson="Samen.")
    client.force_login(team[1])

    letter = document(talk)
    answer = client.get(reverse("conversation_pdf", kwargs={"pk": talk.pk}))

    assert Quote(r"\*Niet\* \[vet\] en 🙂") in letter.blocks
    [table] = [block for block in letter.blocks if isinstance(block, Table)]
    assert table.rows == (("Hoe ver zijn wij?", "trede 4", "Consensus"),)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_the_pdf_of_a_table_names_each_line(team):
    talk = closed(team, "after", {"TEST-N-01": {"choices": ["vorm:veel"]}})

    [table] = [block for block in document(talk).blocks if isinstance(block, Table)]

    assert table.rows == (("Vorm", "Veel"), ("Tijd", "niet ingevuld"))
    assert to_pdf(document(talk)).startswith(b"%PDF")


def test_there_is_no_report_before_the_end(client, team):
    talk = actions.open_conversation(team[0], "start", by=team[1])
    client.force_login(team[1])

    for name in ("conversation_report", "conversation_pdf"):
        page = client.get(reverse(name, kwargs={"pk": talk.pk}))
        assert page.url == talk.get_absolute_url()
