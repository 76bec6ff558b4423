"""The rooms' models; a table of contents."""

from coalitions.briefs.models import (
    BriefPoint,
    Coalition,
    CoalitionTerm,
    Connection,
    DesiredFunction,
    Lineage,
    Memo,
    Milestone,
    ScopeItem,
    Source,
    SuccessCriterion,
    SuccessFactor,
)
from coalitions.members.models import Application, Interest
from coalitions.outputs.models import Output, OutputKind
from coalitions.sessions.models import ActionItem, AgendaItem, Attendance, Minutes, Session
from coalitions.themes.models import CommonTerm, Decision, Idea, RoomCount, Theme, ThemeRound

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Application",
    "Attendance",
    "BriefPoint",
    "Coalition",
    "CoalitionTerm",
    "CommonTerm",
    "Connection",
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
    "RoomCount",
    "ScopeItem",
    "Session",
    "Source",
    "SuccessCriterion",
    "SuccessFactor",
    "Theme",
    "ThemeRound",
]
