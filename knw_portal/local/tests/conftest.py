"""Real servers in a folder of their own, as the person who runs the tests."""

import os
import tempfile
from pathlib import Path

import pytest

from knw_portal.local import sockets
from knw_portal.local.guard import Guard
from knw_portal.local.postgres import Postgres


@pytest.fixture
def guard():
    guard = Guard()
    yield guard
    guard.dismiss()


@pytest.fixture
def short_folder():
    base = None if os.geteuid() else [sockets.SHORT]
    folder = sockets.make_folder(base)
    yield folder
    sockets.remove_folder(folder)


@pytest.fixture
def open_folder():
    """A folder that every user may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="knw-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def make_postgres(tmp_path, short_folder, guard):
    """PostgreSQL on tmp_path, as often as a test starts it; stopped in the end."""
    made = []

    def make(data=None, **options):
        options = {"lasting": False, **options}
        postgres = Postgres(data or tmp_path / "pg", short_folder, tmp_path / "log", **options)
        made.append(postgres)
        return postgres

    yield make
    for postgres in made:
        postgres.part.stop(guard)
