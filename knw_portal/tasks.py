"""The rooms' tasks; a table of contents."""

from knw_portal.mail import tasks as mail

__all__ = ["mail"]
