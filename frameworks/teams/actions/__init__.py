"""What happens with teams and their conversations."""

from frameworks.teams.actions.answers import Conflict, Reused, restore_answer, save_answer
from frameworks.teams.actions.conversations import close_conversation, open_conversation
from frameworks.teams.actions.team_actions import add_team_action
from frameworks.teams.actions.trajectories import join_team, renew_invitation, start_trajectory

__all__ = [
    "Conflict",
    "Reused",
    "add_team_action",
    "close_conversation",
    "join_team",
    "open_conversation",
    "renew_invitation",
    "restore_answer",
    "save_answer",
    "start_trajectory",
]
