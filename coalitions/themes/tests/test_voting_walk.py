"""Voting in a real browser, by keyboard alone, on a phone."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from coalitions.tests.factories import a_vote, close_vote
from coalitions.themes import actions
from coalitions.themes.models import Ballot
from knw_portal.tests.factories import RoleFactory
from knw_portal.tests.looking import troubles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def tab_to(page, name, value=None):
    """Press Tab until this control has the focus; a person would do the same."""
    for _ in range(80):
        page.keyboard.press("Tab")
        here = page.locator(":focus")
        if here.get_attribute("name") == name and value in (None, here.get_attribute("value")):
            return
    raise AssertionError(f"no {name} {value} in the order of Tab")


def test_a_vote_is_cast_by_keyboard_on_a_phone(browser_page, browser_sign_in):
    page = browser_page
    round = a_vote(options=5)
    entry = round.roll.first()
    browser_sign_in(actions.voters_of(entry).get())
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(reverse("mine"))
    page.get_by_role("link", name="Stem uitbrengen").press("Enter")
    order = [one.get_attribute("value") for one in page.locator("[name=thema]").all()]
    found = troubles(page)

    for value in order[:4]:
        tab_to(page, "thema", value)
        page.keyboard.press("Space")
    expect(page.locator("[data-tally]")).to_have_text("4 gekozen. Het mogen er hooguit 3 zijn.")
    tab_to(page, "deed", "vote")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    found += troubles(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.value") == order[0]
    page.keyboard.press("Space")
    tab_to(page, "eerste", order[1])
    page.keyboard.press("Space")
    expect(page.locator("[data-tally]")).to_have_text("3 van 3 gekozen.")
    tab_to(page, "deed", "vote")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("De stem is binnen")
    found += troubles(page)

    assert found == []
    assert actions.choices_of(Ballot.objects.get()) == {
        int(order[1]): True,
        int(order[2]): False,
        int(order[3]): False,
    }


def numbered(page):
    """The names of the fields for points or places, in the order of the page."""
    fields = page.locator("[name^=punten-], [name^=plaats-]").all()
    return [one.get_attribute("name") for one in fields]


def give(page, method, name, mark):
    """Points are typed, a place is chosen with the arrows or its digit."""
    tab_to(page, name)
    if method == "points":
        page.keyboard.press("Control+A")
    page.keyboard.type(mark)


WRONG = {  # what is too much, what the page then says, and how it is mended
    "points": (["6", "3", "4"], "13 punten. Het mogen er hooguit 10 zijn.", ["5", "3", "2"]),
    "ranking": (["1", "2", "2"], "Plaats 2 staat er twee keer.", ["2", "1", "3"]),
}


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("method", ["points", "ranking"])
def test_points_and_places_are_given_by_keyboard_on_a_phone_with_and_without_script(
    chromium, live_server, method, script
):
    round = a_vote(options=5, method=method, tie_break="decision")
    entry = round.roll.first()
    client = Client()
    client.force_login(actions.voters_of(entry).get())
    context = chromium.new_context(
        base_url=live_server.url,
        viewport={"width": 375, "height": 700},
        java_script_enabled=script,
    )
    session = {"name": "session", "value": client.cookies["session"].value}
    context.add_cookies([session | {"url": live_server.url}])
    page = context.new_page()
    url = reverse("ballot_edit", args=[round.school_year, entry.institution.slug])
    wrong, words, right = WRONG[method]
    found = []

    page.goto(url)
    names = numbered(page)[:3]
    found += troubles(page) if script else []  # axe is a script
    for name, mark in zip(names, wrong, strict=True):
        give(page, method, name, mark)
    if script:
        page.keyboard.press("Tab")
        expect(page.locator("[data-tally]")).to_have_text(words)
    tab_to(page, "deed", "vote")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_visible()
    found += troubles(page) if script else []  # axe is a script
    kept = [page.locator(f"[name={name}]").input_value() for name in names]
    for name, mark in zip(names, right, strict=True):
        give(page, method, name, mark)
    tab_to(page, "deed", "vote")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("De stem is binnen")
    found += troubles(page) if script else []  # axe is a script
    context.close()

    assert kept == wrong
    assert found == []
    held = actions.choices_of(Ballot.objects.get())
    assert held == {
        int(name.partition("-")[2]): int(mark) for name, mark in zip(names, right, strict=True)
    }


@pytest.mark.timeout(240)
def test_every_page_of_a_vote_is_accessible_and_fits_every_screen(browser_page, browser_sign_in):
    page = browser_page
    round = a_vote(options=5)
    listed = list(round.themes.values_list("pk", flat=True))
    for entry in list(round.roll.all())[:2]:
        voter = actions.voters_of(entry).get()
        actions.cast_ballot(entry, kind="choices", chosen=listed[:2], star=listed[0], by=voter)
    bureau = RoleFactory(kind="bureau").user
    RoleFactory(user=bureau, kind="board")
    browser_sign_in(bureau)
    found = look(page, round, ["round_detail", "turnout_detail", "result_detail"])
    found += look(page, None, ["round_list", "round_new"])
    close_vote(round)
    found += look(page, round, ["result_detail", "decision_edit"])
    round.refresh_from_db()
    rows = [(theme, theme.pk == listed[0], "Omdat") for theme in round.themes.all()]
    actions.record_decision(round, rows, seen=round.version, by=bureau)
    found += look(page, round, ["decision_confirm", "result_detail"])

    assert found == []


def look(page, round, names):
    found = []
    kwargs = {"school_year": round.school_year} if round else {}
    for name in names:
        answer = page.goto(reverse(name, kwargs=kwargs))
        assert answer.status == 200
        found += troubles(page)
    return found
