"""A real SMTP server that notes what it accepts, and can be told to misbehave."""

import asyncio
import logging
import socket
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

logging.getLogger("mail.log").setLevel(logging.WARNING)  # it tells of every word exchanged


class Sink:
    """`answers` gives an address the answer to its RCPT; `on_data(number)` decides on the rest.

    `on_data` gets the number of the mail it is: None accepts it, "cut" accepts it and breaks the
    connection before saying so, another text is the answer instead of accepting it.
    """

    def __init__(self, seconds=0.0):
        self.seconds = seconds
        self.mails = []
        self.answers = {}
        self.on_data = lambda number: None
        self.data_seen = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.seconds)
        self.data_seen += 1
        answer = self.on_data(self.data_seen)
        if answer not in (None, "cut"):
            return answer
        mail = message_from_bytes(envelope.content, policy=policy.default)
        (address,) = envelope.rcpt_tos
        self.mails.append((address, mail["Message-ID"], mail))
        if answer == "cut":
            server.transport.abort()
        return "250 OK"

    @property
    def received(self):
        """How often each (address, Message-ID) was accepted."""
        return Counter((address, message_id) for address, message_id, _ in self.mails)

    @property
    def duplicates(self):
        return len(self.mails) - len(self.received)


@contextmanager
def running_sink(**options):
    sink = Sink(**options)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        sink.port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, ready_timeout=20)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
