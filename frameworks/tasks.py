"""The rooms' tasks; a table of contents."""

from frameworks.reports import tasks as reports

__all__ = ["reports"]
