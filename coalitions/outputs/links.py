"""The link in a mail about a collection: to deliver without signing in.

A link names one collection and one person. It opens the delivery of that person's institution and
nothing else: no other institution's, and no file that was delivered.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.timezone import localdate

from coalitions.outputs.models import Delivery
from knw_portal.people.models import User

SALT = "outputs.delivery"
AFTERWARDS = timedelta(days=60)


def token(collection, user):
    return signing.dumps([collection.pk, user.pk], salt=SALT)


def link(collection, user):
    return settings.BASE_URL + reverse("delivery_link", kwargs={"token": token(collection, user)})


def this_delivery(request, token):
    """A lookup for `access(on=…)`: (delivery, person) that a link is about, None when it is dead.

    Dead is: changed, sixty days past the day, or of somebody who may not deliver any more.
    """
    try:
        collection_pk, user_pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=user_pk, is_active=True).first()
    delivery = person and (
        Delivery.objects.of(person)
        .filter(collection=collection_pk, collection__due_on__gte=localdate() - AFTERWARDS)
        .select_related(
            "collection__coalition",
            "collection__kind",
            "collection__framework_version",
            "institution",
        )
        .first()
    )
    return (delivery, person) if delivery else None
