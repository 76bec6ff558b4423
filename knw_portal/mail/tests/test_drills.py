"""The promise of the outbox, held against what really happens: killed workers, a broker that
goes away, a mail server that misbehaves. Real processes, a real broker, a real SMTP server.

0 lost; at most one duplicate per mail in flight per crash, with the same Message-ID; 0 duplicates
without a crash.
"""

import os
import signal
import sys
import threading
import time
from contextlib import ExitStack
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.utils.timezone import now
from kombu import pools

from knw_portal import celery, environment
from knw_portal.celery import app
from knw_portal.local import sockets
from knw_portal.local.binaries import find_valkey
from knw_portal.local.processes import kill_session, launch, wait_until
from knw_portal.local.valkey import answers
from knw_portal.mail import ledger
from knw_portal.mail.actions import post
from knw_portal.mail.delivery import claim
from knw_portal.mail.ledger import plan, send_due
from knw_portal.mail.models import Mail, Reminder
from knw_portal.mail.registry import register
from knw_portal.mail.tests.kinds import Nudge
from knw_portal.mail.tests.sink import running_sink
from knw_portal.tests.factories import GroupFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

IN_FLIGHT = 2  # one mail for each process of a worker's pool


class Broker:
    """A Valkey of the drill's own that forgets everything when it is killed."""

    def __init__(self, folder):
        self.folder, self.path, self.process = folder, folder / "valkey.sock", None

    @property
    def url(self):
        return f"unix://{self.path}?db=0"

    def start(self):
        self.path.unlink(missing_ok=True)
        options = {"port": 0, "unixsocket": self.path, "dir": self.folder, "save": ""}
        argv = [word for name, value in options.items() for word in (f"--{name}", value)]
        log = (self.folder / "valkey.log").open("a")
        with log:
            self.process = launch([find_valkey(), *argv], stdout=log, stderr=log)
        assert wait_until(lambda: answers(self.path), 20)

    def kill(self):
        self.process.kill()
        self.process.wait()


class Stage:
    """What a drill plays with: a broker, a mail server, and workers and beats as it likes."""

    def __init__(self, broker, sink, folder):
        self.broker, self.sink, self.folder, self.processes = broker, sink, folder, []
        self.not_ours = other_sessions()  # of a test server that this process ran before

    def start(self, part):
        """Start a worker or a beat and wait until it is ready."""
        number = len(self.processes)
        log = self.folder / f"{part}-{number}.log"
        with log.open("w") as output:
            process = launch(
                [sys.executable, "-m", "knw_portal.mail.tests.child", part, f"{log}.schedule"],
                env=self.environment,
                cwd=django_settings.BASE_DIR,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.processes.append(process)
        word = " ready." if part == "worker" else "beat: Starting"
        assert wait_until(lambda: word in log.read_text() or process.poll() is not None, 30)
        assert process.poll() is None, log.read_text()
        return process

    @property
    def environment(self):
        parts = urlsplit(django_settings.DATABASE_URL)
        database = urlunsplit(parts._replace(path="/" + connection.settings_dict["NAME"]))
        return {
            **os.environ,
            "DATABASE_URL": database,
            "REDIS_URL": self.broker.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}?tls=none",
            "SECRET_KEY": django_settings.SECRET_KEY,
            "DEMO": "",
        }

    def kill(self, process):
        kill_session(process.pid)
        process.wait()

    def end(self):
        for process in self.processes:
            self.kill(process)
        # The database cannot be emptied or dropped while one of them still has a session.
        assert wait_until(lambda: other_sessions() <= self.not_ours, 10)

    def wait_for(self, count, seconds=30):
        """Until so many different mails have been accepted."""
        return wait_until(lambda: len(self.sink.received) >= count, seconds, pause=0.005)

    def all_noted(self, count, seconds=15):
        """Until so many mails are noted as sent."""
        sent = Mail.objects.filter(state=Mail.State.SENT)
        return wait_until(lambda: sent.count() >= count, seconds)


def other_sessions():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return {pid for (pid,) in cursor.fetchall()}


@pytest.fixture
def stage(tmp_path):
    folder = sockets.make_folder()
    broker = Broker(folder)
    with ExitStack() as at_the_end:
        at_the_end.callback(sockets.remove_folder, folder)
        broker.start()
        at_the_end.callback(broker.kill)
        sink = at_the_end.enter_context(running_sink(seconds=0.004))
        hint_to(broker.url)
        at_the_end.callback(hint_to, django_settings.REDIS_URL)
        stage = Stage(broker, sink, tmp_path)
        at_the_end.callback(stage.end)
        yield stage


def hint_to(url):
    """Let this process, which plays the web server, hint through this broker."""
    app.conf.task_always_eager = False
    app.conf.broker_url = app.conf.broker_write_url = environment.broker(url)
    pools.reset()
    celery._quiet_until = 0.0


def post_mails(count, *, first=0, key="drill", title="Data"):
    addresses = [f"persoon{number}@example.org" for number in range(first, first + count)]
    post("sample", to=addresses, key=key, why="je lid bent", title=title)


def stand():
    return sorted(Mail.objects.values_list("state", flat=True))


# --- the worker -------------------------------------------------------------------------------


def test_a_worker_killed_in_the_middle_of_200_loses_none(stage):
    """kill -9 of the worker and all its processes, and a new one half a second later."""
    stage.start("beat")
    worker = stage.start("worker")
    post_mails(100, key=1)
    post_mails(100, first=100, key=2)
    assert stage.wait_for(80)

    stage.kill(worker)
    handed_over = len(stage.sink.received)
    time.sleep(0.5)
    stage.start("worker")

    assert handed_over < 200
    assert stage.wait_for(200)
    assert stage.all_noted(200)
    assert stage.sink.duplicates <= IN_FLIGHT
    assert len(stage.sink.received) == 200  # a duplicate has the Message-ID of the first
    print(f"\nkilled at {handed_over}, duplicates {stage.sink.duplicates}")


def test_a_worker_that_is_told_to_stop_finishes_what_it_has_in_hand(stage):
    """SIGTERM, as in every deployment."""
    stage.start("beat")
    worker = stage.start("worker")
    post_mails(200)
    assert stage.wait_for(50)

    began = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    worker.wait(timeout=20)
    took = time.monotonic() - began
    stage.start("worker")

    print(f"\nstopped after {took:.1f} s")
    assert took < 15
    assert stage.wait_for(200)
    assert stage.all_noted(200)
    assert stage.sink.duplicates == 0


def test_two_workers_and_ten_hints_at_once_send_each_mail_once(stage):
    stage.start("beat")
    workers = [stage.start("worker"), stage.start("worker")]

    for number in range(10):
        post_mails(20, first=20 * number, key=number)

    assert stage.wait_for(200)
    assert stage.all_noted(200)
    time.sleep(3)  # longer than a lease: a second sending would show
    assert stage.sink.duplicates == 0
    assert all(worker.poll() is None for worker in workers)


# --- the broker -------------------------------------------------------------------------------


def test_a_broker_that_is_away_for_two_seconds_costs_no_mail(stage):
    """It is killed in the middle and comes back empty. A worker that dies of it is restarted."""
    stage.start("beat")
    stage.start("worker")
    post_mails(100, key=1)
    assert stage.wait_for(20)

    stage.broker.kill()
    post_mails(100, first=100, key=2)
    time.sleep(2)
    stage.broker.start()
    restarted = supervise(stage, lambda: len(stage.sink.received) >= 200)

    assert stage.all_noted(200)
    assert len(stage.sink.received) == 200
    assert stage.sink.duplicates == 0
    print(f"\nrestarted: {restarted}")


def supervise(stage, is_done, seconds=40):
    """What the launcher does, and systemd: start again what died."""
    running = dict(zip(["beat", "worker"], stage.processes, strict=True))
    restarted = []
    end = time.monotonic() + seconds
    while not is_done() and time.monotonic() < end:
        for part, process in running.items():
            if process.poll() is not None:
                restarted.append(part)
                running[part] = stage.start(part)
        time.sleep(0.1)
    return restarted


@pytest.mark.parametrize("how", ["gone", "frozen"])
def test_without_a_broker_posting_is_quick_and_the_mail_leaves_when_it_is_back(stage, how):
    stage.broker.kill() if how == "gone" else stage.broker.process.send_signal(signal.SIGSTOP)

    with transaction.atomic():
        post_mails(100, key=1)
        post_mails(100, first=100, key=2)
        began = time.monotonic()
    took = time.monotonic() - began  # the commit and the hints after it
    with transaction.atomic():
        post_mails(10, first=200)
        began = time.monotonic()
    next_took = time.monotonic() - began

    stage.broker.start() if how == "gone" else stage.broker.process.send_signal(signal.SIGCONT)
    stage.start("worker")
    stage.start("beat")

    assert stage.wait_for(210)
    assert stage.all_noted(210)
    assert stage.sink.duplicates == 0
    assert took < 1
    assert next_took < 0.2  # it is known to be away; nobody else waits for it
    print(f"\ncommit with a broker {how}: {took:.2f} s, the next {next_took:.2f} s")


# --- the mail and the mail server -------------------------------------------------------------


def test_a_poisoned_mail_first_in_the_queue_fails_alone(stage):
    post_mails(1, key="poison", title="Data\r\nBcc: kwaad@example.org")
    post_mails(199, first=1)
    stage.start("worker")
    stage.start("beat")

    assert stage.wait_for(199)
    assert stage.all_noted(199)

    assert stand() == ["failed"] + ["sent"] * 199
    assert "regeleinde" in Mail.objects.get(state="failed").error
    assert not any("kwaad" in str(mail) for *_, mail in stage.sink.mails)
    assert stage.sink.duplicates == 0


def test_a_mail_server_that_refuses_for_now_and_cuts_a_connection_gets_every_mail(stage):
    """451 for each mail at first, and later one connection cut after the mail was taken."""
    refused = []
    stage.sink.on_data = lambda number: refused.append(number) or "451 try again later"
    post_mails(40)
    stage.start("worker")
    stage.start("beat")
    assert wait_until(lambda: len(refused) >= 60, 20)
    assert stage.sink.mails == []

    cuts = []
    stage.sink.on_data = lambda number: cuts.append(number) or "cut" if not cuts else None

    assert stage.wait_for(40)
    assert stage.all_noted(40)

    assert len(cuts) == 1
    assert stage.sink.duplicates <= 1
    assert stand() == ["sent"] * 40
    print(f"\nrefused {len(refused)}, cut 1, duplicates {stage.sink.duplicates}")


# --- reminders --------------------------------------------------------------------------------


@pytest.fixture
def due(monkeypatch):
    """Twenty people to be reminded of something now, whatever the hour of the test."""
    monkeypatch.setattr(ledger, "by_day", lambda at: at)
    monkeypatch.setattr(ledger, "is_night", lambda at: False)
    register(Nudge)
    group, people, at = GroupFactory(), UserFactory.create_batch(20), now()
    return group, [(person, "nu", at) for person in people]


def test_two_beats_and_a_planner_that_runs_on_remind_each_once(stage, due):
    group, rows = due
    for part in ("worker", "beat", "beat"):
        stage.start(part)

    end = time.monotonic() + 4
    while time.monotonic() < end:
        plan("nudge", group, rows)
        time.sleep(0.05)

    assert stage.wait_for(20)
    assert stage.sink.duplicates == 0
    assert Mail.objects.count() == 20
    assert list(Reminder.objects.values_list("state", flat=True)) == ["sent"] * 20


def test_planners_and_senders_at_the_same_moment_make_one_mail_each(due):
    group, rows = due
    app.conf.task_always_eager = False
    celery._quiet_until = float("inf")  # no hints: only the rows count here

    for deed in (lambda: plan("nudge", group, rows), send_due):
        assert at_once(8, deed) == []

    celery._quiet_until = 0.0
    assert Reminder.objects.count() == Mail.objects.count() == 20
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent"}


def test_claims_at_the_same_moment_are_of_different_mails():
    celery._quiet_until, app.conf.task_always_eager = float("inf"), False
    post_mails(40)
    celery._quiet_until = 0.0

    claimed = []
    assert at_once(8, lambda: claimed.extend(claim().pk for _ in range(5))) == []

    assert len(set(claimed)) == len(claimed) == 40
    assert set(Mail.objects.values_list("attempts", flat=True)) == {1}


def at_once(count, deed):
    """Do it in so many threads at the same moment; the errors."""
    gate, errors = threading.Barrier(count), []

    def run():
        try:
            gate.wait()
            deed()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors
