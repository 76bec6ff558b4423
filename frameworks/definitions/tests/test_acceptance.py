"""What a second version does to the first: nothing. From publishing to the report of a team."""

import json

import pytest
from django.db import InternalError, connection, transaction
from django.test import Client
from django.urls import reverse

from frameworks.definitions import actions
from frameworks.definitions.definition import questions_of, sha256
from frameworks.definitions.files import read, to_json, to_yaml
from frameworks.definitions.models import FrameworkVersion
from frameworks.definitions.tests.test_conditions import SET
from frameworks.definitions.tests.test_drafting import filled, url
from frameworks.definitions.tests.test_files import publish
from frameworks.definitions.xlsform import to_xlsform
from frameworks.teams import actions as teams
from frameworks.tests.factories import published, team_of
from knw_portal.tests.factories import GroupFactory, GroupMemberFactory, UserFactory

EMPTY = {"choices": [], "cells": {}, "text": "", "basis": "", "reason": ""}


def pages_of(client, talk):
    return [
        client.get(reverse(name, kwargs={"pk": talk.pk})).content
        for name in ("conversation_report", "conversation_pdf")
    ]


def body(page):
    return page.decode().split("<main")[1]


@pytest.fixture
def answered(db):
    """A conversation about the first version, closed."""
    version = published()
    lead = UserFactory(name="Lies")
    trajectory = team_of(lead, framework=version.framework, flex_ways=("form", "time"))
    talk = teams.open_conversation(trajectory, "start", by=lead)
    given = {
        "TEST-S-01": {"choices": ["2"], "basis": "consensus"},
        "TEST-S-02": {"text": "Blokken van een week"},
        "TEST-S-03": {"choices": ["overdag", "avond"]},
    }
    for question in talk.questions():
        values = EMPTY | given[question["code"]]
        teams.save_answer(talk, question, values, seen=1, by=lead)
    teams.close_conversation(talk, lesson="Klein beginnen", by=lead)
    talk.refresh_from_db()
    return talk


def test_a_next_version_written_in_the_browser_leaves_the_first_and_its_report_as_they_were(
    client, answered
):
    first = answered.trajectory.framework_version
    lead = answered.trajectory.started_by
    reader = Client()
    reader.force_login(lead)
    report, pdf = pages_of(reader, answered)
    before = (first.definition, first.sha256, answered.snapshot)
    writer = GroupMemberFactory(group=first.framework.group).user

    client.force_login(writer)
    client.post(url("framework_renew"))
    for code, changes in (
        ("TEST-S-03", {"points:avond": "", "points:new": "Nacht"}),
        ("TEST-S-01", {"text": "Waar staan wij nu, en wat is er nodig?"}),
    ):
        client.post(
            url("draft_question_edit", code),
            filled(client, "draft_question_edit", code, **changes),
        )
    client.post(url("draft_question_new", "na-het-proces"), {"text": "Nieuw?", "kind": "open"})
    draft = FrameworkVersion.objects.get(status="draft")
    form = client.get(url("framework_publish")).context["form"]
    client.post(
        url("framework_publish"),
        {"draft": draft.pk} | {bound.html_name: bound.value() for bound in form},
    )

    second = FrameworkVersion.objects.get(number=2)
    assert dict(second.question_rows.values_list("concept__code", "equivalence")) == {
        "TEST-S-01": "changed",
        "TEST-S-02": "identical",
        "TEST-S-03": "changed",
        "TEST-T-01": "identical",
        "TEST-N-01": "identical",
        "TEST-06": "new",
    }
    first = FrameworkVersion.objects.get(number=1)
    answered.refresh_from_db()
    assert (first.definition, first.sha256, answered.snapshot) == before
    assert sha256(first.definition) == first.sha256
    report_now, pdf_now = pages_of(reader, answered)
    assert body(report_now) == body(report)
    assert pdf_now == pdf
    same = {one["code"]: one["concept"] for one in questions_of(first.definition)}
    now = {one["code"]: one["concept"] for one in questions_of(second.definition)}
    assert same == {code: now[code] for code in same}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE frameworks_question SET text = 'Anders?'",
        "UPDATE frameworks_question SET when_points = '{ja}'",
        "UPDATE frameworks_question SET revision = 2",
        "UPDATE frameworks_section SET title = 'Anders'",
        "UPDATE frameworks_scalepoint SET text = 'Anders'",
        "UPDATE frameworks_frameworkversion SET definition = '{}'",
        "DELETE FROM frameworks_questionaxis",
    ],
)
def test_sql_on_what_was_published_is_refused_by_the_database(answered, change):
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.parametrize("write", [to_yaml, to_json, to_xlsform])
def test_conditions_go_round_five_times_with_the_same_fingerprint(db, write):
    group = GroupFactory()
    first = version = publish(read(SET), group)

    for _ in range(5):
        version = publish(read(write(version.definition)), group)

    assert (version.number, version.sha256) == (6, first.sha256)
    assert sha256(json.loads(to_json(version.definition))) == first.sha256


# As they were before a question could have a condition; whoever uses them has these.
SHIPPED = {
    "DATA": "5720f766057e4396",
    "FLEX": "ee1c353b1e008ade",
    "HB": "07e8cd5da40b594f",
    "INP": "85b1414496781bcf",
    "TAZ": "f0b0681e7e8e7165",
}


def test_the_sets_that_come_with_the_portal_keep_their_fingerprints(db):
    actions.load_frameworks(group=GroupFactory(), by=None)

    found = FrameworkVersion.objects.values_list("framework__code", "sha256")
    assert {code: sha[:16] for code, sha in found} == SHIPPED
