"""The rooms' tasks; a table of contents."""

from knw_portal.mail import tasks as mail
from knw_portal.people import tasks as people

__all__ = ["mail", "people"]
