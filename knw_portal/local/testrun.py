"""`./portal test`: every check there is, on real servers that live as long as the run."""

import os
import secrets
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from knw_portal.local.binaries import find_chromium
from knw_portal.local.guard import Guard
from knw_portal.local.messages import Refusal, say
from knw_portal.local.processes import run_in_terminal
from knw_portal.local.servers import Servers
from knw_portal.local.settings import ROOT, clean_environment

NO_CHROMIUM = (
    "No Chromium, so no browser tests. It comes with: apt-get install chromium "
    "(or set PORTAL_CHROME to its path)"
)
BIN = Path(sys.executable).parent
PYTEST = [sys.executable, "-m", "pytest"]
# Two processes of tests; a file stays whole. What takes longest begins first (conftest.py).
TOGETHER = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]


def test(arguments):
    began = time.monotonic()
    chromium = find_chromium()
    if not chromium and os.environ.get("CI", "").lower() in ("1", "true"):
        raise Refusal(NO_CHROMIUM)
    if not chromium:
        say(NO_CHROMIUM)
    with passing_servers() as environment:
        environment |= TEST_PORTAL
        if chromium:
            environment["PORTAL_CHROME"] = chromium
        returncode = _everything(environment, chromium, arguments)
    if not chromium:
        say(NO_CHROMIUM)
    say(f"{'Failed' if returncode else 'Passed'} after {time.monotonic() - began:.0f} s")
    return returncode


@contextmanager
def passing_servers():
    """The environment of servers and a folder of their own, that go when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="knw-test-"))
    guard = Guard()
    guard.remove_in_the_end(folder)
    environment = clean_environment(folder)
    environment.pop("REDIS_URL", None)
    servers = Servers(folder, environment, lasting=False)
    try:
        servers.start(guard)
        environment |= servers.environment()
        environment["SECRET_KEY"] = secrets.token_urlsafe(50)
        yield environment
    finally:
        servers.stop(guard)
        guard.dismiss()
        shutil.rmtree(folder, ignore_errors=True)


def _everything(environment, chromium, arguments):
    """The exit code of the first check that failed; the others run nevertheless."""
    pytest = [*PYTEST, *arguments]
    if not chromium and "-m" not in arguments:
        pytest += ["-m", "not browser"]
    if arguments:
        return _check("pytest", pytest, environment)
    returncodes = [_check(name, argv, env) for name, argv, env in _cheap_checks(environment)]
    returncodes.append(_check("pytest", [*pytest, *TOGETHER, "--durations=15"], environment))
    return next(filter(None, returncodes), 0)


def _cheap_checks(environment):
    manage = [sys.executable, "manage.py"]
    templates = sorted(ROOT.glob("templates/**/*.html"))
    yield "ruff check", [BIN / "ruff", "check", "--quiet", ".", "portal"], environment
    yield "ruff format", [BIN / "ruff", "format", "--check", "--quiet", ".", "portal"], environment
    if templates:
        yield "djade", [BIN / "djade", "--check", *templates], environment
    yield "migrations", [*manage, "makemigrations", "--check", "--dry-run"], environment
    yield (
        "check --deploy",
        [*manage, "check", "--deploy", "--fail-level", "WARNING"],
        {**environment, **production(environment)},
    )


# What a portal in the tests is called, and a mail server that nobody listens at.
TEST_PORTAL = {"BASE_URL": "http://127.0.0.1:8000", "EMAIL_URL": "smtp://127.0.0.1:9?tls=none"}


def production(environment):
    """The settings of a real portal, but for the servers."""
    return {
        "BASE_URL": "https://portal.example.org",
        "ALLOWED_HOSTS": "portal.example.org",
        "EMAIL_URL": "smtp://user:password@mail.example.org:587",
        "SECRET_KEY": secrets.token_urlsafe(50),
    }


def _check(name, argv, environment):
    say(f"== {name}")
    returncode, interrupted = run_in_terminal(argv, env=environment, cwd=ROOT)
    if interrupted:
        raise KeyboardInterrupt
    if returncode:
        say(f"== {name} FAILED")
    return returncode
