"""A request for talks as people meet it, in a real browser: asked, noted on a phone, read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import expect

from coalitions.outputs import links
from coalitions.outputs.models import Collection, Delivery
from coalitions.outputs.tests.test_collecting_walk import Reader
from coalitions.tests.factories import a_set

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.timeout(240)
def test_talks_are_asked_for_noted_in_a_corridor_handed_in_and_read_together(
    browser_page, browser_sign_in, coalition, people
):
    page, reader = browser_page, Reader(browser_page)
    version = a_set()
    browser_sign_in(people.guide)
    page.goto(reverse("collection_new", args=["saat"]))
    page.get_by_text("Begin met een voorbeeld").click()
    reader.look("new request with examples")
    page.locator("[name=title]").fill("Praten over het plan")
    page.get_by_label("Notities van gesprekken").check()
    page.locator("[name=question]").fill("Vindt u ook niet dat het plan en/of de tijd te kort is?")
    page.locator("[name=due_on]").fill(f"{localdate() + timedelta(days=20):%Y-%m-%d}")
    page.get_by_role("button", name="Bewaren en bekijken").click()
    expect(page.locator(".error-summary")).to_contain_text("Kies uit welk raamwerk")
    reader.look("request without a set")
    page.locator("[name=framework_version]").select_option(str(version.pk))
    page.get_by_role("button", name="Bewaren en bekijken").click()
    expect(page.locator("h1")).to_have_text("Welke vragen stellen jullie?")
    reader.look("choose questions")
    page.get_by_role("button", name="Bewaren en bekijken").click()
    expect(page.locator("main")).to_contain_text("Dit stuurt het antwoord.")
    reader.look("preview with tips")
    page.get_by_role("button", name="Nu versturen").click()
    expect(page.locator("#messages")).to_contain_text("De uitvraag is verstuurd.")
    collection = Collection.objects.get()

    page.context.clear_cookies()
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(reverse("delivery_link", args=[links.token(collection, people.anna)]))
    reader.look("the link in the mail")
    browser_sign_in(people.anna)
    page.reload()
    page.get_by_role("link", name="Inloggen en notities maken").click()
    reader.look("no notes yet")
    page.get_by_role("link", name="Vraag voor vraag").click()
    page.get_by_label("Onderwijsteam").check()
    page.get_by_label("Wat is de functie?").fill("docent")
    page.get_by_label("Naam, alleen met toestemming").fill("Piet Puk")
    reader.look("first screen")
    page.get_by_role("button", name="Bewaren en verder").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Wat is de functie?")).to_have_value("docent")
    reader.look("a name without consent")
    page.get_by_label("Naam, alleen met toestemming").fill("")
    page.get_by_role("button", name="Bewaren en verder").click()
    page.get_by_label("Wat heb je nodig?").fill("Rust")
    reader.look("a question on its own")
    page.get_by_role("button", name="Bewaren en verder").click()
    page.get_by_role("link", name="Stoppen").click()
    expect(page.locator("main")).to_contain_text("Docent, Onderwijsteam")
    reader.look("one note")
    page.get_by_role("link", name="Verder schrijven").click()
    reader.look("the whole form")
    page.get_by_label("De belangrijkste uitspraak").fill("Rust is geen luxe.")
    page.get_by_role("button", name="Bewaren").click()
    page.get_by_role("button", name="Dit is onze input").click()
    expect(page.locator("#messages")).to_contain_text("Geleverd.")
    reader.look("handed in")
    page.get_by_role("link", name="Schrijf op wat werkte").click()
    reader.look("how it went")
    page.get_by_label("Wat werkte wel?").fill("Langslopen met koffie.")
    page.get_by_role("button", name="Bewaren").click()
    reader.look("lessons")

    browser_sign_in(people.cor)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(collection.get_absolute_url())
    reader.look("status with the four roles")
    page.get_by_role("link", name="Wat we hoorden").click()
    expect(page.locator("main")).to_contain_text("Rust is geen luxe.")
    reader.look("read together")
    page.get_by_label("Rol").select_option("board")
    page.get_by_role("button", name="Toon").click()
    expect(page.locator("main")).to_contain_text("Bij deze keuze is niets geleverd.")
    reader.look("nothing with this choice")
    page.goto(Delivery.objects.get(institution__slug="eerste").get_absolute_url())
    reader.look("delivery with notes")

    assert reader.found == []


def test_the_guides_are_good_pages_on_a_phone_and_on_paper(browser_page):
    page, reader = browser_page, Reader(browser_page)
    page.goto(reverse("guide_collecting"))
    reader.look("guide to collecting")
    page.get_by_role("link", name="Gids 1: goede vragen stellen").click()
    page.get_by_label("Jouw vraag").fill("Vindt u ook niet dat het goed is?")
    page.get_by_role("button", name="Bekijk mijn vraag").click()
    expect(page.locator("#probeer [role=status]")).to_contain_text("Dit stuurt het antwoord.")
    reader.look("guide to asking")
    page.emulate_media(media="print")

    expect(page.get_by_role("button", name="Bekijk mijn vraag")).to_be_hidden()
    expect(page.get_by_role("heading", name="Liever zo")).to_be_visible()
    assert reader.found == []


def test_what_was_typed_is_there_again_after_the_session_ended(
    browser_page, browser_sign_in, talks, ours, people
):
    page = browser_page
    url = reverse("note_new", args=["saat", talks.pk, "eerste"])
    browser_sign_in(people.anna)
    page.goto(url)
    page.get_by_label("Wat heb je nodig?").fill("Rust en tijd")
    page.get_by_label("Onderwijsteam").check()
    page.context.clear_cookies(name="session")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.locator("h1")).to_have_text("Inloggen")

    browser_sign_in(people.bea)  # somebody else in the same tab sees nothing of it
    page.goto(url)
    expect(page.get_by_label("Wat heb je nodig?")).to_have_value("")
    browser_sign_in(people.anna)
    page.goto(url)
    expect(page.get_by_label("Wat heb je nodig?")).to_have_value("Rust en tijd")
    expect(page.get_by_label("Onderwijsteam")).to_be_checked()
    expect(page.get_by_text("We hebben teruggezet")).to_be_visible()

    page.get_by_role("button", name="Bewaren").click()
    expect(page.locator("#messages")).to_contain_text("Bewaard.")
    page.goto(url)
    expect(page.get_by_label("Wat heb je nodig?")).to_have_value("")
    assert ours.notes.get().role == "team"
