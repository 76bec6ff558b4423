"""A Valkey of the launcher's own: the broker and the cache, on a Unix socket, without a port."""

import signal
import socket

from knw_portal.local.binaries import find_valkey
from knw_portal.local.messages import Refusal
from knw_portal.local.parts import Part
from knw_portal.local.processes import wait_until


class Valkey:
    def __init__(self, data, sockets, logs, *, lasting=True):
        """`lasting` keeps on disk what waits, so that a restart loses nothing."""
        self.data, self.path, self.lasting = data, sockets / "valkey.sock", lasting
        self.part = Part(
            "Valkey",
            [],
            logs / "valkey.log",
            endings=((signal.SIGTERM, 10),),
            orphan_signal=signal.SIGTERM,
        )

    @property
    def url(self):
        return f"unix://{self.path}?db=0"

    def start(self, guard):
        self.data.mkdir(parents=True, exist_ok=True)
        self.part.argv = [
            find_valkey(), "--port", "0", "--unixsocket", self.path, "--unixsocketperm", "700",
            "--dir", self.data, "--save", "", "--appendonly", "yes" if self.lasting else "no",
        ]  # fmt: skip
        self.part.start(guard)
        wait_until(lambda: answers(self.path) or not self.part.is_running(), 20)
        if not answers(self.path):
            raise Refusal(f"Valkey did not start. {self.part.log} ends:\n{self.part.last_words()}")


def answers(path):
    """True when a Valkey answers on this socket."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
