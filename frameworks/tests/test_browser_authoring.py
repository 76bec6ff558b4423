"""A question set written in a real browser: by keyboard alone, and readable for everybody."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from frameworks.definitions.definition import definition_of
from frameworks.definitions.models import FrameworkVersion
from knw_portal.tests.factories import GroupFactory, GroupMemberFactory
from knw_portal.tests.looking import troubles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def writer():
    return GroupMemberFactory(group=GroupFactory(name="De makers")).user


def test_a_member_writes_orders_and_tries_a_question_set_by_keyboard_alone(
    browser_page, browser_sign_in, writer
):
    page, keyboard = browser_page, browser_page.keyboard
    browser_sign_in(writer)
    page.goto(reverse("framework_new"))
    found = troubles(page)
    page.get_by_label("Titel").focus()
    keyboard.type("Samen leren")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Schrijven")
    found += troubles(page)  # nothing written yet
    page.get_by_label("Nieuw onderdeel").focus()
    keyboard.type("Hoe gaat het?")
    keyboard.press("Enter")
    # The cursor stands in the line for the first question, and after Enter for the next.
    for text in ("Wat gaat goed?", "Doen we dit?"):
        expect(page.get_by_label("Nieuwe vraag")).to_be_focused()
        keyboard.type(text)
        keyboard.press("Enter")
        expect(page.locator("li h3", has_text=text)).to_be_visible()
    page.get_by_role("button", name="Eén plek omhoog: Doen we dit?").focus()
    keyboard.press("Enter")
    expect(page.get_by_role("button", name="Eén plek omlaag: Doen we dit?")).to_be_focused()
    expect(page.locator("li h3").first).to_have_text("Doen we dit?")
    found += troubles(page)

    version = FrameworkVersion.objects.get()
    [section] = definition_of(version)["sections"]
    assert [one["text"] for one in section["questions"]] == ["Doen we dit?", "Wat gaat goed?"]
    assert found == []


def test_a_condition_is_made_and_tried_and_every_page_is_readable(
    browser_page, browser_sign_in, writer
):
    page = browser_page
    browser_sign_in(writer)
    page.goto(reverse("framework_new"))
    page.get_by_label("Titel").fill("Samen leren")
    page.get_by_role("button", name="Begin met schrijven").click()
    page.get_by_label("Nieuw onderdeel").fill("Een")
    page.get_by_role("button", name="Onderdeel toevoegen").click()
    for text, kind in (("Doen we dit?", "Eén keuze"), ("Hoe dan?", "Tabel met invulvakken")):
        page.get_by_label("Nieuwe vraag").fill(text)
        page.get_by_label("Soort").select_option(label=kind)
        page.get_by_role("button", name="Toevoegen aan Een").click()
    found = troubles(page)  # with what is still to do
    page.get_by_role("link", name="Publiceren").click()
    found += troubles(page)
    page.get_by_role("link", name="‘Doen we dit?’: er zijn twee of meer keuzes nodig.").click()
    page.get_by_label("Vraag", exact=True).fill("")
    page.get_by_label("Keuzes").fill("Ja\nNee")
    page.get_by_role("button", name="Vraag bewaren").click()
    expect(page.locator(".error-summary")).to_contain_text("Een vraag heeft een tekst nodig")
    found += troubles(page)  # in its error state
    page.get_by_label("Vraag", exact=True).fill("Doen we dit?")
    page.get_by_role("button", name="Vraag bewaren").click()
    page.get_by_role("link", name="Hoe dan?", exact=True).click()
    page.get_by_label("Kolommen").fill("Wat (open)\nWanneer (datum)")
    page.get_by_label("Rijen").fill("Wij\nZij")
    page.get_by_role("button", name="Vraag bewaren").click()
    page.get_by_role("link", name="Hoe dan?", exact=True).click()
    page.get_by_text("Waar hoort deze vraag bij?").click()
    found += troubles(page)
    page.get_by_role("link", name="Voorwaarde toevoegen").click()
    page.get_by_role("button", name="Kies").click()
    page.get_by_label("Ja").check()
    found += troubles(page)
    page.get_by_role("button", name="Voorwaarde bewaren").click()
    for name in ("draft_preview", "draft_poll", "remark_list", "framework_draft"):
        page.goto(reverse(name, kwargs={"slug": "samen-leren"}))
        found += troubles(page)

    page.goto(reverse("draft_trial", kwargs={"slug": "samen-leren"}))
    expect(page.get_by_text("Hoe dan?")).to_have_count(1)  # among what is not asked
    page.get_by_label("Ja").check()
    page.get_by_role("button", name="Kijk wat dit geeft").click()
    expect(page.get_by_text("Dit team bestaat niet.")).to_be_visible()
    expect(page.get_by_role("group", name="Hoe dan? Wij")).to_be_visible()
    found += troubles(page)
    assert found == []
