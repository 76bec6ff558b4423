"""The personal link of a guest: who has it comes in as that guest, while the link lasts.

It works while the team is in talk and a month after that, and once it ended it stays ended. Whoever
lost it, or came back too late, asks the team for a new one; that ends the one before.
"""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import make_aware, now

from frameworks.teams.models import Conversation
from knw_portal.people.models import GroupMember

SALT = "teams.guest"
NO_TALK = timedelta(days=90)  # as long as the team does not begin a talk
AFTER_TALK = timedelta(days=30)
AT_MOST = timedelta(days=365)
HOUR = 3600


def places_of(guests):
    """The places of guests in teams, with what their links are made of."""
    places = GroupMember.objects.current().filter(user__email=None, user__is_active=True)
    return places.filter(guests).select_related("user", "group__team", "guest_link")


def token(place):
    return signing.Signer(salt=SALT).sign(_named(place))


def _named(place):
    """What a link says: which place, and the code once the link was replaced."""
    link = getattr(place, "guest_link", None)
    return f"{place.pk}.{link.code}" if link else str(place.pk)


def _meant(name):
    """The place that a link names; None when another link came in its stead."""
    place = places_of(Q(pk=name.partition(".")[0])).first()
    return place if place and name == _named(place) else None


def address(place):
    return settings.BASE_URL + path(place)


def path(place):
    return reverse("team_guest_return", kwargs={"token": token(place)})


def passing_path(place):
    """A link for the way along the sign-in page: it is over within the hour."""
    short = signing.TimestampSigner(salt=f"{SALT}.passing").sign(_named(place))
    return reverse("team_guest_return", kwargs={"token": short})


def place_of(token):
    """The place in a team that a link is about; None when that link works no more."""
    try:
        name = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return _passing(token)
    place = _meant(name)
    return None if place is None or is_over(ends_of([place])[place.pk]) else place


def _passing(token):
    try:
        name = signing.TimestampSigner(salt=f"{SALT}.passing").unsign(token, max_age=HOUR)
    except signing.BadSignature:
        return None
    return _meant(name)


def ends_of(places):
    """Until when the link of each place works, by the id of the place; one query."""
    talks = {}
    held = Conversation.objects.filter(
        trajectory__team__group__in=[place.group_id for place in places]
    )
    for group, opened, closed in held.order_by("opened_at").values_list(
        "trajectory__team__group", "opened_at", "closed_at"
    ):
        talks.setdefault(group, []).append((opened, closed))
    return {place.pk: end_of(made_at(place), talks.get(place.group_id, [])) for place in places}


def is_over(end):
    return now() > end


def made_at(place):
    link = getattr(place, "guest_link", None)
    return link.made_at if link else make_aware(datetime.combine(place.since, time.min))


def end_of(made, talks):
    """From the making on, talk after talk; a link that ended before the next talk stays ended."""
    end, latest, has_talk = made + NO_TALK, made + AT_MOST, False
    for opened, closed in talks:
        if closed and closed < made:
            continue
        if opened > end:
            break
        if closed is None:
            return latest
        end = max(end, closed + AFTER_TALK) if has_talk else closed + AFTER_TALK
        has_talk = True
    return min(end, latest)
