"""The rooms' kinds of reminders, and what their mails withhold; a table of contents."""

from knw_portal.people import reminders as people

__all__ = ["people"]
