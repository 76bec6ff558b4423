"""The rooms' rules; a table of contents."""

from coalitions.briefs import rules as briefs
from coalitions.members import rules as members
from coalitions.themes import rules as themes

__all__ = ["briefs", "members", "themes"]
