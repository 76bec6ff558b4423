"""What the rooms keep about people; a table of contents."""

from frameworks.reports import privacy as reports
from frameworks.teams import privacy as teams

__all__ = ["reports", "teams"]
