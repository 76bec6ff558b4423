"""The link in a mail about a collection: to deliver without signing in.

A link names one collection and one person. It opens the delivery of that person's institution and
nothing else: no other institution's, and no file that was delivered.
"""

import re
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.timezone import localdate

from coalitions.outputs.models import Delivery
from knw_portal.people.models import User

SALT = "outputs.delivery"
AFTERWARDS = timedelta(days=60)


ABOUT = re.compile(r"^(?:collection_\w+:)+(?:collection:)?(\d+):")  # in the key of a mail
ABOUT_DELIVERY = re.compile(r"^delivery_\w+:(\d+):")


def token(collection, user):
    return token_of(collection.pk, user.pk)


def token_of(collection_pk, user_pk):
    return signing.dumps([collection_pk, user_pk], salt=SALT)


def link_of_mail(mail):
    """The link that belongs in this mail; its key names the collection or the delivery."""
    if found := ABOUT_DELIVERY.match(mail.key):
        pk = Delivery.objects.values_list("collection", flat=True).get(pk=found[1])
    else:
        pk = int(ABOUT.match(mail.key)[1])
    address = reverse("delivery_link", kwargs={"token": token_of(pk, mail.user_id)})
    return settings.BASE_URL + address


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
