"""Who is reminded that something was asked of their institution, and when."""

from datetime import datetime, time, timedelta

from django.utils.timezone import localdate, make_aware

from coalitions.outputs.actions import collections as actions
from coalitions.outputs.links import link_of_mail
from coalitions.outputs.models import Collection, Delivery
from knw_portal.dates import full_day
from knw_portal.mail.registry import OWN_LINK, Kind, register, withhold_links

MORNING = time(8, 30)


withhold_links(
    "collection_sent",
    "collection_changed",
    "collection_due",
    "delivery_received",
    "delivery_on_behalf",
    link=link_of_mail,
)


@register
class CollectionDue(Kind):
    """Half-way, five days before and two days after, to who can deliver and did not answer yet.

    The day is in the name of the occasion, so another day gives a new series. Half-way is counted
    from when people were last told the day, and left out when it would come after the second.
    """

    name = "collection_due"
    label = "Herinnering aan een uitvraag"
    model = Collection

    def due(self, collection):
        if not collection.is_open:
            return
        asked = {
            delivery.institution_id: max(delivery.asked_at, collection.asked_at)
            for delivery in collection.deliveries.waiting()
        }
        for person in self._waiting(collection):
            since = asked[person.institution_id]
            for occasion, at in self._moments(collection.due_on, since):
                if at > since:
                    yield person, f"{occasion} {full_day(collection.due_on)}", at

    def still_due(self, collection, people):
        if not collection.is_open:
            return []
        waiting = {person.pk for person in self._waiting(collection)}
        return [person for person in people if person.pk in waiting]

    def why(self, collection):
        return actions.why(collection)

    def context(self, collection):
        return {"subject": collection, "link": OWN_LINK}

    @staticmethod
    def _moments(due_on, since):
        asked_on = localdate(since)
        half, before = asked_on + (due_on - asked_on) // 2, due_on - timedelta(days=5)
        days = {"vijf dagen voor": before, "twee dagen na": due_on + timedelta(days=2)}
        if half < before:
            days["halverwege naar"] = half
        for occasion, day in days.items():
            yield occasion, make_aware(datetime.combine(day, MORNING))

    @staticmethod
    def _waiting(collection):
        return actions.asked_people(collection, state=Delivery.State.ASKED)
