"""Fast entry at the conference: one line is one theme."""

import re

from django.db import transaction

from coalitions.themes.actions.themes import propose_theme, withdraw_theme
from coalitions.themes.models import Theme

# "thema – vraagstuk": a dash with room around it; the one in "zij-instromers" belongs to the word.
DASH = re.compile(r"(?:^|\s+)[-–—]+\s+")


def parts_of(line):
    """The title and the issue in a line; the issue is empty where there is no dash."""
    title, *rest = DASH.split(" ".join(line.split()), maxsplit=1)
    return title, rest[0] if rest else ""


@transaction.atomic
def jot_theme(round, line, *, by):
    """Put one line on the long list. Raises Twice when its title stands there already."""
    title, issue = parts_of(line)
    theme = Theme(round=round, title=title, issue=issue, urgency="", origin=Theme.Origin.CONFERENCE)
    propose_theme(theme, is_bureau=True, by=by)
    return theme


def jotted(round, by):
    """What this person entered so at the conference and still stands, the last first."""
    mine = round.themes.standing().filter(proposed_by=by, origin=Theme.Origin.CONFERENCE)
    return mine.order_by("-published_at", "-pk")


@transaction.atomic
def undo_last_jot(round, *, by):
    """Take the last line off again and return it, to be mended; None when there is none."""
    last = jotted(round, by).select_related("round").first()
    if last:
        withdraw_theme(last, is_bureau=True, by=by)
    return last
