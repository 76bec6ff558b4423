"""What happens with teams and their conversations."""

from frameworks.teams.actions.answers import Conflict, save_answer
from frameworks.teams.actions.choosing import choose_questions, drop_ten, pick_ten
from frameworks.teams.actions.conversations import close_conversation, open_conversation
from frameworks.teams.actions.own_questions import (
    add_own_question,
    edit_own_question,
    is_asked,
    restore_own_question,
    withdraw_own_question,
)
from frameworks.teams.actions.team_actions import add_team_action
from frameworks.teams.actions.trajectories import join_team, renew_invitation, start_trajectory

__all__ = [
    "Conflict",
    "add_own_question",
    "add_team_action",
    "choose_questions",
    "close_conversation",
    "drop_ten",
    "edit_own_question",
    "is_asked",
    "join_team",
    "open_conversation",
    "pick_ten",
    "renew_invitation",
    "restore_own_question",
    "save_answer",
    "start_trajectory",
    "withdraw_own_question",
]
