from celery import shared_task

from frameworks.polls import actions


@shared_task(name="frameworks.purge_polls")
def purge_polls():
    """Each night: texts of a poll are gone a year after its close, its counts after three years."""
    actions.purge_polls()
