"""The rooms' rules; a table of contents."""

from knw_portal.mail import rules as mail
from knw_portal.people import rules as people

__all__ = ["mail", "people"]
