from celery import shared_task

from frameworks.teams import actions


@shared_task(name="frameworks.purge_preparations")
def purge_preparations():
    """Each night: what people prepared for themselves is gone, thirty days after their talk."""
    actions.purge_preparations()
