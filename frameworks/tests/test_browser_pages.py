"""What a newcomer stumbled over, in a real browser: by phone, by keyboard, and in error."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from frameworks.definitions import actions as definitions
from frameworks.definitions import drafting
from frameworks.definitions.models import FrameworkVersion, Question
from frameworks.teams import actions, links
from frameworks.tests.factories import draft_of, team_of
from frameworks.tests.test_browser import hear_nothing, troubles
from knw_portal.tests.factories import (
    GroupFactory,
    GroupMemberFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHAIN = """
sets:
- code: KETEN
  titel: Keten
  vragen:
  - {code: K-1, onderdeel: Een, type: keuze_een, vraag: "Doen we dit?", opties: [Ja, Nee]}
  - {code: K-2, onderdeel: Een, type: keuze_een, vraag: "Wat dan?", opties: [Dit, Dat],
     als: {vraag: K-1, is: Ja}}
  - {code: K-3, onderdeel: Een, type: open, vraag: "Hoe dan?", als: {vraag: K-2, is: Dat}}
"""
PHONE = {"width": 375, "height": 667}


@pytest.fixture
def lies(db):
    return UserFactory(name="Lies", institution=InstitutionFactory())


@pytest.fixture
def chain(lies):
    draft = definitions.import_framework(CHAIN, group=GroupFactory(), by=None)
    definitions.publish_version(draft, by=None)
    return team_of(lies, framework=draft.framework)


@pytest.fixture
def talk(chain, lies):
    return actions.open_conversation(chain, "start", by=lies)


def choose(page, code, name):
    page.locator(f"#vraag-{code}").get_by_role("radio", name=name, exact=True).check()


def folded(page):
    """Of the two questions with a condition: whether each is folded away."""
    parts = page.locator("details.only-if")
    return [parts.nth(number).get_attribute("open") is None for number in range(2)]


def test_what_is_not_asked_folds_and_unfolds_as_the_answers_change(
    browser_page, browser_sign_in, lies, talk
):
    page = browser_page
    browser_sign_in(lies)
    hear_nothing(page)
    page.goto(talk.get_absolute_url())
    waiting = page.locator("details.only-if")
    assert folded(page) == [True, True]

    choose(page, "K-1", "Ja")
    expect(waiting.nth(0)).to_have_attribute("open", "")
    choose(page, "K-2", "Dat")
    expect(waiting.nth(1)).to_have_attribute("open", "")
    # Back to the first answer: what was filled in at K-2 stays in sight, but asks nothing more.
    choose(page, "K-1", "Nee")
    expect(waiting.nth(1)).not_to_have_attribute("open", "")
    assert folded(page) == [False, True]
    page.locator("#vraag-K-1 [role=status]", has_text="Bewaard om").wait_for()
    page.locator("#vraag-K-2 [role=status]", has_text="Bewaard om").wait_for()

    here = folded(page)
    page.reload()

    assert folded(page) == here  # the portal says the same
    choose(page, "K-2", "Nog leeg")
    page.locator("#vraag-K-1").get_by_role("radio", name="Consensus").check()  # away from it
    expect(waiting.nth(0)).not_to_have_attribute("open", "")
    assert troubles(page) == []


def test_what_a_colleague_answers_unfolds_the_question_too(
    browser_page, browser_sign_in, lies, talk
):
    mo = GroupMemberFactory(group=talk.trajectory.team.group, user=UserFactory(name="Mo")).user
    page = browser_page
    browser_sign_in(lies)
    page.goto(talk.get_absolute_url())
    assert folded(page) == [True, True]
    values = {"choices": ["ja"], "cells": {}, "text": "", "basis": "", "reason": ""}

    actions.save_answer(talk, talk.question("K-1"), values, seen=1, by=mo)

    expect(page.locator("details.only-if").nth(0)).to_have_attribute("open", "")
    assert folded(page) == [False, True]


@pytest.mark.parametrize("name", ["conversation_detail", "question_talk"])
def test_what_one_tabs_to_never_lies_under_the_bar_that_says_it_is_saved(
    browser_page, browser_sign_in, lies, talk, name
):
    page = browser_page
    browser_sign_in(lies)
    page.set_viewport_size(PHONE)
    more = {"number": 1} if name == "question_talk" else {}
    page.goto(reverse(name, kwargs={"pk": talk.pk, **more}))
    expect(page.locator(".save-bar")).to_contain_text("Alles bewaard")
    hidden, seen = [], set()

    for _ in range(24):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue
        # Once more, now from where this lies at the very bottom of the screen, under the bar.
        handle = page.evaluate_handle("document.activeElement")
        page.keyboard.press("Shift+Tab")
        handle.evaluate(
            """at => {
                const top = at.getBoundingClientRect().bottom - innerHeight;
                scrollBy({ top, behavior: "instant" });
            }"""
        )
        page.keyboard.press("Tab")
        label, is_under = handle.evaluate(
            """at => {
                const field = at.getBoundingClientRect();
                const bar = document.querySelector(".save-bar").getBoundingClientRect();
                // Of a box to write in the browser keeps the cursor in sight, not the whole box.
                const end = at.matches("textarea") ? field.top + 24 : field.bottom;
                const isUnder = end > bar.top + 1 && field.top < bar.bottom;
                return [at.name || at.textContent.trim(), isUnder];
            }"""
        )
        seen.add(label)
        hidden += [label] if is_under else []

    assert len(seen) > 8
    assert hidden == []


def test_on_a_phone_the_next_step_comes_before_the_figures(
    browser_page, browser_sign_in, lies, chain
):
    page = browser_page
    browser_sign_in(lies)
    page.set_viewport_size(PHONE)
    page.goto(chain.get_absolute_url())

    step = page.get_by_role("button", name="Gesprek openen: Start").bounding_box()
    figure = page.locator("td.n").first.bounding_box()

    assert step["y"] + step["height"] < PHONE["height"]  # without scrolling
    assert step["y"] < figure["y"]
    for name in ("trajectory_detail", "pdca_steps"):
        page.goto(reverse(name, kwargs={"pk": chain.pk}))
        assert troubles(page) == []
    page.goto(reverse("questions_choose", kwargs={"pk": chain.pk, "moment": "start"}))
    assert troubles(page) == []
    page.get_by_label("Doen we dit?").uncheck()
    page.get_by_role("button", name="Keuze bewaren").click()
    expect(page.get_by_text("Nu stellen we altijd, want de vraag ervoor is weg")).to_be_visible()
    assert troubles(page) == []


def test_the_names_of_the_insights_are_readable_filled_and_in_error(
    browser_page, browser_sign_in, db
):
    page = browser_page
    browser_sign_in(RoleFactory(kind="bureau").user)
    page.goto(reverse("insight_edit"))
    found = troubles(page)  # no set has come in yet
    call_command("load_frameworks")
    page.reload()
    found += troubles(page)
    page.locator("main").get_by_role("textbox").first.fill("")
    page.locator("main form [type=submit]").first.click()
    expect(page.locator(".error-summary")).to_be_visible()
    found += troubles(page)
    assert found == []


def test_what_writers_lose_to_each_other_is_readable(browser_page, browser_sign_in, db):
    """Two kinds of too late: the part was changed meanwhile, and the part is gone."""
    writer, other = UserFactory(name="Lies"), UserFactory(name="Mo")
    group = GroupFactory(name="De makers")
    for person in (writer, other):
        GroupMemberFactory(group=group, user=person)
    draft = draft_of(group=group)
    slug = draft.framework.slug
    page = browser_page
    browser_sign_in(writer)
    found = []

    page.goto(reverse("draft_edit", kwargs={"slug": slug}))
    drafting.edit_audience(draft, "teams van Mo", seen=draft.audience, by=other)
    page.get_by_label("Voor wie").fill("teams van Lies")
    page.locator("main form [type=submit]").first.click()
    expect(page.get_by_text("teams van Mo").first).to_be_visible()
    found += troubles(page)

    page.goto(reverse("draft_question_edit", kwargs={"slug": slug, "code": "TEST-T-01"}))
    page.get_by_label("Vraag", exact=True).fill("Wat horen we nu?")
    drafting.remove_question(Question.objects.get(concept__code="TEST-T-01"), by=other)
    with page.expect_response(lambda one: one.request.method == "POST") as answer:
        page.get_by_role("button", name="Vraag bewaren").click()
    assert answer.value.status == 409
    expect(page.get_by_text("Wat horen we nu?").first).to_be_visible()
    found += troubles(page)
    assert found == []
    assert FrameworkVersion.objects.get().audience == "teams van Mo"


def test_every_page_of_a_guest_is_readable_also_when_something_is_wrong(
    browser_page, browser_sign_in, lies, chain
):
    page = browser_page
    place = actions.join_as_guest(chain, name="Noor", function="")
    token = chain.invitation
    join = reverse("team_join", kwargs={"pk": chain.pk, "token": token})
    found = []

    page.goto(join)
    found += troubles(page)
    page.get_by_role("button", name="Meedoen zonder account").click()  # without a name
    expect(page.locator(".error-summary")).to_be_visible()
    found += troubles(page)
    page.get_by_label("Hoe noemen ze je in het team?").fill("noor")  # who is there already
    page.get_by_role("button", name="Meedoen zonder account").click()
    expect(page.locator(".error-summary")).to_contain_text("Er doet al iemand mee")
    found += troubles(page)
    page.goto(links.path(place))
    expect(page.get_by_role("heading", level=1)).to_have_text("Dag Noor")
    found += troubles(page)
    page.get_by_role("button", name="Verder als Noor").click()
    found += troubles(page)
    page.goto(reverse("team_guest_stop"))
    found += troubles(page)
    page.goto(join)  # who is in already
    found += troubles(page)

    browser_sign_in(lies)
    page.goto(links.path(place))
    expect(page.get_by_role("heading", level=1)).to_have_text("Was jij Noor?")
    found += troubles(page)
    page.goto(reverse("team_guest_remove", kwargs={"pk": chain.pk, "number": place.pk}))
    found += troubles(page)
    path = links.path(place)
    actions.remove_guest(place, forget=False, by=lies)
    page.goto(path)  # a link that died
    found += troubles(page)
    assert found == []
