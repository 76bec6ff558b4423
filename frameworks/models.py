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
from frameworks.polls.models import Poll, PollCount, PollText
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
    "Framework",
    "FrameworkVersion",
    "Poll",
    "PollCount",
    "PollText",
    "Question",
    "QuestionAxis",
    "Scale",
    "ScalePoint",
    "Section",
    "Team",
    "TeamAction",
    "TeamAnswer",
    "Trajectory",
]
