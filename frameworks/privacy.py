"""What the rooms keep about people; a table of contents."""

from frameworks.definitions import privacy as definitions
from frameworks.polls import privacy as polls
from frameworks.reports import privacy as reports
from frameworks.teams import privacy as teams

__all__ = ["definitions", "polls", "reports", "teams"]
