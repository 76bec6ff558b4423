from celery import shared_task

from knw_portal.people import actions


@shared_task(name="knw_portal.purge_ambassador_requests")
def purge_ambassador_requests():
    """Each night: wipe requests whose asker never confirmed them."""
    actions.purge_requests()
