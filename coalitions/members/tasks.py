from celery import shared_task

from coalitions.members import actions


@shared_task(name="coalitions.purge_interests")
def purge_interests():
    """Each night: wipe interest that was never confirmed."""
    actions.purge_interests()
