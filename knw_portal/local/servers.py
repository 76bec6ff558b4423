"""PostgreSQL and Valkey together: those that the environment does not bring already."""

import contextlib
import json
import os

from knw_portal.local import postgres, valkey
from knw_portal.local.binaries import find_postgres
from knw_portal.local.sockets import SHORT, make_folder, remove_folder


class Servers:
    def __init__(self, var, environment, *, lasting=True):
        self.var, self.lasting = var, lasting
        self.note = var / "servers.json"
        self.own_postgres = "DATABASE_URL" not in environment
        self.own_valkey = "REDIS_URL" not in environment
        self.sockets = self.postgres = self.valkey = None

    def start(self, guard):
        """Start what is missing. Needs the lock on var/: what an earlier launcher left goes."""
        self.var.mkdir(parents=True, exist_ok=True)
        forget_stale(self.note)
        # Root cannot use /run/user/0, for the database may have to run as `nobody`.
        self.sockets = make_folder(None if os.geteuid() else [SHORT])
        guard.remove_in_the_end(self.sockets)
        self._write_note({"sockets": str(self.sockets)})
        logs = self.var / "log"
        if self.own_postgres:
            self.postgres = postgres.Postgres(
                self.var / "pg", self.sockets, logs, lasting=self.lasting
            )
            self.postgres.start(guard)
        if self.own_valkey:
            self.valkey = valkey.Valkey(
                self.var / "valkey", self.sockets, logs, lasting=self.lasting
            )
            self.valkey.start(guard)
        self._write_note({"sockets": str(self.sockets), "environment": self.environment()})

    @property
    def parts(self):
        """In the order in which they started."""
        return [server.part for server in (self.postgres, self.valkey) if server]

    def environment(self):
        """How the portal reaches them."""
        found = {}
        if self.postgres:
            found["DATABASE_URL"] = self.postgres.url
        if self.valkey:
            found["REDIS_URL"] = self.valkey.url
        return found

    def stop(self, guard):
        for part in reversed(self.parts):
            part.stop(guard)
        forget_stale(self.note)

    def _write_note(self, facts):
        fresh = self.note.with_suffix(".new")
        fresh.write_text(json.dumps(facts))
        fresh.replace(self.note)


def running(var):
    """The environment of the servers that run on this var/ now, or None."""
    try:
        facts = json.loads((var / "servers.json").read_text())
        found, sockets = facts["environment"], facts["sockets"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if "DATABASE_URL" in found and not postgres.is_ready(find_postgres(), sockets):
        return None
    if "REDIS_URL" in found and not valkey.answers(f"{sockets}/valkey.sock"):
        return None
    return found


def forget_stale(note):
    """Remove the note of servers that are gone, and their folder of sockets."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        remove_folder(json.loads(note.read_text())["sockets"])
    note.unlink(missing_ok=True)
