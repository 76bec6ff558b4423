"""The rooms' tasks; a table of contents."""

from knw_portal.files import tasks as files
from knw_portal.mail import tasks as mail
from knw_portal.people import tasks as people

__all__ = ["files", "mail", "people"]
