"""A school opens its poll for a request of a coalition, and hands it in."""

from django.db import transaction

from coalitions.outputs.actions.notes import hold_unhanded
from frameworks.polls import actions as polls
from knw_portal import log
from knw_portal.forms import Stale


@transaction.atomic
def open_school_poll(delivery, *, invited, closes_at, by):
    """From now on colleagues answer by link. Raises Stale when a colleague opened one already."""
    hold_unhanded(delivery)
    collection = delivery.collection
    try:
        poll = polls.start_poll(
            group=collection.coalition.group,
            version=collection.framework_version,
            about=log.key(delivery),
            intro=f"{collection.title}, voor de coalitie {collection.coalition}"[:300],
            questions=[question["code"] for question in collection.questions()],
            invited=invited,
            closes_at=closes_at,
            by=by,
        )
    except polls.AskedBefore as error:
        raise Stale(delivery) from error
    log.write("delivery.poll_opened", delivery, by=by, poll=poll.pk)
