"""How the demo's files say things: what stands in them, and days counted from today."""

from datetime import datetime, time, timedelta
from pathlib import Path

import yaml
from django.utils.timezone import localdate, make_aware

HERE = Path(__file__).parent


def read(name):
    return yaml.safe_load((HERE / name).read_text())


def day(value):
    """A date, or the date so many days from today that `{in_days: n}` or n stands for; or None."""
    if isinstance(value, dict):
        value = value["in_days"]
    return localdate() + timedelta(days=value) if isinstance(value, int) else value


def moment(value, hour=10):
    value = day(value)
    return value and make_aware(datetime.combine(value, time(hour)))
