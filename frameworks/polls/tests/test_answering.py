"""The page behind the link, for whoever has it: no account, nothing kept, once each."""

import hashlib
import logging
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from frameworks.polls import actions, doors
from frameworks.polls.answering import Answered, answered, blocks_of
from frameworks.polls.models import Poll, PollCount, PollText
from frameworks.tests.factories import a_poll, over, published
from knw_portal.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE)\b")


@pytest.fixture
def poll():
    return a_poll(
        questions=["TEST-S-01", "TEST-S-02", "TEST-S-03", "TEST-N-01"],
        texts=Poll.Texts.MODERATED,
        cells=["docent", "manager"],
        intro="Wij praten erover op de teamdag.",
    )


def address(poll):
    return reverse("poll_answer", kwargs={"token": poll.token})


def filled(**fields):
    """What a browser sends of a form that was just opened; `rol` is the poll's, the rest asked."""
    asked = {f"vraag:{name}": value for name, value in fields.items() if name != "rol"}
    role = {"rol": fields["rol"]} if "rol" in fields else {}
    return {"eenmalig": doors.new_nonce(), "vraag:": "", **role, **asked}


def totals():
    return set(PollCount.objects.filter(count__gt=0).values_list("item", "point", "cell", "count"))


def test_anybody_with_the_link_answers_and_is_thanked_without_a_word_on_results(client, poll):
    sent = filled(
        **{
            "rol": "docent",
            "TEST-S-01": "3",
            "TEST-S-02": " Meer tijd ",
            "TEST-S-03": ["overdag", "avond"],
            "TEST-N-01:vorm": "veel",
            "TEST-N-01:tijd": "",
        }
    )

    response = client.post(address(poll), sent)
    thanks = client.get(response.url)

    assert response.url == reverse("poll_thanks", kwargs={"token": poll.token})
    assert totals() == {
        ("", "", "docent", 1),
        ("TEST-S-01", "3", "docent", 1),
        ("TEST-S-03", "overdag", "docent", 1),
        ("TEST-S-03", "avond", "docent", 1),
        ("TEST-N-01:vorm", "veel", "docent", 1),
    }
    assert list(PollText.objects.values_list("item", "text", "review")) == [
        ("TEST-S-02", "Meer tijd", "pending")
    ]
    text = thanks.content.decode()
    assert not re.search(r"\d+ (mensen|antwoorden|collega)|gemiddeld|resultaat", text)


@pytest.mark.parametrize("headers", [{}, {"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}])
@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_writes_nothing(client, poll, method, headers):
    with CaptureQueriesContext(connection) as asked:
        for name in ("poll_answer", "poll_thanks"):
            url = reverse(name, kwargs={"token": poll.token})
            assert getattr(client, method)(url, headers=headers).status_code == 200

    assert not [query["sql"] for query in asked if WRITES.search(query["sql"].split("FROM")[0])]
    assert totals() == set()
    assert set(client.cookies) <= {"csrf"}


def test_the_page_is_the_same_for_whoever_opens_it(client, poll):
    def page_for(visitor):
        html = visitor.get(address(poll)).content.decode()
        return re.sub(r'(name="(?:eenmalig|csrfmiddlewaretoken)" value=")[^"]*', r"\1", html)

    signed_in = Client()
    user = UserFactory(name="Wilma Herkenbaar")
    signed_in.force_login(user)

    assert "Wilma" not in page_for(signed_in)
    assert page_for(signed_in) == page_for(client)


def test_a_form_that_comes_twice_counts_once(client, poll):
    sent = filled(**{"TEST-S-01": "3"})

    first, second = client.post(address(poll), sent), client.post(address(poll), sent)

    assert first.url == second.url
    assert totals() == {("", "", "", 1), ("TEST-S-01", "3", "", 1)}


def test_a_form_that_was_not_counted_may_come_again(client, poll, monkeypatch):
    sent = filled(**{"TEST-S-01": "3"})
    take = actions.take_answers

    def broken(*args, **kwargs):
        raise RuntimeError("the database is away")

    monkeypatch.setattr(actions, "take_answers", broken)
    with pytest.raises(RuntimeError):
        client.post(address(poll), sent)
    monkeypatch.setattr(actions, "take_answers", take)
    client.post(address(poll), sent)

    assert totals() == {("", "", "", 1), ("TEST-S-01", "3", "", 1)}


@pytest.mark.parametrize("nonce", ["", "kort", "x" * 23])
def test_a_form_without_its_number_comes_back_with_what_was_filled_in(client, poll, nonce):
    response = client.post(
        address(poll), {**filled(**{"TEST-S-02": "Bewaar mij"}), "eenmalig": nonce}
    )

    assert response.status_code == 422
    assert "Bewaar mij" in response.content.decode()
    assert totals() == set()


def test_a_form_with_nothing_on_it_comes_back(client, poll):
    response = client.post(address(poll), filled(rol="docent"))

    assert response.status_code == 422
    assert "Je hebt nog niets gekozen of geschreven" in response.content.decode()
    assert totals() == set()


def test_a_text_that_is_too_long_comes_back_whole(client, poll):
    long = "Te lang. " * 150

    response = client.post(address(poll), filled(**{"TEST-S-01": "2", "TEST-S-02": long}))

    page = response.content.decode()
    assert response.status_code == 422
    assert long.strip() in page
    assert 'value="2" checked' in page
    assert totals() == set()


def test_what_is_no_choice_of_the_question_is_not_counted(client, poll):
    sent = {"rol": "rector", "TEST-S-01": ["2", "4"], "TEST-S-03": "nacht", "X": "1"}

    client.post(address(poll), filled(**sent))

    assert totals() == {("", "", "", 1), ("TEST-S-01", "2", "", 1)}


def a_question(code, kind, **rest):
    points = [{"code": point, "value": None, "text": point.upper()} for point in ("ja", "nee")]
    asked = {"code": code, "kind": kind, "text": f"{code}?", "help": "", "lines": []}
    return {**asked, "points": points if kind == "one" else [], **rest}


@pytest.mark.parametrize(
    ("sent", "choices", "texts"),
    [
        ("A=ja&B=nee&C=Omdat", {"A": ["ja"], "B": ["nee"]}, {"C": "Omdat"}),
        ("A=nee&B=nee&C=Omdat", {"A": ["nee"]}, {}),
        ("B=nee&C=Omdat", {}, {}),
        ("A=ja&B=ja&C=Omdat", {"A": ["ja"], "B": ["ja"]}, {}),
    ],
)
def test_what_hangs_on_another_answer_counts_only_after_that_answer(sent, choices, texts):
    questions = [
        a_question("A", "one"),
        a_question("B", "one", when={"question": "A", "is": ["ja"]}),
        a_question("C", "open", when={"question": "B", "is": ["nee"]}),
    ]

    seen = answered(Poll(cells=[]), questions, QueryDict(sent))

    assert (seen.choices, seen.texts) == (choices, texts)
    assert [block["only_if"] for block in blocks_of(questions, seen)] == [
        "",
        "Alleen als je bij ‘A?’ koos: JA",
        "Alleen als je bij ‘B?’ koos: NEE",
    ]


def test_a_question_with_the_name_of_a_field_of_the_poll_takes_nothing_of_it():
    questions = [a_question("rol", "one"), a_question("eenmalig", "open")]
    sent = QueryDict("rol=nee&eenmalig=nummer&vraag:=&vraag:rol=ja&vraag:eenmalig=Ons+woord")

    seen = answered(Poll(cells=["ja", "nee"]), questions, sent)
    only_the_role = answered(Poll(cells=["ja", "nee"]), questions, QueryDict("rol=nee&vraag:="))

    assert (seen.cell, seen.choices) == ("nee", {"rol": ["ja"]})
    assert seen.texts == {"eenmalig": "Ons woord"}
    assert (only_the_role.cell, only_the_role.choices) == ("nee", {})


def test_a_page_that_was_open_before_the_names_changed_still_counts(client, poll):
    client.post(address(poll), {"eenmalig": doors.new_nonce(), "rol": "docent", "TEST-S-01": "3"})

    assert totals() == {("", "", "docent", 1), ("TEST-S-01", "3", "docent", 1)}


def test_every_question_of_the_page_is_sent_under_a_name_of_its_own(client, poll):
    page = client.get(address(poll)).content.decode()

    names = set(re.findall(r' name="([^"]+)"', page.partition("<form method")[2]))
    own = {"eenmalig", "csrfmiddlewaretoken", "rol"}
    assert own <= names
    assert {name for name in names - own if not name.startswith("vraag:")} == set()


def test_how_long_it_is_kept_is_said_before_the_first_question(client, poll):
    page = client.get(address(poll)).content.decode()

    told = page.index("Open tekst wordt een jaar na de sluiting gewist, en de aantallen drie jaar")
    assert told < page.index('id="vraag-TEST-S-01"')


def test_what_hangs_on_a_question_outside_the_poll_is_asked_of_everybody():
    question = a_question("B", "one", when={"question": "A", "is": ["ja"]})

    assert answered(Poll(cells=[]), [question], QueryDict("B=nee")).choices == {"B": ["nee"]}
    assert blocks_of([question], Answered())[0]["only_if"] == ""


def test_after_the_close_answers_are_not_counted_and_the_page_says_so(client, poll):
    sent = filled(**{"TEST-S-01": "3"})
    over(poll)

    late, later = client.post(address(poll), sent), client.get(address(poll))

    assert (late.status_code, later.status_code) == (410, 410)
    assert "Je antwoorden zijn niet meegeteld." in late.content.decode()
    assert "niet meegeteld" not in later.content.decode()
    assert totals() == set()


def test_a_draft_and_a_wrong_link_are_not_there(client, poll):
    draft = actions.prepare_poll(
        group=poll.group,
        version=poll.framework_version,
        about="conversation:9",
        questions=["TEST-S-01"],
        invited=20,
        by=poll.made_by,
    )

    for token in (draft.token, "x" * 32):
        assert client.get(reverse("poll_answer", kwargs={"token": token})).status_code == 404
        assert client.post(reverse("poll_answer", kwargs={"token": token})).status_code == 404


@pytest.mark.parametrize(("invited", "is_warned"), [(9, True), (10, False)])
def test_who_is_in_a_small_group_is_warned_before_the_first_question(client, invited, is_warned):
    page = client.get(address(a_poll(invited=invited))).content.decode()

    warned = page.find("Dit is een kleine groep")
    assert (warned > 0) is is_warned
    assert warned < page.index('id="vraag-TEST-S-01"')


def test_what_cannot_be_promised_is_said(client, poll):
    page = client.get(address(poll)).content.decode()

    assert "kan het niet tegenhouden dat iemand twee keer meedoet" in page


def test_far_too_many_from_one_place_are_held_up_and_nothing_is_lost(client, poll, monkeypatch):
    monkeypatch.setattr(doors, "within", lambda *args, **kwargs: False)

    response = client.post(address(poll), filled(**{"TEST-S-01": "2", "TEST-S-02": "Hallo"}))

    page = response.content.decode()
    assert response.status_code == 429
    assert "Hallo" in page
    assert 'value="2" checked' in page
    assert totals() == set()


def test_a_whole_school_behind_one_address_can_answer_and_a_machine_cannot(rf, poll):
    request = rf.post(address(poll))

    answers = [doors.may_answer(request, poll) for _ in range(2 * poll.invited + 21)]

    assert answers == [True] * (2 * poll.invited + 20) + [False]


def test_the_place_somebody_comes_from_is_kept_under_a_salt_of_chance_only(rf, poll, monkeypatch):
    kept = []
    monkeypatch.setattr(doors, "within", lambda what, who, **rest: kept.append(who) or True)
    request = rf.post(address(poll), REMOTE_ADDR="192.0.2.7")

    doors.may_answer(request, poll)
    cache.delete("poll-salt")
    doors.may_answer(request, poll)

    guesses = [f"{poll.token}|192.0.2.7", "192.0.2.7", f"|{poll.token}|192.0.2.7"]
    assert kept[0] != kept[1]
    assert not {hashlib.sha256(guess.encode()).hexdigest() for guess in guesses} & set(kept)


def test_no_log_line_holds_where_an_answer_came_from_or_what_it_was(client, poll, caplog):
    caplog.set_level(logging.DEBUG)

    client.post(
        address(poll),
        filled(**{"TEST-S-01": "3", "TEST-S-02": "Geheime tekst"}),
        REMOTE_ADDR="192.0.2.7",
    )

    said = "\n".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    assert totals() != set()
    assert "192.0.2.7" not in said
    assert "Geheime tekst" not in said


def test_the_page_stays_in_no_cache_and_no_search_engine(client, poll):
    response = client.get(address(poll))

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("questions", [["TEST-S-01"], ["TEST-S-01", "TEST-S-03", "TEST-N-01"]])
def test_the_page_costs_the_same_with_one_question_and_with_more(
    client, questions, django_assert_num_queries
):
    poll = a_poll(questions=questions, version=published())

    with django_assert_num_queries(2):
        assert client.get(address(poll)).status_code == 200
