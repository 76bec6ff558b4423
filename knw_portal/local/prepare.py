"""Brings database and static files up to date, and leaves out what has not changed."""

import hashlib
import sys

from knw_portal.local.messages import Refusal, say
from knw_portal.local.processes import run_to_the_end
from knw_portal.local.settings import ROOT


class Preparation:
    """What has to be done before the first part starts.

    `postgres` is None where the database is not ours: there every start migrates, and nothing
    invented is loaded.
    """

    def __init__(self, var, environment, postgres, supervisor):
        self.var, self.environment, self.postgres = var, environment, postgres
        self.supervisor = supervisor

    def do(self):
        if self.postgres is None:
            self._manage("migrate", "--no-input")
            self._collect_static()
            return
        notes = Notes(self.postgres)
        self._migrate(notes)
        self._collect_static()
        self._load_demo(notes)

    def _migrate(self, notes):
        migrations = digest("*/migrations/*.py")
        if notes.read("migrated") != migrations:
            say("Bringing the database up to date")
            self._manage("migrate", "--no-input")
            notes.write("migrated", migrations)

    def _collect_static(self):
        static = digest("static/**/*", "knw_portal/settings.py")
        noted = self.var / "static.digest"
        if noted.exists() and noted.read_text() == static and (self.var / "static").is_dir():
            return
        say("Collecting the static files")
        noted.unlink(missing_ok=True)
        self._manage("collectstatic", "--no-input", "--clear")
        noted.write_text(static)

    def _load_demo(self, notes):
        """Noted when done: a kill in between repeats it, and no later start touches the data."""
        if not notes.read("demo"):
            say("Loading the invented data (once)")
            self._manage("load_demo")
            notes.write("demo", "loaded")

    def _manage(self, command, *arguments):
        returncode = run_to_the_end(
            self.supervisor.guard,
            [sys.executable, ROOT / "manage.py", command, "--verbosity", "0", *arguments],
            is_stopped=lambda: self.supervisor.stopping,
            env=self.environment,
            cwd=ROOT,
        )
        if returncode:
            raise Refusal(f"manage.py {command} failed, see above. Nothing was started.")


def digest(*patterns):
    """Of these files' names and contents, and of the packages that bring more of them."""
    found = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    paths = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    for path in sorted(paths):
        found.update(f"\0{path.relative_to(ROOT)}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


class Notes:
    """What was done to this database, kept in the database: they cannot come apart."""

    def __init__(self, postgres):
        self.postgres = postgres
        postgres.ask(
            "SET client_min_messages = warning; CREATE SCHEMA IF NOT EXISTS launcher; "
            "CREATE TABLE IF NOT EXISTS launcher.notes (name text PRIMARY KEY, value text)"
        )

    def read(self, name):
        return self.postgres.ask(f"SELECT value FROM launcher.notes WHERE name = '{name}'")  # noqa: S608

    def write(self, name, value):
        self.postgres.ask(
            f"INSERT INTO launcher.notes VALUES ('{name}', '{value}') "  # noqa: S608
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        )
