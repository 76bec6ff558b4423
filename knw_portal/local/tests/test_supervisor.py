import os
import signal
import subprocess
import sys

import pytest

from knw_portal.local.parts import LOG_LIMIT, Part
from knw_portal.local.processes import is_alive, kill_session, wait_until
from knw_portal.local.settings import ROOT


@pytest.fixture
def launch_toy(tmp_path):
    """A real supervisor with toy parts in a process of its own."""
    launched = []

    def launch(kind):
        process = subprocess.Popen(
            [sys.executable, "-m", "knw_portal.local.tests.toy", tmp_path, kind],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        launched.append(process)
        assert process.stdout.readline() == "started\n"
        return process

    yield launch
    for process in launched:
        process.kill()
        process.wait()
        process.stdout.close()
    for pid in pids_in(tmp_path):  # a test that failed may have left them
        kill_session(pid)


def pids_in(folder):
    """The numbers of all parts and their children that were noted so far."""
    notes = (folder / f"{name}.pids" for name in ("one", "two"))
    return [int(pid) for note in notes if note.exists() for pid in note.read_text().split()]


def test_a_killed_launcher_leaves_no_part_and_no_child_of_a_part(launch_toy, tmp_path):
    toy = launch_toy("stubborn")
    assert wait_until(lambda: len(pids_in(tmp_path)) == 4, 5)
    pids = pids_in(tmp_path)
    assert all(map(is_alive, pids))

    toy.kill()

    assert wait_until(lambda: not any(map(is_alive, pids)), 10)


def test_a_killed_launcher_takes_its_parts_along_even_without_its_guard(launch_toy, tmp_path):
    toy = launch_toy("stubborn")
    assert wait_until(lambda: len(pids_in(tmp_path)) == 4, 5)
    parents = [int(note.read_text().split()[0]) for note in tmp_path.glob("*.pids")]
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(toy.pid)], text=True, capture_output=True, check=True
    ).stdout.split()
    (guard,) = {int(pid) for pid in children} - set(parents)

    os.kill(guard, signal.SIGKILL)
    toy.kill()

    assert wait_until(lambda: not any(map(is_alive, parents)), 5)
    for parent in parents:  # the children, which only the guard could have reached
        kill_session(parent)


def test_a_stubborn_part_and_its_children_end_when_the_launcher_is_asked_to_stop(
    launch_toy, tmp_path
):
    toy = launch_toy("obedient")
    assert wait_until(lambda: len(pids_in(tmp_path)) == 2, 5)

    toy.send_signal(signal.SIGINT)

    assert toy.wait(10) == 0
    assert not any(map(is_alive, pids_in(tmp_path)))
    assert (tmp_path / "stops").read_text().split() == ["one", "two"]


def test_a_part_that_is_killed_starts_again_and_its_children_go(launch_toy, tmp_path):
    toy = launch_toy("stubborn")
    assert wait_until(lambda: len(pids_in(tmp_path)) == 4, 5)
    parent, child = map(int, (tmp_path / "one.pids").read_text().split())

    os.kill(parent, signal.SIGKILL)

    assert wait_until(lambda: len(pids_in(tmp_path)) == 6, 5)
    assert wait_until(lambda: not is_alive(child), 5)
    message = toy.stdout.readline()
    assert message.startswith("one ended (killed by SIGKILL); it starts again in")
    assert str(tmp_path / "one.log") in message


def test_a_part_that_keeps_on_dying_is_given_up_with_a_message(launch_toy, tmp_path):
    toy = launch_toy("dying")

    said, _ = toy.communicate(timeout=20)

    assert toy.returncode == 1
    assert len((tmp_path / "one.pids").read_text().split()) == 6  # the first start and 5 more
    last = said.splitlines()[-1]
    assert "ended (exit code 3) after 5 restarts within 10 minutes. The portal stops." in last
    assert last.endswith(".log")


def test_a_log_that_has_grown_long_makes_way_at_the_next_start(tmp_path, guard):
    log = tmp_path / "toy.log"
    log.write_bytes(b"x" * (LOG_LIMIT + 1))
    part = Part("toy", ["sh", "-c", "echo new"], log)

    part.start(guard)
    part.process.wait(5)

    assert log.read_text() == "new\n"
    assert log.with_suffix(".old").stat().st_size == LOG_LIMIT + 1
    part.stop(guard)
