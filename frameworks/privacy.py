"""What the rooms keep about people; a table of contents."""

from frameworks.polls import privacy as polls
from frameworks.teams import privacy as teams

__all__ = ["polls", "teams"]
