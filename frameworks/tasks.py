"""The rooms' tasks; a table of contents."""

from frameworks.teams import (
    tasks as teams,
)

__all__ = [
    "teams",
]
