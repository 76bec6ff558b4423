from celery import shared_task
from django.utils.timezone import localdate

from frameworks.reports import actions


@shared_task(name="frameworks.make_mirrors")
def make_mirrors():
    """Asked each night: the mirror is of the first of the month and made once."""
    actions.make_mirrors(on=localdate().replace(day=1))
