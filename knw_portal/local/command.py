"""`./portal manage` and `./portal dump`: one command, with the servers it needs."""

import os
import sys
import time
from contextlib import contextmanager

from knw_portal.local.binaries import find_postgres
from knw_portal.local.guard import Guard
from knw_portal.local.lock import Lock, Users
from knw_portal.local.messages import Refusal, speak_on
from knw_portal.local.postgres import DATABASE, OWNER, socket_folder
from knw_portal.local.processes import run_in_terminal
from knw_portal.local.servers import Servers, running
from knw_portal.local.settings import (
    ROOT,
    base_environment,
    clean_environment,
    is_practice,
    state_folder,
    var_folder,
)

# Commands that only read files: nobody has to start a database for them, or to have one.
WITHOUT_SERVERS = ("count_ballots",)
NOWHERE = {
    "DEBUG": "1",  # no address of the portal and no mail server are asked for
    "SECRET_KEY": "nothing is signed here",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def manage(arguments):
    """Django's own commands, on the running servers or on servers of their own."""
    speak_on(sys.stderr)
    if arguments and arguments[0] in WITHOUT_SERVERS:
        environment = clean_environment(var_folder()) | NOWHERE
        argv = [sys.executable, ROOT / "manage.py", *arguments]
        return run_in_terminal(argv, env=environment, cwd=ROOT)[0]
    return _with_servers("manage", [sys.executable, ROOT / "manage.py", *arguments])


def dump():
    """The whole database as SQL on stdout."""
    speak_on(sys.stderr)
    if not is_practice():
        raise Refusal("./portal dump writes the practice database; use pg_dump for DATABASE_URL.")
    return _with_servers("dump", [find_postgres() / "pg_dump", "--username", OWNER, DATABASE])


def _with_servers(name, argv):
    var = var_folder()
    environment = base_environment(var)
    with _servers(state_folder(var), environment, name) as found:
        environment |= found
        if is_practice():
            # For `manage dbshell` and pg_dump: the programs, and where the server is.
            environment["PATH"] = f"{find_postgres()}:{environment.get('PATH', os.defpath)}"
            environment["PGHOST"] = socket_folder(found["DATABASE_URL"])
        returncode, _ = run_in_terminal(argv, env=environment, cwd=ROOT)
        return returncode


@contextmanager
def _servers(state, environment, name):
    """The environment of the servers that run, else of servers for this command alone."""
    if "DATABASE_URL" in environment and "REDIS_URL" in environment:
        yield {}
        return
    with Lock(state) as lock:
        users = Users(state)
        while not lock.try_to_take(name):
            users.join()
            if found := running(state):
                address = lock.holder().get("address")
                yield found | ({"BASE_URL": address.rstrip("/")} if address else {})
                return
            users.leave()
            time.sleep(0.2)
        guard = Guard(keep=[lock.fileno()])
        servers = Servers(state, environment)
        try:
            servers.start(guard)
            yield servers.environment()
            users.wait_until_alone()
        finally:
            servers.stop(guard)
            guard.dismiss()
