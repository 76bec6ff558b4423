from celery import shared_task

from knw_portal.files import actions


@shared_task(name="knw_portal.sweep_files")
def sweep_files():
    """Each night: clear away what was written to disk and never got its row."""
    actions.sweep()
