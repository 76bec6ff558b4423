"""Ideas for themes, from anybody: fill in, confirm by mail, read at the bureau."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from coalitions.tests.factories import IdeaFactory, ThemeFactory
from coalitions.themes.models import Idea
from coalitions.themes.overview import fresh_ideas
from coalitions.themes.privacy import forget_ideas, ideas_of
from coalitions.themes.tasks import purge_ideas
from knw_portal import overview
from knw_portal.mail.models import Mail
from knw_portal.people.models import Role
from knw_portal.tests.factories import RoleFactory, UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r"https://portaal\.example\.org(\S+)")
FIELDS = {
    "title": "Praten & luisteren",
    "issue": "Teams praten te weinig over kwaliteit.",
    "name": "Anna van Dam",
    "email": "Anna@Example.org",
    "institution_name": "Zilverbeek MBO",
}


@pytest.fixture(autouse=True)
def _portal(settings):
    settings.BASE_URL = "https://portaal.example.org"
    settings.CONTACT_EMAIL = "bureau@example.org"


def give(client, **changes):
    return client.post(reverse("idea_new"), FIELDS | changes)


def test_an_idea_counts_once_confirmed_and_the_contact_address_gets_a_copy(client):
    given = give(client)
    link = ADDRESS.search(Mail.objects.get().body).group(1)
    client.get(link)
    before = Idea.objects.confirmed().count()
    client.post(link)
    again = client.post(link, follow=True)

    asked, copy = Mail.objects.order_by("pk")
    assert given.url == reverse("join_mailed")
    assert asked.to == "anna@example.org"
    assert before == 0
    assert Idea.objects.confirmed().get().title == "Praten & luisteren"
    assert (copy.to, copy.subject) == (
        "bureau@example.org",
        "Nieuw idee voor een thema: Praten & luisteren",
    )
    assert "Dit was al bevestigd" in again.content.decode()


def test_a_dead_link_leads_back_to_the_form(client):
    page = client.get(reverse("idea_confirm", args=["kapot"]))

    assert page.status_code == 410
    assert f'href="{reverse("idea_new")}"' in page.content.decode()


def test_a_robot_is_thanked_and_forgotten(client):
    response = give(client, website="x")

    assert response.url == reverse("join_mailed")
    assert not Idea.objects.exists()


def test_too_many_ideas_are_held_up_without_losing_a_word(client):
    for _ in range(5):
        give(client)

    held_up = give(client)

    assert held_up.status_code == 429
    assert "Teams praten te weinig over kwaliteit." in held_up.content.decode()


def test_extra_fields_choose_no_theme(client):
    give(client, theme=ThemeFactory().pk, confirmed_at="2026-01-01")

    idea = Idea.objects.get()
    assert (idea.theme, idea.confirmed_at) == (None, None)


def test_the_bureau_reads_confirmed_ideas_newest_first():
    client = Client()
    client.force_login(RoleFactory(kind=Role.Kind.BUREAU).user)
    old = IdeaFactory(confirmed_at=now(), given_at=now() - timedelta(days=1))
    new = IdeaFactory(confirmed_at=now())
    IdeaFactory()

    page = client.get(reverse("idea_list"))

    assert list(page.context["page"]) == [new, old]


def test_fresh_ideas_stand_on_the_desk_for_two_weeks():
    IdeaFactory(confirmed_at=now())
    IdeaFactory()

    assert fresh_ideas in overview.late_sources
    assert [ask.title for ask in fresh_ideas(None, now())] == ["Nieuwe ideeën voor thema’s: 1"]
    assert list(fresh_ideas(None, now() + timedelta(days=15))) == []


def test_what_was_never_confirmed_is_wiped_after_fourteen_days():
    old = now() - timedelta(days=14, minutes=1)
    IdeaFactory(given_at=old)
    kept = {IdeaFactory().pk, IdeaFactory(given_at=old, confirmed_at=now()).pk}

    for _ in range(3):
        purge_ideas.delay()

    assert set(Idea.objects.values_list("pk", flat=True)) == kept


def test_the_idea_of_a_person_who_leaves_stays_without_the_name():
    anna = UserFactory(email="anna@example.org")
    IdeaFactory(email="anna@example.org", title="Telt", confirmed_at=now())
    IdeaFactory(email="anna@example.org", title="Telde nooit")

    taken = {one["idee"] for one in ideas_of(anna)}
    forget_ideas(anna)

    idea = Idea.objects.get()
    assert taken == {"Telt", "Telde nooit"}
    assert (idea.title, idea.name, idea.email) == ("Telt", "(gewist)", "")
