from celery import shared_task

from knw_portal.celery import hint
from knw_portal.mail.delivery import deliver_batch


@shared_task(name="knw_portal.deliver_waiting")
def deliver_waiting():
    """Each minute, and at once after each post: hand over all mail that is due."""
    if deliver_batch():
        hint("knw_portal.deliver_waiting")
