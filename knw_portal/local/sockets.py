"""The short folder for the servers' sockets: a socket's path may not be longer than 107 bytes."""

import os
import shutil
import tempfile
from pathlib import Path

from knw_portal.local.messages import Refusal

SHORT = "/tmp"  # noqa: S108  the folder itself is made with mkdtemp
PREFIX = "knw-portal-"
LONGEST_NAME = ".s.PGSQL.5432.lock"
LIMIT = 107


def make_folder(bases=None):
    """A new folder that only its owner can enter, outside the clone however deep that lies."""
    if bases is None:
        bases = [f"/run/user/{os.geteuid()}", tempfile.gettempdir(), SHORT]
    for base in bases:
        room = len(os.fsencode(base)) + len(f"/{PREFIX}12345678/{LONGEST_NAME}")
        if room <= LIMIT and os.path.isdir(base) and os.access(base, os.W_OK | os.X_OK):
            return Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    raise Refusal("No folder for the servers' sockets: /tmp cannot be written.")


def remove_folder(folder):
    """Remove a folder that `make_folder` made; any other is left alone."""
    folder = Path(folder)
    if folder.name.startswith(PREFIX) and not folder.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)
