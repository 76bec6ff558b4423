"""Fast entry at the conference: a line and Enter, with and without a script."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from coalitions.tests.factories import ThemeFactory, ThemeRoundFactory, a_vote
from coalitions.themes import actions
from knw_portal.tests.factories import InstitutionFactory, RoleFactory
from knw_portal.tests.looking import troubles

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(db):
    return ThemeRoundFactory(proposals_close_at=now() - timedelta(days=1))


@pytest.fixture
def bureau(db):
    return RoleFactory(kind="bureau").user


@pytest.fixture
def client(bureau):
    client = Client()
    client.force_login(bureau)
    return client


def url(round, name="theme_jot"):
    return reverse(name, kwargs={"school_year": round.school_year})


def jot(client, round, line):
    return client.post(url(round), {"line": line}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("line", "title", "issue"),
    [
        ("Taal", "Taal", ""),
        ("Taal - docenten weten niet hoe", "Taal", "docenten weten niet hoe"),
        ("Taal – eerst – en dan", "Taal", "eerst – en dan"),
        ("  Zij-instromers   blijven ", "Zij-instromers blijven", ""),
    ],
)
def test_a_line_is_a_theme_and_after_a_dash_its_issue(client, round, line, title, issue):
    page = jot(client, round, line)

    theme = round.themes.standing().get()
    assert (theme.title, theme.issue, theme.origin) == (title, issue, "conference")
    assert f"‘{title}’ staat op de lange lijst." in page
    assert 'value=""' in page.split('id="id_line"')[1].split(">")[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  ", "Typ een thema en druk op Enter"),
        ("– alleen een vraagstuk", "Begin met het thema"),
        ("x" * 121, "De titel is te lang"),
        ("tAAL - nog een keer", "‘tAAL’ staat al op de lange lijst"),
    ],
)
def test_a_line_that_cannot_be_a_theme_is_said_and_stays_in_the_field(client, round, line, said):
    ThemeFactory(round=round, title="Taal")

    page = jot(client, round, line)

    assert said in page
    assert line.strip() in page.split('id="id_line"')[1].split(">")[0]
    assert round.themes.count() == 1


def test_the_last_line_is_undone_and_stands_in_the_field_to_be_mended(client, round):
    jot(client, round, "Eerst")
    jot(client, round, "Tal – docenten")

    page = client.post(url(round, "theme_unjot"), follow=True).content.decode()

    assert [theme.title for theme in round.themes.standing()] == ["Eerst"]
    assert 'value="Tal – docenten"' in page
    jot(client, round, "Taal – docenten")
    for _ in range(3):
        page = client.post(url(round, "theme_unjot"), follow=True).content.decode()
    assert "Er staat niets van jou om ongedaan te maken." in page
    assert not round.themes.standing().exists()


def test_undoing_touches_only_what_this_person_entered_here(client, round, bureau):
    other = RoleFactory(kind="bureau").user
    kept = actions.jot_theme(round, "Van een collega", by=other)
    own = ThemeFactory(round=round, proposed_by=bureau, origin="bureau")

    client.post(url(round, "theme_unjot"))

    assert set(round.themes.standing()) == {kept, own}


def test_a_fixed_list_takes_no_line(client):
    opened = a_vote()

    page = jot(client, opened, "Te laat")

    assert "liggen de lijst en de regels vast" in page
    assert opened.themes.count() == 3


def test_only_the_bureau_has_this_page(round):
    ambassador = RoleFactory(kind="ambassador", institution=InstitutionFactory()).user
    client = Client()
    client.force_login(ambassador)

    assert client.post(url(round), {"line": "Taal"}).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_lines(
    client, round, rows, django_assert_num_queries
):
    for number in range(rows):
        jot(client, round, f"Thema {number}")
    client.get(reverse("mine"))

    with django_assert_num_queries(5):
        client.get(url(round))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_at_the_conference_only_the_keyboard_is_needed(browser_page, browser_sign_in):
    page = browser_page
    round = ThemeRoundFactory(proposals_close_at=now() + timedelta(days=1))
    browser_sign_in(RoleFactory(kind="bureau").user)
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(url(round))
    field, said = page.locator("#id_line"), page.locator("[data-said][role=status]")

    expect(field).to_be_focused()
    # Typed without waiting for an answer: every line arrives, in order.
    for line in ("Taal – vakdocenten", "Toetsen", "Welzijn"):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    expect(page.locator("#regels h2")).to_have_text("3 regels van jou op de lijst")
    expect(page.locator("#regels a")).to_have_text(["Welzijn", "Toetsen", "Taal"])
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.type("toetsen")
    page.keyboard.press("Enter")
    expect(said).to_have_text("‘toetsen’ staat al op de lange lijst.")
    expect(field).to_have_value("toetsen")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Welzijn")
    expect(field).to_be_focused()
    expect(page.locator("#regels a")).to_have_text(["Toetsen", "Taal"])
    assert troubles(page) == []
    assert [theme.title for theme in round.themes.standing()] == ["Taal", "Toetsen"]
