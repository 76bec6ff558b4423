"""The rooms' models; a table of contents."""

from coalitions.briefs.models import (
    BriefLine,
    BriefVersion,
    Coalition,
    Comment,
    Consultation,
    DesiredFunction,
    Lineage,
    Memo,
    Milestone,
    SuccessFactor,
)
from coalitions.members.models import Application, Interest
from coalitions.outputs.models import Output, OutputKind
from coalitions.sessions.models import ActionItem, AgendaItem, Attendance, Minutes, Session
from coalitions.themes.models import (
    Ballot,
    BallotEvent,
    CommonTerm,
    Count,
    Decision,
    Idea,
    Preference,
    RollEntry,
    RoomCount,
    Theme,
    ThemeRound,
)

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Application",
    "Attendance",
    "Ballot",
    "BallotEvent",
    "BriefLine",
    "BriefVersion",
    "Coalition",
    "Comment",
    "CommonTerm",
    "Consultation",
    "Count",
    "Decision",
    "DesiredFunction",
    "Idea",
    "Interest",
    "Lineage",
    "Memo",
    "Milestone",
    "Minutes",
    "Output",
    "OutputKind",
    "Preference",
    "RollEntry",
    "RoomCount",
    "Session",
    "SuccessFactor",
    "Theme",
    "ThemeRound",
]
