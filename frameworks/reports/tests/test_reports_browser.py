"""The pages of the reports in a real browser: by hand, without a mistake for who hears or types."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from frameworks.reports import actions
from frameworks.reports.models import PracticeCard
from frameworks.reports.tests.helpers import closed, multi, share, step, team
from knw_portal.tests.factories import (
    GroupMemberFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)
from knw_portal.tests.looking import troubles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def talk():
    school = InstitutionFactory()
    trajectory = team(multi(), institution=school, by=UserFactory(name="Lies"))
    answers = {"M-1": step(2), "M-2": {"text": "Een eigen route"}}
    first = closed(trajectory, "start", answers, lesson="Eerst proberen.")
    closed(trajectory, "after", {"M-1": step(3), "M-3": {"choices": ["avond"]}})
    return first


def test_a_team_shares_a_talk_and_an_ambassador_reads_it(browser_page, browser_sign_in, talk):
    page = browser_page
    trajectory = talk.trajectory
    school = trajectory.team.institution
    ambassador = RoleFactory(kind="ambassador", institution=school).user
    browser_sign_in(trajectory.started_by)
    page.goto(reverse("conversation_report", args=[talk.pk]))
    page.get_by_role("link", name="Delen of niet").click()
    found = troubles(page)
    page.get_by_label("Onze instelling").check()
    page.get_by_text("Antwoorden die bij ons blijven").click()
    page.get_by_label("Wat willen wij?").check()
    page.get_by_role("button", name="Verder: wie ziet dan wat?").click()
    expect(page.get_by_text(ambassador.name)).to_be_visible()
    found += troubles(page)
    page.get_by_role("link", name="Nee, terug").click()
    expect(page.get_by_label("Onze instelling")).to_be_checked()
    expect(page.get_by_label("Wat willen wij?")).to_be_checked()
    page.get_by_role("button", name="Verder: wie ziet dan wat?").click()
    page.get_by_role("button", name="Ja, zo besluiten wij het").click()
    expect(page.get_by_text("Het besluit staat vast")).to_be_visible()

    browser_sign_in(ambassador)
    page.goto(reverse("framework_list"))
    page.get_by_role("link", name="Wat teams van mijn instelling delen").click()
    found += troubles(page)
    page.get_by_role("link", name="Steeds hetzelfde").click()
    expect(page.get_by_role("img", name="Hoe ver zijn wij? Trede 1: 0, trede 2: 1")).to_be_visible()
    found += troubles(page)
    page.get_by_role("link", name="Team Zorg").click()
    found += troubles(page)
    page.get_by_role("link", name="Start").first.click()
    expect(page.get_by_text("Eerst proberen.")).to_be_visible()
    expect(page.get_by_text("Een eigen route", exact=True)).to_have_count(0)
    found += troubles(page)

    assert found == []


def test_the_report_over_the_moments_is_accessible_and_its_table_says_the_same(
    browser_page, browser_sign_in, talk
):
    page = browser_page
    browser_sign_in(talk.trajectory.started_by)
    page.goto(reverse("trajectory_report", args=[talk.trajectory_id]))

    expect(
        page.get_by_role("img", name="Hoe ver zijn wij? Start trede 2; na trede 3.")
    ).to_be_visible()
    page.get_by_text("Dezelfde cijfers als tabel").click()
    cells = page.locator(".twin td").all_inner_texts()
    assert {"trede 2", "trede 3"} <= set(cells)
    assert troubles(page) == []
    page.emulate_media(media="print")
    expect(page.locator(".twin table")).to_be_visible()


def test_a_team_tells_the_makers_and_they_read_it(browser_page, browser_sign_in, talk):
    page = browser_page
    framework = talk.trajectory.framework_version.framework
    maker = GroupMemberFactory(group=framework.group).user
    browser_sign_in(talk.trajectory.started_by)
    page.goto(reverse("feedback_edit", args=[talk.pk]))
    found = troubles(page)
    page.get_by_role("link", name="Zeg welke vraag niet werkte").click()
    page.get_by_role("button", name="Versturen").click()
    expect(page.get_by_role("link", name="Kies een vraag")).to_be_visible()
    found += troubles(page)
    page.get_by_label("Om welke vraag gaat het?").select_option("M-1")
    page.get_by_label("wat werkte niet?").select_option("unclear")
    page.get_by_label("jullie toelichting").fill("Wat is ver?")
    page.get_by_role("button", name="Versturen").click()
    expect(page.get_by_text("Wat is ver?")).to_be_visible()
    found += troubles(page)
    share(talk, "coalition")

    browser_sign_in(maker)
    page.goto(framework.get_absolute_url())
    page.get_by_role("link", name="Hoe teams deze vragen gebruiken").click()
    expect(page.get_by_text("Wat is ver?")).to_be_visible()
    found += troubles(page)

    assert found == []


def test_a_card_is_written_looked_at_shared_and_found(browser_page, browser_sign_in, talk):
    page = browser_page
    browser_sign_in(talk.trajectory.started_by)
    page.goto(reverse("card_list"))
    found = troubles(page)
    page.goto(reverse("trajectory_detail", args=[talk.trajectory_id]))
    page.get_by_role("link", name="Een praktijkkaart maken").click()
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_role("link", name="Geef de kaart een titel")).to_be_visible()
    found += troubles(page)
    page.get_by_label("titel", exact=False).first.fill("Toetsen op afroep")
    page.get_by_label("wat we deden").fill("Elke week een moment")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("Zonder les is de kaart nog niet af.")).to_be_visible()
    page.get_by_role("link", name="Wijzigen").click()
    page.get_by_label("wat we ervan leren").fill("Begin klein")
    page.get_by_role("button", name="Bewaren").click()
    page.get_by_role("link", name="Delen met het netwerk").click()
    found += troubles(page)
    page.get_by_role("button", name="Ja, deel deze kaart").click()
    expect(page.get_by_text("De kaart is gedeeld met het netwerk.")).to_be_visible()
    found += troubles(page)
    page.goto(reverse("card_list"))
    page.get_by_label("Zoek in de kaarten").fill("afroep")
    page.get_by_role("button", name="Zoeken").click()
    expect(page.get_by_role("link", name="Toetsen op afroep")).to_be_visible()
    found += troubles(page)

    assert found == []
    actions.withdraw_card(PracticeCard.objects.get(), by=talk.trajectory.started_by)
    page.reload()
    expect(page.get_by_text("Geen kaart gevonden")).to_be_visible()
