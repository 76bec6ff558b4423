"""A poll opens, takes answers of nobody knows whom, and shows what the gate lets through."""

import random
import threading
import time
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse
from django.utils.timezone import now

from frameworks.definitions.definition import questions_of
from frameworks.figures.gate import HIGH, MINIMUM, SCALE, Band, Published
from frameworks.polls import actions
from frameworks.polls.asking import asked_of, can_be_asked, items_of
from frameworks.polls.models import (
    COUNTS_KEPT,
    PROMISED,
    TEXTS_KEPT,
    Poll,
    PollCount,
    PollText,
)
from frameworks.polls.results import outcome_of, results_of, taken_part, texts_in
from frameworks.polls.tasks import purge_polls
from frameworks.tests.factories import a_poll, answer_all, over, published, steps
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.people import privacy
from knw_portal.tests.factories import GroupFactory, UserFactory

pytestmark = pytest.mark.django_db
SCALED = "TEST-S-01"


def results(*polls):
    found = Poll.objects.filter(pk__in=[poll.pk for poll in polls])
    return results_of(found, asked_of(polls[0]))


# --- opening ----------------------------------------------------------------------------------


def test_a_poll_opens_with_a_counter_for_everything_that_can_be_chosen():
    poll = a_poll(cells=["docent", "manager"])

    counts = PollCount.objects.filter(poll=poll)
    assert counts.count() == 3 * (1 + 4 + 2)  # cells times who took part, the steps, the times
    assert set(counts.values_list("count", flat=True)) == {0}
    assert len(poll.token) == 32  # 24 bytes, 192 bits
    assert LogEntry.objects.get(action="poll.opened").by == poll.made_by


@pytest.mark.parametrize("column", PROMISED)
def test_what_a_poll_promised_is_held_by_the_database(column):
    poll = a_poll()
    other = {
        "group_id": GroupFactory().pk,
        "framework_version_id": None,
        "questions": "{TEST-S-01}",
        "cells": "{docent}",
        "texts": "moderated",
        "invited": 31,
        "minimum": 6,
        "anonymous": False,
        "opens_at": now() - timedelta(days=1),
    }.get(column, "iets anders")

    change = f"UPDATE frameworks_poll SET {column} = %s WHERE id = %s"  # noqa: S608
    with (
        pytest.raises(InternalError, match="what a poll promised"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change, [other, poll.pk])


@pytest.mark.parametrize(
    ("wrong", "held_by"),
    [
        ({"minimum": 4}, "poll_minimum_is_only_raised"),
        ({"anonymous": False}, "poll_is_anonymous"),
        ({"invited": 4}, "poll_invites_enough"),
    ],
)
def test_not_even_a_draft_asks_for_less(wrong, held_by):
    with pytest.raises(IntegrityError, match=held_by):
        a_poll(**wrong)


def test_an_opened_poll_stays_and_a_draft_can_go():
    poll, by = a_poll(), UserFactory()
    draft = actions.prepare_poll(
        group=poll.group,
        version=poll.framework_version,
        about="conversation:2",
        questions=[SCALED],
        invited=20,
        by=by,
    )

    actions.drop_poll(draft, by=by)

    assert not Poll.objects.filter(about="conversation:2").exists()
    with pytest.raises(InternalError, match="stays"), transaction.atomic():
        Poll.objects.filter(pk=poll.pk)._raw_delete("default")
    with pytest.raises(Stale):
        actions.drop_poll(poll, by=by)


def test_no_question_is_asked_twice_for_the_same_so_nobody_can_subtract():
    poll = a_poll()
    what = {"group": poll.group, "version": poll.framework_version}

    with pytest.raises(actions.AskedBefore) as refused:
        a_poll(**what, questions=["TEST-S-03", "TEST-N-01"])

    assert refused.value.codes == ["TEST-S-03"]
    assert a_poll(**what, questions=["TEST-N-01"])
    assert a_poll(**what, about="conversation:2")
    assert a_poll(version=poll.framework_version)


@pytest.mark.parametrize(("days_over", "is_refused"), [(-1, True), (29, True), (31, False)])
def test_a_group_that_wants_days_apart_asks_a_question_again_only_after_those(
    days_over, is_refused
):
    ended, by = now() - timedelta(days=days_over), UserFactory()
    what = {"group": GroupFactory(), "version": published(), "questions": [SCALED], "invited": 20}
    poll = actions.prepare_poll(about="conversation:1", by=by, **what)
    actions.open_poll(poll, closes_at=ended, at=ended - timedelta(days=7), by=by)
    again = actions.prepare_poll(about="conversation:2", by=by, **what)
    expected = pytest.raises(actions.AskedBefore) if is_refused else nullcontext()

    with expected:
        actions.open_poll(again, closes_at=now() + timedelta(days=7), by=by, days_apart=30)


def test_a_poll_opens_once():
    poll = a_poll()

    with pytest.raises(Stale):
        actions.open_poll(poll, closes_at=now() + timedelta(days=1), by=UserFactory())


def test_a_poll_asks_what_can_be_chosen_and_texts_only_when_they_are_read_first():
    questions = {one["code"]: one for one in questions_of(published().definition)}

    asked = [code for code, one in questions.items() if can_be_asked(one, texts=False)]
    with_texts = [code for code, one in questions.items() if can_be_asked(one, texts=True)]

    assert asked == ["TEST-S-01", "TEST-S-03", "TEST-N-01"]
    assert with_texts == list(questions)
    assert [item.key for item in items_of([questions["TEST-N-01"]])] == [
        "TEST-N-01:vorm",
        "TEST-N-01:tijd",
    ]


# --- answering --------------------------------------------------------------------------------


def test_answers_are_added_up_and_not_kept():
    poll = a_poll(cells=["docent"])

    answer_all(
        poll,
        {SCALED: ["2"], "TEST-S-03": ["overdag", "avond"], "cell": "docent"},
        {SCALED: ["2"], "cell": "docent"},
        {SCALED: ["3"]},
    )

    filled = PollCount.objects.filter(poll=poll, count__gt=0)
    assert set(filled.values_list("item", "point", "cell", "count")) == {
        ("", "", "docent", 2),
        ("", "", "", 1),
        (SCALED, "2", "docent", 2),
        (SCALED, "3", "", 1),
        ("TEST-S-03", "overdag", "docent", 1),
        ("TEST-S-03", "avond", "docent", 1),
    }


def columns_of(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s",
            [table],
        )
        return dict(cursor.fetchall())


def dump(table, poll):
    """Every row with what PostgreSQL itself keeps with it: its transaction and place on disk."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT xmin::text, ctid::text, * FROM {table} WHERE poll_id = %s ORDER BY ctid",  # noqa: S608
            [poll.pk],
        )
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_a_dump_of_an_open_poll_holds_no_time_order_or_number_that_links_answers():
    poll = a_poll(
        questions=[SCALED, "TEST-S-02", "TEST-S-03"], texts=Poll.Texts.MODERATED, cells=["docent"]
    )
    made = {row["id"] for row in dump("frameworks_pollcount", poll)}
    answer_all(poll, *steps(3, 2))
    before = {row["text"]: row["id"] for row in dump("frameworks_polltext", poll)}
    for number in range(12):
        answer_all(
            poll, {SCALED: ["4"], "cell": "docent", "texts": {"TEST-S-02": f"Tekst {number}"}}
        )

    counts, texts = dump("frameworks_pollcount", poll), dump("frameworks_polltext", poll)
    # No column that holds a time or a number that counts up, in either table.
    for table in ("frameworks_pollcount", "frameworks_polltext"):
        kinds = {name: kind for name, kind in columns_of(table).items() if name != "poll_id"}
        assert set(kinds.values()) <= {"uuid", "character varying", "integer"}
    assert columns_of("frameworks_polltext").keys() == {"id", "poll_id", "item", "text", "review"}
    # The last person's transaction marks every row alike, so it marks nothing.
    assert len({row["xmin"] for row in counts + texts}) == 1
    assert {row["id"] for row in counts} == made
    assert len(texts) == 12
    assert before == {}
    # On the disk the texts lie in the order of their numbers, which are of chance.
    assert [row["id"] for row in texts] == sorted(row["id"] for row in texts)
    assert [row["text"] for row in texts] != [f"Tekst {number}" for number in range(12)]


@pytest.mark.django_db(transaction=True)
def test_texts_get_other_numbers_with_every_answer():
    poll = a_poll(questions=[SCALED, "TEST-S-02"], texts=Poll.Texts.MODERATED)
    answer_all(poll, {"texts": {"TEST-S-02": "Eerst"}})
    first = PollText.objects.get().pk

    answer_all(poll, {SCALED: ["1"]})

    assert PollText.objects.get().text == "Eerst"
    assert PollText.objects.get().pk != first


def test_no_other_table_learns_that_somebody_answered():
    poll = a_poll()
    tables = [name for name in connection.introspection.table_names() if "poll" not in name]

    def sizes():
        with connection.cursor() as cursor:
            found = {}
            for name in tables:
                cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608
                found[name] = cursor.fetchone()[0]
            return found

    before = sizes()
    answer_all(poll, *steps(1, 2, 3))

    assert sizes() == before


def test_the_clock_of_the_database_closes_it():
    poll = over(a_poll())

    with pytest.raises(actions.NotOpen):
        answer_all(poll, *steps(1))

    assert set(PollCount.objects.values_list("count", flat=True)) == {0}


def test_a_counter_of_a_closed_poll_does_not_move_and_none_comes_or_goes():
    poll = over(a_poll())

    with pytest.raises(InternalError, match="not open"), transaction.atomic():
        PollCount.objects.filter(poll=poll).update(count=7)
    with pytest.raises(InternalError, match="no other counters"), transaction.atomic():
        PollCount.objects.create(poll=poll, item=SCALED, point="9")
    with pytest.raises(InternalError, match="no other counters"), transaction.atomic():
        PollCount.objects.filter(poll=poll).delete()


def test_a_closed_poll_does_not_open_again_and_closes_once():
    poll, by = a_poll(), UserFactory()

    actions.close_poll(poll, by=by)

    with pytest.raises(InternalError, match="does not open again"), transaction.atomic():
        Poll.objects.filter(pk=poll.pk).update(closes_at=now() + timedelta(days=3))
    with pytest.raises(Stale):
        actions.close_poll(poll, by=by)


@pytest.mark.django_db(transaction=True)
def test_of_people_who_answer_at_once_everybody_counts():
    poll = a_poll(questions=[SCALED, "TEST-S-02"], texts=Poll.Texts.MODERATED)

    def answer(number):
        answer_all(poll, {SCALED: ["4"], "texts": {"TEST-S-02": f"Van {number}"}})
        connection.close()

    threads = [threading.Thread(target=answer, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert PollCount.objects.get(item=SCALED, point="4").count == 8
    assert {text.text for text in PollText.objects.all()} == {f"Van {n}" for n in range(8)}


@pytest.mark.django_db(transaction=True)
def test_a_result_waits_for_who_is_answering_when_the_poll_closes():
    poll = a_poll(closes_at=now() + timedelta(seconds=2))
    answer_all(poll, *steps(0, 0, 0, 5))
    answering, read, shown = threading.Event(), threading.Event(), []

    def answer():
        with transaction.atomic():
            answer_all(poll, *steps(0, 0, 0, 1))
            answering.set()
            read.wait(20)
        connection.close()

    def look():
        shown.append(results(poll)[poll.pk][SCALED].n)
        connection.close()

    writer, reader = threading.Thread(target=answer), threading.Thread(target=look)
    writer.start()
    assert answering.wait(20)
    while not Poll.objects.closed().exists():
        time.sleep(0.1)
    reader.start()
    reader.join(1)  # long enough to read, if it did not wait
    read.set()
    writer.join()
    reader.join()

    assert shown == [6]


# --- results ----------------------------------------------------------------------------------


def test_nothing_is_shown_while_it_is_open_however_many_answered():
    poll = a_poll()
    answer_all(poll, *steps(6, 6, 6, 6))

    assert results(poll) == {}
    assert taken_part(poll) is None


def test_after_the_close_what_the_gate_lets_through():
    poll = a_poll()
    answer_all(poll, *steps(2, 8, 9, 6), *steps(0, item="TEST-S-03"))

    poll = over(poll)

    assert taken_part(poll) == 25
    assert results(poll)[poll.pk][SCALED] == Published(
        SCALE,
        25,
        bands=(Band(("1", "2"), 10), Band(("3",), 9), Band(("4",), 6)),
        middle=results(poll)[poll.pk][SCALED].middle,
    )
    assert not results(poll)[poll.pk]["TEST-S-03"]


def test_per_role_a_word_and_never_of_a_small_role():
    poll = a_poll(cells=["docent", "manager", "examinering"])
    answer_all(
        poll,
        *steps(1, 6, 3, cell="docent"),
        *steps(0, 0, 2, 6, cell="manager"),
        *steps(0, 0, 0, 3, cell="examinering"),
    )

    seen = results(over(poll))[poll.pk][SCALED]

    assert (seen.cells, seen.bands) == ((("docent", "middle"),), ())
    assert seen.n == 21


def test_a_raised_minimum_holds():
    poll = a_poll(minimum=8)
    answer_all(poll, *steps(0, 0, 0, 7))

    assert results(over(poll))[poll.pk][SCALED] == Published(SCALE)
    assert taken_part(over(poll)) is None


def test_results_of_many_polls_are_two_queries(django_assert_num_queries):
    version = published()
    polls = [a_poll(version=version, about=f"conversation:{number}") for number in range(3)]
    for poll in polls:
        answer_all(poll, *steps(0, 0, 0, 6))
        over(poll)
    questions = asked_of(polls[0])

    for some in (polls[:1], polls):
        found = Poll.objects.filter(pk__in=[poll.pk for poll in some])
        with django_assert_num_queries(4):  # with SAVEPOINT and RELEASE
            shown = results_of(found, questions)
        assert [one[SCALED].lean for one in shown.values()] == [HIGH] * len(some)


def test_over_moments_roles_and_totals_no_small_cell_can_be_worked_out():
    """The attacker has everything that was published of three moments, and adds and subtracts."""
    chance = random.Random(5)
    version, group = published(), GroupFactory()
    for case in range(6):
        cells = ["docent", "manager"] if case % 2 else []
        truth, polls = {}, []
        for moment in range(3):
            poll = a_poll(
                version=version, group=group, about=f"conversation:{case}{moment}", cells=cells
            )
            people = [
                {SCALED: [str(chance.randint(1, 4))], "cell": chance.choice(["", *cells])}
                for _ in range(chance.randint(4, 24))
            ]
            answer_all(poll, *people)
            truth[poll.pk] = people
            polls.append(over(poll))

        published_now = {pk: items[SCALED] for pk, items in results(*polls).items()}

        parts = []
        for pk, seen in published_now.items():
            counts = [sum(p[SCALED][0] == str(step) for p in truth[pk]) for step in range(1, 5)]
            shown = sum(band.count for band in seen.bands)
            assert shown == sum(counts[int(code) - 1] for band in seen.bands for code in band.codes)
            # Totals minus parts: what is left over is nobody, or enough.
            left = (seen.n or 0) - shown
            assert not seen.bands or left == 0 or left >= MINIMUM
            assert all(band.count >= MINIMUM for band in seen.bands)
            assert not (seen.cells and seen.bands)
            parts += [band.count for band in seen.bands] + ([left] if seen.bands and left else [])
            if seen.n:
                parts.append(seen.n)
        # Every figure he has is one of at least five people, and figures of different moments are
        # of different answers: none is a part of another.
        assert all(part >= MINIMUM for part in parts)


# --- texts ------------------------------------------------------------------------------------


@pytest.fixture
def written():
    poll = a_poll(questions=[SCALED, "TEST-S-02"], texts=Poll.Texts.MODERATED)
    answer_all(
        poll,
        *steps(0, 0, 4),
        {SCALED: ["4"], "texts": {"TEST-S-02": "Piet zegt nooit iets"}},
        {"texts": {"TEST-S-02": "Meer tijd"}},
    )
    return poll


def texts_of(poll):
    return {question["code"]: texts for question, texts in outcome_of(poll).texts}


def test_texts_are_read_after_the_close_and_only_then_shown(written):
    by = UserFactory()
    text = written.written.get(text="Meer tijd")
    with pytest.raises(InternalError, match="read after"), transaction.atomic():
        actions.review_text(text, review=PollText.OK, by=by)
    poll = over(written)
    assert texts_of(poll) == {}

    actions.review_text(text, review=PollText.OK, by=by)
    named = poll.written.get(text="Piet zegt nooit iets")
    actions.review_text(named, review=PollText.REDACTED, wording="Iemand zegt nooit iets", by=by)

    assert set(texts_of(poll)["TEST-S-02"]) == {"Meer tijd", "Iemand zegt nooit iets"}
    assert not poll.written.filter(text__contains="Piet").exists()


def test_a_text_that_is_left_out_is_gone_and_is_judged_once(written):
    poll, by = over(written), UserFactory()
    text = poll.written.get(text="Meer tijd")

    actions.review_text(text, review=PollText.REMOVED, by=by)

    assert poll.written.get(pk=text.pk).text == ""
    assert texts_of(poll) == {}
    with pytest.raises(Stale):
        actions.review_text(text, review=PollText.OK, by=by)


def test_texts_of_too_few_people_are_not_shown():
    poll = a_poll(questions=[SCALED, "TEST-S-02"], texts=Poll.Texts.MODERATED)
    answer_all(poll, *steps(3), {"texts": {"TEST-S-02": "Van mij"}})
    poll = over(poll)

    actions.review_text(poll.written.get(), review=PollText.OK, by=UserFactory())

    assert texts_of(poll) == {}


# --- how long it is kept ----------------------------------------------------------------------


def long_ago(poll, days):
    """The poll, had it closed so many days ago."""
    closed_at = now() - timedelta(days=days)
    Poll.objects.running().filter(pk=poll.pk).update(closes_at=closed_at)
    return Poll.objects.for_page().get(pk=poll.pk)


@pytest.fixture
def old():
    """A poll that was opened years ago, with a text that nobody read."""
    questions = {"questions": [SCALED, "TEST-S-02"], "texts": Poll.Texts.MODERATED}
    by, version = UserFactory(), published()
    group, about = GroupFactory(), "conversation:1"
    poll = actions.prepare_poll(
        group=group, version=version, about=about, invited=30, by=by, **questions
    )
    opened_at, closes_at = now() - timedelta(days=5 * 365), now() + timedelta(days=1)
    actions.open_poll(poll, at=opened_at, closes_at=closes_at, by=by)
    answer_all(poll, *steps(0, 0, 6), {"texts": {"TEST-S-02": "Van mij"}})
    return poll


@pytest.mark.parametrize(
    ("days", "texts", "is_counted"),
    [(364, 1, True), (366, 0, True), (3 * 365 - 1, 0, True), (3 * 365 + 1, 0, False)],
)
def test_texts_are_gone_after_a_year_and_counts_after_three(old, days, texts, is_counted):
    poll = long_ago(old, days)
    seen = outcome_of(poll)

    purge_polls.delay()

    assert poll.written.count() == texts
    assert poll.counts.exists() is is_counted
    assert (seen is not None, poll.is_outlived) == (is_counted, not is_counted)
    assert Poll.objects.filter(pk=poll.pk).exists()


def test_what_is_over_its_term_is_not_shown_also_before_the_night(old):
    text = old.written.get()
    poll = long_ago(old, 3 * 365 + 1)

    assert results_of(Poll.objects.all(), asked_of(poll)) == {}
    assert (taken_part(poll), outcome_of(poll)) == (None, None)
    assert not texts_in(poll, PollText.PENDING).exists()
    assert PollText.objects.filter(pk=text.pk).exists()


def test_the_page_on_privacy_says_the_same_terms(client):
    page = client.get(reverse("privacy")).content.decode()

    assert "wordt een jaar na de sluiting gewist" in page
    assert "De aantallen worden drie jaar na de sluiting gewist." in page
    assert (TEXTS_KEPT.days, COUNTS_KEPT.days) == (365, 3 * 365)


def test_before_its_term_nobody_throws_away_what_came_out(old):
    poll = long_ago(old, 364)

    for rows in (poll.written, poll.counts):
        with pytest.raises(InternalError), transaction.atomic():
            rows.all().delete()


# --- what is kept of people -------------------------------------------------------------------


def test_what_is_handed_over_is_what_one_made_and_never_what_one_answered():
    poll = a_poll()
    answer_all(poll, *steps(5))

    [keeper] = [keeper for keeper in privacy.keepers if keeper.name == "peilingen"]

    [made] = keeper.export(poll.made_by)
    assert made["vragen"] == ["TEST-S-01", "TEST-S-03"]
    assert keeper.export(UserFactory()) == []
    assert keeper.erase(poll.made_by) is None
