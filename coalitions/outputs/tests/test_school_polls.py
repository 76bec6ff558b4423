"""A coalition asks for a poll: each school opens its own, shares the link and hands it in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from playwright.sync_api import expect

from coalitions.outputs.actions import collections as actions
from coalitions.outputs.actions.polls import open_school_poll
from coalitions.outputs.models import Collection, Delivery
from coalitions.outputs.polling import askable, polls_for
from coalitions.outputs.tests.test_collecting_walk import Reader
from coalitions.tests.factories import CollectionFactory, a_set
from frameworks.polls import actions as polls
from frameworks.polls.models import Clock, Poll
from knw_portal.forms import Stale
from knw_portal.mail.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def polled(coalition, people):
    """Asked for a poll, with the one question of the set on which one can choose."""
    version = a_set()
    collection = CollectionFactory(
        coalition=coalition,
        title="Wat zou je gebruiken",
        asks="poll",
        framework_version=version,
        concepts=[one["concept"] for one in askable(version.shown)],
    )
    actions.send_collection(collection, seen=1, by=people.guide)
    return collection


@pytest.fixture
def ours(polled):
    return polled.deliveries.get(institution__slug="eerste")


@pytest.fixture
def held(ours, people):
    """The poll of the first school, open, of twenty people."""
    open_school_poll(ours, invited=20, closes_at="2999-01-01T10:00Z", by=people.anna)
    return polls_for([ours])[ours.pk]


def address(name, collection, school="eerste"):
    return reverse(name, args=["saat", collection.pk, school])


def answer(poll, *, times):
    for _ in range(times):
        polls.take_answers(poll, choices={"PRAAT-03": ["een-kaart"]}, texts={})


def close(poll):
    Poll.objects.filter(pk=poll.pk).update(closes_at=Clock())


def test_a_poll_asks_only_what_can_be_chosen(coalition, people, as_person):
    client = as_person(people.guide)

    drafted = client.post(
        reverse("collection_new", args=["saat"]),
        {
            "title": "Peil het",
            "asks": "poll",
            "framework_version": a_set().pk,
            "question": "Peil het thuis.",
            "due_on": f"{localdate() + timedelta(days=20):%Y-%m-%d}",
            "version": 1,
        },
    )

    collection = Collection.objects.get()
    assert [one["code"] for one in collection.questions()] == ["PRAAT-03"]
    page = client.get(drafted.url).content.decode()
    assert "Wat zou je gebruiken?" in page
    assert "Wat heb je nodig?" not in page  # an open question


def test_a_school_opens_its_poll_and_shares_the_link(polled, ours, people, as_person):
    body = Mail.objects.get(kind="collection_sent", to="anna@example.org").body
    assert "Open voor je school een peiling" in body
    client = as_person(people.anna)
    new = address("delivery_poll", polled)

    small = client.post(new, {"invited": 6, "closes_on": f"{localdate():%Y-%m-%d}"})
    assert "Je vraagt minder dan 10 mensen." in small.content.decode()
    done = client.post(new, {"invited": 20, "closes_on": f"{localdate():%Y-%m-%d}"})

    poll = polls_for([ours])[ours.pk]
    page = client.get(done.url).content.decode()
    assert poll.get_absolute_url() in page
    assert "QR-code met de link naar de peiling" in page
    assert (poll.invited, poll.group) == (20, polled.coalition.group)
    assert Client().get(poll.get_absolute_url()).status_code == 200  # no account is needed
    assert polls_for([polled.deliveries.get(institution__slug="tweede")]) == {}


def test_only_of_a_small_group_is_asked_whether_one_knows_and_the_card_is_offered(
    polled, ours, people, as_person
):
    client = as_person(people.anna)
    new = address("delivery_poll", polled)
    day = f"{localdate():%Y-%m-%d}"
    card, tick = address("delivery_card_pdf", polled), 'name="knows_small"'

    pages = {
        "first": client.get(new),
        "mistake": client.post(new, {"invited": 20, "closes_on": ""}),
        "no number": client.post(new, {"invited": "zes", "closes_on": day}),
        "small": client.post(new, {"invited": 6, "closes_on": day}),
    }
    seen = {name: page.content.decode() for name, page in pages.items()}
    found = client.get(card)
    client.post(new, {"invited": 6, "closes_on": day, "knows_small": "on"})

    assert [name for name, text in seen.items() if tick in text] == ["small"]
    assert [name for name, text in seen.items() if card in text] == ["small"]
    assert seen["small"].index(card) < seen["small"].index(tick)
    assert (found["Content-Type"], found.content[:4]) == ("application/pdf", b"%PDF")
    assert polls_for([ours])[ours.pk].invited == 6


def test_one_poll_a_school_also_when_two_press_at_once(ours, held, people):
    with pytest.raises(Stale):
        open_school_poll(ours, invited=30, closes_at="2999-01-01T10:00Z", by=people.bea)

    assert Poll.objects.count() == 1


def test_while_it_is_open_nobody_sees_anything(polled, ours, held, people, as_person):
    answer(held, times=7)

    for person in (people.anna, people.guide):
        page = as_person(person).get(ours.get_absolute_url()).content.decode()
        assert "7 van 7" not in page
        assert "Een kaart" not in page


def test_handing_in_closes_the_poll_and_the_coalition_reads_what_the_gate_lets_through(
    polled, ours, held, people, as_person
):
    answer(held, times=7)
    url = reverse("collection_input", args=["saat", polled.pk])
    assert "Er is nog niets geleverd." in as_person(people.cor).get(url).content.decode()

    as_person(people.anna).post(address("delivery_edit", polled), {"version": 1})

    ours.refresh_from_db()
    assert ours.state == Delivery.State.DELIVERED
    with pytest.raises(polls.NotOpen):
        answer(held, times=1)
    [(delivery, lines)] = as_person(people.cor).get(url).context["schools"]
    assert delivery == ours
    assert [line.published.n for line in lines] == [7]
    assert as_person(people.follower).get(url).status_code == 403


def test_of_too_few_answers_nothing_is_shown_anywhere(polled, ours, held, people, as_person):
    answer(held, times=4)
    close(held)
    client = as_person(people.anna)
    own = client.get(address("delivery_edit", polled))
    client.post(address("delivery_edit", polled), {"version": 1})

    read = as_person(people.guide).get(reverse("collection_input", args=["saat", polled.pk]))

    (line,) = own.context["lines"]
    assert not line.published
    [(_, lines)] = read.context["schools"]
    assert [bool(one.published) for one in lines] == [False]


def test_without_a_poll_there_is_nothing_to_hand_in(polled, ours, people, as_person):
    as_person(people.anna).post(address("delivery_edit", polled), {"version": 1})

    ours.refresh_from_db()
    assert ours.state == Delivery.State.ASKED


@pytest.mark.parametrize("rows", [1, 2])
def test_reading_takes_the_same_queries_for_any_number_of_schools(
    polled, people, as_person, rows, django_assert_num_queries
):
    for delivery in polled.deliveries.all()[:rows]:
        open_school_poll(delivery, invited=20, closes_at="2999-01-01T10:00Z", by=people.anna)
        poll = polls_for([delivery])[delivery.pk]
        answer(poll, times=6)
        close(poll)
        Delivery.objects.filter(pk=delivery.pk).update(
            state="delivered",
            answered_by=people.anna,
            answered_at="2030-01-01T10:00Z",
            changed_at="2030-01-01T10:00Z",
        )
    client = as_person(people.guide)
    client.get("/mijn/")

    with django_assert_num_queries(11):
        page = client.get(reverse("collection_input", args=["saat", polled.pk]))

    assert len(page.context["schools"]) == rows


@pytest.mark.browser
@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
def test_a_school_holds_its_poll_in_a_real_browser(
    browser_page, browser_sign_in, polled, ours, people
):
    page, reader = browser_page, Reader(browser_page)
    browser_sign_in(people.anna)
    page.goto(address("delivery_edit", polled))
    reader.look("no poll yet")
    page.get_by_role("link", name="Peiling openen").click()
    page.get_by_role("button", name="Nu openen").click()
    expect(page.locator(".error-summary")).to_be_focused()
    reader.look("opening with mistakes")
    page.get_by_label("Aan hoeveel collega’s").fill("6")
    page.get_by_role("button", name="Nu openen").click()
    expect(page.get_by_role("link", name="Gesprekskaart met deze vragen")).to_be_visible()
    expect(page.get_by_label("We weten dat de groep klein is")).not_to_be_checked()
    reader.look("a small group")
    page.get_by_label("Aan hoeveel collega’s").fill("20")
    page.get_by_role("button", name="Nu openen").click()
    expect(page.get_by_role("img", name="QR-code")).to_be_visible()
    reader.look("open")
    answer(polls_for([ours])[ours.pk], times=7)
    page.get_by_role("button", name="Peiling sluiten").click()
    expect(page.locator("#messages")).to_contain_text("Geleverd.")
    reader.look("handed in")
    page.goto(reverse("collection_input", args=["saat", polled.pk]))
    expect(page.locator("main")).to_contain_text("Wat zou je gebruiken?")
    reader.look("read together")

    assert reader.found == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_on_a_phone_the_stand_of_the_schools_shows_only_what_there_is(
    browser_page, browser_sign_in, polled, ours, people
):
    now = timezone.now()
    Delivery.objects.filter(pk=ours.pk).update(
        state="delivered", answered_by=people.anna, answered_at=now, changed_at=now
    )
    page = browser_page
    browser_sign_in(people.guide)
    page.goto(polled.get_absolute_url())
    rows = page.locator("#stand tbody tr")

    counts = {}
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 800})
        cells = [row.locator("td") for row in rows.all()]
        counts[width] = [[one.is_visible() for one in found.all()] for found in cells]

    assert counts[1280] == [[True] * 4] * rows.count()
    assert sorted(counts[375])[0] == [True, False, False, False]  # not delivered: its stand only
    assert sorted(counts[375])[-1] == [True, True, False, False]
