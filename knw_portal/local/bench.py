"""`./portal bench`: how quick the pages are, on servers and a database that live as long as it."""

import sys

from knw_portal.local.messages import speak_on
from knw_portal.local.processes import run_in_terminal
from knw_portal.local.settings import ROOT
from knw_portal.local.testrun import TEST_PORTAL, passing_servers

MANAGE = [sys.executable, "manage.py"]


def bench(arguments):
    """The exit code is 1 when a page broke its bound; `--json` leaves stdout to the figures."""
    speak_on(sys.stderr)
    with passing_servers() as environment:
        environment |= TEST_PORTAL
        for command in (
            ["migrate", "--no-input", "-v0"],
            ["collectstatic", "--no-input", "-v0"],
            ["bench", *arguments],
        ):
            returncode, interrupted = run_in_terminal(
                [*MANAGE, *command], env=environment, cwd=ROOT
            )
            if interrupted:
                raise KeyboardInterrupt
            if returncode:
                return returncode
    return 0
