"""The rooms' rules; a table of contents."""

from knw_portal.people import rules as people

__all__ = ["people"]
