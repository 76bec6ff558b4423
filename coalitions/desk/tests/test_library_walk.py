"""From the first sentence of a member to a visitor who takes the file along, in a real browser."""

import pytest
from playwright.sync_api import expect

from coalitions.briefs.models import Coalition
from coalitions.desk.demo.load import load_demo
from coalitions.desk.tests.test_walk import sign_in
from coalitions.outputs.models import Output
from knw_portal.files.tests import samples
from knw_portal.tests.looking import troubles_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORK = "/coalities/studenten-aan-tafel/werk/opbrengsten/"


@pytest.fixture
def demo(settings, transactional_db):
    settings.DEMO = True
    load_demo()


@pytest.mark.timeout(400)
def test_the_pages_of_outputs_are_accessible_and_fit_every_screen(browser_page, demo):
    begun = Output.objects.get(title="Vier werkvormen met studenten").work_url
    laid = Output.objects.get(title="Poster met de twaalf hulpvragen").work_url
    made = Output.objects.get(title="Vragen bij cijfers")
    asked = Coalition.objects.get(slug="flexibilisering").collections.get()
    pages = {
        "": [
            "/bibliotheek/?q=gesprek&soort=handreiking",
            made.get_absolute_url(),
            f"{made.get_absolute_url()}versies/1/",
        ],
        "member": [WORK, f"{WORK}nieuw/", begun, f"{begun}wijzigen/"],
        "facilitator": [f"{begun}makers/", f"{begun}weggooien/", laid],
        "bureau": [
            laid,
            f"{laid}publiceren/",
            f"{laid}teruggeven/",
            f"{made.work_url}intrekken/",
            f"{made.work_url}nieuwe-versie/",
            f"/coalities/flexibilisering/werk/opbrengsten/nieuw/?uitvraag={asked.pk}",
            "/coalities/studenten-aan-tafel/werk/afronden/",
        ],
    }
    found = []
    for role, urls in pages.items():
        if role:
            sign_in(browser_page, role)
        found += [trouble for url in urls for trouble in troubles_at(browser_page, url)]

    assert found == []


def test_a_member_writes_the_guide_lays_it_before_and_the_bureau_publishes_it(browser_page, demo):
    page = browser_page
    sign_in(page, "member")
    page.goto(WORK)
    page.get_by_role("link", name="Opbrengst beginnen").click()
    page.get_by_label("Titel").fill("Waaier met examenvragen")
    page.get_by_label("Soort").select_option(label="toolbox")
    page.get_by_label("Samenvatting").fill("Twaalf kaarten over het examen.")
    page.get_by_role("button", name="Concept beginnen").click()
    page.get_by_label("Voor wie het is").fill("Docenten")
    page.get_by_label("Zo gebruik je het").fill("Knip de kaarten uit.")
    page.get_by_role("button", name="Bewaren").click()
    file = {"name": "waaier.docx", "mimeType": "text/plain", "buffer": samples.macro_docx()}
    page.get_by_label("Bestanden toevoegen").set_input_files([file])
    page.get_by_role("button", name="Toevoegen", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("waaier.docx: Een Word-bestand met")
    file |= {"name": "waaier.pdf", "buffer": samples.pdf()}
    page.get_by_label("Bestanden toevoegen").set_input_files([file])
    page.get_by_role("button", name="Toevoegen", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("De bestanden staan erbij.")
    work = Output.objects.get(slug="waaier-met-examenvragen").work_url

    sign_in(page, "facilitator")
    page.goto(work)
    page.get_by_role("button", name="Voorleggen aan het bureau").click()
    expect(page.get_by_role("status")).to_contain_text("Het ligt nu bij het bureau.")

    sign_in(page, "bureau")
    page.goto("/bureau/")
    expect(page.locator("main")).to_contain_text("Voorgelegd: Waaier met examenvragen")
    page.goto(work)
    page.get_by_role("link", name="Bekijken en publiceren").click()
    page.get_by_role("button", name="Nu publiceren").click()
    expect(page.get_by_role("status")).to_contain_text("De opbrengst staat in de bibliotheek.")

    page.context.clear_cookies()
    page.goto("/bibliotheek/")
    page.get_by_label("Zoek in de bibliotheek").press_sequentially("examens")
    expect(page.locator("#opbrengsten h2").first).to_contain_text("1 opbrengst gevonden")
    page.get_by_role("link", name="Waaier met examenvragen").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="waaier.pdf").click()
    assert download.value.suggested_filename == "waaier.pdf"
    assert download.value.path().read_bytes() == samples.pdf()
