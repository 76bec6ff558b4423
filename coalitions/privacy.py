"""What the rooms keep about people; a table of contents."""

from coalitions.members import privacy as members
from coalitions.themes import privacy as themes

__all__ = ["members", "themes"]
