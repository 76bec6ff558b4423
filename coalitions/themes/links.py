"""The links in the invitation to a meeting: to answer it, and to put it in one's own calendar.

A link names one guest and holds until a fortnight after the meeting. It opens nothing else.
"""

import re
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.timezone import now

from coalitions.themes.models import MeetingGuest

SALT = "themes.meeting_guest"
AFTERWARDS = timedelta(days=14)
ABOUT = re.compile(r"^meeting_\w+:(\d+):")  # in the key of a mail


def token(guest):
    return signing.dumps(guest.pk, salt=SALT)


def answer_of_mail(mail):
    return _of_mail("meeting_answer", mail)


def calendar_of_mail(mail):
    return _of_mail("meeting_calendar", mail)


def _of_mail(view_name, mail):
    """The link that belongs in this mail; its key names the meeting."""
    found = ABOUT.match(mail.key)
    return link(view_name, MeetingGuest.objects.get(meeting=found[1], user=mail.user_id))


def link(view_name, guest):
    return settings.BASE_URL + reverse(view_name, kwargs={"token": token(guest)})


def this_guest(request, token):
    """A lookup for `access(on=…)`: the guest a link is about, None when the link is dead."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    guests = MeetingGuest.objects.filter(
        pk=pk, meeting__ends_at__gt=now() - AFTERWARDS, user__is_active=True
    )
    return guests.select_related("meeting__round", "user", "institution").first()
