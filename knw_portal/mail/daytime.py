"""By day only: a reminder does not leave at night."""

from datetime import datetime, time, timedelta

from django.utils.timezone import get_default_timezone

EVENING, MORNING, FIRST = time(21), time(7), time(7, 30)


def is_night(at):
    return not MORNING <= at.astimezone(get_default_timezone()).time() < EVENING


def by_day(at):
    """`at`, or 7.30 on the clock of the next morning when that is at night."""
    local = at.astimezone(get_default_timezone())
    if not is_night(at):
        return at
    day = local.date() + timedelta(days=local.time() >= EVENING)
    return datetime.combine(day, FIRST, tzinfo=get_default_timezone())
