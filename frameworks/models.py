"""The rooms' models; a table of contents."""

from frameworks.definitions.models import (
    Axis,
    AxisValue,
    Concept,
    Erratum,
    Framework,
    FrameworkVersion,
    Question,
    QuestionAxis,
    Scale,
    ScalePoint,
    Section,
)
from frameworks.reports.models import (
    Experience,
    Mirror,
    MirrorCell,
    PracticeCard,
    Remark,
    Sharing,
)
from frameworks.teams.models import (
    AnswerRevision,
    Conversation,
    Team,
    TeamAction,
    TeamAnswer,
    Trajectory,
)

__all__ = [
    "AnswerRevision",
    "Axis",
    "AxisValue",
    "Concept",
    "Conversation",
    "Erratum",
    "Experience",
    "Framework",
    "FrameworkVersion",
    "Mirror",
    "MirrorCell",
    "PracticeCard",
    "Question",
    "QuestionAxis",
    "Remark",
    "Scale",
    "ScalePoint",
    "Section",
    "Sharing",
    "Team",
    "TeamAction",
    "TeamAnswer",
    "Trajectory",
]
