"""The rooms' kinds of reminders; a table of contents. No room of this app has one yet."""
