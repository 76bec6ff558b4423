"""What happens with teams and their conversations."""

from frameworks.teams.actions.answers import Conflict, save_answer
from frameworks.teams.actions.beside import (
    add_dissent,
    add_evidence,
    change_at,
    note_change,
    put_back,
    review_team_action,
    take_away,
)
from frameworks.teams.actions.conversations import (
    close_conversation,
    note_table,
    open_conversation,
    set_timer,
)
from frameworks.teams.actions.preparing import purge_preparations, reveal, save_preparation
from frameworks.teams.actions.team_actions import add_team_action
from frameworks.teams.actions.trajectories import join_team, renew_invitation, start_trajectory

__all__ = [
    "Conflict",
    "add_dissent",
    "add_evidence",
    "add_team_action",
    "change_at",
    "close_conversation",
    "join_team",
    "note_change",
    "note_table",
    "open_conversation",
    "purge_preparations",
    "put_back",
    "renew_invitation",
    "reveal",
    "review_team_action",
    "save_answer",
    "save_preparation",
    "set_timer",
    "start_trajectory",
    "take_away",
]
