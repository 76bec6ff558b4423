"""A session as an iCalendar file (RFC 5545), for the calendar that people use themselves.

Times are written in UTC: that names one moment on every day of the year, also on those on which
the clock is put forward or back, without describing a time zone.
"""

from datetime import UTC

from django.conf import settings

from knw_portal.documents.structure import clean

CALENDAR = "text/calendar; charset=utf-8"
WIDTH = 75  # bytes in a line; a longer one is folded


def calendar(session):
    """The session as it is now. A cancelled one takes itself out of the calendar.

    The same UID every time, and a SEQUENCE that goes up with every change: whoever opens the file
    again gets the event moved and not doubled.
    """
    cancelled = session.cancelled_at is not None
    url = settings.BASE_URL + session.get_absolute_url()
    lines = [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Kwaliteitsnetwerk mbo//Coalities//NL"),
        ("METHOD", "CANCEL" if cancelled else "PUBLISH"),
        ("BEGIN", "VEVENT"),
        ("UID", f"bijeenkomst-{session.pk}@{settings.BASE_URL.partition('://')[2]}"),
        ("SEQUENCE", str(session.sequence)),
        ("DTSTAMP", stamp(session.changed_at)),
        ("LAST-MODIFIED", stamp(session.changed_at)),
        ("DTSTART", stamp(session.starts_at)),
        ("DTEND", stamp(session.ends_at)),
        ("SUMMARY", escape(f"{session.coalition}: {session.title}")),
        ("LOCATION", escape(session.where)),
        ("DESCRIPTION", escape(description(session, url))),
        ("URL", url),
        ("ORGANIZER;CN=Kwaliteitsnetwerk mbo", f"mailto:{settings.CONTACT_EMAIL}"),
        ("STATUS", "CANCELLED" if cancelled else "CONFIRMED"),
        ("END", "VEVENT"),
        ("END", "VCALENDAR"),
    ]
    text = "\r\n".join(fold(f"{name}:{value}") for name, value in lines if value) + "\r\n"
    return text.encode()


def description(session, url):
    parts = [
        "Deze bijeenkomst gaat niet door." if session.cancelled_at else "",
        session.cancel_reason,
        session.preparation,
        url,
    ]
    return "\n\n".join(filter(None, parts))


def stamp(moment):
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escape(text):
    """Text as a value: what would end a value, or the line, is written otherwise."""
    text = clean(text).replace("\r\n", "\n").replace("\r", "\n")
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def fold(line):
    """A long line in parts of at most 75 bytes, each next one begun with a space.

    A letter of several bytes is never cut.
    """
    parts, length = [""], 0
    for letter in line:
        size = len(letter.encode())
        if length + size > WIDTH:
            parts.append(" ")
            length = 1
        parts[-1] += letter
        length += size
    return "\r\n".join(parts)
