"""The rooms' tasks; a table of contents."""

from frameworks.polls import tasks as polls
from frameworks.reports import tasks as reports
from frameworks.teams import tasks as teams

__all__ = ["polls", "reports", "teams"]
