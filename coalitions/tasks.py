"""The rooms' tasks; a table of contents."""

from coalitions.briefs import tasks as briefs
from coalitions.members import tasks as members
from coalitions.themes import tasks as themes

__all__ = ["briefs", "members", "themes"]
