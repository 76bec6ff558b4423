"""What the rooms add to the overviews; a table of contents."""

from frameworks.teams import (
    overview as teams,
)

__all__ = [
    "teams",
]
