"""Child processes: they cannot outlive the launcher, and end with all they started."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def launch(argv, *, orphan_signal=signal.SIGKILL, **options):
    """Start a program that gets `orphan_signal` from the kernel when this process dies.

    Call it from the main thread: to the kernel the thread is the parent.
    """
    return subprocess.Popen(
        [str(part) for part in argv],
        preexec_fn=_tie_to(os.getpid(), orphan_signal),
        **options,
    )


def _tie_to(parent, orphan_signal):
    def tie():
        _libc.prctl(PR_SET_PDEATHSIG, int(orphan_signal))
        if os.getppid() != parent:  # it died before the kernel knew of the tie
            os._exit(1)

    return tie


def run_to_the_end(guard, argv, *, is_stopped=lambda: False, **options):
    """Run a program out of reach of the terminal, and end it when asked to stop meanwhile.

    A killed launcher takes it along: half an initdb that goes on by itself would write into the
    next one's folder. Returns the exit code.
    """
    child = launch(argv, start_new_session=True, stdin=subprocess.DEVNULL, **options)
    guard.watch(child.pid, signal.SIGKILL)
    while child.poll() is None:
        if is_stopped():
            kill_session(child.pid)
        time.sleep(0.02)
    guard.forget(child.pid)
    return child.returncode


def run_in_terminal(argv, **options):
    """Run a program that has the keyboard. Returns its exit code and whether we were interrupted.

    Ctrl-C reaches it from the terminal itself; other requests to stop are passed on.
    """
    asked = []
    child = launch(argv, orphan_signal=signal.SIGTERM, **options)

    def pass_on(number, _):
        asked.append(number)
        if number != signal.SIGINT:
            child.send_signal(number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, pass_on) for number in numbers}
    try:
        returncode = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return (returncode if returncode >= 0 else 128 - returncode), bool(asked)


def is_alive(pid):
    """True while the process runs; a zombie that nobody has collected does not."""
    status = _status(pid)
    return status is not None and status[0] not in "ZX"


def session_members(session):
    """The living processes of a session: a program and all it started, also after it died."""
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [
        pid
        for pid in pids
        if (status := _status(pid)) and status[3] == str(session) and status[0] not in "ZX"
    ]


def _status(pid):
    """The fields of /proc/<pid>/stat from the state on: state, parent, group, session."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def kill_session(session, number=signal.SIGKILL):
    for pid in session_members(session):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def wait_until(condition, seconds, pause=0.05):
    """True as soon as the condition holds; False when the time is over."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True
