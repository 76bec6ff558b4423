"""What the rooms add to the overviews; a table of contents."""

from coalitions.briefs import overview as briefs
from coalitions.desk import overview as desk
from coalitions.members import overview as members
from coalitions.outputs import overview as outputs
from coalitions.sessions import overview as sessions
from coalitions.themes import overview as themes

__all__ = ["briefs", "desk", "members", "outputs", "sessions", "themes"]
