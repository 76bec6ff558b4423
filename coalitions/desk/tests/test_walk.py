"""The portal as its people meet it: a real browser, every demo role, every kind of page."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from coalitions.briefs.models import Memo
from coalitions.desk.demo.load import load_demo
from coalitions.themes.models import Idea, Theme
from knw_portal.mail.models import Mail
from knw_portal.tests.looking import troubles_at

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


PAGES = {
    "": [
        "/",
        "/coalities/",
        "/coalities/?q=examen",
        "/coalities/?q=xyzzy",
        "/coalities/flexibilisering/",
        "/coalities/ai-in-de-examinering/",
        "/bibliotheek/",
        "/bibliotheek/zo-voer-je-het-gesprek-leidraad-bij-het-raamwerk/",
        "/lijnen/teams-aan-zet-1/",
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
        "/coalities/startende-docenten/opmerkingen/",
        "/coalities/startende-docenten/versies/1/verschil/",
        "/mijn/gegevens/",
        "/themas/",
        "/themas/2023-2024/memo/",
        "/themas/2027-2028/",
        "/themas/2027-2028/stemmen/kanaalzicht-college/",
        "/themas/2027-2028/uitslag/",
        "/themas/2027-2028/regels/",
        "/themas/2027-2028/bijeenkomst/",
        "/themas/2028-2029/",
        "/themas/2028-2029/voorstellen/",
        "/themas/2028-2029/vergelijken/",
        "/themas/2029-2030/uitslag/",
        "/themas/2029-2030/uitslag/stemmen/",
        "/themas/2029-2030/uitslag/natellen/",
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
    "facilitator": [
        "/mijn/",
        "/coalities/studenten-aan-tafel/",
        "/coalities/studenten-aan-tafel/werk/uitvragen/",
        "/coalities/studenten-aan-tafel/werk/uitvragen/nieuw/",
    ],
    "bureau": [
        "/mijn/",
        "/coalities/startende-docenten/werk/fase/",
        "/coalities/startende-docenten/opmerkingen/",
        "/bureau/",
        "/bureau/post/",
        "/bureau/mensen/",
        "/bureau/mensen/nieuw/",
        "/bureau/aanmeldingen/",
        "/themas/2023-2024/",
        "/themas/2027-2028/",
        "/themas/2027-2028/opkomst/",
        "/themas/2027-2028/stemlijst/",
        "/themas/2027-2028/verlengen/",
        "/themas/2027-2028/afspraken/",
        "/themas/2027-2028/bijeenkomst/uitkomst/",
        "/themas/2023-2024/uitslag/",
        "/lijnen/teams-aan-zet-1/",
        "/coalities/teams-aan-zet-3/werk/startpakket/",
        "/themas/nieuw/",
        "/themas/2028-2029/",
        "/themas/2028-2029/conferentie/",
        "/themas/2028-2029/openen/",
        "/bureau/aanmeldingen/ideeen/",
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

    found = [trouble for url in PAGES[role] for trouble in troubles_at(browser_page, url)]

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


def test_the_pages_of_a_theme_are_accessible_and_fit_every_screen(browser_page, demo):
    merged = Theme.objects.get(title="Beoordelen nu AI meeschrijft")
    one, other = Theme.objects.filter(title__in=["Rust in het rooster", "Een team dat blijft"])
    discussed = Theme.objects.get(title="Taal in elke les", round__school_year="2027-2028")
    kwargs = {"school_year": merged.round.school_year}
    pair = f"?a={one.pk}&b={other.pk}"
    sign_in(browser_page, "bureau")

    urls = [
        merged.get_absolute_url(),
        merged.parents.first().get_absolute_url(),
        discussed.get_absolute_url(),
        reverse("theme_edit", kwargs={**kwargs, "pk": merged.pk}),
        reverse("theme_check", kwargs={**kwargs, "pk": merged.pk}),
        reverse("theme_split", kwargs={**kwargs, "pk": merged.pk}),
        reverse("theme_compare", kwargs=kwargs) + pair,
        reverse("theme_merge", kwargs=kwargs) + pair,
        reverse("idea_propose", kwargs={"pk": Idea.objects.waiting().first().pk}),
        reverse("idea_set_aside", kwargs={"pk": Idea.objects.waiting().first().pk}),
    ]

    assert [trouble for url in urls for trouble in troubles_at(browser_page, url)] == []


def test_an_ambassador_finishes_a_draft_on_a_phone_with_the_keyboard(browser_page, demo):
    page = browser_page
    page.set_viewport_size({"width": 375, "height": 700})
    sign_in(page, "ambassador")
    page.goto("/themas/2028-2029/")
    page.get_by_role("link", name="Kwaliteit op de stageplek").press("Enter")
    page.get_by_role("link", name="Wijzigen").press("Enter")

    expect(page.locator("#lijkt-op a").first).to_be_visible()
    page.get_by_role("button", name="Op de lange lijst zetten").press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("Scholen en bedrijven kijken elk op hun eigen manier.")
    page.keyboard.press("Tab")
    page.keyboard.type("Er komen meer stages bij.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".state").first).to_have_text("Op de lange lijst")
    expect(page.get_by_text("Er komen meer stages bij.")).to_be_visible()
    page.get_by_role("button", name="Kanaalzicht College steunt dit").press("Enter")
    expect(page.locator("#steun li")).to_have_text(["Kanaalzicht College"])
