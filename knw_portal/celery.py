"""The worker's app, and the one way to tell it that something is waiting."""

import logging
import os

from celery import Celery
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knw_portal.settings")

log = logging.getLogger(__name__)

app = Celery("knw_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def hint(task, *ids):
    """Tell the worker, once this transaction has committed, that rows are waiting for it.

    A hint and no more: the rows are the record and a sweep finds them without it. So a broker
    that is away costs the request a second at most and is logged, never an error for the person.
    """
    transaction.on_commit(lambda: _send(task, ids), robust=True)


def _send(task, ids):
    try:
        if app.conf.task_always_eager:
            app.tasks[task].apply(args=ids, throw=True)
        else:
            app.send_task(task, args=ids, retry=False, ignore_result=True)
    except Exception as error:
        log.warning("no hint for %s%s: %s", task, ids, error)
