"""The coalition and its brief, and the memos about them."""

from coalitions.briefs.models.coalitions import (
    SENSIBLE,
    BriefLine,
    Coalition,
    DesiredFunction,
    Lineage,
    Milestone,
    SuccessFactor,
    ThemeLine,
)
from coalitions.briefs.models.consultations import BriefVersion, Comment, Consultation
from coalitions.briefs.models.memos import Memo

__all__ = [
    "SENSIBLE",
    "BriefLine",
    "BriefVersion",
    "Coalition",
    "Comment",
    "Consultation",
    "DesiredFunction",
    "Lineage",
    "Memo",
    "Milestone",
    "SuccessFactor",
    "ThemeLine",
]
