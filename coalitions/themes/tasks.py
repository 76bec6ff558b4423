from celery import shared_task

from coalitions.themes import actions


@shared_task(name="coalitions.purge_ideas")
def purge_ideas():
    """Each night: wipe ideas that were never confirmed."""
    actions.purge_ideas()


@shared_task(name="coalitions.freeze_counts")
def freeze_counts():
    """Each minute: count the rounds whose vote has closed, in case nobody looked yet."""
    actions.freeze_counts()
