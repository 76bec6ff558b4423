import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from knw_portal.local import servers as starting
from knw_portal.local import sockets
from knw_portal.local.lock import Lock
from knw_portal.local.messages import Refusal
from knw_portal.local.processes import is_alive, wait_until
from knw_portal.local.servers import Servers, running
from knw_portal.local.settings import ROOT
from knw_portal.local.valkey import Valkey, answers

HOLD = """
import sys, time
from pathlib import Path
from knw_portal.local.guard import Guard
from knw_portal.local.lock import Lock
from knw_portal.local.servers import Servers
var = Path(sys.argv[1])
lock = Lock(var)
lock.take(sys.argv[2])
lock.note(command=sys.argv[2], address="http://127.0.0.1:1/")
Servers(var, {"DATABASE_URL": "x"}).start(Guard(keep=[lock.fileno()]))
print("started", flush=True)
time.sleep(600)
"""


@pytest.fixture
def hold(tmp_path):
    """Another launcher that has the lock on tmp_path and runs a Valkey there."""
    held = []

    def start(command):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, tmp_path, command], cwd=ROOT, stdout=subprocess.PIPE
        )
        held.append(process)
        assert process.stdout.readline() == b"started\n"
        return process

    yield start
    for process in held:
        process.kill()
        process.wait()
        process.stdout.close()


def test_both_servers_answer_where_the_note_says_and_are_gone_after_the_stop(tmp_path, guard):
    servers = Servers(tmp_path, {}, lasting=False)
    servers.start(guard)
    pids = [part.process.pid for part in servers.parts]

    found = running(tmp_path)
    servers.stop(guard)

    assert found == servers.environment()
    assert sorted(found) == ["DATABASE_URL", "REDIS_URL"]
    assert not any(map(is_alive, pids))
    assert running(tmp_path) is None
    assert not servers.sockets.exists()
    assert not (tmp_path / "servers.json").exists()


def test_a_stale_folder_of_sockets_is_cleared_at_the_next_start(tmp_path, guard):
    stale = sockets.make_folder([sockets.SHORT])
    (stale / ".s.PGSQL.5432").touch()
    (tmp_path / "servers.json").write_text(
        json.dumps({"sockets": str(stale), "environment": {"REDIS_URL": "unix://gone"}})
    )
    assert running(tmp_path) is None

    servers = Servers(tmp_path, {"DATABASE_URL": "x"}, lasting=False)
    servers.start(guard)

    assert not stale.exists()
    assert running(tmp_path) == servers.environment()
    servers.stop(guard)


def test_a_note_that_names_another_folder_removes_nothing(tmp_path):
    (tmp_path / "mine").mkdir()
    note = tmp_path / "servers.json"
    note.write_text(json.dumps({"sockets": str(tmp_path / "mine")}))

    starting.forget_stale(note)

    assert (tmp_path / "mine").is_dir()
    assert not note.exists()


@pytest.mark.parametrize("text", ["", "half {", "[]"])
def test_a_spoilt_note_is_no_obstacle(tmp_path, text):
    (tmp_path / "servers.json").write_text(text)

    assert running(tmp_path) is None


def test_sockets_stay_short_however_deep_the_temporary_folder_lies(tmp_path):
    deep = tmp_path / ("d" * 60)
    deep.mkdir()

    folder = sockets.make_folder([str(deep), sockets.SHORT])

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / sockets.LONGEST_NAME))
    assert folder.parent == Path(sockets.SHORT)
    assert folder.stat().st_mode & 0o777 == 0o700
    sockets.remove_folder(folder)
    assert not folder.exists()


def test_valkey_keeps_what_waits_through_a_kill(tmp_path, short_folder, guard):
    def tell(*words):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(valkey.path))
            connection.sendall(" ".join(words).encode() + b"\r\n")
            return connection.recv(100)

    valkey = Valkey(tmp_path / "valkey", short_folder, tmp_path / "log")
    valkey.start(guard)
    tell("SET", "waiting", "mail")
    assert wait_until(lambda: any((tmp_path / "valkey").rglob("*.incr.aof")), 5)
    valkey.part.process.kill()
    valkey.part.process.wait()
    assert not answers(valkey.path)

    valkey.start(guard)

    assert tell("GET", "waiting") == b"$4\r\nmail\r\n"
    valkey.part.stop(guard)


def test_a_portal_that_runs_is_named_with_its_address(tmp_path, hold):
    other = hold("run")

    with Lock(tmp_path) as lock, pytest.raises(Refusal) as refused:
        lock.take("run")

    assert str(refused.value) == (
        f"The portal runs already: http://127.0.0.1:1/ (process {other.pid})."
    )


def test_after_a_kill_the_next_launcher_finds_a_clean_house(tmp_path, hold):
    other = hold("run")
    left = json.loads((tmp_path / "servers.json").read_text())["sockets"]
    assert answers(f"{left}/valkey.sock")

    other.kill()
    other.wait()
    with Lock(tmp_path) as lock:
        lock.take("run")

        assert not answers(f"{left}/valkey.sock")


def test_a_start_waits_for_a_command_that_uses_the_servers(tmp_path, hold, capsys):
    other = hold("manage")
    waiting = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path, "run"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    said = waiting.stdout.readline()

    other.kill()

    assert said == f"Waiting for ./portal manage (process {other.pid})\n"
    assert waiting.stdout.readline() == "started\n"
    waiting.kill()
    waiting.wait()
    waiting.stdout.close()


def test_the_lock_does_not_reach_the_programs_that_are_started(tmp_path):
    with Lock(tmp_path) as first, Lock(tmp_path) as second:
        assert first.try_to_take("run")
        assert not second.try_to_take("manage")
        assert not os.get_inheritable(first.fileno())
