"""Days and moments as people write them in Dutch, in the portal's own time zone."""

from datetime import date, datetime

from django.utils.timezone import localtime, now

WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
MONTHS = ("januari", "februari", "maart", "april", "mei", "juni")
MONTHS += ("juli", "augustus", "september", "oktober", "november", "december")
# Further away than this, a day without its year could be misread.
NEAR = 180


def day_of(value):
    """The day of a day or a moment, on the clock of the portal."""
    return localtime(value).date() if isinstance(value, datetime) else value


def full_day(value):
    """28 november 2026"""
    day = day_of(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_day(value, *, at=None):
    """vr 28 november; with the year when that is not plain."""
    day = day_of(value)
    year = f" {day.year}" if abs((day - day_of(at or now())).days) > NEAR else ""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def clock(value):
    """16.00 uur; a day without a time has none."""
    return f"{localtime(value):%H.%M} uur" if isinstance(value, datetime) else ""


def moment(value, *, at=None):
    """vr 28 november, 16.00 uur"""
    return ", ".join(filter(None, [short_day(value, at=at), clock(value)]))


def span(begin, end, *, at=None):
    """do 11 december, 13.00 tot 16.00 uur; from day to day when it lasts longer."""
    if day_of(begin) != day_of(end):
        return f"{moment(begin, at=at)} tot {moment(end, at=at)}"
    if not isinstance(begin, datetime):
        return short_day(begin, at=at)
    return f"{short_day(begin, at=at)}, {localtime(begin):%H.%M} tot {clock(end)}"


def is_late(due, *, at=None):
    """A day is late when it is over, a moment when it has passed."""
    at = at or now()
    return due < at if isinstance(due, datetime) else due < day_of(at)


def distance(due, *, at=None):
    """How far away something due is: over 9 dagen, morgen, vandaag, 4 dagen te laat."""
    at = at or now()
    days = (day_of(due) - day_of(at)).days
    if days == 0:
        return f"te laat sinds {clock(due)}" if is_late(due, at=at) else "vandaag"
    if days < 0:
        return f"{count(-days)} te laat"
    return "morgen" if days == 1 else f"over {count(days)}"


def ago(value, *, at=None):
    """How long ago something was: vandaag, gisteren, 4 dagen geleden."""
    days = (day_of(at or now()) - day_of(value)).days
    if days < 0:
        return distance(value, at=at)
    return {0: "vandaag", 1: "gisteren"}.get(days, f"{count(days)} geleden")


def count(days):
    """1 dag, 20 dagen, 4 weken, 7 maanden: no more exact than people are."""
    if days < 21:
        return "1 dag" if days == 1 else f"{days} dagen"
    return f"{round(days / 7)} weken" if days < 60 else f"{round(days / 30.44)} maanden"


def school_year(value):
    """2026–2027: of a stored school year, of the year it begins in, or of a day in it.

    It begins on the first of August.
    """
    if isinstance(value, date):
        day = day_of(value)
        value = day.year if day.month >= 8 else day.year - 1
    begins = int(str(value)[:4])
    return f"{begins}–{begins + 1}"
