"""Asking quality care along, taking something home and looking at a school, in a real browser."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import expect

from coalitions.tests.factories import CoalitionFactory, an_output
from frameworks.definitions.models import QualityObject
from frameworks.reports import actions as reports
from frameworks.reports.models import PracticeCard
from frameworks.teams.models import QualityAsk
from frameworks.tests.factories import team_of
from frameworks.tests.test_browser import troubles
from knw_portal.files.tests import samples
from knw_portal.tests.factories import (
    FunctionFactory,
    GroupMemberFactory,
    RoleFactory,
    UserFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_team_asks_quality_care_along_and_lets_it_in(browser_page, browser_sign_in):
    page, lies = browser_page, UserFactory(name="Lies")
    trajectory = team_of(lies)
    officer = UserFactory(
        name="Kim",
        institution=trajectory.team.institution,
        function=FunctionFactory(code="quality_officer", name="kwaliteitszorgfunctionaris"),
    )
    browser_sign_in(lies)
    page.goto(trajectory.get_absolute_url())
    page.get_by_role("link", name="Kwaliteitszorg erbij vragen").click()
    found = troubles(page)
    page.get_by_role("button", name="Vraag erbij").click()
    found += troubles(page)
    page.get_by_label("Waar willen jullie hulp bij?").fill("Meedenken over vraag 2")
    page.get_by_role("button", name="Vraag erbij").click()
    found += troubles(page)

    browser_sign_in(officer)
    page.goto(reverse("mine"))
    page.get_by_role("link", name="Bekijk de vraag").click()
    found += troubles(page)
    page.get_by_role("button", name="Ik help mee").click()
    expect(page.get_by_text("Jij helpt", exact=True)).to_be_visible()
    page.get_by_role("link", name="Zeg of het raamwerk jou helpt").click()
    page.get_by_role("button", name="Versturen").click()
    expect(page.get_by_text("Je antwoord is weg")).not_to_be_visible()
    found += troubles(page)

    browser_sign_in(lies)
    page.goto(reverse("quality_ask", args=[trajectory.pk]))
    page.get_by_role("link", name="Laat meelezen").click()
    page.get_by_role("button", name="Ja, laat meelezen").click()
    expect(page.get_by_text("Leest mee sinds")).to_be_visible()
    page.get_by_role("button", name="Neem terug").click()
    expect(page.get_by_text("Teruggenomen.")).to_be_visible()

    assert found == []
    assert not QualityAsk.objects.standing().exists()


def test_a_member_takes_something_home_and_shares_an_example(browser_page, browser_sign_in):
    page = browser_page
    trajectory = team_of(member := UserFactory(name="Noor"))
    member.institution = trajectory.team.institution
    member.save()
    coalition = CoalitionFactory(slug="data", title="Data")
    GroupMemberFactory(group=coalition.group, user=member)
    about = QualityObject.objects.create(code="examinering", name="Examinering")
    an_output(title="Toetskaart", coalition=coalition, about=about)
    browser_sign_in(member)
    page.goto(reverse("take_back_list", args=["data"]))
    found = troubles(page)
    page.get_by_role("link", name="Noteer wat je meeneemt").click()
    page.get_by_role("button", name="Bewaren").click()
    found += troubles(page)
    page.get_by_label("wat neem je mee?").fill("Het vragenkaartje")
    page.get_by_label("voor welk team?").select_option(label="Team Zorg")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("Het vragenkaartje", exact=True)).to_be_visible()
    found += troubles(page)
    page.get_by_role("link", name=member.institution.name).click()
    expect(page.get_by_text("voor Team Zorg")).to_be_visible()
    found += troubles(page)
    page.goto(reverse("institution_list"))
    found += troubles(page)

    page.goto(reverse("card_list"))
    page.get_by_role("link", name="Een praktijkvoorbeeld van je coalitie delen").click()
    found += troubles(page)
    card = PracticeCard(of_group=coalition.group, title="t", situation="s", approach="a")
    reports.draft_card(card, by=member)
    file = SimpleUploadedFile("schema.pdf", samples.pdf())
    reports.add_card_files(card, [file], by=member)
    page.goto(card.get_absolute_url())
    found += troubles(page)
    page.get_by_role("button", name="Toevoegen", exact=True).click()
    expect(page.get_by_text("Kies een bestand").first).to_be_visible()
    found += troubles(page)
    page.goto(reverse("library"))
    page.get_by_label("Kwaliteit van").select_option(value="Examinering")
    expect(page.get_by_role("heading", name="1 opbrengst gevonden")).to_be_visible()
    found += troubles(page)

    assert found == []


def test_the_report_of_the_network_and_a_list_of_the_bureau(browser_page, browser_sign_in):
    page = browser_page
    GroupMemberFactory(group=CoalitionFactory(title="Data").group)
    browser_sign_in(RoleFactory(kind="bureau").user)
    page.goto(reverse("bureau"))
    page.get_by_role("link", name="Netwerk", exact=True).click()
    expect(page.get_by_role("rowheader", name="Data")).to_be_visible()
    found = troubles(page)
    page.goto(reverse("reference_list", kwargs={"list": "objecten-van-kwaliteit"}))
    found += troubles(page)

    assert found == []
