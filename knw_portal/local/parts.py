"""A part: one program that the launcher keeps running."""

import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from knw_portal.local.processes import kill_session, launch

LOG_LIMIT = 5_000_000  # bytes; at the next start a longer log becomes *.old


@dataclass
class Part:
    name: str
    argv: list
    log: Path
    # What is sent in turn to stop it, and how many seconds each may take; SIGKILL follows.
    endings: tuple = ((signal.SIGTERM, 10),)
    # What it gets when the launcher is killed.
    orphan_signal: int = signal.SIGKILL
    options: dict = field(default_factory=dict)
    process: subprocess.Popen | None = None

    def start(self, guard):
        """In a session of its own, so that Ctrl-C in the terminal reaches the launcher alone."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".old"))
        with self.log.open("ab") as log:
            self.process = launch(
                self.argv,
                orphan_signal=self.orphan_signal,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.options,
            )
        guard.watch(self.process.pid, self.orphan_signal)

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def clear(self, guard):
        """End what a dead part left behind, such as the children of its pool."""
        if self.process:
            kill_session(self.process.pid)
            guard.forget(self.process.pid)

    def stop(self, guard):
        for ending, seconds in self.endings:
            if not self.is_running():
                break
            self.process.send_signal(ending)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                continue
        if self.is_running():
            self.process.kill()
            self.process.wait()
        self.clear(guard)

    def last_words(self, length=600):
        """The end of its log, for a message about a start that failed."""
        try:
            return self.log.read_text(errors="replace")[-length:].strip()
        except OSError:
            return ""
