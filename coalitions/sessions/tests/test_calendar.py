"""The file for people's own calendars, read back by a parser that knows nothing of its writer."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from coalitions.sessions.calendar import calendar, escape, fold
from coalitions.tests.factories import CoalitionFactory, SessionFactory

HERE = ZoneInfo("Europe/Amsterdam")


@pytest.fixture(autouse=True)
def _portal(settings):
    settings.BASE_URL = "https://portaal.example.org"
    settings.CONTACT_EMAIL = "bureau@example.org"


def parsed(body):
    """The lines of an iCalendar file as {name: value}: unfolded, parameters away, unescaped."""
    text = body.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    found = {}
    for line in text.replace("\r\n ", "").strip().split("\r\n"):
        name, _, value = line.partition(":")
        found[name.partition(";")[0]] = unescaped(value)
    return found


def unescaped(value):
    letters, out = iter(value), []
    for letter in letters:
        if letter == "\\":
            letter = {"n": "\n", "N": "\n"}.get(after := next(letters), after)
        out.append(letter)
    return "".join(out)


def session_at(*moment, hours=3, **kwargs):
    starts = datetime(*moment, tzinfo=HERE)
    ends = datetime(*moment, tzinfo=UTC) + timedelta(hours=hours)  # on the clock on the wall
    ends = ends.replace(tzinfo=HERE)
    return SessionFactory(starts_at=starts, ends_at=ends, **kwargs)


@pytest.mark.parametrize(
    ("moment", "hours", "begin", "end"),
    [
        ((2027, 1, 14, 13, 0), 3, "20270114T120000Z", "20270114T150000Z"),  # winter
        ((2027, 7, 1, 13, 0), 3, "20270701T110000Z", "20270701T140000Z"),  # summer
        ((2027, 3, 28, 1, 0), 3, "20270328T000000Z", "20270328T020000Z"),  # 02.00 becomes 03.00
        ((2027, 3, 28, 13, 0), 3, "20270328T110000Z", "20270328T140000Z"),
        ((2026, 10, 25, 1, 0), 3, "20261024T230000Z", "20261025T030000Z"),  # 03.00 becomes 02.00
        ((2026, 10, 25, 13, 0), 3, "20261025T120000Z", "20261025T150000Z"),
    ],
)
def test_the_times_are_right_all_year_and_on_the_days_the_clock_changes(
    db, moment, hours, begin, end
):
    event = parsed(calendar(session_at(*moment, hours=hours)))

    assert (event["DTSTART"], event["DTEND"]) == (begin, end)


def test_everything_people_wrote_comes_out_as_they_wrote_it(db):
    session = SessionFactory(
        coalition=CoalitionFactory(title="Data; en, meer"),
        title="Één\\twee",
        place="Zaal 3, 1e etage; achteringang",
        preparation="Lees:\n- één, lange regel " + "met é en 🎓 erin " * 20 + "\r\nen neem mee",
    )

    event = parsed(calendar(session))

    assert event["SUMMARY"] == "Data; en, meer: Één\\twee"
    assert event["LOCATION"] == "Zaal 3, 1e etage; achteringang"
    assert session.preparation.replace("\r\n", "\n") in event["DESCRIPTION"]
    assert event["URL"] == f"https://portaal.example.org{session.get_absolute_url()}"


def test_a_line_cannot_be_smuggled_in(db):
    session = SessionFactory(title="x\r\nATTENDEE:mailto:a@example.org", place="y\nMETHOD:CANCEL")

    event = parsed(calendar(session))

    assert "ATTENDEE" not in event
    assert event["METHOD"] == "PUBLISH"


def test_a_change_keeps_the_name_and_raises_the_number_and_a_cancellation_says_so(db):
    session = SessionFactory()
    first = parsed(calendar(session))
    session.sequence, session.cancelled_at = 1, session.starts_at
    session.cancel_reason = "De trein"
    second = parsed(calendar(session))

    assert (first["UID"], first["SEQUENCE"]) == (second["UID"], "0")
    assert (first["METHOD"], first["STATUS"]) == ("PUBLISH", "CONFIRMED")
    assert (second["SEQUENCE"], second["METHOD"], second["STATUS"]) == ("1", "CANCEL", "CANCELLED")
    assert "De trein" in second["DESCRIPTION"]
    assert second["ORGANIZER"] == "mailto:bureau@example.org"


@pytest.mark.parametrize("text", ["a" * 74, "a" * 75, "a" * 76, "é" * 80, "🎓" * 60, ""])
def test_folding_cuts_no_letter_and_loses_none(text):
    lines = fold(text).split("\r\n")

    assert all(len(line.encode()) <= 75 for line in lines)
    assert "".join([lines[0], *(line[1:] for line in lines[1:])]) == text
    assert all(line.startswith(" ") for line in lines[1:])


@pytest.mark.parametrize("text", ["a,b;c\\d\ne", "\\n", "\\\\,;", "regel\n\nregel"])
def test_escaping_can_be_undone(text):
    assert unescaped(escape(text)) == text
