"""A session for the calendar that people use themselves."""

from django.conf import settings

from knw_portal.calendar import CALENDAR, Event, escape, fold, stamp
from knw_portal.calendar import calendar as written

__all__ = ["CALENDAR", "calendar", "description", "escape", "fold", "stamp"]


def calendar(session):
    """The session as an iCalendar file. A cancelled one takes itself out of the calendar."""
    url = settings.BASE_URL + session.get_absolute_url()
    return written(
        Event(
            name=f"bijeenkomst-{session.pk}",
            title=f"{session.coalition}: {session.title}",
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            changed_at=session.changed_at,
            sequence=session.sequence,
            url=url,
            where=session.where,
            text=description(session, url),
            is_cancelled=session.cancelled_at is not None,
        )
    )


def description(session, url):
    parts = [
        "Deze bijeenkomst gaat niet door." if session.cancelled_at else "",
        session.cancel_reason,
        session.preparation,
        url,
    ]
    return "\n\n".join(filter(None, parts))
