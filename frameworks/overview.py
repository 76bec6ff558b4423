"""What the rooms add to the overviews; a table of contents."""

from frameworks.teams import overview as teams
from frameworks.teams import poll_overview as team_polls

__all__ = ["team_polls", "teams"]
