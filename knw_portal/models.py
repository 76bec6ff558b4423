"""The rooms' models; a table of contents."""

from knw_portal.files.models import StoredFile
from knw_portal.log import LogEntry
from knw_portal.mail.models import Mail, Reminder
from knw_portal.people.models import (
    AmbassadorRequest,
    Function,
    Group,
    GroupMember,
    Institution,
    Role,
    User,
)
from knw_portal.search.models import SearchText

__all__ = [
    "AmbassadorRequest",
    "Function",
    "Group",
    "GroupMember",
    "Institution",
    "LogEntry",
    "Mail",
    "Reminder",
    "Role",
    "SearchText",
    "StoredFile",
    "User",
]
