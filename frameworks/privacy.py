"""What the rooms keep about people; a table of contents."""

from frameworks.definitions import privacy as definitions
from frameworks.teams import privacy as teams

__all__ = ["definitions", "teams"]
