from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import InternalError, connection, transaction
from django.test import Client
from django.urls import reverse

from frameworks.definitions.definition import questions_of
from frameworks.definitions.models import MARKS, FrameworkVersion
from frameworks.teams import actions
from frameworks.teams.actions import Conflict
from frameworks.teams.models import (
    AnswerFields,
    AnswerRevision,
    Conversation,
    TeamAnswer,
    Trajectory,
)
from frameworks.tests.factories import published, team_of
from knw_portal.forms import Stale
from knw_portal.people import privacy
from knw_portal.tests.factories import (
    GroupMemberFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)

BLANK = {"choices": [], "cells": {}, "text": "", "basis": "", "reason": ""}


@pytest.fixture
def talk(db):
    """A conversation of the start moment of a team of two."""
    lead = UserFactory(name="Lies")
    trajectory = team_of(lead)
    GroupMemberFactory(group=trajectory.team.group, user=UserFactory(name="Mo"))
    return actions.open_conversation(trajectory, "start", by=lead)


@pytest.fixture
def lies(talk):
    return talk.opened_by


@pytest.fixture
def mo(talk):
    return talk.trajectory.team.group.members.get(user__name="Mo").user


def question(talk, code="TEST-S-02"):
    return next(one for one in talk.questions() if one["code"] == code)


def save(talk, by, *, seen=1, code="TEST-S-02", **values):
    return actions.save_answer(talk, question(talk, code), BLANK | values, seen=seen, by=by)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def url(name, talk, **kwargs):
    return reverse(name, kwargs={"pk": talk.pk, **kwargs})


# --- a trajectory -------------------------------------------------------------------------------


def test_a_team_starts_with_five_answers_and_its_group_is_its_own(client, db):
    person = UserFactory()
    version = published()
    institution = InstitutionFactory()
    client.force_login(person)

    page = client.post(
        reverse("trajectory_new"),
        {
            "version": version.pk,
            "institution": institution.pk,
            "name": "Team Zorg",
            "challenge": "Een eigen route",
            "flex_ways": ["form", "pace"],
        },
    )

    trajectory = Trajectory.objects.get()
    assert page.url == trajectory.get_absolute_url()
    assert trajectory.framework_version == version
    assert trajectory.flex_ways == ["form", "pace"]
    assert list(trajectory.team.group.members.values_list("user", "role")) == [(person.pk, "lead")]


def test_a_draft_cannot_be_chosen_and_an_old_version_stays_with_who_uses_it(client, db):
    person = UserFactory()
    client.force_login(person)
    trajectory = team_of(person)
    first = trajectory.framework_version
    FrameworkVersion.objects.create(framework=first.framework)

    offered = client.get(reverse("trajectory_new")).context["version"]

    assert offered == first


def test_a_link_lets_a_colleague_in_and_only_its_button_does(client, talk):
    trajectory, newcomer = talk.trajectory, UserFactory()
    client.force_login(newcomer)
    link = reverse("team_join", kwargs={"pk": trajectory.pk, "token": trajectory.invitation})

    before = client.get(link)
    still_outside = client.get(trajectory.get_absolute_url())
    client.post(link)
    client.post(link)

    assert (before.status_code, still_outside.status_code) == (200, 404)
    assert trajectory.team.group.members.filter(user=newcomer).count() == 1
    assert client.get(trajectory.get_absolute_url()).status_code == 200


def test_a_new_link_ends_the_old_one(client, talk, lies):
    trajectory = talk.trajectory
    link = reverse("team_join", kwargs={"pk": trajectory.pk, "token": trajectory.invitation})

    signed_in(lies).post(reverse("invitation_renew", kwargs={"pk": trajectory.pk}))

    client.force_login(UserFactory())
    assert client.get(link).status_code == 404


def test_only_what_fits_the_moment_and_the_flex_ways_is_asked(talk):
    assert [one["code"] for one in talk.questions()] == ["TEST-S-01", "TEST-S-02"]
    assert talk.answers.count() == 2


def test_a_moment_is_opened_once_but_during_again_after_closing(talk, lies):
    trajectory = talk.trajectory
    with pytest.raises(Stale):
        actions.open_conversation(trajectory, "start", by=lies)
    first = actions.open_conversation(trajectory, "during", by=lies)
    with pytest.raises(Stale):
        actions.open_conversation(trajectory, "during", by=lies)
    actions.close_conversation(first, lesson="", by=lies)

    second = actions.open_conversation(trajectory, "during", by=lies)

    assert (second.number, str(second)) == (2, "Tijdens 2")


# --- answering ----------------------------------------------------------------------------------


def test_unknown_not_applicable_and_blank_are_three_things(talk, lies):
    client = signed_in(lies)
    said = []
    for number, choice in enumerate(["unknown", "na", "3", ""], start=1):
        data = {"TEST-S-01-choices": choice, "TEST-S-01-version": number}
        client.post(url("answer_save", talk, code="TEST-S-01"), data)
        said.append(talk.answers.get(concept=question(talk, "TEST-S-01")["concept"]).choices)

    assert said == [["unknown"], ["na"], ["3"], []]


def test_what_is_not_in_the_definition_is_not_kept(talk, lies):
    data = {"TEST-S-01-choices": ["9", "<b>"], "TEST-S-01-basis": "x", "TEST-S-01-version": 1}

    signed_in(lies).post(url("answer_save", talk, code="TEST-S-01"), data)

    assert talk.answers.get(concept=question(talk, "TEST-S-01")["concept"]).values() == BLANK


def test_autosave_says_when_it_saved_and_every_version_is_kept(talk, lies):
    client = signed_in(lies)
    address = url("answer_save", talk, code="TEST-S-02")

    first = client.post(address, {"TEST-S-02-text": "Een", "TEST-S-02-version": 1})
    second = client.post(address, {"TEST-S-02-text": "Eens", "TEST-S-02-version": 2})
    again = client.post(address, {"TEST-S-02-text": "Eens", "TEST-S-02-version": 2})

    answer = talk.answers.get(text="Eens")
    assert "Bewaard om " in first.content.decode()
    assert [first["X-Answer-Version"], second["X-Answer-Version"]] == ["2", "3"]
    assert again["X-Answer-Version"] == "3"  # sent twice: the same answer, no new version
    assert list(answer.revisions.values_list("version", "text")) == [
        (1, ""),
        (2, "Een"),
        (3, "Eens"),
    ]


def test_two_people_in_two_parts_of_an_answer_both_keep_what_they_wrote(talk, lies, mo):
    save(talk, lies, text="Simulatie")

    answer = save(talk, mo, basis="consensus")  # he still saw the blank one

    assert answer.values() == BLANK | {"text": "Simulatie", "basis": "consensus"}


def test_who_was_second_sees_both_texts_and_nothing_is_lost(talk, lies, mo):
    save(talk, lies, text="Simulatie", basis="majority")
    mine = {"TEST-S-02-text": "Stage", "TEST-S-02-version": 1}

    refused = signed_in(mo).post(url("answer_save", talk, code="TEST-S-02"), mine)
    page = refused.content.decode()
    on_purpose = signed_in(mo).post(
        url("answer_save", talk, code="TEST-S-02"),
        mine | {"TEST-S-02-version": refused["X-Answer-Version"], "TEST-S-02-basis": "majority"},
    )

    assert refused.status_code == 409
    assert "Lies was je net voor" in page
    assert "Simulatie" in page
    assert "Stage" in page
    assert "Consensus" not in page  # only what clashes is shown
    assert on_purpose.status_code == 200
    answer = talk.answers.get(text="Stage")
    assert list(answer.revisions.values_list("text", flat=True)) == ["", "Simulatie", "Stage"]


def test_without_a_script_the_button_saves_all_and_shows_a_clash(talk, lies, mo):
    save(talk, lies, text="Simulatie")
    data = {
        "TEST-S-01-choices": "4",
        "TEST-S-01-version": 1,
        "TEST-S-02-text": "Stage",
        "TEST-S-02-version": 1,
    }

    page = signed_in(mo).post(url("conversation_save", talk), data)

    shown = page.content.decode()
    assert page.status_code == 409
    assert "Simulatie" in shown
    assert ">Stage</textarea>" in shown
    assert 'name="TEST-S-02-version" value="2"' in shown
    assert talk.answers.filter(choices=["4"]).exists()
    assert talk.answers.filter(text="Simulatie").exists()


def test_an_old_tab_with_the_button_puts_nothing_back(talk, lies, mo):
    """Everything is sent along; only what this person changed counts."""
    save(talk, lies, text="Simulatie")
    data = {"TEST-S-01-choices": "4", "TEST-S-01-version": 1, "TEST-S-02-version": 1}

    signed_in(mo).post(url("conversation_save", talk), data)

    assert sorted(talk.answers.values_list("text", "version")) == [("", 2), ("Simulatie", 2)]


def test_a_text_that_is_too_long_is_refused_in_words(talk, lies):
    data = {"TEST-S-02-text": "x" * 10_001, "TEST-S-02-version": 1}
    client = signed_in(lies)

    part = client.post(url("answer_save", talk, code="TEST-S-02"), data)
    page = client.post(url("conversation_save", talk), data)

    assert (part.status_code, page.status_code) == (422, 422)
    assert "hooguit 10.000 tekens" in part.content.decode()
    assert not talk.answers.exclude(text="").exists()


@pytest.mark.django_db(transaction=True)
def test_of_eight_savers_at_once_one_is_kept_and_the_others_are_told():
    lead = UserFactory()
    talk = actions.open_conversation(team_of(lead), "start", by=lead)
    gate, outcomes = Barrier(8), []

    def run(number):
        gate.wait()
        try:
            save(talk, lead, text=f"Tekst {number}")
            outcomes.append("saved")
        except Conflict as clash:
            outcomes.append(clash.answer.text and clash.mine["text"] == f"Tekst {number}")
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, outcomes)) == ["True"] * 7 + ["saved"]
    assert AnswerRevision.objects.exclude(text="").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_while_somebody_closes_is_in_the_snapshot_or_refused():
    lead = UserFactory()
    talk = actions.open_conversation(team_of(lead), "start", by=lead)
    gate, outcomes = Barrier(5), []

    def write(number):
        gate.wait()
        try:
            for turn in range(5):
                save(talk, lead, seen=turn + 1, text=f"{number}-{turn}")
        except (Conflict, Stale):
            pass
        finally:
            outcomes.append(number)
            connection.close()

    def close():
        gate.wait()
        actions.close_conversation(Conversation.objects.get(), lesson="", by=lead)
        connection.close()

    threads = [Thread(target=write, args=(number,)) for number in range(4)]
    threads.append(Thread(target=close))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    closed = Conversation.objects.get()
    kept = {one["code"]: one["answer"] for one in questions_of(closed.snapshot)}
    assert len(outcomes) == 4
    assert kept["TEST-S-02"]["text"] == closed.answers.get(concept__code="TEST-S-02").text


# --- closing ------------------------------------------------------------------------------------


def test_a_closed_conversation_and_its_answers_never_change(talk, lies):
    save(talk, lies, text="Simulatie")
    actions.close_conversation(talk, lesson="Eerst proberen.", by=lies)
    changes = [
        lambda: Conversation.objects.update(lesson="x"),
        lambda: Conversation.objects.update(closed_at=None, closed_by=None, snapshot=None),
        lambda: Conversation.objects.all()._raw_delete("default"),
        lambda: TeamAnswer.objects.update(text="x"),
        lambda: TeamAnswer.objects.filter(text="")._raw_delete("default"),
        lambda: AnswerRevision.objects.update(text="x"),
        lambda: AnswerRevision.objects.all()._raw_delete("default"),
    ]

    for change in changes:
        with pytest.raises(InternalError), transaction.atomic():
            change()

    with pytest.raises(Stale):
        save(talk, lies, seen=2, text="Later")
    with pytest.raises(Stale):  # who loaded it before it was closed
        save(Conversation(pk=talk.pk, trajectory=talk.trajectory, moment="start"), lies, seen=2)
    kept = {one["code"]: one["answer"]["text"] for one in questions_of(talk.snapshot)}
    assert kept == {"TEST-S-01": "", "TEST-S-02": "Simulatie"}


def test_closing_twice_keeps_the_first(talk, lies, mo):
    client = signed_in(lies)
    client.post(url("conversation_close", talk), {"lesson": "Eén"})
    signed_in(mo).post(url("conversation_close", talk), {"lesson": "Twee"})

    talk.refresh_from_db()
    assert (talk.lesson, talk.snapshot["lesson"], talk.closed_by) == ("Eén", "Eén", lies)


def test_a_late_autosave_is_told_that_the_conversation_was_closed(talk, lies):
    actions.close_conversation(talk, lesson="", by=lies)

    late = signed_in(lies).post(
        url("answer_save", talk, code="TEST-S-02"), {"TEST-S-02-text": "x", "TEST-S-02-version": 1}
    )

    assert late.status_code == 410
    assert "Niet bewaard." in late.content.decode()


# --- whose it is --------------------------------------------------------------------------------


def test_the_bureau_and_the_board_have_no_right_to_what_a_team_says(talk, lies):
    save(talk, lies, text="Ons geheim")
    closed = actions.open_conversation(talk.trajectory, "during", by=lies)
    actions.close_conversation(closed, lesson="Ons geheim", by=lies)
    for kind in ("bureau", "board"):
        user = RoleFactory(kind=kind).user
        assert not Trajectory.objects.visible_to(user).exists()
        assert not Conversation.objects.visible_to(user).exists()
        client = signed_in(user)
        pages = [
            client.get(address)
            for address in (
                talk.trajectory.get_absolute_url(),
                talk.get_absolute_url(),
                url("conversation_report", closed),
                url("conversation_pdf", closed),
            )
        ]
        assert [page.status_code for page in pages] == [404] * 4
        assert b"Ons geheim" not in client.get(reverse("mine")).content


def test_a_follower_of_the_team_reads_along_and_writes_nothing(talk):
    follower = GroupMemberFactory(group=talk.trajectory.team.group, role="follower").user
    client = signed_in(follower)

    page = client.get(talk.get_absolute_url())
    refused = client.post(url("answer_save", talk, code="TEST-S-02"), {"TEST-S-02-version": 1})

    assert b'<fieldset class="plain" disabled>' in page.content
    assert refused.status_code == 403


def test_who_left_the_team_is_a_stranger_again(talk, mo):
    talk.trajectory.team.group.members.filter(user=mo).update(until="2021-01-01")

    assert signed_in(mo).get(talk.get_absolute_url()).status_code == 404


def test_an_open_conversation_stands_on_the_page_of_who_is_in_the_team(talk, mo):
    shown = signed_in(mo).get(reverse("mine")).content.decode()

    assert "Gesprek ‘Start’ van Team Zorg" in shown
    assert talk.get_absolute_url() in shown


def test_what_somebody_wrote_is_in_what_is_handed_over(talk, lies, mo):
    save(talk, lies, text="Simulatie")

    mine, his = privacy.everything_about(lies)["teams"], privacy.everything_about(mo)["teams"]

    [written] = mine["wat je in gesprekken van je team opschreef"]
    assert (written["vraag"], written["tekst"]) == ("TEST-S-02", "Simulatie")
    assert len(mine["trajecten die je begon"]) == 1
    assert not any(his.values())


# --- what it costs ------------------------------------------------------------------------------


def without_savepoints(queries):
    return [one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]]


@pytest.fixture
def whole_set(db):
    """A team that uses the set on flexibilisation and all five flex ways."""
    call_command("load_frameworks")
    person = UserFactory()
    version = FrameworkVersion.objects.get(framework__code="FLEX")
    return team_of(
        person,
        framework=version.framework,
        flex_ways=["form", "content", "time", "place", "pace"],
    ), person


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_the_same_queries_for_any_number_of_rows(
    whole_set, rows, django_assert_max_num_queries
):
    trajectory, person = whole_set
    for _ in range(rows - 1):
        GroupMemberFactory(group=trajectory.team.group)
        team_of(person, framework=trajectory.framework_version.framework)
    for _ in range(rows):
        held = actions.open_conversation(trajectory, "during", by=person)
        actions.close_conversation(held, lesson="", by=person)
    talk = actions.open_conversation(trajectory, "start", by=person)
    for number, one in enumerate(talk.questions()[:rows]):
        actions.save_answer(talk, one, BLANK | {"text": str(number)}, seen=1, by=person)
    client = signed_in(person)
    client.get("/")
    code = talk.questions()[-1]["code"]

    with django_assert_max_num_queries(6) as trajectories:
        client.get(reverse("trajectory_list"))
    with django_assert_max_num_queries(11) as one_trajectory:
        client.get(trajectory.get_absolute_url())
    with django_assert_max_num_queries(18) as form:
        page = client.get(talk.get_absolute_url())
    with django_assert_max_num_queries(8) as report:
        client.get(url("conversation_report", held))
    with django_assert_max_num_queries(20) as autosave:
        client.post(
            url("answer_save", talk, code=code), {f"{code}-text": "x", f"{code}-version": 1}
        )

    costs = {
        "list": len(trajectories),
        "trajectory": len(one_trajectory),
        "form": len(form),
        "report": len(report),
        "autosave": len(without_savepoints(autosave.captured_queries)),
    }
    assert page.content.count(b"data-question=") == 14
    assert costs == {"list": 3, "trajectory": 10, "form": 18, "report": 8, "autosave": 6}


def test_the_form_offers_every_basis_and_both_marks_that_an_answer_may_hold(talk, lies):
    """They are written out in its template, which is what keeps forty questions cheap."""
    page = signed_in(lies).get(talk.get_absolute_url()).content.decode()

    for code, name in [*AnswerFields.Basis.choices, *MARKS.items()]:
        assert page.count(f'value="{code}"') == 2  # two questions
        assert page.count(f">{name}</span></label>") == 2
