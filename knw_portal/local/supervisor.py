"""Keeps the parts running, and stops them in order."""

import signal
import time
from collections import deque

from knw_portal.local.messages import say

RESTARTS = 5
WITHIN = 600  # seconds
PAUSE = 1  # second before the first restart; each next one waits twice as long
TICK = 0.2


class Supervisor:
    def __init__(self, guard):
        self.guard = guard
        self.parts = []
        self.stopping = False
        self.gave_up = False
        self.restarts = {}  # part name → when it was restarted lately
        self.due = {}  # part name → when it starts again

    def listen_to_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
                signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, *_):
        self.stopping = True

    def add(self, *parts):
        """Take over parts that run already."""
        self.parts += parts

    def start(self, part):
        part.start(self.guard)
        self.add(part)

    def watch_until(self, is_over=lambda: False):
        """Restart what dies, until it is over, a signal came, or a part keeps on dying."""
        while not (self.stopping or is_over()):
            for part in self.parts:
                self._look_at(part)
            time.sleep(TICK)

    def _look_at(self, part):
        if part.is_running():
            return
        if part.name not in self.due:
            self._plan_restart(part)
        elif time.monotonic() >= self.due[part.name]:
            del self.due[part.name]
            part.start(self.guard)

    def _plan_restart(self, part):
        now = time.monotonic()
        recent = self.restarts.setdefault(part.name, deque())
        while recent and recent[0] < now - WITHIN:
            recent.popleft()
        part.clear(self.guard)
        ended = f"{part.name} ended ({_how(part.process.returncode)})"
        if len(recent) >= RESTARTS:
            say(
                f"{ended} after {RESTARTS} restarts within {WITHIN // 60} minutes. The portal "
                f"stops. Why it ended stands in {part.log}"
            )
            self.stopping = self.gave_up = True
            return
        pause = PAUSE * 2 ** len(recent)
        recent.append(now)
        self.due[part.name] = now + pause
        say(f"{ended}; it starts again in {pause:g} s. Its log: {part.log}")

    def stop(self, names=()):
        """Stop the named parts in the order given, then the others, last started first."""
        by_name = {part.name: part for part in self.parts}
        order = [by_name.pop(name) for name in names if name in by_name]
        for part in (*order, *reversed(by_name.values())):
            part.stop(self.guard)
        self.parts = []


def _how(returncode):
    if returncode >= 0:
        return f"exit code {returncode}"
    return f"killed by {signal.Signals(-returncode).name}"
