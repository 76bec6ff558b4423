"""Days and moments in Dutch, around midnight and around the change of the clock in Amsterdam."""

from datetime import UTC, date, datetime, timedelta

import pytest

from knw_portal import dates


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


NOON = utc(2026, 11, 22, 11)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 11, 22), "vandaag"),
        (date(2026, 11, 23), "morgen"),
        (date(2026, 11, 24), "over 2 dagen"),
        (date(2026, 12, 1), "over 9 dagen"),
        (date(2026, 12, 12), "over 20 dagen"),
        (date(2026, 12, 13), "over 3 weken"),
        (date(2027, 1, 10), "over 7 weken"),
        (date(2027, 6, 27), "over 7 maanden"),
        (date(2026, 9, 1), "3 maanden te laat"),
        (date(2026, 11, 21), "1 dag te laat"),
        (date(2026, 11, 18), "4 dagen te laat"),
        (utc(2026, 11, 22, 15), "vandaag"),
        (utc(2026, 11, 22, 10, 30), "te laat sinds 11.30 uur"),
        (utc(2026, 11, 21, 23, 30), "te laat sinds 00.30 uur"),  # half past midnight here
        (utc(2026, 11, 21, 22, 30), "1 dag te laat"),
        (utc(2026, 11, 22, 23, 30), "morgen"),
    ],
)
def test_what_is_due_is_counted_in_days_of_amsterdam(due, words):
    assert dates.distance(due, at=NOON) == words


def test_a_minute_past_midnight_is_another_day_for_what_is_due():
    due = date(2026, 11, 22)
    last_minute, next_minute = utc(2026, 11, 22, 22, 59), utc(2026, 11, 22, 23, 0)

    assert dates.distance(due, at=last_minute) == "vandaag"
    assert dates.is_late(due, at=last_minute) is False
    assert dates.distance(due, at=next_minute) == "1 dag te laat"
    assert dates.is_late(due, at=next_minute) is True


def test_days_are_counted_right_over_the_change_of_the_clock():
    # On 25 October 2026 the day here has 25 hours, on 28 March 2027 it has 23.
    before_autumn = utc(2026, 10, 24, 21, 30)  # 23.30 in summer time
    before_spring = utc(2027, 3, 27, 22, 30)  # 23.30 in winter time

    assert dates.distance(before_autumn + timedelta(hours=25), at=before_autumn) == "morgen"
    assert dates.distance(before_autumn + timedelta(hours=26), at=before_autumn) == "over 2 dagen"
    assert dates.distance(before_spring + timedelta(hours=1), at=before_spring) == "morgen"
    assert dates.distance(before_spring + timedelta(hours=24), at=before_spring) == "over 2 dagen"


def test_the_clock_is_that_of_amsterdam_in_summer_and_in_winter():
    assert dates.clock(utc(2026, 7, 1, 14, 0)) == "16.00 uur"
    assert dates.clock(utc(2026, 12, 1, 15, 0)) == "16.00 uur"
    assert dates.clock(utc(2026, 12, 1, 8, 5)) == "09.05 uur"
    assert dates.clock(date(2026, 12, 1)) == ""


def test_a_day_is_written_as_people_do():
    assert dates.short_day(date(2026, 11, 27), at=NOON) == "vr 27 november"
    assert dates.full_day(date(2026, 11, 1)) == "1 november 2026"
    assert dates.full_day(utc(2026, 12, 31, 23, 30)) == "1 januari 2027"
    assert dates.moment(utc(2026, 11, 27, 15), at=NOON) == "vr 27 november, 16.00 uur"
    assert dates.moment(date(2026, 11, 27), at=NOON) == "vr 27 november"


def test_the_year_is_only_written_where_the_day_could_be_misread():
    assert dates.short_day(date(2027, 1, 8), at=NOON) == "vr 8 januari"
    assert dates.short_day(date(2027, 6, 11), at=NOON) == "vr 11 juni 2027"
    assert dates.short_day(date(2025, 11, 22), at=NOON) == "za 22 november 2025"


def test_a_span_says_the_day_once():
    begin, end = utc(2026, 12, 10, 12), utc(2026, 12, 10, 15)

    assert dates.span(begin, end, at=NOON) == "do 10 december, 13.00 tot 16.00 uur"
    assert dates.span(begin, end + timedelta(days=1), at=NOON) == (
        "do 10 december, 13.00 uur tot vr 11 december, 16.00 uur"
    )
    assert dates.span(date(2026, 12, 10), date(2026, 12, 10), at=NOON) == "do 10 december"
    assert dates.span(date(2026, 12, 10), date(2026, 12, 12), at=NOON) == (
        "do 10 december tot za 12 december"
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 11, 22), "vandaag"),
        (utc(2026, 11, 21, 22, 59), "gisteren"),
        (utc(2026, 11, 21, 23, 1), "vandaag"),
        (date(2026, 11, 18), "4 dagen geleden"),
        (date(2026, 11, 25), "over 3 dagen"),
    ],
)
def test_what_was_is_told_in_days(value, words):
    assert dates.ago(value, at=NOON) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (2026, "2026–2027"),
        (date(2026, 7, 31), "2025–2026"),
        (date(2026, 8, 1), "2026–2027"),
        (utc(2026, 7, 31, 22, 30), "2026–2027"),  # already the first of August here
    ],
)
def test_a_school_year_begins_on_the_first_of_august_and_has_an_en_dash(value, words):
    assert dates.school_year(value) == words
