"""A real worker or a real beat with short times; the drills start it as a process of its own."""

import sys
from datetime import timedelta
from pathlib import Path

import django
from django.conf import settings

from knw_portal.celery import app

SECOND = timedelta(seconds=1)


def main(part, schedule):
    settings.MAIL_LEASE = 2 * SECOND
    settings.TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
    django.setup()
    shorten()
    if part == "worker":
        argv = ["worker", "--concurrency=2", "--without-gossip", "--without-mingle"]
    else:
        argv = ["beat", f"--schedule={schedule}", "--pidfile="]
    app.start([*argv, "--loglevel=INFO"])


def shorten():
    # Only now: these modules want Django to be ready.
    from knw_portal.mail import delivery, ledger
    from knw_portal.mail.registry import register
    from knw_portal.mail.tests.kinds import Nudge

    delivery.DELAYS = [SECOND / 2] * 7
    ledger.is_night = lambda at: False  # the drills are held at night too
    register(Nudge)
    for entry in app.conf.beat_schedule.values():
        if isinstance(entry["schedule"], timedelta):
            entry["schedule"] = SECOND


if __name__ == "__main__":
    main(*sys.argv[1:])
