import json
import os
import subprocess
import sys
from contextlib import ExitStack

import pytest

from knw_portal.local.processes import is_alive, wait_until
from knw_portal.local.settings import ROOT


@pytest.fixture
def portal(tmp_path):
    """Starts `./portal ...` on a var/ of its own, as a person in a terminal would."""
    unset = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment |= {"PORTAL_VAR": str(tmp_path / "var")}

    def start(*arguments, **options):
        options = {"stdin": subprocess.PIPE, "text": True, **options}
        process = subprocess.Popen(
            [sys.executable, "-m", "knw_portal.local", *arguments],
            cwd=ROOT,
            env=environment | options.pop("env", {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **options,
        )
        streams.enter_context(process)
        streams.callback(process.kill)
        return process

    with ExitStack() as streams:
        yield start


def finish(process, text=None):
    """Its exit code, and what it wrote on stdout and stderr."""
    out, err = process.communicate(text, timeout=60)
    return process.returncode, out, err


def test_stdout_holds_the_output_of_the_command_alone(portal, tmp_path):
    code, out, err = finish(portal("manage", "shell", "-v", "0", "-c", "print('een')"))

    assert (code, out) == (0, "een\n"), err
    assert not (tmp_path / "var" / "servers.json").exists()


def test_the_exit_code_and_the_complaint_are_those_of_the_command(portal):
    code, out, err = finish(portal("manage", "shell", "-v", "0", "-c", "raise SystemExit(7)"))

    assert (code, out) == (7, ""), err


def test_what_is_typed_reaches_the_command_and_its_data_stay(portal):
    first = finish(portal("manage", "dbshell", "--", "-Atq"), "create table t as select 'a' as b;")

    second = finish(portal("manage", "dbshell", "--", "-Atq"), "select b from t;")

    assert (first[0], first[1]) == (0, ""), first[2]
    assert (second[0], second[1]) == (0, "a\n"), second[2]


def test_a_dump_is_sql_that_brings_the_data_back(portal):
    made = finish(portal("manage", "dbshell", "--", "-Atq"), "create table t as select 'a' as b;")
    assert made[0] == 0, made[2]

    code, sql, err = finish(portal("dump"))
    dropped = finish(portal("manage", "dbshell", "--", "-Atq"), "drop table t;\n" + sql)
    back = finish(portal("manage", "dbshell", "--", "-Atq"), "select b from t;")

    assert code == 0, err
    assert dropped[0] == 0, dropped[2]
    assert back[1] == "a\n"


def test_a_second_command_uses_the_servers_of_the_first_which_waits_for_it(portal, tmp_path):
    note = tmp_path / "var" / "servers.json"
    first = portal("manage", "dbshell", "--", "-Atq")
    assert wait_until(lambda: note.exists() and "environment" in note.read_text(), 30)
    second = portal("manage", "dbshell", "--", "-Atq", "-c", "select 1", "-f", "-")
    assert second.stdout.readline() == "1\n"

    first.stdin.close()
    assert first.stderr.readline() == (
        "Another ./portal manage uses these servers; waiting for it to end\n"
    )
    still_there = note.exists()
    code, out, err = finish(second, "select 2;")

    assert still_there
    assert (code, out) == (0, "2\n"), err
    assert first.wait(20) == 0
    assert not note.exists()


def test_a_killed_command_leaves_no_server(portal, tmp_path):
    note = tmp_path / "var" / "servers.json"
    command = portal("manage", "dbshell")
    assert wait_until(lambda: note.exists() and "environment" in note.read_text(), 30)
    pid = int((tmp_path / "var" / "pg" / "postmaster.pid").read_text().split()[0])
    sockets = json.loads(note.read_text())["sockets"]

    command.kill()

    assert wait_until(lambda: not is_alive(pid), 10)
    assert wait_until(lambda: not os.path.exists(sockets), 10)


def test_an_unknown_word_is_answered_with_the_words_there_are(portal):
    code, out, err = finish(portal("strat"))

    assert (code, out) == (1, "")
    assert err.startswith("./portal does not know 'strat'.\n\n./portal ")


def test_with_both_addresses_given_nothing_is_started(portal, tmp_path):
    given = {
        "DATABASE_URL": "postgresql://db.example.org/knw",
        "REDIS_URL": "redis://redis.example.org",
        "SECRET_KEY": "x" * 50,
    }

    code, out, err = finish(
        portal(
            "manage", "shell", "-v", "0", "-c",
            "from django.conf import settings; print(settings.DATABASES['default']['HOST'])",
            env=given,
        )
    )  # fmt: skip

    assert (code, out) == (0, "db.example.org\n"), err
    assert not (tmp_path / "var").exists()


def test_with_a_database_of_your_own_only_a_valkey_is_started(portal, tmp_path):
    given = {"DATABASE_URL": "postgresql://db.example.org/knw", "SECRET_KEY": "x" * 50}

    code, out, err = finish(
        portal(
            "manage", "shell", "-v", "0", "-c",
            "from django.core.cache import cache; cache.set('a', 1); print(cache.get('a'))",
            env=given,
        )
    )  # fmt: skip

    assert (code, out) == (0, "1\n"), err
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["external"]
