"""A team begins in a few minutes, sees how much it is, and can change its mind."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from frameworks.definitions.models import FrameworkVersion
from frameworks.teams import actions
from frameworks.teams.models import Conversation, Team, Trajectory
from frameworks.tests.factories import published, team_of
from knw_portal.tests.factories import GroupMemberFactory, InstitutionFactory, UserFactory

NEW, SIZE = "/trajecten/nieuw/", "/trajecten/nieuw/omvang/"
BLANK = {"choices": [], "cells": {}, "text": "", "basis": "", "reason": ""}
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def lies(db):
    return UserFactory(name="Lies", institution=InstitutionFactory(), department="Opleiding Zorg")


@pytest.fixture
def client(client, lies):
    client.force_login(lies)
    return client


def test_what_is_known_of_who_begins_stands_there_already(client, lies):
    published()

    form = client.get(NEW).context["form"]

    assert list(form.fields) == ["institution", "name", "challenge", "flex_ways"]
    assert form["institution"].value() == lies.institution_id
    assert form["name"].value() == "Opleiding Zorg"


@pytest.mark.parametrize(
    ("code", "asked"),
    [("FLEX", ["flex_ways"]), ("TAZ", []), ("DATA", ["roles"])],
)
def test_only_what_the_set_needs_is_asked(client, code, asked):
    call_command("load_frameworks")
    slug = FrameworkVersion.objects.get(framework__code=code).framework.slug

    form = client.get(f"{NEW}?raamwerk={slug}").context["form"]

    assert list(form.fields) == ["institution", "name", "challenge", *asked]


def test_a_team_that_is_there_begins_again_with_two_answers_and_its_people(client, lies):
    earlier = team_of(lies)
    mo = GroupMemberFactory(group=earlier.team.group).user
    sent = {
        "version": earlier.framework_version_id,
        "team": earlier.team_id,
        "challenge": "Nog een keer, met een ander leerjaar",
        "flex_ways": ["time"],
    }
    form = client.get(NEW).context["form"]

    for _ in range(2):
        client.post(NEW, sent)

    assert list(form.fields) == ["team", "challenge", "flex_ways"]
    assert form["team"].value() == earlier.team_id
    assert Team.objects.count() == 1
    assert Trajectory.objects.count() == 2
    assert Trajectory.objects.visible_to(mo).count() == 2


def test_a_new_team_can_be_chosen_and_mistakes_stay_on_that_form(client, lies):
    earlier = team_of(lies)
    fresh = client.get(f"{NEW}?nieuw=1")
    sent = {"version": earlier.framework_version_id, "name": "Team Techniek"}

    back = client.post(NEW, sent)
    client.post(
        NEW,
        sent
        | {
            "institution": lies.institution_id,
            "challenge": "Iets",
            "flex_ways": ["form"],
        },
    )

    assert "name" in fresh.context["form"].fields
    assert back.context["form"]["name"].value() == "Team Techniek"
    assert Team.objects.filter(name="Team Techniek").count() == 1


def test_only_a_team_one_takes_part_in_can_begin_again(client, lies):
    other = team_of(UserFactory())
    GroupMemberFactory(group=other.team.group, user=lies, role="reader")

    page = client.get(NEW)
    sent = {"version": other.framework_version_id, "team": other.team_id, "challenge": "Iets"}
    client.post(NEW, sent | {"flex_ways": ["form"]})

    assert "team" not in page.context["form"].fields
    assert Trajectory.objects.count() == 1


def test_how_much_it_is_follows_the_flex_ways_with_htmx_and_without(client):
    version = published()
    sent = {"version": version.pk, "flex_ways": ["time"], "challenge": "Half getypt"}

    whole = client.get(NEW).context
    part = client.post(SIZE, sent, **HTMX)
    page = client.post(SIZE, sent)

    assert [one["count"] for one in whole["moments"]] == [3, 1, 1]
    assert whole["is_all"]
    assert [one["count"] for one in part.context["moments"]] == [2, 1, 1]
    assert [one["minutes"] for one in part.context["moments"]] == [7, 5, 5]
    assert part.content.decode().strip() in page.content.decode()
    assert "Half getypt</textarea>" in page.content.decode()
    assert "error-summary" not in page.content.decode()
    assert not Trajectory.objects.exists()


def test_of_a_set_that_is_gone_there_is_nothing_to_reckon(client):
    assert client.post(SIZE, {"version": "x"}).url == NEW


def test_the_ten_are_named_where_there_are_more(client):
    call_command("load_frameworks")
    version = FrameworkVersion.objects.get(framework__code="FLEX")

    page = client.post(SIZE, {"version": version.pk}, **HTMX).content.decode()

    assert page.count("Weinig tijd? Tien vragen in ") == 3


# --- changing one's mind ------------------------------------------------------------------------


def test_other_flex_ways_ask_other_questions_and_keep_what_was_answered(client, lies):
    trajectory = team_of(lies, flex_ways=["form"])
    talk = actions.open_conversation(trajectory, "start", by=lies)
    actions.save_answer(
        talk, talk.question("TEST-S-02"), BLANK | {"text": "Simulatie"}, seen=1, by=lies
    )

    client.post(
        reverse("trajectory_edit", kwargs={"pk": trajectory.pk}),
        {"challenge": "Anders", "flex_ways": ["time"], "version": 1},
    )

    talk = Conversation.objects.get()
    assert [one["code"] for one in talk.questions()] == ["TEST-S-01", "TEST-S-02", "TEST-S-03"]
    assert talk.answers.count() == 3
    trajectory = Trajectory.objects.get()
    assert (trajectory.challenge, trajectory.flex_ways) == ("Anders", ["time"])


def test_who_changes_a_trajectory_second_sees_both(client, lies):
    trajectory = team_of(lies)
    Trajectory.objects.update(challenge="Van Mo", version=2)

    page = client.post(
        reverse("trajectory_edit", kwargs={"pk": trajectory.pk}),
        {"challenge": "Van Lies", "flex_ways": ["form"], "version": 1},
    ).content.decode()

    assert "Van Mo" in page
    assert "Van Lies</textarea>" in page
    assert Trajectory.objects.get().challenge == "Van Mo"


def test_a_set_without_flex_ways_keeps_what_it_has(client, lies):
    call_command("load_frameworks")
    framework = FrameworkVersion.objects.get(framework__code="TAZ").framework
    trajectory = team_of(lies, framework=framework, flex_ways=[])

    client.post(
        reverse("trajectory_edit", kwargs={"pk": trajectory.pk}),
        {"challenge": "Anders", "version": 1},
    )

    trajectory.refresh_from_db()
    assert (trajectory.challenge, trajectory.flex_ways, trajectory.roles) == ("Anders", [], [])
