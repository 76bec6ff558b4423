"""A conversation as a team meets it: in a real browser, with two people at once."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from frameworks.definitions.models import FrameworkVersion
from frameworks.teams import actions
from frameworks.teams.models import Conversation, TeamAnswer
from frameworks.tests.factories import team_of
from knw_portal.tests.factories import GroupMemberFactory, UserFactory
from knw_portal.tests.looking import troubles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCALE, OPEN = "#vraag-FLEX-S-PC-04", "#vraag-FLEX-S-PC-01"


def hear_nothing(page):
    """Nothing of what colleagues write comes in, as in the seconds between two looks."""
    page.route("**/nu/*", lambda route: route.abort())


@pytest.fixture
def lead():
    return UserFactory(name="Lies")


@pytest.fixture
def trajectory(lead):
    call_command("load_frameworks")
    framework = FrameworkVersion.objects.get(framework__code="FLEX").framework
    return team_of(lead, framework=framework, flex_ways=["form", "pace"])


def test_a_team_fills_in_a_conversation_that_saves_itself_and_sees_its_picture(
    browser_page, browser_sign_in, lead, trajectory
):
    page = browser_page
    browser_sign_in(lead)
    page.goto(trajectory.get_absolute_url())
    found = troubles(page)
    page.get_by_role("button", name="Gesprek openen").first.click()
    found += troubles(page)
    page.get_by_role("link", name="Alle vragen op één pagina").click()
    found += troubles(page)
    page.locator(SCALE).get_by_role("radio", name="2 Het doel is besproken").check()
    expect(page.locator(f"{SCALE} [role=status]")).to_contain_text("Bewaard om ", timeout=2000)
    page.locator(SCALE).get_by_role("radio", name="Meerderheid").check()
    page.locator(OPEN).get_by_role("textbox").press_sequentially("Te weinig ruimte")
    expect(page.locator(f"{OPEN} [role=status]")).to_contain_text("Bewaard om ", timeout=2000)
    expect(page.locator(f"{SCALE} [role=status]")).to_contain_text("Bewaard om ")

    page.reload()

    expect(page.locator(OPEN).get_by_role("textbox")).to_have_value("Te weinig ruimte")
    expect(page.locator(SCALE).get_by_role("radio", name="2 Het doel is")).to_be_checked()
    expect(page.locator(SCALE).get_by_role("radio", name="Meerderheid")).to_be_checked()
    found += troubles(page)
    page.get_by_role("link", name="Gesprek afsluiten").click()
    found += troubles(page)
    page.get_by_label("Wat leerden wij als team?").fill("Eerst proberen.")
    page.get_by_role("button", name="Afsluiten en verslag bekijken").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Wat we zelf zeiden")
    expect(page.locator(".chart-row title").first).to_contain_text("Trede 2, meerderheid")
    page.get_by_text("Dezelfde cijfers als tabel").click()
    expect(page.locator(".twin")).to_contain_text("trede 2")
    found += troubles(page)
    assert found == []
    assert Conversation.objects.get().closed_by == lead


def test_two_people_in_one_answer_both_see_both_texts(
    browser_page, browser_sign_in, lead, trajectory
):
    page = browser_page
    talk = actions.open_conversation(trajectory, "start", by=lead)
    mo = GroupMemberFactory(group=trajectory.team.group, user=UserFactory(name="Mo")).user
    question = talk.questions()[0]
    browser_sign_in(lead)
    hear_nothing(page)
    page.goto(talk.get_absolute_url())
    theirs = {"choices": [], "cells": {}, "text": "Van Mo", "basis": "consensus", "reason": ""}
    actions.save_answer(talk, question, theirs, seen=1, by=mo)

    page.locator(OPEN).get_by_role("textbox").fill("Van Lies")
    clash = page.locator(f"{OPEN} .conflict")
    expect(clash).to_contain_text("Mo was je net voor")
    expect(clash).to_contain_text("Van Mo")
    expect(clash).to_contain_text("Van Lies")
    # What only Mo changed has come in, and so is not put back by the next save.
    expect(page.locator(OPEN).get_by_role("radio", name="Consensus")).to_be_checked()
    expect(page.locator(OPEN).get_by_role("textbox")).to_have_value("Van Lies")
    found = troubles(page)
    page.get_by_role("button", name="Mijn antwoord bewaren").click()
    expect(page.locator(f"{OPEN} [role=status]")).to_contain_text("Bewaard om ")

    answer = TeamAnswer.objects.get(conversation=talk, concept=question["concept"])
    assert (answer.text, answer.basis) == ("Van Lies", "consensus")
    assert "Van Mo" in answer.revisions.values_list("text", flat=True)
    assert found == []


def test_what_a_colleague_wrote_can_be_kept_instead(
    browser_page, browser_sign_in, lead, trajectory
):
    page = browser_page
    talk = actions.open_conversation(trajectory, "start", by=lead)
    question = next(one for one in talk.questions() if one["code"] == "FLEX-S-PC-04")
    browser_sign_in(lead)
    hear_nothing(page)
    page.goto(talk.get_absolute_url())
    theirs = {"choices": ["4"], "cells": {}, "text": "", "basis": "", "reason": ""}
    actions.save_answer(talk, question, theirs, seen=1, by=UserFactory())

    page.locator(SCALE).get_by_role("radio", name="1 Over doel").check()
    page.get_by_role("button", name="Dat van de ander houden").click()

    expect(page.locator(f"{SCALE} [role=status]")).to_contain_text("Bewaard om ")
    expect(page.locator(SCALE).get_by_role("radio", name="4 Doel, rollen")).to_be_checked()
    answer = TeamAnswer.objects.get(conversation=talk, concept=question["concept"])
    assert (answer.choices, answer.version) == (["4"], 2)


def test_a_lost_connection_is_said_and_made_good(browser_page, browser_sign_in, lead, trajectory):
    page = browser_page
    talk = actions.open_conversation(trajectory, "start", by=lead)
    browser_sign_in(lead)
    page.goto(talk.get_absolute_url())
    page.context.set_offline(True)

    page.locator(OPEN).get_by_role("textbox").fill("Zonder lijn")
    expect(page.locator(f"{OPEN} [role=status]")).to_contain_text("geen verbinding")
    page.context.set_offline(False)

    expect(page.locator(f"{OPEN} [role=status]")).to_contain_text("Bewaard om ", timeout=8000)
    assert TeamAnswer.objects.filter(text="Zonder lijn").count() == 1


def test_the_pages_around_it_are_accessible(browser_page, browser_sign_in, lead, trajectory):
    page = browser_page
    browser_sign_in(lead)
    found = []
    for name in ("framework_list", "framework_import", "trajectory_list", "trajectory_new"):
        page.goto(reverse(name))
        found += troubles(page)
    page.goto("/raamwerken/raamwerk-flexibilisering/")
    found += troubles(page)
    framework = trajectory.framework_version.framework
    page.get_by_role("link", name="Op papier").click()
    found += troubles(page)
    page.goto(f"{reverse('trajectory_new')}?raamwerk={framework.slug}")
    page.get_by_role("button", name="Traject beginnen").click()
    found += troubles(page)
    page.goto(f"/trajecten/{trajectory.pk}/meedoen/{trajectory.invitation}/")
    found += troubles(page)

    assert found == []


def test_a_table_is_filled_in_box_by_box_and_fits_every_screen(browser_page, browser_sign_in, lead):
    call_command("load_frameworks")
    framework = FrameworkVersion.objects.get(framework__code="DATA").framework
    trajectory = team_of(lead, framework=framework, flex_ways=[], roles=["team"])
    talk = actions.open_conversation(trajectory, "start", by=lead)
    page = browser_page
    browser_sign_in(lead)
    page.goto(talk.get_absolute_url())
    boxes, picks = page.locator("#vraag-DATA-C2"), page.locator("#vraag-DATA-A2")
    choice = page.locator("#vraag-DATA-D3").get_by_label("Sturen: Onderwijsteam")

    boxes.get_by_label("Bijdrage: Onderwijsteam").fill("Maakt het plan")
    picks.get_by_role("radio", name="3 Gebruikt in gesprek").first.check()
    choice.select_option("deels")
    for block in (boxes, picks, page.locator("#vraag-DATA-D3")):
        expect(block.locator("[role=status]")).to_contain_text("Bewaard om ", timeout=5000)
    found = troubles(page)
    page.reload()

    expect(boxes.get_by_label("Bijdrage: Onderwijsteam")).to_have_value("Maakt het plan")
    expect(choice).to_have_value("deels")
    expect(picks.get_by_role("radio", name="3 Gebruikt in gesprek").first).to_be_checked()
    assert found == []
