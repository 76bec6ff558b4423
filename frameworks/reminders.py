"""The rooms' reminders; a table of contents."""

from frameworks.teams import reminders as teams

__all__ = ["teams"]
