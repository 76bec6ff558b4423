"""Practice cards: the team's own until it shares them, and never without a lesson."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from frameworks.reports import actions
from frameworks.reports.models import PracticeCard
from frameworks.reports.tests.helpers import multi, team
from frameworks.reports.views import cards
from knw_portal.forms import Stale
from knw_portal.search.models import SearchText
from knw_portal.tests.factories import RoleFactory, UserFactory

TEXTS = {
    "title": "Toetsen op afroep",
    "situation": "Studenten wachtten lang",
    "approach": "Elke week een moment",
    "noticed": "Minder uitval",
    "lesson": "Begin klein",
    "bound": "Wij hebben een klein team",
    "transferable": "Een vast weekmoment",
}


@pytest.fixture
def trajectory(db):
    return team(multi(), name="Team Zichtbaar")


def card(trajectory, *, shared=True, **more):
    made = PracticeCard(trajectory=trajectory, **{**TEXTS, **more})
    actions.draft_card(made, by=trajectory.started_by)
    if shared:
        actions.publish_card(made, version=made.version, by=trajectory.started_by)
    return made


def listed(client, **asked):
    return [one.title for one in client.get(reverse("card_list"), asked).context["cards"]]


def test_a_team_writes_looks_and_shares_and_takes_it_back(client, trajectory):
    concept = trajectory.framework_version.framework.concepts.get(code="M-1")
    client.force_login(trajectory.started_by)
    given = {**TEXTS, "version": 1, "flex_ways": ["time"], "concept": concept.pk}
    client.post(reverse("card_new", args=[trajectory.pk]), given)
    made = PracticeCard.objects.get()
    preview = client.get(reverse("card_publish", args=[made.pk])).content.decode()
    client.post(reverse("card_publish", args=[made.pk]), {"version": made.version})
    other = UserFactory()
    client.force_login(other)
    page = client.get(made.get_absolute_url()).content.decode()
    client.force_login(trajectory.started_by)
    client.post(reverse("card_withdraw", args=[made.pk]))
    client.force_login(other)

    assert "Een team uit het netwerk" in preview
    assert "Begin klein" in preview
    assert "Een vast weekmoment" in page
    assert "Hoe ver zijn wij?" in page
    assert "Team Zichtbaar" not in page
    assert client.get(made.get_absolute_url()).status_code == 404
    assert not SearchText.objects.filter(kind="praktijkkaart").exists()


@pytest.mark.parametrize("role", ["bureau", "board", None])
def test_a_draft_is_for_the_team_only(client, trajectory, role):
    made = card(trajectory, shared=False)
    client.force_login(RoleFactory(kind=role).user if role else UserFactory())

    assert client.get(made.get_absolute_url()).status_code == 404
    assert TEXTS["title"] not in client.get(reverse("card_list")).content.decode()


def test_without_a_lesson_a_card_stays_a_draft(client, trajectory):
    made = card(trajectory, shared=False, lesson="")
    client.force_login(trajectory.started_by)

    answer = client.post(reverse("card_publish", args=[made.pk]), {"version": 1}, follow=True)

    assert "Zonder les is de kaart nog niet af" in answer.content.decode()
    with pytest.raises(Stale):
        actions.publish_card(made, version=1, by=trajectory.started_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeCard.objects.update(status="published", published_at="2026-01-01T10:00Z")


def test_what_changed_since_the_preview_is_not_shared_unseen(client, trajectory):
    made = card(trajectory, shared=False)
    PracticeCard.objects.update(version=2, lesson="Anders")
    client.force_login(trajectory.started_by)

    answer = client.post(reverse("card_publish", args=[made.pk]), {"version": 1}, follow=True)

    assert "Er is intussen iets veranderd" in answer.content.decode()
    assert PracticeCard.objects.get().status == "draft"


def test_of_two_who_write_at_once_both_texts_are_shown(client, trajectory):
    made = card(trajectory, shared=False)
    client.force_login(trajectory.started_by)
    url = reverse("card_edit", args=[made.pk])
    client.post(url, {**TEXTS, "lesson": "Van mij", "version": 1})
    late = client.post(url, {**TEXTS, "lesson": "Van jou", "version": 1})

    assert late.status_code == 409
    assert "Van mij" in late.content.decode()
    assert "Van jou" in late.content.decode()
    assert PracticeCard.objects.get().lesson == "Van mij"


def test_cards_are_found_and_filtered(client, trajectory):
    card(trajectory, title="Eerste", flex_ways=["time"], transferable="")
    card(trajectory, title="Tweede", situation="Over roosters", bound="", is_named=True)
    card(trajectory, title="Dicht", situation="Over roosters", shared=False)
    client.force_login(UserFactory())
    slug = trajectory.framework_version.framework.slug

    assert listed(client) == ["Tweede", "Eerste"]
    assert listed(client, q="rooster") == ["Tweede"]
    assert listed(client, q="onvindbaar") == []
    assert listed(client, flex="time") == ["Eerste"]
    assert listed(client, waar="overal") == ["Tweede"]
    assert listed(client, waar="hier") == ["Eerste"]
    assert listed(client, raamwerk=slug) == ["Tweede", "Eerste"]
    assert listed(client, raamwerk="anders") == []
    assert "Team Zichtbaar" in client.get(reverse("card_list")).content.decode()


def test_a_change_of_a_shared_card_is_found_by_its_new_words(client, trajectory):
    made = card(trajectory)
    client.force_login(trajectory.started_by)
    client.post(
        reverse("card_edit", args=[made.pk]),
        {**TEXTS, "lesson": "Vraag het de praktijkopleider", "version": 2},
    )

    assert listed(client, q="praktijkopleider") == ["Toetsen op afroep"]


def test_the_list_is_leafed_through(client, trajectory, monkeypatch):
    monkeypatch.setattr(cards, "PER_PAGE", 2)
    for number in range(5):
        card(trajectory, title=f"Kaart {number}")
    client.force_login(UserFactory())
    url, found = reverse("card_list"), []
    while url:
        context = client.get(url).context
        found += [one.title for one in context["cards"]]
        url = context["older_url"] and reverse("card_list") + context["older_url"]

    assert found == [f"Kaart {number}" for number in (4, 3, 2, 1, 0)]


def test_the_list_takes_the_same_queries_for_one_and_three(
    client, trajectory, django_assert_num_queries
):
    card(trajectory)
    client.force_login(UserFactory())
    client.get(reverse("card_list"))
    with django_assert_num_queries(4):
        client.get(reverse("card_list"))
    card(trajectory)
    card(trajectory)
    with django_assert_num_queries(4):
        client.get(reverse("card_list"))
