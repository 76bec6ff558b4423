"""The rooms' reminders; a table of contents."""

from coalitions.briefs import reminders as briefs
from coalitions.members import reminders as members
from coalitions.outputs import reminders as outputs
from coalitions.sessions import reminders as sessions
from coalitions.themes import reminders as themes

__all__ = ["briefs", "members", "outputs", "sessions", "themes"]
