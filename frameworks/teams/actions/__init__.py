"""What happens with teams and their conversations."""

from frameworks.teams.actions.answers import Conflict, Reused, restore_answer, save_answer
from frameworks.teams.actions.conversations import close_conversation, open_conversation
from frameworks.teams.actions.guests import (
    adopt_guest,
    join_as_guest,
    remove_guest,
    renew_invitation,
)
from frameworks.teams.actions.team_actions import add_team_action
from frameworks.teams.actions.trajectories import join_team, start_trajectory

__all__ = [
    "Conflict",
    "Reused",
    "add_team_action",
    "adopt_guest",
    "close_conversation",
    "join_as_guest",
    "join_team",
    "open_conversation",
    "remove_guest",
    "renew_invitation",
    "restore_answer",
    "save_answer",
    "start_trajectory",
]
