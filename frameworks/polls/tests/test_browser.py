"""A poll as colleagues meet it on their phone, and as a team makes it, with a keyboard alone."""

import pytest
from django.db.models import Sum
from playwright.sync_api import expect

from frameworks.polls.models import Poll, PollCount, PollText
from frameworks.tests.factories import a_poll, answer_all, over, steps
from knw_portal.tests.looking import troubles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def poll():
    return a_poll(
        questions=["TEST-S-01", "TEST-S-02", "TEST-S-03", "TEST-N-01"],
        texts=Poll.Texts.MODERATED,
        cells=["docent", "manager"],
        invited=8,
        intro="Wij praten erover op de teamdag.",
    )


def test_a_poll_is_answered_on_a_phone_by_keyboard_alone(browser_page, poll):
    page = browser_page
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(poll.get_absolute_url())
    found = troubles(page)
    expect(page.get_by_text("Dit is een kleine groep")).to_be_visible()

    def focused():
        return page.evaluate("document.activeElement.name || document.activeElement.type")

    def tab_to(name):
        for _ in range(30):
            page.keyboard.press("Tab")
            if focused() == name:
                return
        raise AssertionError(f"{name} is not reached by Tab")

    tab_to("rol")
    page.keyboard.press("ArrowDown")  # from "liever niet" round to the first role
    expect(page.get_by_role("radio", name="docent")).to_be_checked()
    tab_to("vraag:TEST-S-01")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    tab_to("vraag:TEST-S-02")
    page.keyboard.type("Meer tijd")
    tab_to("vraag:TEST-S-03")
    page.keyboard.press("Space")
    tab_to("submit")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Bedankt, je antwoorden zijn verstuurd"
    )
    found += troubles(page)
    assert found == []
    filled = PollCount.objects.filter(count=1).values_list("item", "point", "cell")
    assert set(filled) == {
        ("", "", "docent"),
        ("TEST-S-01", "3", "docent"),
        ("TEST-S-03", "overdag", "docent"),
    }
    assert PollText.objects.get().text == "Meer tijd"


def test_what_goes_wrong_is_told_in_a_page_that_everybody_can_read(browser_page, poll):
    page = browser_page
    page.goto(poll.get_absolute_url())
    page.get_by_role("button", name="Antwoorden versturen").click()

    expect(page.get_by_role("alert")).to_contain_text("Beantwoord minstens één vraag")
    found = troubles(page)
    over(poll)
    page.get_by_role("radio", name="4 Klaar").check()
    page.get_by_role("button", name="Antwoorden versturen").click()

    expect(page.get_by_text("Je antwoorden zijn niet meegeteld.")).to_be_visible()
    found += troubles(page)
    assert found == []
    assert PollCount.objects.aggregate(all=Sum("count"))["all"] == 0


def test_without_script_and_without_any_cookie_but_that_of_the_form(chromium, live_server, poll):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(poll.get_absolute_url())
    page.get_by_role("radio", name="4 Klaar").check()
    page.get_by_role("button", name="Antwoorden versturen").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Bedankt")
    assert [cookie["name"] for cookie in context.cookies()] == ["csrf"]
    assert PollCount.objects.get(item="TEST-S-01", point="4", cell="").count == 1
    context.close()


def test_a_form_sent_twice_at_the_same_time_counts_once(browser_page, poll):
    page = browser_page
    page.goto(poll.get_absolute_url())
    page.get_by_role("radio", name="4 Klaar").check()
    page.evaluate(
        """() => {
            const form = document.querySelector("form[method=post]");
            const body = new URLSearchParams(new FormData(form));
            const send = () => fetch("", { method: "POST", body });
            return Promise.all([send(), send()]);
        }"""
    )

    assert PollCount.objects.get(item="TEST-S-01", point="4", cell="").count == 1


def test_only_answers_that_are_in_stay_in(browser_page, poll):
    answer_all(poll, *steps(0, 0, 2))
    browser_page.goto(poll.get_absolute_url())
    browser_page.reload()

    assert PollCount.objects.get(item="", cell="").count == 2
