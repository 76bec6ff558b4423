from celery import shared_task

from frameworks.teams import actions


@shared_task(name="frameworks.purge_preparations")
def purge_preparations():
    """Each night: what people prepared for themselves is gone, thirty days after their talk."""
    actions.purge_preparations()


@shared_task(name="frameworks.shut_out_who_left")
def shut_out_who_left():
    """Each night: who went to another school does not read along at the old one any more."""
    actions.shut_out_who_left()
