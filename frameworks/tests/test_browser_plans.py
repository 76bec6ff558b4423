"""What a team chooses, wants and does, in a real browser: keyboard names, phone, no script."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from frameworks.definitions.models import FrameworkVersion
from frameworks.teams import actions
from frameworks.teams.demo import load_demo_team
from frameworks.teams.demo_plans import load_demo_plans
from frameworks.teams.models import Ambition, Intervention, OwnQuestion, Trajectory
from frameworks.tests.factories import team_of
from knw_portal.tests.factories import InstitutionFactory, UserFactory
from knw_portal.tests.looking import troubles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lead(db):
    call_command("load_frameworks")
    return UserFactory(name="Lies", institution=InstitutionFactory())


def team_with(lead, code, **chosen):
    framework = FrameworkVersion.objects.get(framework__code=code).framework
    return team_of(lead, framework=framework, **chosen)


def session_of(user, live_server):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": live_server.url}


def address(name, row, **kwargs):
    return reverse(name, kwargs={"pk": row.pk, **kwargs})


def test_a_team_begins_and_sees_at_once_how_much_its_choice_is(browser_page, browser_sign_in, lead):
    page = browser_page
    browser_sign_in(lead)
    framework = FrameworkVersion.objects.get(framework__code="FLEX").framework
    page.goto(f"{reverse('trajectory_new')}?raamwerk={framework.slug}")
    expect(page.locator("#omvang")).to_contain_text("Dit is alles.")
    found = troubles(page)

    page.get_by_label("Vorm").check()

    expect(page.locator("#omvang")).not_to_contain_text("Dit is alles.")
    expect(page.locator("#omvang")).to_contain_text("Start: 10 vragen")
    page.get_by_role("button", name="Traject beginnen").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.get_by_label("Vorm")).to_be_checked()
    found += troubles(page)
    page.get_by_label("Hoe heet jullie team?").fill("Team Zorg")
    page.get_by_label("Waar werken jullie aan?").fill("Een eigen route")
    page.get_by_role("button", name="Traject beginnen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Team Zorg")
    found += troubles(page)
    assert found == []


def test_a_team_leaves_out_asks_itself_and_does_ten(browser_page, browser_sign_in, lead):
    page = browser_page
    trajectory = team_with(lead, "FLEX", flex_ways=["form", "content", "time", "place", "pace"])
    browser_sign_in(lead)
    page.goto(address("questions_choose", trajectory, moment="start"))
    found = troubles(page)
    expect(page.get_by_label("Hoe duidelijk zijn doel, verwachtingen")).to_be_checked()

    page.get_by_label("Hoe duidelijk zijn doel, verwachtingen").uncheck()
    page.get_by_role("button", name="Keuze bewaren").click()
    expect(page.get_by_text("Start: 13 vragen")).to_be_visible()
    page.get_by_role("link", name="Eigen vraag toevoegen").click()
    found += troubles(page)
    page.get_by_role("button", name="Vraag toevoegen").click()
    expect(page.locator(".error-summary")).to_be_visible()
    found += troubles(page)
    page.get_by_label("Wat willen jullie jezelf vragen?").fill("Wat vindt de praktijk?")
    page.get_by_role("button", name="Vraag toevoegen").click()
    expect(page.get_by_text("Start: 14 vragen")).to_be_visible()
    page.get_by_role("button", name="Alleen deze tien").click()
    expect(page.get_by_text("Start: 10 vragen")).to_be_visible()
    found += troubles(page)
    page.get_by_role("button", name="Weer alle vragen").click()

    expect(page.get_by_text("Start: 14 vragen")).to_be_visible()
    page.goto(address("own_question_edit", trajectory, number=OwnQuestion.objects.get().pk))
    found += troubles(page)
    assert found == []


def test_from_a_vision_to_a_look_back_with_the_keyboards_names(browser_page, browser_sign_in, lead):
    page = browser_page
    trajectory = team_with(lead, "TAZ", flex_ways=[])
    browser_sign_in(lead)
    page.goto(address("ambition_list", trajectory))
    found = troubles(page)
    page.get_by_role("link", name="Eerste ambitie toevoegen").click()
    found += troubles(page)
    page.get_by_role("button", name="Ambitie toevoegen").click()
    found += troubles(page)
    page.get_by_label("Wat zegt de visie van jullie instelling?").fill("Leren door kiezen")
    page.get_by_label("Wat is jullie ambitie?").fill("Elke student kiest")
    page.get_by_role("button", name="Ambitie toevoegen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Elke student kiest")
    found += troubles(page)
    page.get_by_role("link", name="Lagen uitwerken").click()
    found += troubles(page)
    page.get_by_label("4. Ons handelen").fill("Maandag anders beginnen")
    page.get_by_role("button", name="Bewaren").click()
    page.get_by_role("link", name="Opbrengst toevoegen").click()
    page.get_by_label("Wat moet deze ambitie opleveren?").fill("Zij kiezen zelf")
    page.get_by_role("button", name="Opbrengst bewaren").click()
    expect(page.locator(".error-summary")).to_contain_text("Hoe weten jullie dat het gelukt is?")
    found += troubles(page)
    page.get_by_label("Wat merken we?").fill("Zij leggen het uit")
    page.get_by_role("button", name="Opbrengst bewaren").click()
    page.get_by_role("link", name="Terugkijken: wat zien we nu?").click()
    found += troubles(page)
    page.get_by_label("We zien een begin").check()
    page.get_by_label("Wat zien we nu?").fill("Twee groepen kiezen")
    page.get_by_label("Bewijs: wat we merkten").fill("Een gesprek")
    page.get_by_role("button", name="Terugblik bewaren").click()

    expect(page.locator(".check")).to_contain_text("Twee groepen kiezen")
    found += troubles(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Lagen uitwerken")).to_be_hidden()
    expect(page.locator(".check")).to_be_visible()
    assert found == []


def test_every_other_page_of_plans_is_accessible_filled_and_empty(
    browser_page, browser_sign_in, lead
):
    page = browser_page
    UserFactory(institution=lead.institution)
    load_demo_team(lead)
    load_demo_plans(lead)
    empty = team_with(lead, "DATA", flex_ways=[], roles=["team"])
    filled = {one.team.name: one for one in Trajectory.objects.for_page()}
    data, care = filled["Handel en ondernemen"], filled["Verzorgende IG, leerjaar 2"]
    media, intervention = filled["Mediavormgeving"], Intervention.objects.first()
    guide, understood = data.issue_guides.get(), intervention.interpretation
    action = care.team_actions.open().first()
    set_aside = Ambition.objects.create(
        trajectory=media, vision="V", text="Een oude ambitie", added_by=lead
    )
    actions.set_aside(set_aside, why="Het plan is veranderd", by=lead)
    cell = {"insight": "i02", "role": "team"}
    browser_sign_in(lead)
    found = []
    for url in (
        *(
            address(name, empty)
            for name in ("team_action_list", "interpretation_list", "guide_list", "data_map")
        ),
        address("trajectory_edit", care),
        address("team_action_list", care),
        address("team_action_edit", care, number=action.pk),
        address("team_action_drop", care, number=action.pk),
        address("ambition_list", media),
        set_aside.get_absolute_url(),
        address("data_map", data),
        address("data_map", care),
        address("pdca_steps", care),
        address("pdca_steps", empty),
        address("data_cell", data, **cell),
        address("insight_use_edit", data, **cell),
        address("interpretation_list", data),
        address("interpretation_new", data),
        address("interpretation_detail", data, number=understood.pk),
        address("intervention_new", data, number=understood.pk),
        address("intervention_review", data, number=intervention.pk),
        address("guide_new", data, issue="vsv"),
        address("guide_detail", data, number=guide.pk),
    ):
        page.goto(url)
        found += troubles(page)
    for name, button in (
        ("team_action_new", "Actie toevoegen"),
        ("interpretation_new", "Duiding bewaren"),
    ):
        page.goto(address(name, data))
        page.get_by_role("button", name=button).click()
        expect(page.locator(".error-summary")).to_be_visible()
        found += troubles(page)

    assert found == []


def test_without_script_a_button_reckons_again_and_loses_nothing(chromium, live_server, lead):
    framework = FrameworkVersion.objects.get(framework__code="FLEX").framework
    context = chromium.new_context(
        base_url=live_server.url, locale="nl-NL", java_script_enabled=False
    )
    context.add_cookies([session_of(lead, live_server)])
    page = context.new_page()
    page.goto(f"{reverse('trajectory_new')}?raamwerk={framework.slug}")

    page.get_by_label("Waar werken jullie aan?").fill("Half getypt")
    page.get_by_label("Vorm").check()
    page.get_by_role("button", name="Reken opnieuw").click()

    expect(page.locator("#omvang")).to_contain_text("Start: 10 vragen")
    expect(page.get_by_label("Waar werken jullie aan?")).to_have_value("Half getypt")
    context.close()
