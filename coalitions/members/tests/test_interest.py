"""Showing interest in a coalition: fill in, confirm by mail, read at the bureau."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from coalitions.briefs.models import Coalition
from coalitions.members.models import Interest
from coalitions.members.overview import fresh_interest
from coalitions.members.privacy import forget_interest, interest_of
from coalitions.members.tasks import purge_interests
from coalitions.tests.factories import CoalitionFactory, IdeaFactory, InterestFactory
from knw_portal import overview
from knw_portal.mail.messages import message
from knw_portal.mail.models import Mail
from knw_portal.people.models import Role
from knw_portal.tests.factories import (
    AmbassadorRequestFactory,
    FunctionFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r"https://portaal\.example\.org(\S+)")


@pytest.fixture(autouse=True)
def _portal(settings):
    settings.BASE_URL = "https://portaal.example.org"
    settings.CONTACT_EMAIL = "bureau@example.org"


@pytest.fixture
def coalition():
    return CoalitionFactory(title="Studenten aan tafel", slug="saat", phase="recruiting")


@pytest.fixture
def at_bureau():
    client = Client()
    client.force_login(RoleFactory(kind=Role.Kind.BUREAU).user)
    return client


def show(client, **changes):
    fields = {
        "name": "Anna van Dam",
        "email": "Anna@Example.org",
        "institution_other": "Een bakkerij",
        "message": "Ik breng deeg.",
    }
    return client.post(reverse("interest_new"), fields | changes)


def test_interest_counts_once_confirmed_and_the_contact_address_gets_a_copy(client, coalition):
    shown = show(client, coalition=coalition.pk)
    link = ADDRESS.search(message(Mail.objects.get()).body).group(1)
    client.get(link)
    before = Interest.objects.confirmed().count()
    client.post(link)

    asked, copy = Mail.objects.order_by("pk")
    assert shown.url == reverse("join_mailed")
    assert (asked.to, asked.subject) == (
        "anna@example.org",
        "Bevestig je belangstelling voor een coalitie",
    )
    assert "belangstelling getoond voor de coalitie Studenten aan tafel" in asked.body
    assert before == 0
    assert Interest.objects.confirmed().get().coalition == coalition
    assert (copy.to, copy.subject) == (
        "bureau@example.org",
        "Belangstelling voor Studenten aan tafel: Anna van Dam",
    )


def test_confirming_again_says_so_and_copies_nothing_twice(client):
    show(client)
    link = ADDRESS.search(message(Mail.objects.get()).body).group(1)
    client.post(link)

    again = client.post(link, follow=True)

    assert "Dit was al bevestigd" in again.content.decode()
    assert Mail.objects.filter(kind="interest_received").count() == 1


def test_a_dead_link_leads_back_to_the_form(client):
    page = client.get(reverse("interest_confirm", args=["kapot"]))

    assert page.status_code == 410
    assert f'href="{reverse("interest_new")}"' in page.content.decode()


def test_the_address_names_the_coalition_to_begin_with(client, coalition):
    page = client.get(reverse("interest_new"), {"coalitie": "saat"})

    assert page.context["form"].initial["coalition"] == coalition
    assert "Je kwam van de coalitie" in page.content.decode()


@pytest.mark.parametrize(
    "changes",
    [{"phase": Coalition.Phase.COMPLETED}, {"published_at": None, "phase": "recruiting"}],
)
def test_a_coalition_that_is_over_or_a_secret_cannot_be_chosen(client, changes):
    hidden = CoalitionFactory(slug="weg", **changes)

    named = client.get(reverse("interest_new"), {"coalitie": "weg"})
    chosen = show(client, coalition=hidden.pk)

    assert named.context["coalition"] is None
    assert hidden.title not in named.content.decode()
    assert list(chosen.context["form"].errors) == ["coalition"]


def test_a_workplace_is_asked_in_one_of_two_fields(client):
    school = InstitutionFactory(name="Zilverbeek MBO")

    neither = show(client, institution_other="")
    show(client, institution=school.pk, institution_other="rest")

    assert list(neither.context["form"].errors) == ["institution"]
    assert Interest.objects.get().workplace == "Zilverbeek MBO"


def test_another_function_is_asked_in_words(client):
    other = FunctionFactory(code="other")

    page = show(client, function=other.pk)

    assert list(page.context["form"].errors) == ["function_other"]


def test_a_robot_is_thanked_and_forgotten(client):
    response = show(client, website="x")

    assert response.url == reverse("join_mailed")
    assert not Interest.objects.exists()


def test_too_many_forms_are_held_up_without_losing_a_word(client):
    for _ in range(5):
        show(client)

    held_up = show(client)

    assert held_up.status_code == 429
    assert "Ik breng deeg." in held_up.content.decode()


def test_fresh_interest_stands_on_the_desk_for_two_weeks():
    InterestFactory(confirmed_at=now())
    InterestFactory(confirmed_at=now() - timedelta(days=15))
    InterestFactory()

    assert fresh_interest in overview.late_sources
    assert [ask.title for ask in fresh_interest(None, now())] == [
        "Nieuwe belangstelling voor coalities: 1"
    ]
    assert list(fresh_interest(None, now() + timedelta(days=15))) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_cost_the_same_however_long(at_bureau, rows, django_assert_num_queries):
    for _ in range(rows):
        InterestFactory(
            confirmed_at=now(),
            coalition=CoalitionFactory(),
            institution=InstitutionFactory(),
            function=FunctionFactory(),
        )
        IdeaFactory(confirmed_at=now())
        AmbassadorRequestFactory(confirmed_at=now())

    # who asks, their duties, requests, interests and their count, ideas and their count
    with django_assert_num_queries(7):
        at_bureau.get(reverse("signup_list"))
    with django_assert_num_queries(4):  # who asks, their duties, count, rows
        at_bureau.get(reverse("interest_list"))
    with django_assert_num_queries(4):
        at_bureau.get(reverse("idea_list"))


def test_the_desk_shows_the_newest_and_where_the_others_are(at_bureau, monkeypatch):
    monkeypatch.setattr("coalitions.members.views.FEW", 1)
    monkeypatch.setattr("coalitions.members.views.PAGE", 1)
    InterestFactory(name="Oude", confirmed_at=now(), shown_at=now() - timedelta(days=2))
    InterestFactory(name="Nieuwe", confirmed_at=now())
    InterestFactory(name="Onbevestigde")

    desk = at_bureau.get(reverse("signup_list")).content.decode()
    second = at_bureau.get(reverse("interest_list"), {"pagina": 2}).content.decode()

    assert ("Nieuwe" in desk, "Oude" in desk, "Alle 2 tonen" in desk) == (True, False, True)
    assert ("Oude" in second, "Nieuwe" in second, "Onbevestigde" in second) == (True, False, False)


def test_what_was_never_confirmed_is_wiped_after_fourteen_days():
    old = now() - timedelta(days=14, minutes=1)
    InterestFactory(shown_at=old)
    kept = {InterestFactory().pk, InterestFactory(shown_at=old, confirmed_at=now()).pk}

    for _ in range(3):
        purge_interests.delay()

    assert set(Interest.objects.values_list("pk", flat=True)) == kept


def test_a_person_takes_the_interest_along_and_may_have_it_wiped():
    anna = UserFactory(email="anna@example.org")
    InterestFactory(email="Anna@example.org", message="van mij")
    InterestFactory(message="van een ander")

    taken = interest_of(anna)
    forget_interest(anna)

    assert [one["bericht"] for one in taken] == ["van mij"]
    assert Interest.objects.get().message == "van een ander"
