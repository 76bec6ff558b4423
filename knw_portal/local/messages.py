"""What the launcher says to the person in front of the terminal."""

import contextlib
import sys


class Refusal(Exception):
    """The launcher cannot go on, for a reason that a person can do something about."""


class _Voice:
    """Where messages go: `manage` and `dump` keep stdout for the output of the command."""

    stream = None  # stdout, whatever that is when something is said


def speak_on(stream):
    _Voice.stream = stream


def say(text):
    with contextlib.suppress(OSError):  # without a terminal it still has to stop in order
        print(text, file=_Voice.stream or sys.stdout, flush=True)
