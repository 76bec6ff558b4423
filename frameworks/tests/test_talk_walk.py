"""A whole talk in a real browser: alone on a phone, together, one question at a time, and again."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from frameworks.definitions.models import FrameworkVersion
from frameworks.teams import actions
from frameworks.teams.models import Conversation, Dissent, Evidence, TeamAction
from frameworks.tests.factories import team_of
from knw_portal.tests.factories import FunctionFactory, GroupMemberFactory, UserFactory
from knw_portal.tests.looking import troubles

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


def prepare_on_a_phone(page, talk, choice, note):
    """The two questions of the core of this moment, each on a screen of its own."""
    page.set_viewport_size(PHONE)
    page.goto(address("conversation_begin", talk))
    page.get_by_role("link", name="Bereid je voor").click()
    page.get_by_role("link", name="Begin", exact=True).click()
    page.get_by_role("radio", name=choice).check()
    page.get_by_label("Waar denk je aan?").fill(note)
    page.get_by_role("button", name="Volgende").click()
    expect(page.get_by_text("vraag 2 van")).to_be_visible()
    page.get_by_role("button", name="Vorige").click()
    expect(page.get_by_role("radio", name=choice)).to_be_checked()
    page.set_viewport_size(DESK)


def test_a_team_prepares_looks_together_talks_closes_and_begins_again_with_it(
    browser_page, browser_sign_in, lies, mo, trajectory
):
    page = browser_page
    talk = actions.open_conversation(trajectory, "during", by=lies)
    browser_sign_in(mo)
    prepare_on_a_phone(page, talk, "4 We ontwerpen samen", "De bedrijven schuiven aan")
    browser_sign_in(lies)
    prepare_on_a_phone(page, talk, "1 Iedereen werkt", "Ik zie het pas achteraf")

    # Together: the biggest difference first.
    page.goto(address("conversation_begin", talk))
    page.get_by_role("link", name="Iedereen klaar? Bekijk het samen").click()
    expect(page.get_by_text("2 van de 2 in jullie team hebben zich voorbereid.")).to_be_visible()
    page.get_by_role("button", name="Ja, bekijk het samen").click()
    expect(page.get_by_text("De bedrijven schuiven aan")).to_be_visible()
    assert page.locator(".strip circle").count() == 2

    # Who is there: one discipline gives a warning.
    page.goto(address("conversation_table", talk))
    page.get_by_label("docent").check()
    page.get_by_label("Wie leidt het gesprek?").select_option("Mo")
    page.get_by_label("het grootste verschil eerst").check()
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("Er zit maar één discipline aan tafel")).to_be_visible()

    # One question: the answer saves itself, what is noted beside it stays on the page.
    page.get_by_role("link", name="Begin met de vragen").click()
    expect(page.get_by_text("Jullie zien dit verschillend.")).to_be_visible()
    page.get_by_role("radio", name="3 We ontwerpen delen").check()
    page.get_by_role("radio", name="Meerderheid").check()
    expect(page.locator("[data-saved]")).to_contain_text("Bewaard om ")
    page.get_by_text("Tegengeluid noteren").click()
    page.get_by_role("button", name="Tegengeluid bewaren").click()
    expect(page.get_by_role("link", name="Schrijf op wat je anders ziet")).to_be_visible()
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
    page.get_by_role("button", name="Actie bewaren").click()
    expect(page.get_by_text("De actie staat erbij.")).to_be_focused()
    expect(page.get_by_role("radio", name="3 We ontwerpen delen")).to_be_checked()
    assert (Dissent.objects.get().by, Evidence.objects.get().kind) == (None, "figure")

    # The time, and the beamer with its keys.
    page.get_by_label("Minuten").fill("20")
    page.get_by_role("button", name="Start de tijd").click()
    expect(page.locator("[data-left]")).to_have_text(", nog 20 minuten")
    page.get_by_role("link", name="Deze vraag op de beamer").click()
    first = page.get_by_role("heading", level=1).inner_text()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", level=1)).to_have_text(first)

    # The close shows what lacks, and the report all that was noted.
    page.goto(address("conversation_close", talk))
    expect(page.get_by_text("nog niet beantwoord")).to_be_visible()
    page.get_by_label("Wat leerden wij als team?").fill("Samen kijken helpt")
    page.get_by_role("button", name="Afsluiten en verslag bekijken").click()
    for words in ("Bij mijn groep niet", "Zes van de acht bedrijven"):
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_role("rowheader", name="Elke maand samen kijken")).to_be_visible()

    # The next moment begins with what was promised, and the answer of then stands beside.
    page.goto(trajectory.get_absolute_url())
    page.locator("tr", has_text="Tijdens").get_by_role("button", name="Gesprek openen").click()
    expect(page.get_by_role("heading", name="Elke maand samen kijken")).to_be_visible()
    expect(page.get_by_text("Samen kijken helpt")).to_be_visible()
    page.get_by_role("radio", name="Niet meer nodig").check()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("link", name="Schrijf kort op waarom")).to_be_visible()
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

    assert TeamAction.objects.get().status == TeamAction.DROPPED
    assert Conversation.objects.open().get().changes.get().sign == "Minder dubbel werk"


def test_the_pages_of_a_talk_are_accessible_with_much_in_them(
    browser_page, browser_sign_in, lies, mo, trajectory
):
    page, found = browser_page, []
    first = actions.open_conversation(trajectory, "during", by=lies)
    noted(first, lies)
    actions.close_conversation(first, lesson="Samen kijken helpt", by=lies)
    talk = actions.open_conversation(trajectory, "during", by=lies)
    for person, step in ((lies, "1"), (mo, "4")):
        question = talk.questions()[0]
        actions.save_preparation(talk, question, choices=[step], note="Zo", by=person)
    browser_sign_in(lies)
    for name, number in (
        ("preparation_start", {}),
        ("preparation_edit", {"number": 1}),
        ("conversation_reveal", {}),
    ):
        page.goto(address(name, talk, **number))
        found += troubles(page)
    actions.reveal(talk, by=lies)
    noted(talk, lies)
    section = talk.sections()[0]["code"]
    actions.set_timer(talk, section, until=now() + timedelta(minutes=20), by=lies)
    for name, number in (
        ("conversation_begin", {}),
        ("conversation_spread", {}),
        ("conversation_detail", {}),
        ("question_talk", {"number": 1}),
        ("question_screen", {"number": 1}),
        ("conversation_close", {}),
    ):
        page.goto(address(name, talk, **number))
        page.evaluate("document.querySelectorAll('main details').forEach((one) => one.open = true)")
        found += troubles(page)
    page.goto(address("conversation_report", first))
    found += troubles(page)

    assert found == []


def noted(talk, by):
    question = talk.questions()[0]
    values = {"choices": ["2"], "cells": {}, "text": "Zo", "basis": "majority", "reason": ""}
    actions.save_answer(talk, question, values, seen=1, by=by)
    gone = actions.add_dissent(talk, question, text="Per ongeluk", named=False, by=by)
    actions.take_away(gone, by=by)
    actions.add_dissent(talk, question, text="Bij mij niet", named=True, by=by)
    link = {"kind": "link", "text": "De uitslag", "link": "https://example.org/uitslag"}
    actions.add_evidence(talk, question, by=by, **link)
    actions.add_team_action(
        talk.trajectory, text="Bellen", conversation=talk, concept=question["concept"], by=by
    )


def test_empty_and_refused_pages_of_a_talk_are_accessible_too(
    browser_page, browser_sign_in, lies, mo, trajectory
):
    page, found = browser_page, []
    talk = actions.open_conversation(trajectory, "start", by=lies)
    browser_sign_in(lies)
    page.goto(address("conversation_begin", talk))
    found += troubles(page)

    page.goto(address("preparation_edit", talk, number=1))
    page.evaluate("document.querySelector('textarea').removeAttribute('maxlength')")
    page.get_by_label("Wat denk jij?").fill("x" * 1001)
    page.get_by_role("button", name="Volgende").click()
    expect(page.locator(".error-summary")).to_contain_text("hooguit 1.000 tekens")
    found += troubles(page)

    page.goto(address("conversation_table", talk))
    page.get_by_label("docent").check()
    Conversation.objects.filter(pk=talk.pk).update(version=2, leader=mo)
    page.get_by_role("button", name="Bewaren").click()
    expect(page.locator(".conflict")).to_contain_text("Mo")
    found += troubles(page)

    page.goto(address("question_talk", talk, number=1))
    for summary, button, mistake in (
        ("Bewijs noteren", "Bewijs bewaren", "Kies wat het is"),
        ("Actie afspreken", "Actie bewaren", "Schrijf op wat jullie gaan doen"),
    ):
        page.get_by_text(summary).click()
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("link", name=mistake)).to_be_visible()
        found += troubles(page)

    actions.reveal(talk, by=lies)
    page.goto(address("conversation_spread", talk))
    expect(page.get_by_text("Niemand bereidde zich voor.")).to_be_visible()
    found += troubles(page)

    assert found == []


def test_all_of_it_works_without_a_script(chromium, live_server, lies, mo, trajectory):
    talk = actions.open_conversation(trajectory, "during", by=lies)
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport=PHONE
    )
    page = context.new_page()
    sign_in(context, live_server, lies)
    page.goto(address("preparation_edit", talk, number=1))
    page.get_by_role("radio", name="1 Iedereen werkt").check()
    page.get_by_role("button", name="Volgende").click()
    page.goto(address("conversation_reveal", talk))
    page.get_by_role("button", name="Ja, bekijk het samen").click()
    page.get_by_role("link", name="Bespreek deze vraag").first.click()
    page.get_by_text("Tegengeluid noteren").click()
    page.get_by_label("Wat zie je anders?").fill("Bij mij niet")
    page.get_by_role("button", name="Tegengeluid bewaren").click()
    expect(page.get_by_text("Het tegengeluid staat erbij.")).to_be_visible()
    page.get_by_role("button", name="Start de tijd").click()
    expect(page.get_by_text("uur").first).to_be_visible()
    page.get_by_role("radio", name="2 We stemmen af").check()
    page.get_by_role("button", name="Bewaren en verder").click()
    context.close()

    assert Dissent.objects.get().text == "Bij mij niet"
    assert talk.answers.filter(choices=["2"]).count() == 1


def sign_in(context, live_server, user):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    context.add_cookies([cookie])
