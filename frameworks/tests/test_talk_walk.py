"""A whole talk in a real browser: alone on a phone, together, one question at a time, and again."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from frameworks.definitions.models import FrameworkVersion
from frameworks.teams import actions
from frameworks.teams.models import Conversation, Dissent, Evidence, TeamAction
from frameworks.tests.factories import team_of
from frameworks.tests.test_browser import troubles
from knw_portal.tests.factories import FunctionFactory, GroupMemberFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 375, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture
def lies():
    return UserFactory(name="Lies")


@pytest.fixture
def mo():
    return UserFactory(name="Mo")


@pytest.fixture
def trajectory(lies, mo):
    call_command("load_frameworks")
    FunctionFactory(name="docent")
    framework = FrameworkVersion.objects.get(framework__code="FLEX").framework
    team = team_of(lies, framework=framework, flex_ways=["pace"])
    GroupMemberFactory(group=team.team.group, user=mo)
    return team


def address(name, talk, **kwargs):
    return reverse(name, kwargs={"pk": talk.pk, **kwargs})


def prepare_on_a_phone(page, talk, choice, note, found):
    """The two questions of the core of this moment, each on a screen of its own."""
    page.set_viewport_size(PHONE)
    page.goto(address("conversation_begin", talk))
    page.get_by_role("link", name="Bereid je voor").click()
    found += troubles(page)
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="Begin", exact=True).click()
    page.get_by_role("radio", name=choice).check()
    page.get_by_label("Waar denk je aan?").fill(note)
    found += troubles(page)
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Volgende").click()
    expect(page.get_by_text("vraag 2 van")).to_be_visible()
    page.get_by_role("button", name="Vorige").click()
    expect(page.get_by_role("radio", name=choice)).to_be_checked()
    page.set_viewport_size(DESK)


def test_a_team_prepares_looks_together_talks_closes_and_begins_again_with_it(
    browser_page, browser_sign_in, lies, mo, trajectory
):
    page, found = browser_page, []
    talk = actions.open_conversation(trajectory, "during", by=lies)
    browser_sign_in(mo)
    prepare_on_a_phone(page, talk, "4 We ontwerpen samen", "De bedrijven schuiven aan", found)
    browser_sign_in(lies)
    prepare_on_a_phone(page, talk, "1 Iedereen werkt", "Ik zie het pas achteraf", found)

    # Together: the biggest difference first.
    page.goto(address("conversation_begin", talk))
    found += troubles(page)
    page.get_by_role("link", name="Iedereen klaar? Bekijk het samen").click()
    expect(page.get_by_text("2 van de 2 in jullie team hebben zich voorbereid.")).to_be_visible()
    found += troubles(page)
    page.get_by_role("button", name="Ja, bekijk het samen").click()
    expect(page.get_by_text("De bedrijven schuiven aan")).to_be_visible()
    assert page.locator(".strip circle").count() == 2
    found += troubles(page)

    # Who is there: one discipline gives a warning.
    page.goto(address("conversation_table", talk))
    page.get_by_label("docent").check()
    page.get_by_label("Wie leidt het gesprek?").select_option("Mo")
    page.get_by_label("het grootste verschil eerst").check()
    found += troubles(page)
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("Er zit maar één discipline aan tafel")).to_be_visible()
    found += troubles(page)

    # One question: the answer saves itself, what is noted beside it stays on the page.
    page.get_by_role("link", name="Begin met de vragen").click()
    expect(page.get_by_text("Jullie zien dit verschillend.")).to_be_visible()
    page.get_by_role("radio", name="3 We ontwerpen delen").check()
    page.get_by_role("radio", name="Meerderheid").check()
    expect(page.locator("[data-saved]")).to_contain_text("Bewaard om ")
    page.get_by_text("Tegengeluid noteren").click()
    page.get_by_role("button", name="Tegengeluid bewaren").click()
    expect(page.get_by_role("link", name="Schrijf op wat je anders ziet")).to_be_visible()
    found += troubles(page)
    page.get_by_label("Wat zie je anders?").fill("Bij mijn groep niet")
    page.get_by_role("button", name="Tegengeluid bewaren").click()
    expect(page.get_by_text("Het tegengeluid staat erbij.")).to_be_focused()
    page.get_by_text("Bewijs noteren").click()
    page.get_by_label("een cijfer").check()
    page.get_by_label("Wat laat het zien?").fill("Zes van de acht bedrijven")
    page.get_by_role("button", name="Bewijs bewaren").click()
    expect(page.get_by_text("Het bewijs staat erbij.")).to_be_focused()
    page.get_by_text("Actie afspreken").click()
    page.get_by_label("Wat gaan we doen?").fill("Elke maand samen kijken")
    found += troubles(page)
    page.get_by_role("button", name="Actie bewaren").click()
    expect(page.get_by_text("De actie staat erbij.")).to_be_focused()
    expect(page.get_by_role("radio", name="3 We ontwerpen delen")).to_be_checked()
    assert (Dissent.objects.get().by, Evidence.objects.get().kind) == (None, "figure")

    # The time, and the beamer with its keys.
    page.get_by_label("Minuten").fill("20")
    page.get_by_role("button", name="Start de tijd").click()
    expect(page.locator("[data-left]")).to_have_text(", nog 20 minuten")
    found += troubles(page)
    page.get_by_role("link", name="Deze vraag op de beamer").click()
    first = page.get_by_role("heading", level=1).inner_text()
    found += troubles(page)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    found += troubles(page)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", level=1)).to_have_text(first)

    # The close shows what lacks, and the report all that was noted.
    page.goto(address("conversation_close", talk))
    expect(page.get_by_text("nog niet beantwoord")).to_be_visible()
    found += troubles(page)
    page.get_by_label("Wat leerden wij als team?").fill("Samen kijken helpt")
    page.get_by_role("button", name="Afsluiten en verslag bekijken").click()
    for words in ("Bij mijn groep niet", "Zes van de acht bedrijven"):
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_role("rowheader", name="Elke maand samen kijken")).to_be_visible()
    found += troubles(page)

    # The next moment begins with what was promised, and the answer of then stands beside.
    page.goto(trajectory.get_absolute_url())
    page.locator("tr", has_text="Tijdens").get_by_role("button", name="Gesprek openen").click()
    expect(page.get_by_role("heading", name="Elke maand samen kijken")).to_be_visible()
    expect(page.get_by_text("Samen kijken helpt")).to_be_visible()
    page.get_by_role("radio", name="Niet meer nodig").check()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("link", name="Schrijf kort op waarom")).to_be_visible()
    found += troubles(page)
    page.get_by_label("Waarom niet meer?").fill("We zitten nu in één lokaal")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("We zitten nu in één lokaal")).to_be_visible()
    page.get_by_role("link", name="Begin met de vragen").click()
    expect(page.get_by_text("Dit zeiden jullie in ‘Tijdens’")).to_be_visible()
    expect(page.get_by_role("radio", name="Nog leeg")).to_be_checked()
    page.get_by_label("Wat is er veranderd?").fill("We zien elkaars werk")
    page.get_by_label("Waaraan merk je dat?").fill("Minder dubbel werk")
    page.get_by_role("button", name="Verandering bewaren").click()
    expect(page.get_by_text("Wat er veranderd is, is bewaard.")).to_be_focused()
    found += troubles(page)

    assert found == []
    assert TeamAction.objects.get().status == TeamAction.DROPPED
    assert Conversation.objects.open().get().changes.get().sign == "Minder dubbel werk"
