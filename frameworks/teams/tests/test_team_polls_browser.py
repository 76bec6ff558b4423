"""A team makes a poll and reads what came out, in a real browser, wide and narrow."""

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import expect

from frameworks.polls.models import Poll
from frameworks.teams import actions
from frameworks.tests.factories import a_poll, answer_all, over, steps, team_of
from knw_portal.tests.factories import UserFactory
from knw_portal.tests.looking import troubles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def talk():
    lead = UserFactory(name="Lies")
    return actions.open_conversation(team_of(lead), "start", by=lead)


def test_a_team_is_warned_makes_its_poll_and_shares_it(browser_page, browser_sign_in, talk):
    page = browser_page
    browser_sign_in(talk.opened_by)
    page.goto(talk.get_absolute_url())
    page.get_by_role("link", name="Wat zeggen onze collega’s?").click()
    found = troubles(page)
    page.get_by_role("link", name="Peiling maken").click()
    found += troubles(page)
    page.get_by_role("checkbox", name="Hoe ver zijn wij?").check()
    page.get_by_label("Hoeveel mensen vraag je?").fill("8")
    page.get_by_role("button", name="Verder").click()

    expect(page.get_by_role("link", name="Gesprekskaart met deze vragen")).to_be_visible()
    found += troubles(page)
    page.get_by_role("checkbox", name="We weten dat de groep klein is").check()
    page.get_by_role("button", name="Verder").click()
    found += troubles(page)
    page.get_by_label("Tot en met welke dag").fill(localdate().isoformat())
    page.get_by_role("button", name="Peiling openen").click()

    expect(page.get_by_role("img", name="QR-code met de link naar de peiling")).to_be_visible()
    found += troubles(page)
    page.get_by_role("link", name="Poster om af te drukken").click()
    found += troubles(page)
    page.goto(reverse("poll_card", kwargs={"pk": talk.pk}))
    found += troubles(page)
    assert found == []
    assert Poll.objects.get().invited == 8


@pytest.mark.parametrize("counts", [(2, 8, 9, 6), (0, 1, 1, 1)], ids=["enough", "too few"])
def test_what_came_out_is_read_on_every_screen(browser_page, browser_sign_in, talk, counts):
    poll = a_poll(
        group=talk.trajectory.team.group,
        version=talk.trajectory.framework_version,
        about=f"conversation:{talk.pk}",
        questions=["TEST-S-01", "TEST-S-02", "TEST-S-03"],
        texts=Poll.Texts.MODERATED,
        by=talk.opened_by,
    )
    answer_all(
        poll,
        *steps(*counts, **{"TEST-S-03": ["overdag"]}),
        *[{"TEST-S-03": ["avond"], "texts": {"TEST-S-02": "Meer tijd"}}],
    )
    over(poll)
    page = browser_page
    browser_sign_in(talk.opened_by)
    for name in ("poll_detail", "poll_texts", "poll_result"):
        page.goto(reverse(name, kwargs={"pk": talk.pk, "number": poll.pk}))
        assert troubles(page) == []
