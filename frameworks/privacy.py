"""What the rooms keep about people; a table of contents."""

from frameworks.teams import privacy as teams

__all__ = ["teams"]
