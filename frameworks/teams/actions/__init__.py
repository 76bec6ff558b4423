"""What happens with teams and their conversations."""

from frameworks.teams.actions.ambitions import (
    add_ambition,
    add_outcome,
    check_outcome,
    edit_ambition,
    edit_outcome,
    set_aside,
    take_up_again,
)
from frameworks.teams.actions.answers import (
    Conflict,
    Reused,
    restore_answer,
    save_answer,
)
from frameworks.teams.actions.beside import (
    add_dissent,
    add_evidence,
    change_at,
    note_change,
    put_back,
    review_team_action,
    take_away,
)
from frameworks.teams.actions.choosing import (
    choose_questions,
    drop_ten,
    pick_ten,
)
from frameworks.teams.actions.conversations import (
    close_conversation,
    note_table,
    open_conversation,
    set_timer,
)
from frameworks.teams.actions.guests import (
    adopt_guest,
    join_as_guest,
    remove_guest,
    renew_invitation,
)
from frameworks.teams.actions.interpretations import (
    add_guide,
    add_interpretation,
    add_intervention,
    drop_intervention,
    edit_guide,
    edit_interpretation,
    edit_intervention,
    reopen_intervention,
    review_intervention,
    say_use,
)
from frameworks.teams.actions.own_questions import (
    add_own_question,
    edit_own_question,
    is_asked,
    restore_own_question,
    withdraw_own_question,
)
from frameworks.teams.actions.preparing import (
    purge_preparations,
    reveal,
    save_preparation,
)
from frameworks.teams.actions.team_actions import (
    add_team_action,
    begin_team_action,
    drop_team_action,
    edit_team_action,
    finish_team_action,
    reopen_team_action,
)
from frameworks.teams.actions.trajectories import (
    edit_trajectory,
    join_team,
    start_trajectory,
)

__all__ = [
    "Conflict",
    "Reused",
    "add_ambition",
    "add_dissent",
    "add_evidence",
    "add_guide",
    "add_interpretation",
    "add_intervention",
    "add_outcome",
    "add_own_question",
    "add_team_action",
    "adopt_guest",
    "begin_team_action",
    "change_at",
    "check_outcome",
    "choose_questions",
    "close_conversation",
    "drop_intervention",
    "drop_team_action",
    "drop_ten",
    "edit_ambition",
    "edit_guide",
    "edit_interpretation",
    "edit_intervention",
    "edit_outcome",
    "edit_own_question",
    "edit_team_action",
    "edit_trajectory",
    "finish_team_action",
    "is_asked",
    "join_as_guest",
    "join_team",
    "note_change",
    "note_table",
    "open_conversation",
    "pick_ten",
    "purge_preparations",
    "put_back",
    "remove_guest",
    "renew_invitation",
    "reopen_intervention",
    "reopen_team_action",
    "restore_answer",
    "restore_own_question",
    "reveal",
    "review_intervention",
    "review_team_action",
    "save_answer",
    "save_preparation",
    "say_use",
    "set_aside",
    "set_timer",
    "start_trajectory",
    "take_away",
    "take_up_again",
    "withdraw_own_question",
]
