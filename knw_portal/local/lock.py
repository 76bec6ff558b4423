"""The lock on var/: one launcher at a time runs servers on its files."""

import fcntl
import json
import os
import time

from knw_portal.local.messages import Refusal, say
from knw_portal.local.processes import is_alive, wait_until

CLEARING_UP = 30  # seconds the guard of a killed launcher may take


class Lock:
    def __init__(self, var):
        var.mkdir(parents=True, exist_ok=True)
        self.var = var
        self.file = (var / "lock").open("a+")

    def fileno(self):
        return self.file.fileno()

    def try_to_take(self, command):
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self.note(command=command)
        return True

    def take(self, command):
        """Take it, after the command that runs now or the guard of a killed launcher."""
        told = False
        while not self.try_to_take(command):
            holder = self.holder()
            if is_alive(holder.get("pid", 0)):
                if holder.get("command") == "run":
                    where = holder.get("address", "it is still starting")
                    raise Refusal(f"The portal runs already: {where} (process {holder['pid']}).")
                if not told:
                    say(f"Waiting for ./portal {holder.get('command')} (process {holder['pid']})")
                    told = True
                time.sleep(0.2)
            elif not wait_until(lambda: self.try_to_take(command), CLEARING_UP):
                raise Refusal(f"{self.var} is in use, and nobody says by whom.")
            else:
                return

    def holder(self):
        """What the launcher that has the lock noted about itself."""
        try:
            return json.loads((self.var / "lock").read_text())
        except (OSError, ValueError):
            return {}

    def note(self, **facts):
        self.file.seek(0)
        self.file.truncate()
        self.file.write(json.dumps({"pid": os.getpid(), **facts}))
        self.file.flush()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.file.close()


class Users:
    """Who uses the servers of a `./portal manage`: they stop when the last one has left."""

    def __init__(self, var):
        self.file = (var / "users.lock").open("a")

    def join(self):
        fcntl.flock(self.file, fcntl.LOCK_SH)

    def leave(self):
        fcntl.flock(self.file, fcntl.LOCK_UN)

    def wait_until_alone(self):
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another ./portal manage uses these servers; waiting for it to end")
            fcntl.flock(self.file, fcntl.LOCK_EX)
