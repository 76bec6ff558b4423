from datetime import timedelta

from celery import shared_task
from django.utils.timezone import now

from knw_portal.celery import hint
from knw_portal.mail import ledger
from knw_portal.mail.delivery import deliver_batch
from knw_portal.mail.models import Mail

KEPT = timedelta(days=90)


@shared_task(name="knw_portal.deliver_waiting")
def deliver_waiting():
    """Each minute, and at once after each post: hand over all mail that is due."""
    if deliver_batch():
        hint("knw_portal.deliver_waiting")


@shared_task(name="knw_portal.send_due_reminders")
def send_due_reminders():
    """Each minute, by day: turn the reminders that are due into mail."""
    ledger.send_due()


@shared_task(name="knw_portal.blank_old_mail")
def blank_old_mail():
    """Each night: what was written to whom is forgotten after ninety days."""
    Mail.objects.blank(posted_before=now() - KEPT)
