"""Whom PostgreSQL runs as: it refuses root, and in many containers everything is root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Account:
    description: str
    prefix: tuple = ()  # words before the command
    options: dict = field(default_factory=dict)  # for Popen
    uid: int = field(default_factory=os.geteuid)  # whose the data folder is
    gid: int = field(default_factory=os.getegid)

    @property
    def is_another(self):
        """True when the programs run as somebody who may be unable to read our folders."""
        return self.uid != os.geteuid()


def database_account():
    """A plain user as itself; root as another name in a namespace, else as `nobody`."""
    if os.geteuid() != 0:
        return Account("you")
    prefix = _namespace()
    if prefix:
        return Account("root under another name", prefix=prefix)
    nobody = pwd.getpwnam("nobody")
    options = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return Account("nobody", options=options, uid=nobody.pw_uid, gid=nobody.pw_gid)


def _namespace():
    """The words that make root look like `daemon` to PostgreSQL, while files stay root's own.

    The name must be one the system knows: PostgreSQL looks it up.
    """
    if not shutil.which("unshare"):
        return ()
    daemon = pwd.getpwnam("daemon")
    prefix = ("unshare", "--user", f"--map-user={daemon.pw_uid}", f"--map-group={daemon.pw_gid}")
    allowed = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    return prefix if allowed.returncode == 0 else ()
