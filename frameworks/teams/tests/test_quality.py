"""A team asks quality care along: they support, and what is answered stays the team's."""

import pytest
from django.urls import reverse
from django.utils.timezone import now

from frameworks.teams import actions, tasks
from frameworks.teams.models import Conversation, QualityAsk, Trajectory
from frameworks.teams.overview import quality_asks
from frameworks.tests.factories import team_of
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.people import actions as people
from knw_portal.people import privacy
from knw_portal.people.models import GroupMember, User
from knw_portal.tests.factories import FunctionFactory, InstitutionFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "Wat wij elkaar nooit eerder zeiden"


@pytest.fixture
def function():
    return FunctionFactory(code="quality_officer", name="kwaliteitszorgfunctionaris")


@pytest.fixture
def lies():
    return UserFactory(name="Lies")


@pytest.fixture
def trajectory(lies):
    made = team_of(lies)
    talk = actions.open_conversation(made, "start", by=lies)
    values = {"choices": [], "cells": {}, "text": SECRET, "basis": "", "reason": ""}
    actions.save_answer(talk, talk.question("TEST-S-02"), values, seen=1, by=lies)
    return made


@pytest.fixture
def officer(function, trajectory):
    return UserFactory(name="Kim", function=function, institution=trajectory.team.institution)


def test_who_moved_to_another_institution_is_not_let_in_any_more(trajectory, officer, lies):
    ask = actions.ask_quality(trajectory, person=officer, text="Denk mee", by=lies)
    actions.pick_up_quality(ask, by=officer)
    User.objects.filter(pk=officer.pk).update(institution=UserFactory().institution)

    with pytest.raises(Stale):
        actions.let_quality_in(ask, by=lies)

    assert not reads(officer, trajectory)
    assert QualityAsk.objects.get().let_in_at is None


def test_whose_account_is_closed_is_not_let_in_any_more(trajectory, officer, lies):
    ask = actions.ask_quality(trajectory, person=officer, text="Denk mee", by=lies)
    people.disable_person(officer, by=lies)

    with pytest.raises(Stale):
        actions.let_quality_in(ask, by=lies)


def test_an_export_does_not_tell_quality_care_what_a_team_took_back(trajectory, officer, lies):
    ask = actions.ask_quality(trajectory, person=officer, text="Zwijg hierover", by=lies)
    before = str(privacy.everything_about(officer))
    actions.end_quality(ask, by=lies)

    assert "Zwijg hierover" in before
    assert "Zwijg hierover" not in str(privacy.everything_about(officer))
    assert "Zwijg hierover" in str(privacy.everything_about(lies))


def fresh(user):
    return User.objects.get(pk=user.pk)


def reads(user, trajectory):
    return trajectory in Trajectory.objects.visible_to(fresh(user))


def send(client, name, ask):
    kwargs = {"pk": ask.trajectory_id, "number": ask.pk}
    return client.post(reverse(name, kwargs=kwargs))


def test_who_is_asked_sees_who_asks_and_what_for_and_no_answer(client, trajectory, officer, lies):
    client.force_login(lies)
    page = reverse("quality_ask", args=[trajectory.pk])
    empty = client.post(page, {"text": ""})
    client.post(page, {"person": officer.pk, "text": "Meedenken over vraag 2"})
    client.force_login(officer)
    html = client.get(reverse("quality_desk")).content.decode()

    assert "Nog niemand om te kiezen." not in empty.content.decode()
    assert "Schrijf in een zin waar jullie hulp bij willen" in empty.content.decode()
    assert "Team Zorg" in html
    assert "Meedenken over vraag 2" in html
    assert SECRET not in html
    assert not reads(officer, trajectory)
    assert client.get(trajectory.get_absolute_url()).status_code == 404
    assert [ask.title for ask in quality_asks(fresh(officer), now())] == [
        "Team Zorg vraagt kwaliteitszorg erbij"
    ]


def test_a_team_without_anybody_to_ask_reads_so_and_may_ask_all_the_same(client, trajectory, lies):
    client.force_login(lies)
    page = reverse("quality_ask", args=[trajectory.pk])

    html = client.get(page).content.decode()
    client.post(page, {"text": "Meedenken over vraag 2"})

    assert "Nog niemand om te kiezen." in html
    assert trajectory.quality_asks.count() == 1


def test_quality_care_finds_its_desk_on_its_own_page(client, officer, lies):
    found = []
    for user in (officer, lies):
        client.force_login(user)
        found.append(reverse("quality_desk") in client.get(reverse("mine")).content.decode())

    assert found == [True, False]


def test_without_a_name_only_quality_care_of_the_same_school_sees_it(
    client, trajectory, officer, lies, function
):
    actions.ask_quality(trajectory, person=None, text="Hulp", by=lies)
    elsewhere = UserFactory(function=function)
    teacher = UserFactory(institution=trajectory.team.institution)

    seen = {
        person.pk: QualityAsk.objects.meant_for(fresh(person)).count()
        for person in (officer, elsewhere, teacher)
    }

    assert seen == {officer.pk: 1, elsewhere.pk: 0, teacher.pk: 0}


def test_who_is_in_the_team_already_has_nothing_to_pick_up_there(trajectory, officer, lies):
    actions.ask_quality(trajectory, person=None, text="Hulp", by=lies)
    before = QualityAsk.objects.meant_for(fresh(officer)).count()

    GroupMember.objects.create(group_id=trajectory.team.group_id, user=officer)

    assert (before, QualityAsk.objects.meant_for(fresh(officer)).count()) == (1, 0)


def test_one_picks_it_up_and_the_second_is_told(client, trajectory, officer, lies, function):
    ask = actions.ask_quality(trajectory, person=None, text="Hulp", by=lies)
    second = UserFactory(function=function, institution=trajectory.team.institution)
    client.force_login(officer)

    response = client.post(reverse("quality_pick_up", args=[ask.pk]))

    assert response.status_code == 302
    assert QualityAsk.objects.get().person == officer
    with pytest.raises(Stale):
        actions.pick_up_quality(ask, by=second)
    client.force_login(second)
    assert client.post(reverse("quality_pick_up", args=[ask.pk])).status_code == 404


def test_let_in_one_reads_and_never_writes_and_is_out_again_at_once(
    client, trajectory, officer, lies
):
    ask = actions.ask_quality(trajectory, person=officer, text="Hulp", by=lies)
    client.force_login(lies)
    asked = client.get(reverse("quality_let_in", kwargs={"pk": trajectory.pk, "number": ask.pk}))
    assert "Deze collega ziet daarna alle antwoorden" in asked.content.decode()
    assert not reads(officer, trajectory)
    send(client, "quality_let_in", ask)
    talk = Conversation.objects.get()

    assert reads(officer, trajectory)
    assert fresh(officer).has_perm("frameworks.view_conversation", talk)
    assert not fresh(officer).has_perm("frameworks.answer_conversation", talk)
    send(client, "quality_shut_out", ask)
    assert not reads(officer, trajectory)
    assert QualityAsk.objects.standing().exists()


def test_who_goes_to_another_school_reads_along_no_more(trajectory, officer, lies):
    ask = actions.ask_quality(trajectory, person=officer, text="Hulp", by=lies)
    actions.let_quality_in(ask, by=lies)
    tasks.shut_out_who_left()
    stays = reads(officer, trajectory)

    User.objects.filter(pk=officer.pk).update(institution=InstitutionFactory())
    tasks.shut_out_who_left()
    tasks.shut_out_who_left()

    assert stays
    assert not reads(officer, trajectory)
    assert LogEntry.objects.get(action="quality.shut_out").by is None


def test_taken_back_nothing_is_left_to_see_and_it_is_logged(client, trajectory, officer, lies):
    ask = actions.ask_quality(trajectory, person=officer, text="Hulp", by=lies)
    actions.let_quality_in(ask, by=lies)
    client.force_login(lies)

    send(client, "quality_end", ask)
    again = send(client, "quality_end", ask)

    assert not reads(officer, trajectory)
    assert not QualityAsk.objects.meant_for(fresh(officer)).exists()
    assert again.status_code == 404
    logged = LogEntry.objects.filter(action__startswith="quality.").order_by("pk")
    assert list(logged.values_list("action", flat=True)) == [
        "quality.asked",
        "quality.let_in",
        "quality.taken_back",
    ]


def test_who_was_in_the_team_already_stays_in_it(trajectory, officer, lies):
    ask = actions.ask_quality(trajectory, person=officer, text="Hulp", by=lies)
    GroupMember.objects.create(group_id=trajectory.group_id, user=officer)
    actions.let_quality_in(ask, by=lies)

    actions.end_quality(ask, by=lies)

    assert reads(officer, trajectory)


def test_the_same_is_not_asked_twice_and_what_was_typed_stays(client, trajectory, officer, lies):
    actions.ask_quality(trajectory, person=None, text="Eerst", by=lies)
    client.force_login(lies)

    page = client.post(reverse("quality_ask", args=[trajectory.pk]), {"text": "Nog eens"})

    assert "Die vraag staat er al" in page.content.decode()
    assert "Nog eens" in page.content.decode()


def test_a_reader_cannot_ask_others_along(client, trajectory, officer, lies):
    ask = actions.ask_quality(trajectory, person=officer, text="Hulp", by=lies)
    actions.let_quality_in(ask, by=lies)
    client.force_login(officer)

    assert client.get(reverse("quality_ask", args=[trajectory.pk])).status_code == 403
    assert (
        "Kwaliteitszorg erbij vragen"
        not in client.get(trajectory.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_place_of_quality_care_asks_as_much_for_one_as_for_three(
    client, officer, lies, rows, django_assert_num_queries
):
    for _ in range(rows):
        made = actions.start_trajectory(
            name="Team",
            institution=officer.institution,
            version=Trajectory.objects.first().framework_version,
            challenge="c",
            by=UserFactory(),
        )
        actions.ask_quality(made, person=officer, text="Hulp", by=made.started_by)
    client.force_login(officer)

    with django_assert_num_queries(5):
        assert client.get(reverse("quality_desk")).status_code == 200


def test_it_comes_along_with_ones_data_and_ends_when_one_is_forgotten(trajectory, officer, lies):
    actions.ask_quality(trajectory, person=officer, text="Meedenken", by=lies)

    assert "Meedenken" in str(privacy.everything_about(officer))
    people.erase_person(officer, by=lies)

    assert not QualityAsk.objects.standing().exists()
