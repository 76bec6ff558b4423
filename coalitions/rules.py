"""The rooms' rules; a table of contents."""

from coalitions.briefs import rules as briefs
from coalitions.desk import rules as desk
from coalitions.members import rules as members
from coalitions.outputs import rules as outputs
from coalitions.sessions import rules as sessions
from coalitions.themes import rules as themes

__all__ = ["briefs", "desk", "members", "outputs", "sessions", "themes"]
