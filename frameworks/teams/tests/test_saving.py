"""What is written is kept once, whatever happens on the way and whoever writes at once."""

import json
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.urls import reverse

from frameworks.teams import actions, presence
from frameworks.teams.models import AnswerRevision, TeamAnswer
from frameworks.teams.views import answers as views
from frameworks.tests.factories import team_of
from knw_portal.cache import SoftCache
from knw_portal.forms import Stale
from knw_portal.tests.factories import GroupMemberFactory, UserFactory

BLANK = {"choices": [], "cells": {}, "text": "", "basis": "", "reason": ""}
CODE = "TEST-S-02"


@pytest.fixture
def talk(db):
    lead = UserFactory(name="Lies")
    trajectory = team_of(lead)
    GroupMemberFactory(group=trajectory.team.group, user=UserFactory(name="Mo"))
    return actions.open_conversation(trajectory, "start", by=lead)


@pytest.fixture
def lies(talk):
    return talk.opened_by


@pytest.fixture
def mo(talk):
    return talk.trajectory.team.group.members.get(user__name="Mo").user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def url(name, talk, **kwargs):
    return reverse(name, kwargs={"pk": talk.pk, **kwargs})


def send(user, talk, *, seen=1, code=CODE, only=(), op="", **parts):
    data = {f"{code}-{part}": value for part, value in parts.items()}
    data |= {f"{code}-version": seen, "op": op}
    if only:
        data["only"] = list(only)
    return signed_in(user).post(url("answer_save", talk, code=code), data)


def question(talk, code=CODE):
    return next(one for one in talk.questions() if one["code"] == code)


def answer_of(talk, code=CODE):
    return talk.answers.get(concept__code=code)


def save(talk, by, *, seen=1, **values):
    return actions.save_answer(talk, question(talk), BLANK | values, seen=seen, by=by)


# --- each save once ------------------------------------------------------------------------------


def test_a_save_whose_answer_got_lost_is_sent_again_and_kept_once(talk, lies):
    op = str(uuid4())

    first = send(lies, talk, text="Een", op=op)
    again = send(lies, talk, text="Een", op=op)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert first["X-Answer-Version"] == again["X-Answer-Version"] == "2"
    assert answer_of(talk).revisions.count() == 2


def test_a_repeated_save_puts_nothing_back_over_what_came_after_it(talk, lies, mo):
    op = str(uuid4())
    send(lies, talk, text="Een", op=op)
    send(mo, talk, seen=2, text="Een, en nog iets", op=str(uuid4()))

    again = send(lies, talk, text="Een", op=op)

    assert again.status_code == 200
    assert again["X-Answer-Version"] == "3"
    assert "Een, en nog iets" in again.content.decode()
    assert answer_of(talk).text == "Een, en nog iets"


def test_without_its_number_the_same_repeat_would_have_been_a_conflict(talk, lies, mo):
    """So it is the number that tells a repeat from a stale tab."""
    send(lies, talk, text="Een")
    send(mo, talk, seen=2, text="Een, en nog iets")

    assert send(lies, talk, text="Een").status_code == 409


@pytest.mark.parametrize("whose", ["of another answer", "of somebody else"])
def test_a_number_that_was_used_before_changes_nothing(talk, lies, mo, whose):
    op = str(uuid4())
    send(lies, talk, text="Een", op=op)

    if whose == "of another answer":
        refused = send(lies, talk, code="TEST-S-01", text="Twee", op=op)
    else:
        refused = send(mo, talk, seen=1, text="Twee", op=op)

    assert refused.status_code == 400
    assert list(TeamAnswer.objects.exclude(text="").values_list("text", flat=True)) == ["Een"]


def test_no_number_or_a_strange_one_is_a_save_like_any_other(talk, lies):
    assert send(lies, talk, text="Een", op="'; drop table").status_code == 200
    assert answer_of(talk).revisions.get(version=2).client_op_id is None


# --- each field by itself ------------------------------------------------------------------------


def test_what_is_not_sent_stays_as_the_person_saw_it(talk, lies, mo):
    save(talk, lies, text="Simulatie", basis="majority")

    saved = send(mo, talk, seen=2, only=["basis"], basis="consensus")

    assert saved.status_code == 200
    assert answer_of(talk).values() == BLANK | {"text": "Simulatie", "basis": "consensus"}


def test_a_field_that_is_sent_empty_is_emptied(talk, lies):
    save(talk, lies, text="Simulatie", basis="majority")

    send(lies, talk, seen=2, only=["text"], text="")

    assert answer_of(talk).values() == BLANK | {"basis": "majority"}


@pytest.mark.parametrize(
    ("base", "sent", "only", "kept"),
    [
        ({"a:x": "1", "b:x": "2"}, {"a:x": "3"}, {"cell:a:x"}, {"a:x": "3", "b:x": "2"}),
        ({"a:x": "1", "b:x": "2"}, {}, {"cell:a:x"}, {"b:x": "2"}),
        ({"a:x": "1"}, {"b:x": "9"}, {"text"}, {"a:x": "1"}),
    ],
)
def test_of_a_table_only_the_boxes_that_are_sent_count(base, sent, only, kept):
    laid = actions.answers.laid_over(BLANK | {"cells": base}, BLANK | {"cells": sent}, only)

    assert laid["cells"] == kept


def test_a_save_of_somebody_who_is_not_signed_in_here_any_more_is_refused(talk, lies, mo):
    """Another person signed in in this browser: the text of the first is not theirs to say."""
    data = {f"{CODE}-text": "Van Lies", f"{CODE}-version": 1, "person": lies.pk}

    refused = signed_in(mo).post(url("answer_save", talk, code=CODE), data)

    assert refused.status_code == 403
    assert answer_of(talk).text == ""


# --- eight at once -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_eight_people_who_write_at_once_nobodys_text_disappears():
    """Each writes in one and the same answer over HTTP, and on a conflict keeps both texts."""
    lead = UserFactory()
    trajectory = team_of(lead)
    people = [GroupMemberFactory(group=trajectory.team.group).user for _ in range(8)]
    talk = actions.open_conversation(trajectory, "start", by=lead)
    gate, repeated = Barrier(8), []

    def write(number):
        client = signed_in(people[number])
        gate.wait()
        seen, text = 1, ""
        try:
            for turn in range(3):
                text, op = f"{text} p{number}t{turn}".strip(), str(uuid4())
                while True:
                    data = {f"{CODE}-text": text, f"{CODE}-version": seen, "op": op}
                    said = client.post(url("answer_save", talk, code=CODE), data)
                    seen = int(said["X-Answer-Version"])
                    if said.status_code == 200:
                        again = client.post(url("answer_save", talk, code=CODE), data)
                        repeated.append(again.status_code)
                        seen, text = int(again["X-Answer-Version"]), now_in(again)["text"]
                        break
                    theirs = TeamAnswer.objects.get(concept__code=CODE).revisions.get(version=seen)
                    text, op = f"{theirs.text} p{number}t{turn}", str(uuid4())
        finally:
            connection.close()

    threads = [Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    words = [f"p{number}t{turn}" for number in range(8) for turn in range(3)]
    answer = answer_of(talk)
    assert repeated == [200] * 24
    assert sorted(answer.text.split()) == sorted(words)
    assert answer.revisions.count() == 25  # the blank one, and each save once


def now_in(response):
    """What the portal says that the answer is now, as the script reads it."""
    text = response.content.decode().split('data-now="', 1)[1].split('"', 1)[0]
    return json.loads(text.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&"))


@pytest.mark.django_db(transaction=True)
def test_the_same_save_from_eight_threads_at_once_is_kept_once():
    lead = UserFactory()
    talk = actions.open_conversation(team_of(lead), "start", by=lead)
    gate, statuses, op = Barrier(8), [], str(uuid4())

    def run():
        client = signed_in(lead)
        gate.wait()
        try:
            data = {f"{CODE}-text": "Een", f"{CODE}-version": 1, "op": op}
            statuses.append(client.post(url("answer_save", talk, code=CODE), data).status_code)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 8
    assert AnswerRevision.objects.filter(text="Een").count() == 1


# --- what others do meanwhile --------------------------------------------------------------------


def live(user, talk, etag="", **asked):
    headers = {"If-None-Match": etag} if etag else {}
    return signed_in(user).get(url("conversation_live", talk), asked, headers=headers)


def test_what_a_colleague_saved_is_told_once_and_then_nothing_is_new(talk, lies, mo):
    save(talk, mo, text="Simulatie")

    first = live(lies, talk)
    told = first.json()
    second = live(lies, talk, first["ETag"], sinds=told["since"])

    assert told["answers"][CODE]["values"] == BLANK | {"text": "Simulatie"}
    assert (told["answers"][CODE]["version"], told["answers"][CODE]["by"]) == (2, "Mo")
    assert list(told["answers"]) == [CODE]
    assert (second.status_code, second.content) == (304, b"")


def test_only_what_changed_since_is_told(talk, lies, mo, monkeypatch):
    monkeypatch.setattr(views, "OVERLAP", views.OVERLAP * 0)
    save(talk, mo, text="Simulatie")
    since = live(lies, talk).json()["since"]
    nothing = live(lies, talk, sinds=since).json()["answers"]
    save(talk, mo, seen=2, text="Simulatie en stage")

    after = live(lies, talk, sinds=since).json()["answers"]

    assert nothing == {}
    assert after[CODE]["values"]["text"] == "Simulatie en stage"


@pytest.mark.parametrize(
    "since",
    [
        "",
        "gisteren",
        "2026-01-01",
        "9999999-1",
        "0001-01-01",
        "0001-01-01T00:00:00+14:00",
        "2020-01-01T00:00:00+23:59:59",  # further than PostgreSQL knows
    ],
)
def test_a_strange_moment_tells_everything(talk, lies, mo, since):
    save(talk, mo, text="Simulatie")

    assert list(live(lies, talk, sinds=since).json()["answers"]) == [CODE]


def test_who_is_here_is_seen_by_the_others_with_where_they_write(talk, lies, mo):
    live(mo, talk, bij=CODE, schrijft="1")

    seen_by_lies, seen_by_mo = live(lies, talk).json()["here"], live(mo, talk).json()["here"]

    assert seen_by_lies == [{"name": "Mo", "code": CODE, "writes": True}]
    assert seen_by_mo == [{"name": "Lies", "code": "", "writes": False}]


def test_who_says_nothing_for_a_while_is_gone(talk, lies, mo, monkeypatch):
    monkeypatch.setattr(presence, "SECONDS", 0)
    live(mo, talk, bij=CODE)

    assert live(lies, talk).json()["here"] == []


def test_without_a_cache_nobody_is_seen_and_everything_else_works(talk, lies, mo, monkeypatch):
    away = SoftCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.1}})
    monkeypatch.setattr(presence, "cache", away)
    save(talk, mo, text="Simulatie")

    told = live(lies, talk).json()

    assert told["here"] == []
    assert told["answers"][CODE]["values"]["text"] == "Simulatie"


def test_nobody_outside_the_team_hears_anything(talk, lies):
    live(lies, talk, bij=CODE)

    assert live(UserFactory(), talk).status_code == 404


def test_asking_writes_no_row_and_gives_a_new_key_only_when_asked(talk, lies):
    before = AnswerRevision.objects.count(), answer_of(talk).version

    plain, with_key = live(lies, talk).json(), live(lies, talk, sleutel="1").json()

    assert (AnswerRevision.objects.count(), answer_of(talk).version) == before
    assert "csrf" not in plain
    assert len(with_key["csrf"]) == 64
    assert with_key["person"] == lies.pk


@pytest.mark.parametrize("rows", [1, 3])
def test_looking_in_costs_the_same_with_any_number_of_people_and_answers(
    talk, lies, rows, django_assert_num_queries
):
    for _ in range(rows - 1):
        GroupMemberFactory(group=talk.trajectory.team.group)
    for number, one in enumerate(talk.questions()[:rows]):
        actions.save_answer(talk, one, BLANK | {"text": str(number)}, seen=1, by=lies)
    client = signed_in(lies)
    client.get(url("conversation_live", talk))
    caches["default"].get("warm")

    with django_assert_num_queries(5):  # who, what they are, the talk, the people, the answers
        client.get(url("conversation_live", talk))


# --- what it said before -------------------------------------------------------------------------


def test_every_text_can_be_read_back_with_who_wrote_it(talk, lies, mo):
    save(talk, lies, text="Simulatie")
    save(talk, mo, seen=2, text="Stage", basis="consensus")

    page = signed_in(lies).get(url("answer_history", talk, code=CODE)).content.decode()

    assert page.index("Stage") < page.index("Simulatie") < page.index("Er stond nog niets")
    assert page.index("Mo, ") < page.index("Lies, ")
    assert "Consensus" in page


def test_an_earlier_text_is_put_back_as_a_new_version(talk, lies, mo):
    save(talk, lies, text="Simulatie")
    save(talk, mo, seen=2, text="Stage", basis="consensus")
    address = url("answer_restore", talk, code=CODE, number=2)

    signed_in(lies).post(address, {"seen": 3})

    answer = answer_of(talk)
    assert answer.values() == BLANK | {"text": "Simulatie"}
    assert (answer.version, answer.updated_by) == (4, lies)
    assert answer.revisions.filter(text="Stage").exists()


@pytest.mark.parametrize("seen", ["2", "", "x", "999999999999"])
def test_nothing_is_put_back_over_what_one_did_not_see(talk, lies, mo, seen):
    save(talk, lies, text="Simulatie")
    save(talk, mo, seen=2, text="Stage")
    address = url("answer_restore", talk, code=CODE, number=2)

    said = signed_in(lies).post(address, {"seen": seen}, follow=True)

    assert answer_of(talk).text == "Stage"
    assert "Er is intussen iets veranderd" in said.content.decode()


def test_of_a_closed_talk_the_earlier_texts_are_read_and_not_put_back(talk, lies):
    save(talk, lies, text="Simulatie")
    save(talk, lies, seen=2, text="Stage")
    revision = answer_of(talk).revisions.get(version=2)
    actions.close_conversation(talk, lesson="", by=lies)
    client = signed_in(lies)

    page = client.get(url("answer_history", talk, code=CODE)).content.decode()
    said = client.post(url("answer_restore", talk, code=CODE, number=2), {"seen": 3}, follow=True)

    assert "Simulatie" in page
    assert "Zet dit terug" not in page
    assert "Dit gesprek is intussen afgesloten" in said.content.decode()
    with pytest.raises(Stale):
        actions.restore_answer(revision, seen=3, by=lies)


def test_a_version_that_never_was_is_not_found(talk, lies):
    address = url("answer_restore", talk, code=CODE, number=9)

    assert signed_in(lies).post(address, {"seen": 1}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_history_costs_the_same_for_any_number_of_versions(
    talk, lies, rows, django_assert_num_queries
):
    for number in range(rows):
        save(talk, lies, seen=number + 1, text=f"Tekst {number}")
    client = signed_in(lies)
    client.get("/")

    with django_assert_num_queries(6):
        client.get(url("answer_history", talk, code=CODE))
