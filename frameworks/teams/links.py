"""The personal link of a guest: who has it comes in as that guest, while the place lasts."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from knw_portal.people.models import GroupMember

SALT = "teams.guest"


def token(place):
    return signing.Signer(salt=SALT).sign(place.pk)


def address(place):
    return settings.BASE_URL + path(place)


def path(place):
    return reverse("team_guest_return", kwargs={"token": token(place)})


def place_of(token):
    """The place in a team that a link is about; None when the guest stopped or was taken out."""
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    places = GroupMember.objects.current().select_related("user", "group__team")
    return places.filter(pk=pk, user__email=None, user__is_active=True).first()
