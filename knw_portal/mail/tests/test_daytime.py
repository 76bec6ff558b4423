from datetime import UTC, datetime

import pytest

from knw_portal.mail.daytime import by_day, is_night


def utc(*when):
    return datetime(*when, tzinfo=UTC)


@pytest.mark.parametrize(
    ("planned", "leaves"),
    [
        # winter: one hour ahead of UTC
        (utc(2026, 11, 22, 5, 59), utc(2026, 11, 22, 6, 30)),  # 6.59 → 7.30
        (utc(2026, 11, 22, 6, 0), utc(2026, 11, 22, 6, 0)),  # 7.00 stays
        (utc(2026, 11, 22, 19, 59), utc(2026, 11, 22, 19, 59)),  # 20.59 stays
        (utc(2026, 11, 22, 20, 0), utc(2026, 11, 23, 6, 30)),  # 21.00 → 7.30 the next day
        (utc(2026, 12, 31, 22, 30), utc(2027, 1, 1, 6, 30)),  # 23.30 → 7.30 next year
        (utc(2026, 12, 31, 23, 30), utc(2027, 1, 1, 6, 30)),  # 0.30 → 7.30 the same day
        # summer: two hours ahead
        (utc(2026, 7, 1, 4, 59), utc(2026, 7, 1, 5, 30)),
        (utc(2026, 7, 1, 5, 0), utc(2026, 7, 1, 5, 0)),
        (utc(2026, 7, 1, 19, 0), utc(2026, 7, 2, 5, 30)),
        # the night in which 2.00 becomes 3.00: 28 March 2027
        (utc(2027, 3, 27, 20, 0), utc(2027, 3, 28, 5, 30)),  # the evening before → summer's 7.30
        (utc(2027, 3, 28, 0, 59), utc(2027, 3, 28, 5, 30)),  # 1.59, the last before the jump
        (utc(2027, 3, 28, 1, 0), utc(2027, 3, 28, 5, 30)),  # 3.00, the first after it
        (utc(2027, 3, 28, 5, 0), utc(2027, 3, 28, 5, 0)),  # 7.00 stays
        # the night in which 3.00 becomes 2.00: 25 October 2026
        (utc(2026, 10, 24, 19, 0), utc(2026, 10, 25, 6, 30)),  # the evening before → winter's 7.30
        (utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 6, 30)),  # 2.30 the first time
        (utc(2026, 10, 25, 1, 30), utc(2026, 10, 25, 6, 30)),  # 2.30 the second time
        (utc(2026, 10, 25, 5, 30), utc(2026, 10, 25, 6, 30)),  # 6.30 in winter time, night still
    ],
)
def test_what_falls_in_the_night_leaves_at_half_past_seven(planned, leaves):
    assert by_day(planned) == leaves
    assert is_night(planned) == (planned != leaves)
