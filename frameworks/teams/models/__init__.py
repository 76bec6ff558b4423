"""Who answers. What a team answers belongs to the team; a closed conversation stays as it was."""

from frameworks.teams.models.ambitions import (
    Ambition,
    Outcome,
    OutcomeCheck,
)
from frameworks.teams.models.answers import (
    AnswerFields,
    AnswerRevision,
    TeamAnswer,
)
from frameworks.teams.models.beside import (
    Change,
    Dissent,
    Evidence,
)
from frameworks.teams.models.conversations import (
    Conversation,
)
from frameworks.teams.models.guests import (
    GuestLink,
)
from frameworks.teams.models.interpretations import (
    InsightUse,
    Interpretation,
    Intervention,
    IssueGuide,
)
from frameworks.teams.models.own_questions import (
    OwnQuestion,
)
from frameworks.teams.models.preparations import (
    KEPT_DAYS,
    Preparation,
)
from frameworks.teams.models.quality import (
    QualityAsk,
)
from frameworks.teams.models.team_actions import (
    TeamAction,
)
from frameworks.teams.models.trajectories import (
    OfTeamsQuerySet,
    Team,
    Trajectory,
    new_code,
)

__all__ = [
    "KEPT_DAYS",
    "Ambition",
    "AnswerFields",
    "AnswerRevision",
    "Change",
    "Conversation",
    "Dissent",
    "Evidence",
    "GuestLink",
    "InsightUse",
    "Interpretation",
    "Intervention",
    "IssueGuide",
    "OfTeamsQuerySet",
    "Outcome",
    "OutcomeCheck",
    "OwnQuestion",
    "Preparation",
    "QualityAsk",
    "Team",
    "TeamAction",
    "TeamAnswer",
    "Trajectory",
    "new_code",
]
