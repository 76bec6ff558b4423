"""The portal as its people meet it: a real browser, every demo role, every kind of page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from coalitions.briefs.models import Memo
from coalitions.desk.demo.load import load_demo
from knw_portal.mail.models import Mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def demo(settings, transactional_db):
    settings.DEMO = True
    load_demo()


def sign_in(page, role):
    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.locator(f"button[value={role}]").click()


def heading(page):
    return page.locator("h1").inner_text()


def troubles(page, url):
    """What axe finds on a page, wide and narrow, and whether it has to be scrolled sideways."""
    found = []
    for width in (1280, 375, 320):
        page.set_viewport_size({"width": width, "height": 800})
        response = page.goto(url)
        if response.status != 200:
            found.append((url, width, response.status))
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append((url, width, "scrolls sideways"))
        if width != 320:
            violations = Axe().run(page).response["violations"]
            found += [
                (url, width, violation["id"], violation["nodes"][0]["html"][:120])
                for violation in violations
            ]
    return found


PAGES = {
    "": [
        "/",
        "/coalities/",
        "/coalities/?q=examen",
        "/coalities/?q=xyzzy",
        "/coalities/flexibilisering/",
        "/coalities/ai-in-de-examinering/",
        "/doe-mee/",
        "/doe-mee/interesse/",
        "/doe-mee/idee/",
        "/doe-mee/ambassadeur/",
        "/inloggen/",
        "/inloggen/wachtwoord/",
        "/privacy/",
        "/toegankelijkheid/",
    ],
    "ambassador": [
        "/mijn/",
        "/mijn/gegevens/",
        "/themas/",
        "/themas/2023-2024/memo/",
        "/themas/2027-2028/",
        "/themas/2027-2028/stemmen/kanaalzicht-college/",
        "/themas/2027-2028/uitslag/",
    ],
    "team_member": [
        "/mijn/",
        "/raamwerken/",
        "/raamwerken/raamwerk-flexibilisering/",
        "/raamwerken/teams-aan-zet/",
        "/raamwerken/teams-aan-zet/versies/1/papier/",
        "/trajecten/",
        "/trajecten/nieuw/",
        "/trajecten/nieuw/?raamwerk=data-tien-inzichten-vier-rollen",
    ],
    "facilitator": ["/mijn/", "/coalities/studenten-aan-tafel/"],
    "bureau": [
        "/mijn/",
        "/bureau/",
        "/bureau/post/",
        "/bureau/mensen/",
        "/bureau/mensen/nieuw/",
        "/bureau/aanmeldingen/",
        "/themas/2023-2024/",
        "/themas/2027-2028/",
        "/themas/2027-2028/opkomst/",
        "/themas/nieuw/",
        "/coalities/data-3/werk/opdracht/",
        "/coalities/data-3/werk/opdracht/teksten/",
        "/coalities/data-3/werk/opdracht/succescriteria/",
    ],
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("role", PAGES)
def test_pages_are_accessible_and_fit_every_screen(browser_page, demo, role):
    if role:
        sign_in(browser_page, role)

    found = [trouble for url in PAGES[role] for trouble in troubles(browser_page, url)]

    assert found == []


def test_each_demo_role_signs_in_with_one_click_and_meets_a_page_of_its_own(browser_page, demo):
    met = {}
    for role in ("bureau", "board", "ambassador", "member", "facilitator", "team_member"):
        sign_in(browser_page, role)
        met[role] = heading(browser_page)

    assert all(words.startswith("Dag ") for words in met.values())
    assert len(set(met.values())) == 6


def test_the_bureau_changes_a_brief_makes_a_memo_of_it_and_sends_it(browser_page, demo):
    page = browser_page
    sign_in(page, "bureau")
    page.goto("/coalities/flexibilisering/")
    page.get_by_role("link", name="Opdracht wijzigen").click()
    page.get_by_role("link", name="Teksten wijzigen").click()
    page.get_by_label("Centrale vraag").fill("Wanneer is flexibel onderwijs goed genoeg?")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_role("status")).to_contain_text("De opdracht is bewaard.")

    page.goto("/themas/2023-2024/")
    page.get_by_role("button", name="Nieuwe memo opstellen").click()
    page.get_by_label("Betreft").fill("Verbeterde opdracht")
    page.get_by_role("button", name="Bewaren en bekijken").click()
    expect(page.locator("article")).to_contain_text("Wanneer is flexibel onderwijs goed genoeg?")
    page.get_by_role("link", name="Versturen").click()
    page.get_by_role("button", name="Nu versturen").click()

    expect(page.get_by_role("status")).to_contain_text("De memo gaat nu uit naar")
    memo = Memo.objects.get(subject="Verbeterde opdracht")
    assert memo.sent_at
    assert Mail.objects.filter(kind="memo_sent").count() == memo.recipient_count
    first = Memo.objects.exclude(pk=memo.pk).get()
    page.goto(reverse("memo_detail", kwargs={"pk": first.pk}))
    expect(page.locator("article")).not_to_contain_text("goed genoeg?")


def test_a_form_that_is_wrong_says_so_and_the_keyboard_is_led_to_the_mistake(browser_page, demo):
    page = browser_page
    page.goto("/doe-mee/idee/")

    page.get_by_role("button", name="Idee insturen").press("Enter")

    assert page.title().startswith("Fout: ")
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "title"


def test_searching_while_typing_narrows_the_list_without_a_new_page(browser_page, demo):
    page = browser_page
    page.goto("/coalities/")
    page.evaluate("window.here = true")

    page.get_by_label("Zoek in de coalities").press_sequentially("studenten")

    expect(page.locator("#coalities h2").first).to_contain_text("gevonden")
    expect(page.locator("#coalities")).to_contain_text("Studenten aan tafel")
    assert page.evaluate("window.here") is True
    assert page.url.endswith("/coalities/?q=studenten")
