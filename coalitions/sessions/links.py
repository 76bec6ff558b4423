"""The links in an invitation: to answer it, and to put the session in one's own calendar.

A link names one invitation and holds until a fortnight after the session. It opens nothing else:
no minutes, no names of other people.
"""

import re
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.timezone import now

from coalitions.sessions.models import Attendance

SALT = "sessions.attendance"
AFTERWARDS = timedelta(days=14)
ABOUT = re.compile(r"^session_\w+:(\d+):")  # in the key of a mail


def token(attendance):
    return signing.dumps(attendance.pk, salt=SALT)


def answer_of_mail(mail):
    return _of_mail("attendance_answer", mail)


def calendar_of_mail(mail):
    return _of_mail("attendance_calendar", mail)


def _of_mail(view_name, mail):
    """The link that belongs in this mail; its key names the session."""
    found = ABOUT.match(mail.key)
    return link(view_name, Attendance.objects.get(session=found[1], user=mail.user_id))


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
