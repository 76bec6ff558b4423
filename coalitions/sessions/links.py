"""The links in an invitation: to answer it, and to put the session in one's own calendar.

A link names one invitation and holds until a fortnight after the session. It opens nothing else:
no minutes, no names of other people.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.timezone import now

from coalitions.sessions.models import Attendance

SALT = "sessions.attendance"
AFTERWARDS = timedelta(days=14)


def token(attendance):
    return signing.dumps(attendance.pk, salt=SALT)


def link(view_name, attendance):
    return settings.BASE_URL + reverse(view_name, kwargs={"token": token(attendance)})


def this_attendance(request, token):
    """A lookup for `access(on=…)`: the invitation a link is about, None when the link is dead."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return (
        Attendance.objects.filter(
            pk=pk, session__ends_at__gt=now() - AFTERWARDS, user__is_active=True
        )
        .select_related("session__coalition", "user")
        .first()
    )
