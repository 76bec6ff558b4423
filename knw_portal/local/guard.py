"""The guard: a small process that clears up when the launcher is killed.

The kernel tells a child that its parent died (see `processes.launch`), but not its grandchildren:
the pool of a killed Celery worker would go on with its task. The guard holds the reading end of a
pipe whose writing end dies with the launcher, and then ends every process of every part. It also
keeps the lock on var/ until that is done, so the next start never meets what the last one left.
"""

import contextlib
import os
import shutil
import signal

from knw_portal.local.processes import is_alive, kill_session, wait_until

PATIENCE = 8  # seconds for a database to close its files before it is killed


class Guard:
    def __init__(self, keep=()):
        """Fork the guard. `keep` are file descriptors it holds on to, such as the lock's."""
        reading, self.pipe = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                _leave_everything_but({reading, *keep})
                _stand_by(reading)
            finally:
                os._exit(0)
        os.close(reading)

    def watch(self, pid, ending):
        """From now on end this process, and its session, with the signal `ending`."""
        self._tell(f"watch {pid} {int(ending)}")

    def forget(self, pid):
        self._tell(f"forget {pid}")

    def remove_in_the_end(self, folder):
        self._tell(f"remove {folder}")

    def dismiss(self):
        """The launcher has cleared up itself; the guard removes the folders and leaves."""
        os.close(self.pipe)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)

    def _tell(self, line):
        with contextlib.suppress(BrokenPipeError):  # the guard itself was killed
            os.write(self.pipe, f"{line}\n".encode())


def _leave_everything_but(kept):
    """Leave the terminal, the signals and the open files to the launcher."""
    os.setsid()
    os.chdir("/")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) not in kept:
            with contextlib.suppress(OSError):
                os.close(int(name))


def _stand_by(reading):
    watched, folders = {}, []
    with os.fdopen(reading) as lines:
        for line in lines:  # ends when the launcher does
            word, _, rest = line.rstrip("\n").partition(" ")
            if word == "watch":
                pid, ending = rest.split()
                watched[int(pid)] = int(ending)
            elif word == "forget":
                watched.pop(int(rest), None)
            else:
                folders.append(rest)
    _end_all(watched)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _end_all(watched):
    """Last started, first ended: the database goes when nobody uses it any more."""
    for pid, ending in reversed(watched.items()):
        if ending != signal.SIGKILL and is_alive(pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, ending)
            wait_until(lambda pid=pid: not is_alive(pid), PATIENCE)
        kill_session(pid)
