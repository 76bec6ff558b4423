"""The practice portal: one click and you are somebody, and nowhere else."""

import pytest
from django.urls import reverse

from knw_portal.people.demo import PEOPLE
from knw_portal.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return {role: UserFactory(email=email) for role, email in PEOPLE.items()}


def test_outside_the_practice_portal_there_is_no_one_click_sign_in(client, cast):
    page = client.get(reverse("account_login"))
    response = client.post(reverse("demo_sign_in"), {"person": "bureau"})

    assert reverse("demo_sign_in") not in page.content.decode()
    assert response.status_code == 404
    assert client.get(reverse("profile")).status_code == 302


@pytest.mark.parametrize("role", PEOPLE)
def test_in_the_practice_portal_one_click_makes_you_somebody(client, cast, settings, role):
    settings.DEMO = True
    page = client.get(reverse("account_login"))

    response = client.post(reverse("demo_sign_in"), {"person": role})

    assert f'value="{role}"' in page.content.decode()
    assert response.url == reverse("mine")
    assert client.get(reverse("profile")).context["user"] == cast[role]


@pytest.mark.parametrize("name", ["", "nobody", "anna@example.org"])
def test_only_the_six_can_be_taken(client, cast, settings, name):
    settings.DEMO = True
    UserFactory(email="anna@example.org")

    assert client.post(reverse("demo_sign_in"), {"person": name}).status_code == 404


def test_one_click_needs_a_post_and_leads_nowhere_else(client, cast, settings):
    settings.DEMO = True

    assert client.get(reverse("demo_sign_in")).status_code == 405
    response = client.post(
        reverse("demo_sign_in"), {"person": "member", "next": "https://evil.example/"}
    )
    assert response.url == reverse("mine")


def test_who_clicks_twice_is_the_second_one_in_a_fresh_session(client, cast, settings):
    settings.DEMO = True
    client.post(reverse("demo_sign_in"), {"person": "bureau"})
    before = client.session.session_key

    client.post(reverse("demo_sign_in"), {"person": "member"})

    assert client.get(reverse("profile")).context["user"] == cast["member"]
    assert client.session.session_key != before


def test_the_practice_portal_shows_the_code_that_it_cannot_mail(client, cast, settings):
    settings.DEMO = True

    page = client.post(reverse("account_login"), {"email": PEOPLE["bureau"]}, follow=True)
    stranger = client.post(reverse("account_login"), {"email": "x@example.org"}, follow=True)

    assert "Je code is" in page.content.decode()
    assert "Je code is" not in stranger.content.decode()


def test_a_real_portal_never_shows_the_code(client, cast):
    page = client.post(reverse("account_login"), {"email": PEOPLE["bureau"]}, follow=True)

    assert "Je code is" not in page.content.decode()
