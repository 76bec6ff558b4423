"""The worker's app, and the one way to tell it that something is waiting."""

import logging
import os
from dataclasses import dataclass
from time import monotonic

from celery import Celery
from django.db import connection, transaction
from kombu.pools import producers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knw_portal.settings")

log = logging.getLogger(__name__)

app = Celery("knw_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# A hint is worth less than a person's second. The worker's own connection waits longer.
HINT_CONNECTION = {
    "socket_timeout": 0.35,
    "socket_connect_timeout": 0.35,
    "max_retries": 1,
    "interval_start": 0,
    "connect_retries_timeout": 0.7,
}
QUIET_SECONDS = 10  # no hints for so long after one that failed; the sweeps go on
_quiet_until = 0.0


def hint(task, *ids):
    """Tell the worker, once this transaction has committed, that rows are waiting for it.

    A hint and no more: the rows are the record and a sweep finds them without it. So a broker
    that is away costs the request a second at most and is logged, never an error for the person.
    """
    told = Hint(task, ids)
    if not any(waiting == told for _, waiting, _ in connection.run_on_commit):
        transaction.on_commit(told, robust=True)


@dataclass(frozen=True)
class Hint:
    """Equal to another with the same words, so that a transaction gives each hint once."""

    task: str
    ids: tuple

    def __call__(self):
        try:
            if app.conf.task_always_eager:
                app.tasks[self.task].apply(args=self.ids, throw=True)
            elif monotonic() >= _quiet_until:
                self._send()
        except Exception as error:
            log.warning("no hint for %s%s: %s", self.task, self.ids, error)

    def _send(self):
        global _quiet_until  # one per process: every thread waits for the same broker
        try:
            broker = app.connection_for_write(transport_options=HINT_CONNECTION)
            with producers[broker].acquire(block=True, timeout=0.2) as producer:
                app.send_task(
                    self.task, args=self.ids, producer=producer, retry=False, ignore_result=True
                )
        except Exception:
            _quiet_until = monotonic() + QUIET_SECONDS
            raise
