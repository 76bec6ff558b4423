"""Data: the map, first understanding and then acting, and a talk that begins with an issue."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from frameworks.definitions.axes import INSIGHT, names
from frameworks.definitions.models import FrameworkVersion
from frameworks.teams import actions
from frameworks.teams.issues import about_insight, about_role, guide_for, issues
from frameworks.teams.models import (
    InsightUse,
    Interpretation,
    Intervention,
    IssueGuide,
)
from frameworks.tests.factories import published, team_of
from knw_portal.forms import Stale
from knw_portal.mail.ledger import send_due
from knw_portal.mail.models import Mail, Reminder
from knw_portal.tests.factories import GroupMemberFactory, UserFactory

BLANK = {"choices": [], "cells": {}, "text": "", "basis": "", "reason": ""}
SEEN = {
    "seen": "Op maandag is het leeg.",
    "meaning": "Het uur telt niet mee.",
    "others": "De bus is vol.",
    "present": "vier docenten",
    "held_on": "2026-01-12",
    "insight": "i02",
    "firmness": "checked",
    "version": 1,
}
DOES = {"what": "Beginnen met een gast", "why": "Dan mis je iets", "version": 1}


@pytest.fixture
def lies(db):
    return UserFactory(name="Lies")


@pytest.fixture
def trajectory(lies):
    call_command("load_frameworks")
    framework = FrameworkVersion.objects.get(framework__code="DATA").framework
    return team_of(lies, framework=framework, flex_ways=[], roles=["team"])


@pytest.fixture
def small(lies):
    """A team whose set has no insights and roles."""
    return team_of(lies)


@pytest.fixture
def understood(small, lies):
    return Interpretation.objects.create(
        trajectory=small, seen="S", meaning="M", others="O", present="P", added_by=lies
    )


@pytest.fixture
def intervention(understood, lies):
    return understood.interventions.create(
        what="W", why="O", review_on=localdate() + timedelta(days=10), added_by=lies
    )


@pytest.fixture
def client(client, lies):
    client.force_login(lies)
    return client


def url(name, row, number=None, **kwargs):
    return reverse(name, kwargs={"pk": row.pk, **kwargs} | ({"number": number} if number else {}))


def cell(name, row, insight="i02", role="team"):
    return url(name, row, insight=insight, role=role)


# --- the map ------------------------------------------------------------------------------------


def test_the_map_shows_per_insight_and_role_what_is_answered(client, trajectory, lies):
    talk = actions.open_conversation(trajectory, "start", by=lies)
    actions.save_answer(
        talk, talk.question("DATA-I02-1"), BLANK | {"text": "De bus is vol"}, seen=1, by=lies
    )

    page = client.get(url("data_map", trajectory))

    rows = {code: [one["state"] for one in cells] for code, _, cells in page.context["rows"]}
    assert len(rows) == 10
    assert rows["i02"] == ["all", "open", "open", "open"]
    assert rows["i03"] == ["open"] * 4
    assert page.content.decode().count(">1 van 1<") == 2  # in the table and, on a phone, by role
    assert "1 van 10 beantwoord" in page.content.decode()
    assert "Hier staan geen cijfers over studenten." in page.content.decode()


def test_a_cell_leads_to_its_question_with_what_was_said(client, trajectory, lies):
    talk = actions.open_conversation(trajectory, "start", by=lies)
    actions.save_answer(
        talk, talk.question("DATA-I02-1"), BLANK | {"text": "De bus is vol"}, seen=1, by=lies
    )

    ours = client.get(cell("data_cell", trajectory)).content.decode()
    theirs = client.get(cell("data_cell", trajectory, role="board")).content.decode()

    assert "Op welke momenten zien we studenten niet" in ours
    assert "De bus is vol" in ours
    assert f"{talk.get_absolute_url()}#vraag-DATA-I02-1" in ours
    assert "De bus is vol" not in theirs
    assert "Jullie kozen deze rol niet" in theirs
    assert f"{talk.get_absolute_url()}#vraag" not in theirs


def test_a_gap_is_a_step_of_pdca_for_which_no_role_says_what_the_insight_gives(client, trajectory):
    client.post(
        cell("insight_use_edit", trajectory), {"for_act": "Het eerste uur anders", "version": 1}
    )
    client.post(
        cell("insight_use_edit", trajectory, role="manager"),
        {"for_act": "Begintijden", "for_plan": "Doelen", "version": 1},
    )

    gaps = dict(client.get(url("data_map", trajectory)).context["gaps"])

    found = {one["step"]: one["roles"] for one in gaps["Aanwezigheid en verzuim"]}
    assert found == {
        "Plan": ["Onderwijsmanager"],
        "Do": [],
        "Check": [],
        "Act": ["Onderwijsteam", "Onderwijsmanager"],
    }
    assert not any(one["roles"] for one in gaps["Studiesucces"])
    shown = client.get(cell("data_cell", trajectory)).content.decode()
    assert "Het eerste uur anders" in shown
    assert shown.count("nog niets: een gat") == 3


def test_of_two_who_first_say_what_an_insight_gives_the_second_sees_both(client, small):
    page = cell("insight_use_edit", small)

    client.post(page, {"for_act": "Van Mo", "version": 1})
    second = client.post(page, {"for_act": "Van Lies", "version": 1}).content.decode()

    assert "Iemand anders was je net voor" in second
    assert "Van Lies" in second
    assert InsightUse.objects.get().for_act == "Van Mo"


def test_another_set_has_no_map_and_says_so(client, small):
    page = client.get(url("data_map", small)).content.decode()

    assert "Dit raamwerk heeft geen vragen per inzicht en rol." in page
    assert url("data_map", small) not in client.get(small.get_absolute_url()).content.decode()
    assert client.get(cell("data_cell", small, insight="i99")).status_code == 404


def test_the_map_takes_the_same_queries_for_any_number_of_rows(
    client, trajectory, lies, django_assert_num_queries
):
    client.get("/")
    for rows in (1, 3):
        held = actions.open_conversation(trajectory, "during", by=lies)
        for code in ("DATA-I02-1", "DATA-I03-1", "DATA-I04-1")[:rows]:
            actions.save_answer(held, held.question(code), BLANK | {"text": "x"}, seen=1, by=lies)
        actions.close_conversation(held, lesson="", by=lies)
        for insight, _ in names(INSIGHT)[:rows]:
            InsightUse.objects.get_or_create(trajectory=trajectory, insight=insight, role="team")
        with django_assert_num_queries(7):
            client.get(url("data_map", trajectory))
        with django_assert_num_queries(8):
            client.get(url("pdca_steps", trajectory))


def test_every_insight_and_role_is_explained_in_plain_words():
    for insight, _ in names(INSIGHT):
        assert set(about_insight(insight)) == {"gegevens", "niet"}
    for role in ("team", "manager", "board", "support"):
        assert about_role(role)


def test_what_a_team_says_wants_and_does_lies_along_pdca(client, trajectory, lies):
    talk = actions.open_conversation(trajectory, "start", by=lies)
    actions.save_answer(
        talk, talk.question("DATA-C1"), BLANK | {"text": "Anders beginnen"}, seen=1, by=lies
    )
    actions.add_team_action(trajectory, text="Bellen", by=lies, pdca="do")
    wanted = trajectory.ambitions.create(vision="V", text="Iedereen", pdca="act", added_by=lies)

    page = client.get(url("pdca_steps", trajectory))

    steps = {
        step["name"]: (
            [question["code"] for question, _ in step["answered"]],
            [action.text for action in step["actions"]],
            step["ambitions"],
        )
        for step in page.context["steps"]
    }
    assert steps == {
        "Plan": (["DATA-C1"], [], []),
        "Do": ([], ["Bellen"], []),
        "Check": ([], [], []),
        "Act": ([], [], [wanted]),
    }
    assert "Anders beginnen" in page.content.decode()


def test_the_dialogue_may_help_and_need_not(client, small, lies):
    guide = small.issue_guides.create(issue="VSV", causes=["Waarom?"], added_by=lies)

    for page in (
        url("interpretation_list", small),
        url("guide_detail", small, guide.pk),
    ):
        shown = client.get(page).content.decode()
        assert "Hulp uit het dialoogmodel" in shown
        assert "Wat laten we hiervan zien, en aan wie?" in shown


# --- first understand, then act -----------------------------------------------------------------


def test_an_interpretation_says_what_it_may_also_be_before_anything_is_done(client, small):
    page = client.post(url("interpretation_new", small), SEEN | {"others": ""}).content.decode()
    client.post(url("interpretation_new", small), SEEN)
    again = client.post(url("interpretation_new", small), SEEN)

    added = Interpretation.objects.get()
    assert "Schrijf op wat het ook kan zijn" in page
    assert "Zet hier geen cijfers, namen of nummers van studenten" in page
    assert (added.others, added.firmness, added.insight) == ("De bus is vol.", "checked", "i02")
    assert again.url == url("interpretation_list", small)


def test_an_intervention_hangs_on_an_interpretation_and_has_a_day_to_look_back(
    client, small, understood
):
    page = url("intervention_new", small, understood.pk)

    without_day = client.post(page, DOES).content.decode()
    day = localdate() + timedelta(days=10)
    for _ in range(2):
        client.post(page, DOES | {"review_on": day.isoformat()})

    added = Intervention.objects.get()
    assert "Kies de dag waarop jullie terugkijken" in without_day
    assert (added.interpretation, added.review_on) == (understood, day)
    days = [localdate(one.due_at) for one in Reminder.objects.planned().order_by("due_at")]
    assert days == [day - timedelta(days=3), day]
    with pytest.raises(IntegrityError), transaction.atomic():
        Intervention.objects.filter(pk=added.pk).update(interpretation=None)


def test_the_reminder_moves_with_the_day_and_does_not_say_what_it_is_about(
    client, small, understood, intervention, lies
):
    day = localdate() + timedelta(days=20)
    client.post(
        url("intervention_edit", small, intervention.pk),
        DOES | {"review_on": day.isoformat(), "owner": lies.pk},
    )
    first, last = Reminder.objects.planned().order_by("due_at")

    send_due(at=first.due_at)

    mail = Mail.objects.get()
    assert localdate(last.due_at) == day
    assert mail.to == lies.email
    assert DOES["what"] not in mail.subject + mail.body
    assert url("interpretation_detail", small, understood.pk) in mail.body


def test_looking_back_says_what_came_of_it_and_ends_the_reminders(
    client, small, intervention, lies
):
    client.post(
        url("intervention_edit", small, intervention.pk),
        DOES | {"review_on": intervention.review_on.isoformat()},
    )
    page = url("intervention_review", small, intervention.pk)

    empty = client.post(page, {"result": ""}).content.decode()
    client.post(page, {"result": "De stoelen zijn bezet."})
    client.post(page, {"result": "Nog een keer."})

    intervention.refresh_from_db()
    assert "Schrijf op wat ervan kwam" in empty
    assert (intervention.result, intervention.reviewed_by) == ("De stoelen zijn bezet.", lies)
    assert not Reminder.objects.planned().exists()


def test_called_off_it_says_why_and_can_go_on_after_all(client, small, intervention):
    client.post(url("intervention_drop", small, intervention.pk), {"why": "Er is geen lokaal"})
    dropped, silent = Intervention.objects.get(), Reminder.objects.planned().count()
    client.post(url("intervention_reopen", small, intervention.pk))

    assert dropped.dropped_why == "Er is geen lokaal"
    assert silent == 0
    assert Intervention.objects.get().dropped_at is None
    assert Reminder.objects.planned().count() == 2
    with pytest.raises(Stale):
        actions.reopen_intervention(intervention, by=intervention.added_by)


def test_only_who_takes_part_changes_it(client, small, understood):
    reader = GroupMemberFactory(group=small.team.group, role="reader").user
    client.force_login(reader)

    assert client.get(url("interpretation_detail", small, understood.pk)).status_code == 200
    assert client.get(url("interpretation_edit", small, understood.pk)).status_code == 403
    assert client.get(url("intervention_new", small, understood.pk)).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_the_same_queries_for_any_number_of_rows(
    client, small, understood, lies, rows, django_assert_num_queries
):
    for number in range(rows):
        Interpretation.objects.create(
            trajectory=small, seen="S", meaning="M", others="O", present="P", added_by=lies
        )
        understood.interventions.create(
            what=f"W{number}", why="O", owner=lies, review_on="2031-01-01", added_by=lies
        )
        small.issue_guides.create(issue=f"Onderwerp {number}", added_by=lies)
    client.get("/")

    with django_assert_num_queries(6):
        listed = client.get(url("interpretation_list", small))
    with django_assert_num_queries(5):
        detail = client.get(url("interpretation_detail", small, understood.pk))
    with django_assert_num_queries(4):
        guides = client.get(url("guide_list", small))

    assert len(listed.context["interpretations"]) == rows + 1
    assert len(detail.context["interventions"]) == rows
    assert len(guides.context["guides"]) == rows


# --- a talk that begins with an issue -----------------------------------------------------------


def test_the_issues_of_the_memo_can_be_chosen_and_every_guide_is_whole():
    assert [name for _, name, _ in issues()][:4] == ["VSV", "Verzuim", "BPV", "BSA"]
    for code, _, _ in issues():
        assert all(text for _, text in guide_for(code).parts)


def test_a_team_takes_a_guide_and_makes_it_its_own(client, small):
    page = client.get(url("guide_new", small, issue="bpv"))
    ours = page.context["form"].initial
    sent = {part: "\n".join(ours[part]) for part in IssueGuide.PARTS}
    client.post(
        url("guide_new", small, issue="bpv"),
        sent | {"issue": "BPV", "causes": "Waar loopt het vast?\n\nWie weet het?", "version": 1},
    )
    guide = IssueGuide.objects.get()
    client.post(
        url("guide_edit", small, guide.pk),
        sent | {"issue": "BPV", "causes": "Alleen dit", "version": 1},
    )
    late = client.post(
        url("guide_edit", small, guide.pk),
        sent | {"issue": "BPV", "causes": "Te laat", "version": 1},
    ).content.decode()

    shown = client.get(url("guide_detail", small, guide.pk)).content.decode()
    assert guide.causes == ["Waar loopt het vast?", "Wie weet het?"]
    assert "Alleen dit" in shown
    assert ours["board"][0] in shown
    assert "Iemand anders was je net voor" in late
    assert IssueGuide.objects.get().causes == ["Alleen dit"]


def test_another_issue_is_named_by_the_team_and_each_issue_has_one_guide(client, small, lies):
    small.issue_guides.create(issue="Lesuitval", added_by=lies)
    nameless = client.post(url("guide_new", small, issue="anders"), {"issue": "", "version": 1})
    twice = client.post(
        url("guide_new", small, issue="anders"),
        {"issue": "Lesuitval", "causes": "Waarom?", "version": 1},
    ).content.decode()
    client.post(
        url("guide_new", small, issue="anders"),
        {"issue": "Roosters", "causes": "Waarom?", "version": 1},
    )

    assert "Schrijf op waar het gesprek over gaat" in nameless.content.decode()
    assert "Over dit onderwerp hebben jullie al een gids." in twice
    assert "Waarom?" in twice
    assert set(IssueGuide.objects.values_list("issue", flat=True)) == {"Lesuitval", "Roosters"}
    assert client.get(url("guide_new", small, issue="onzin")).status_code == 404


def test_along_pdca_one_empty_line_says_what_to_do(client, trajectory, lies):
    page = client.get(url("pdca_steps", trajectory)).content.decode()
    bare = team_of(lies, framework=published(code="KAAL").framework)
    without = client.get(url("pdca_steps", bare)).content.decode()

    for text, way in ((page, trajectory.get_absolute_url()), (without, url("ambition_list", bare))):
        assert (text.count('class="nothing"'), text.count("<h2")) == (1, 0)
        assert f'href="{way}"' in text
    assert "Beantwoord een vraag in een gesprek" in page
    assert "Dit raamwerk legt zijn vragen niet langs PDCA" in without


def test_a_set_without_pdca_shows_what_was_given_a_place_and_counts_no_questions(client, lies):
    bare = team_of(lies, framework=published(code="KAAL").framework)
    actions.add_team_action(bare, text="Bellen", by=lies, pdca="do")

    text = client.get(url("pdca_steps", bare)).content.decode()

    assert ("Bellen" in text, "0 vragen" in text, "beantwoord" in text) == (True, False, False)
    assert text.count("<h2") == 2  # the one step, and where to go on


def test_on_a_phone_the_map_goes_role_by_role_with_what_is_answered_first(client, trajectory, lies):
    talk = actions.open_conversation(trajectory, "start", by=lies)
    actions.save_answer(talk, talk.question("DATA-I03-1"), BLANK | {"text": "x"}, seen=1, by=lies)
    InsightUse.objects.create(
        trajectory=trajectory, insight="i05", role="team", **{InsightUse.STEPS[0]: "Meer"}
    )

    page = client.get(url("data_map", trajectory))

    roles = page.context["by_role"]
    assert [one["is_open"] for one in roles] == [True, False, False, False]
    assert [one["answered"] for one in roles] == [1, 0, 0, 0]
    assert [one["insight"] for one in roles[0]["cells"]][:3] == ["i03", "i01", "i02"]
    assert page.content.decode().count('<details class="fold" open>') == 1
    assert (len(page.context["used"]), len(page.context["unused"])) == (1, 9)
