"""An event as an iCalendar file (RFC 5545), for the calendar that people use themselves.

Times are written in UTC: that names one moment on every day of the year, also on those on which
the clock is put forward or back, without describing a time zone.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from knw_portal.documents.structure import clean

CALENDAR = "text/calendar; charset=utf-8"
WIDTH = 75  # bytes in a line; a longer one is folded


@dataclass(frozen=True)
class Event:
    """What a calendar shows. `sequence` goes up with every change of the event."""

    name: str  # stable, as "bijeenkomst-12": the same event keeps it for ever
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    sequence: int
    url: str
    where: str = ""
    text: str = ""
    is_cancelled: bool = False


def calendar(event):
    """The event as it is now. A cancelled one takes itself out of the calendar.

    The same UID every time, and a SEQUENCE that goes up with every change: whoever opens the file
    again gets the event moved and not doubled.
    """
    lines = [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Kwaliteitsnetwerk mbo//Coalities//NL"),
        ("METHOD", "CANCEL" if event.is_cancelled else "PUBLISH"),
        ("BEGIN", "VEVENT"),
        ("UID", f"{event.name}@{settings.BASE_URL.partition('://')[2]}"),
        ("SEQUENCE", str(event.sequence)),
        ("DTSTAMP", stamp(event.changed_at)),
        ("LAST-MODIFIED", stamp(event.changed_at)),
        ("DTSTART", stamp(event.starts_at)),
        ("DTEND", stamp(event.ends_at)),
        ("SUMMARY", escape(event.title)),
        ("LOCATION", escape(event.where)),
        ("DESCRIPTION", escape(event.text)),
        ("URL", event.url),
        ("ORGANIZER;CN=Kwaliteitsnetwerk mbo", f"mailto:{settings.CONTACT_EMAIL}"),
        ("STATUS", "CANCELLED" if event.is_cancelled else "CONFIRMED"),
        ("END", "VEVENT"),
        ("END", "VCALENDAR"),
    ]
    text = "\r\n".join(fold(f"{name}:{value}") for name, value in lines if value) + "\r\n"
    return text.encode()


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
