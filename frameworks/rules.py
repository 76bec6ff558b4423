"""The rooms' rules; a table of contents."""

from frameworks.definitions import rules as definitions
from frameworks.reports import rules as reports
from frameworks.teams import rules as teams

__all__ = ["definitions", "reports", "teams"]
