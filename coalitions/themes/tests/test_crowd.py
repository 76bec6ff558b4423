"""Many at once: one ballot for each institution, and the close to the second."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Barrier, Event
from time import sleep

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from coalitions.tests.factories import a_vote, close_vote
from coalitions.themes import actions
from coalitions.themes.actions import ballots
from coalitions.themes.models import Ballot, BallotEvent, Count, RollEntry, ThemeRound

SCHOOLS = 58
VOTES = 600
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


def at_once(work, jobs, threads=20):
    """Do `work` for each of the jobs in threads that begin together."""
    begin = Barrier(threads)

    def share(mine):
        begin.wait()
        try:
            return [work(job) for job in mine]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        shares = pool.map(share, [jobs[start::threads] for start in range(threads)])
        return [answer for one in shares for answer in one]


def addresses(round):
    return {
        entry: reverse(
            "ballot_edit",
            kwargs={"school_year": round.school_year, "institution": entry.institution.slug},
        )
        for entry in round.roll.select_related("institution")
    }


def test_two_hundred_posts_at_once_of_58_institutions_leave_one_ballot_each_and_no_error():
    round = a_vote(schools=SCHOOLS, options=20)
    random = Random(58)
    themes = list(round.themes.values_list("pk", flat=True))
    clients = {}
    for entry in addresses(round):
        clients[entry] = Client()
        clients[entry].force_login(actions.voters_of(entry).get())
    cookies = {entry: client.cookies for entry, client in clients.items()}
    urls = addresses(round)
    # Three or four posts of each, next to one another, so that they meet.
    posts = [entry for place, entry in enumerate(urls) for _ in range(4 if place < 26 else 3)]
    jobs = [(entry, random.sample(themes, random.randint(1, 3))) for entry in posts]
    assert len(jobs) == 200

    def post(job):
        entry, chosen = job
        client = Client()
        client.cookies = cookies[entry].copy()
        data = {"thema": chosen, "eerste": chosen[0], "version": 0, "deed": "vote"}
        return client.post(urls[entry], data).status_code

    answers = at_once(post, jobs)

    # Done, or told in words that a colleague was first; never an error.
    assert set(answers) <= {302, 409}
    assert Ballot.objects.count() == SCHOOLS
    for ballot in Ballot.objects.select_related("entry"):
        held = actions.choices_of(ballot)
        sent = [set(chosen) for entry, chosen in jobs if entry == ballot.entry]
        assert set(held) in sent
        assert sum(held.values()) == 1
        last = ballot.entry.events.last()
        assert last.digest == ballot.digest(held)
        assert ballot.entry.events.count() == ballot.version
    # Each had seen no ballot yet: the first of a school is cast, an equal one adds nothing.
    assert BallotEvent.objects.count() == SCHOOLS <= answers.count(302)


def votes_over_the_close():
    """600 schools that send their ballot in the second around the close, and the count as soon as
    it may. `confirmed`: how many were led to the page that says their vote is in."""
    round = a_vote(schools=VOTES, options=5, vote_closes_at=now() + timedelta(minutes=5))
    themes = list(round.themes.values_list("pk", flat=True))
    entries = list(round.roll.select_related("round", "institution"))
    clients = {entry: Client() for entry in entries}
    for entry, client in clients.items():
        client.force_login(actions.voters_of(entry).get())
    urls = addresses(round)
    data = {"thema": themes[:2], "eerste": themes[0], "version": 0, "deed": "vote"}
    closes_at = now() + timedelta(seconds=1.5)
    close_vote(round, at=closes_at)

    def vote(job):
        entry, at = job
        if isinstance(entry, ThemeRound):
            return count_at(entry, at)
        sleep(max(0, (at - now()).total_seconds()))
        try:
            answer = clients[entry].post(urls[entry], data)
        except InternalError:
            return "refused"  # by the triggers, behind the locks
        if answer.status_code == 302 and answer.url.endswith("/ontvangst/"):
            return "confirmed"
        assert answer.status_code == 409
        return "late" if "De stemming is gesloten." in answer.content.decode() else "strange"

    random = Random(VOTES)
    jobs = [(entry, closes_at + timedelta(seconds=random.uniform(-0.9, 0.1))) for entry in entries]
    jobs = [(round, closes_at), *sorted(jobs, key=lambda job: job[1])]
    answers = at_once(vote, jobs, threads=12)
    events = BallotEvent.objects.filter(entry__round=round)
    return {
        "confirmed": answers.count("confirmed"),
        "late": answers.count("late"),
        "refused": answers.count("refused"),
        "counted": Count.objects.get(round=round).result["turnout"]["voted"],
        "after the close": events.filter(at__gte=closes_at).count(),
    }


def count_at(round, at):
    """The first look at the result: as soon as anything but NotYet comes back."""
    sleep(max(0, (at - now()).total_seconds()))
    while True:
        try:
            return actions.count_of(round).pk
        except actions.NotYet:
            sleep(0.001)


def test_of_600_votes_over_the_closing_second_those_confirmed_are_those_counted():
    said = votes_over_the_close()

    assert said["confirmed"] + said["late"] == VOTES  # and none refused by the net below
    assert said["confirmed"] == said["counted"]
    assert said["after the close"] == 0
    assert 0 < said["late"] < VOTES


def test_the_clock_that_decides_is_read_after_the_waiting():
    round = a_vote(schools=1)
    holding, freed = Event(), []

    def hold():
        try:
            with transaction.atomic():
                ThemeRound.objects.held_alone(round)
                holding.set()
                sleep(0.5)
                freed.append(now())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(hold)
        holding.wait()
        with transaction.atomic():
            clock = ThemeRound.objects.held(round).clock
        held.result()

    assert clock >= freed[0]


def test_a_close_that_is_put_off_at_the_last_moment_holds_the_count_and_lets_votes_in():
    """Put off before the close, committed after it: who comes in between waits, then goes by it."""
    round = a_vote(schools=2)
    entry = RollEntry.objects.select_related("round", "institution").first()
    theme, voter = round.themes.first(), actions.voters_of(entry).get()
    closes_at = now() + timedelta(seconds=1)
    close_vote(round, at=closes_at)
    extended = Event()

    def extend():
        try:
            with transaction.atomic():
                until = now() + timedelta(days=1)
                actions.extend_vote(round, until=until, reason="Storing", by=voter)
                extended.set()
                sleep(max(0, (closes_at - now()).total_seconds()) + 0.5)
        finally:
            connection.close()

    def count_after_the_close():
        sleep(max(0, (closes_at - now()).total_seconds()) + 0.1)
        try:
            return actions.count_of(round)
        except actions.NotYet:
            return "not yet"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        extending = pool.submit(extend)
        assert extended.wait(30)
        counted = pool.submit(count_after_the_close)
        sleep(max(0, (closes_at - now()).total_seconds()) + 0.2)
        actions.cast_ballot(entry, kind="choices", chosen=[theme.pk], by=voter)
        extending.result()

    assert counted.result() == "not yet"
    assert not Count.objects.exists()
    assert BallotEvent.objects.get().at > closes_at


def test_schools_that_leave_while_they_vote_hold_nobody_up():
    """A vote holds its entry and then the round; who takes a school off the roll does the same."""
    round = a_vote(schools=12, options=3)
    theme = round.themes.first()
    entries = list(round.roll.select_related("round", "institution"))
    voters = {entry: actions.voters_of(entry).get() for entry in entries}
    bureau = voters[entries[0]]

    def do(job):
        deed, entry = job
        try:
            if deed == "leave":
                actions.leave_roll(entry, kind="left", reason="Weg", by=bureau)
            else:
                by = voters[entry]
                actions.cast_ballot(entry, kind="choices", chosen=[theme.pk], by=by)
        except actions.TooLate:
            return "late"
        return deed

    jobs = [(deed, entry) for entry in entries for deed in ("cast", "leave")]
    answers = at_once(do, jobs, threads=8)

    assert answers.count("leave") == 12
    assert answers.count("cast") == Ballot.objects.count()
    assert answers.count("cast") + answers.count("late") == 12


def test_without_holding_the_round_the_count_and_the_votes_would_differ(monkeypatch):
    """The negative control: with the locks off, a count slips in before a vote that was let in.

    Put in order by hand rather than left to chance: let in, closed, counted, and then written.
    """
    round = a_vote(schools=1)
    entry = RollEntry.objects.select_related("round", "institution").get(round=round)
    theme, voter = round.themes.first(), actions.voters_of(entry).get()
    let_in, counted = Event(), Event()
    write = ballots._write

    def loose(queryset, round):
        found = queryset.get(pk=round.pk)
        found.clock = now()
        return found

    def slow_write(*args, **kwargs):
        let_in.set()
        assert counted.wait(30)
        return write(*args, **kwargs)

    def vote():
        try:
            actions.cast_ballot(entry, kind="choices", chosen=[theme.pk], by=voter)
        except InternalError:
            return "refused"  # by the triggers, behind the locks
        finally:
            connection.close()
        return "confirmed"

    for name in ("held", "held_alone"):
        monkeypatch.setattr(type(ThemeRound.objects), name, loose)
    monkeypatch.setattr(ballots, "_write", slow_write)
    with ThreadPoolExecutor(1) as pool:
        said = pool.submit(vote)
        assert let_in.wait(30)
        close_vote(round)
        voted = actions.count_of(round).result["turnout"]["voted"]
        counted.set()

    assert (said.result(), voted) in [("confirmed", 0), ("refused", 0)]
