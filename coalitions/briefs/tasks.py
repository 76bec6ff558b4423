from celery import shared_task

from coalitions.briefs import actions


@shared_task(name="coalitions.close_consultations")
def close_consultations():
    """Every ten minutes: keep the last version of rounds of comments whose last day is over."""
    actions.close_due()
