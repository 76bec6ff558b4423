"""A collection as people meet it, in a real browser: asked, delivered on a phone, read."""

import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import expect

from coalitions.outputs import links
from coalitions.outputs.models import Collection
from knw_portal.files.tests import samples
from knw_portal.tests.looking import troubles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PDF, WORD = "application/pdf", "application/octet-stream"


class Reader:
    """Looks at each page it is told to, wide and narrow, and remembers what is wrong with it."""

    def __init__(self, page):
        self.page, self.found = page, []

    def look(self, name):
        self.found += [(name, *trouble) for trouble in troubles(self.page)]


@pytest.mark.timeout(240)
def test_the_guide_asks_a_member_delivers_on_a_phone_and_the_guide_takes_it_along(
    browser_page, browser_sign_in, coalition, people
):
    page, reader = browser_page, Reader(browser_page)
    browser_sign_in(people.guide)
    page.goto(reverse("collection_list", args=["saat"]))
    reader.look("empty list")
    page.get_by_role("link", name="Uitvraag maken").click()
    page.get_by_role("button", name="Bewaren en bekijken").click()
    expect(page.locator(".error-summary")).to_be_focused()
    reader.look("form with mistakes")
    page.locator("[name=title]").fill("Een verhaal")
    page.locator("[name=question]").fill("Schrijf één verhaal op.")
    page.locator("[name=due_on]").fill(f"{localdate() + timedelta(days=20):%Y-%m-%d}")
    page.get_by_role("button", name="Bewaren en bekijken").click()
    expect(page.locator("h1")).to_have_text("Deze uitvraag versturen?")
    reader.look("preview")
    page.get_by_role("button", name="Nu versturen").click()
    expect(page.locator("#messages")).to_contain_text("De uitvraag is verstuurd.")
    collection = Collection.objects.get()

    page.context.clear_cookies()
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(reverse("delivery_link", args=[links.token(collection, people.anna)]))
    page.get_by_role("button", name="Leveren").click()
    expect(page.locator(".error-summary")).to_be_focused()
    reader.look("delivery with a mistake")
    page.locator("[name=text]").fill("Ons verhaal")
    page.locator("[name=files]").set_input_files(
        [
            {"name": "verhaal.pdf", "mimeType": PDF, "buffer": samples.pdf()},
            {"name": "bijlage.docx", "mimeType": WORD, "buffer": samples.docx()},
        ]
    )
    page.get_by_role("button", name="Leveren").click()
    expect(page.locator("#messages")).to_contain_text("Geleverd.")
    reader.look("delivered by link")

    browser_sign_in(people.guide)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(collection.get_absolute_url())
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "1")
    reader.look("status")
    with page.expect_download() as got:
        page.get_by_role("link", name="Alles in één zip").click()
    page.get_by_role("link", name="Eerste School").click()
    reader.look("delivery")
    page.goto(reverse("collection_list", args=["saat"]))
    reader.look("list")

    with zipfile.ZipFile(got.value.path()) as pack:
        assert sorted(pack.namelist()) == [
            "eerste/bijlage.docx", "eerste/tekst.txt", "eerste/verhaal.pdf", "overzicht.xlsx",
        ]  # fmt: skip
    assert reader.found == []


def test_a_dead_link_and_a_withdrawn_question_are_good_pages_too(
    browser_page, browser_sign_in, collection, people
):
    page, reader = browser_page, Reader(browser_page)
    page.goto("/leveren/kapot/")
    reader.look("dead link")
    browser_sign_in(people.anna)
    page.goto(collection.get_absolute_url())
    page.get_by_role("link", name="Wij leveren niet").click()
    reader.look("decline")
    page.locator("[name=reason]").fill("Geen tijd")
    page.get_by_role("button", name="Wij leveren niet").click()
    reader.look("declined")
    browser_sign_in(people.guide)
    page.goto(collection.get_absolute_url())
    page.get_by_role("link", name="Intrekken").click()
    page.locator("[name=reason]").fill("Dubbel gevraagd")
    page.get_by_role("button", name="Intrekken en mailen").click()
    reader.look("withdrawn")
    page.goto(reverse("delivery_link", args=[links.token(collection, people.anna)]))
    expect(page.locator("main")).to_contain_text("Dubbel gevraagd")
    reader.look("withdrawn link")

    assert reader.found == []
