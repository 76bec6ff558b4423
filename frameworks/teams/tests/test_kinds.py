"""Every set that comes with the portal is begun, filled in, closed, seen and printed."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from frameworks.definitions import actions as definitions
from frameworks.definitions.actions import SHIPPED
from frameworks.definitions.definition import questions_of
from frameworks.definitions.models import FrameworkVersion
from frameworks.reports.letter import document
from frameworks.reports.picture import picture_of
from frameworks.teams import actions
from frameworks.teams.actions import Conflict
from frameworks.teams.answering import boxes
from frameworks.teams.models import Conversation, Trajectory
from frameworks.tests.factories import team_of
from knw_portal.documents.pdf import to_pdf
from knw_portal.documents.structure import Table
from knw_portal.tests.factories import GroupFactory, InstitutionFactory, UserFactory

BLANK = {"choices": [], "cells": {}, "text": "", "basis": "", "reason": ""}
KINDS = """
sets:
- code: SOORT
  titel: Alle soorten
  vragen:
  - {code: S-1, onderdeel: Een, type: getal, vraag: "Hoeveel studenten?"}
  - {code: S-2, onderdeel: Een, type: datum, vraag: "Wanneer?"}
  - {code: S-3, onderdeel: Een, type: ambitie, vraag: "Wat willen we?"}
  - {code: S-4, onderdeel: Een, type: matrix, vraag: "Wie doet wat?", rijen: [Team, Basis],
     kolommen: [Bijdrage (open), Klaar op (datum), Uren (getal), Sturen (niet/deels/goed)]}
"""


@pytest.fixture
def talk(db):
    person = UserFactory(name="Lies")
    version = definitions.import_framework(KINDS, group=GroupFactory(), by=None)
    definitions.publish_version(version, by=None)
    return actions.open_conversation(
        team_of(person, framework=version.framework), "start", by=person
    )


def question(talk, code):
    return next(one for one in talk.questions() if one["code"] == code)


def saved(client, talk, code, version=1, **fields):
    client.force_login(talk.opened_by)
    data = {f"{code}-{part}": value for part, value in fields.items()}
    address = reverse("answer_save", kwargs={"pk": talk.pk, "code": code})
    return client.post(address, data | {f"{code}-version": version})


def answer(talk, code):
    return talk.answers.get(concept=question(talk, code)["concept"])


# --- every set ----------------------------------------------------------------------------------


def test_a_team_begins_with_each_set_and_is_asked_only_what_that_set_needs(client, db):
    call_command("load_frameworks")
    client.force_login(UserFactory())
    for code in ("FLEX", "TAZ", "DATA"):
        begin(client, code)


@pytest.mark.parametrize("code", ["INP", "HB"])
def test_no_team_begins_with_a_set_that_is_put_to_people_one_by_one(client, db, code):
    call_command("load_frameworks")
    client.force_login(UserFactory())
    version = FrameworkVersion.objects.get(framework__code=code)
    address = reverse("trajectory_new")
    sent = {
        "version": version.pk,
        "institution": InstitutionFactory().pk,
        "name": "Team Zorg",
        "challenge": "Beter leren",
    }

    named = client.get(f"{address}?raamwerk={version.framework.slug}")
    refused = client.post(address, sent)
    counted = client.post(reverse("trajectory_size"), sent)
    page = client.get(version.framework.get_absolute_url()).content.decode()

    for answer in (named, refused):
        assert [one.framework.code for one in answer.context["offered"]] == ["DATA", "FLEX", "TAZ"]
        [heading] = [
            heading for heading, versions in answer.context["others"] if version in versions
        ]
        assert f"{heading}</h2>" in answer.content.decode()
    assert "Dit raamwerk is niet te kiezen" in refused.content.decode()
    assert (counted.status_code, Trajectory.objects.count()) == (302, 0)
    assert "Begin met je team" not in page
    assert "niet voor een gesprek met je team" in page


def begin(client, code):
    version = FrameworkVersion.objects.get(framework__code=code)
    address = f"{reverse('trajectory_new')}?raamwerk={version.framework.slug}"
    given = {
        "version": version.pk,
        "institution": InstitutionFactory().pk,
        "name": "Team Zorg",
        "challenge": "Beter leren",
        "flex_ways": ["form"],
        "roles": ["team"],
    }

    page = client.get(address).content.decode()
    client.post(address, given)

    has = {"FLEX": (True, False), "DATA": (False, True)}.get(code, (False, False))
    assert ("flex-manieren gaan" in page, "Vanuit welke rol" in page) == has
    trajectory = Trajectory.objects.get(framework_version=version)
    assert (bool(trajectory.flex_ways), bool(trajectory.roles)) == has


def test_each_set_is_filled_in_closed_seen_and_printed(client, db):
    call_command("load_frameworks")
    for code in SHIPPED:
        fill_in(client, code)


def fill_in(client, code):
    version = FrameworkVersion.objects.get(framework__code=code)
    person = UserFactory()
    trajectory = team_of(person, framework=version.framework, roles=["team"])
    talk = actions.open_conversation(trajectory, "during", by=person)
    client.force_login(person)
    data = {}
    for one in talk.questions():
        name = one["code"]
        data[f"{name}-version"] = 1
        data[f"{name}-basis"] = "consensus"
        data[f"{name}-text"] = f"Bij {name}"
        if one["kind"] in ("scale", "one", "many"):
            data[f"{name}-choices"] = one["points"][-1]["code"]
        if one["kind"] == "table":
            data |= {f"{name}-{line['code']}": one["points"][0]["code"] for line in one["lines"]}
        for box, _, codes in boxes(one):
            data[f"{name}-cell:{box}"] = codes[0] if codes else f"In {box}"

    shown = client.get(talk.get_absolute_url())
    client.post(reverse("conversation_save", kwargs={"pk": talk.pk}), data)
    client.post(reverse("conversation_close", kwargs={"pk": talk.pk}), {"lesson": "Veel."})

    assert shown.content.decode().count("data-question=") == len(talk.questions()) > 0
    closed = Conversation.objects.for_page().get(pk=talk.pk)
    kept = {one["code"]: one["answer"] for one in questions_of(closed.snapshot)}
    for one in talk.questions():
        assert kept[one["code"]]["text"] == f"Bij {one['code']}"
        assert len(kept[one["code"]]["cells"]) == len(list(boxes(one)))
        if one["kind"] == "table":
            assert len(kept[one["code"]]["choices"]) == len(one["lines"])
    page = client.get(reverse("conversation_report", kwargs={"pk": closed.pk})).content.decode()
    tables = [one for one in talk.questions() if one["kind"] == "grid"]
    assert page.count("In ") >= sum(len(one["lines"]) for one in tables)
    assert to_pdf(document(closed)).startswith(b"%PDF")


def test_who_takes_part_in_a_role_is_asked_what_is_meant_for_that_role(db):
    call_command("load_frameworks")
    framework = FrameworkVersion.objects.get(framework__code="DATA").framework

    trajectory = team_of(UserFactory(), framework=framework, roles=["support"])

    codes = {one["code"] for part in trajectory.sections("start") for one in part["questions"]}
    assert {"DATA-D5", "DATA-I01-4", "DATA-A2"} <= codes
    assert not codes & {"DATA-B4", "DATA-D4", "DATA-I01-1"}


# --- every kind ---------------------------------------------------------------------------------


def test_blank_unknown_and_not_applicable_are_three_things_for_every_kind(client, talk):
    for one in talk.questions():
        code = one["code"]
        said = [answer(talk, code).values()]
        for version, mark in enumerate(["unknown", "na", ""], start=1):
            saved(client, talk, code, version, mark=mark)
            said.append(answer(talk, code).values())
        marks = [BLANK | {"choices": [mark] if mark else []} for mark in ("", "unknown", "na", "")]
        assert said == marks


def test_a_number_and_a_date_are_kept_as_such_and_nothing_else_is(client, talk):
    saved(client, talk, "S-1", **{"cell:value": "12,5"})
    saved(client, talk, "S-2", **{"cell:value": "2027-02-28"})

    words = saved(client, talk, "S-1", 2, **{"cell:value": "veel"})
    no_day = saved(client, talk, "S-2", 2, **{"cell:value": "2027-02-30"})

    assert answer(talk, "S-1").cells == {"value": "12.5"}
    assert answer(talk, "S-2").cells == {"value": "2027-02-28"}
    assert [words.status_code, no_day.status_code] == [422, 422]
    assert "Schrijf een getal, zoals 12 of 12,5." in words.content.decode()


def test_a_word_where_a_number_belongs_does_not_keep_the_rest_from_being_saved(client, talk):
    client.force_login(talk.opened_by)

    page = client.post(
        reverse("conversation_save", kwargs={"pk": talk.pk}),
        {
            "S-1-cell:value": "veel",
            "S-1-version": 1,
            "S-3-text": "Elke student een coach",
            "S-3-version": 1,
        },
    )

    assert page.status_code == 422
    assert "Hoeveel studenten? Schrijf een getal" in page.content.decode()
    assert answer(talk, "S-3").text == "Elke student een coach"


def test_a_table_keeps_each_box_and_a_line_may_be_called_as_a_field_is(client, talk):
    saved(
        client,
        talk,
        "S-4",
        basis="majority",
        **{
            "cell:team:bijdrage": "Maakt het plan",
            "cell:team:klaar-op": "2027-01-15",
            "cell:basis-2:uren": "-3",
            "cell:basis-2:sturen": "deels",
            "cell:team:sturen": "<b>",
            "cell:weg:bijdrage": "x",
        },
    )

    kept = answer(talk, "S-4")
    assert [line["code"] for line in question(talk, "S-4")["lines"]] == ["team", "basis-2"]
    assert kept.basis == "majority"
    assert kept.cells == {
        "team:bijdrage": "Maakt het plan",
        "team:klaar-op": "2027-01-15",
        "basis-2:uren": "-3",
        "basis-2:sturen": "deels",
    }


def cells(talk, by, seen, **given):
    values = BLANK | {"cells": {f"team:{column}": text for column, text in given.items()}}
    return actions.save_answer(talk, question(talk, "S-4"), values, seen=seen, by=by)


def test_two_people_in_two_boxes_of_a_table_both_keep_what_they_wrote(talk):
    mo = UserFactory(name="Mo")
    cells(talk, talk.opened_by, 1, bijdrage="Plan")

    both = cells(talk, mo, 1, uren="4")

    assert both.cells == {"team:bijdrage": "Plan", "team:uren": "4"}
    emptied = cells(talk, mo, both.version, uren="4")
    assert emptied.cells == {"team:uren": "4"}


def test_two_people_in_one_box_of_a_table_both_see_what_the_other_wrote(client, talk):
    cells(talk, talk.opened_by, 1, bijdrage="Plan", uren="2")

    with pytest.raises(Conflict) as caught:
        cells(talk, UserFactory(), 1, bijdrage="Rooster")

    assert caught.value.mine["cells"] == {"team:bijdrage": "Rooster", "team:uren": "2"}
    page = saved(client, talk, "S-4", 1, **{"cell:team:bijdrage": "Rooster"}).content.decode()
    assert "Team, Bijdrage: Plan" in page
    assert "Team, Bijdrage: Rooster" in page


def test_the_picture_and_the_pdf_show_every_kind_in_words(client, talk):
    saved(client, talk, "S-1", **{"cell:value": "12.5"})
    saved(client, talk, "S-2", **{"cell:value": "2027-02-28"})
    cells(talk, talk.opened_by, 1, bijdrage="Plan\n*samen*", sturen="deels")
    actions.close_conversation(talk, lesson="", by=talk.opened_by)

    lines = picture_of(talk.snapshot)["sections"][0]["lines"]
    [table] = [block for block in document(talk).blocks if isinstance(block, Table)]

    assert [line["value"] for line in lines] == ["12,5", "28 februari 2027", "", ""]
    assert [line["blank"] for line in lines] == [False, False, True, False]
    assert table.header == ("Onderdeel", "Bijdrage", "Klaar op", "Uren", "Sturen")
    assert table.rows[0] == ("Team", "Plan\n\\*samen\\*", "niet ingevuld", "niet ingevuld", "deels")
    assert to_pdf(document(talk)).startswith(b"%PDF")
