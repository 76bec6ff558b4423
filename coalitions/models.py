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
from coalitions.themes.models import CommonTerm, Decision, Idea, RoomCount, Theme, ThemeRound

__all__ = [
    "Application",
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
    "Output",
    "OutputKind",
    "RoomCount",
    "ScopeItem",
    "Source",
    "SuccessCriterion",
    "SuccessFactor",
    "Theme",
    "ThemeRound",
]
