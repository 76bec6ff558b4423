"""What the rooms keep about people; a table of contents."""

from coalitions.briefs import privacy as briefs
from coalitions.members import privacy as members
from coalitions.outputs import privacy as outputs
from coalitions.sessions import privacy as sessions
from coalitions.themes import privacy as themes

__all__ = ["briefs", "members", "outputs", "sessions", "themes"]
