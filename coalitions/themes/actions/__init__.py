"""What happens in a theme round: ideas, proposals, votes, the count and the decision."""

from coalitions.themes.actions.ballots import (
    TRACKER_SIGNS,
    cast_ballot,
    choices_of,
    remind_silent,
    turnout,
    voters_of,
    withdraw_ballot,
)
from coalitions.themes.actions.results import (
    count_of,
    freeze_counts,
    input_digest,
    record_decision,
    result_of,
    return_decision,
)
from coalitions.themes.actions.rounds import (
    AMBASSADORS,
    NotYet,
    TooLate,
    not_ready,
    open_vote,
    set_round,
    start_round,
)
from coalitions.themes.actions.themes import (
    edit_theme,
    may_propose,
    propose_theme,
    purge_ideas,
    withdraw_theme,
)

__all__ = [
    "AMBASSADORS",
    "TRACKER_SIGNS",
    "NotYet",
    "TooLate",
    "cast_ballot",
    "choices_of",
    "count_of",
    "edit_theme",
    "freeze_counts",
    "input_digest",
    "may_propose",
    "not_ready",
    "open_vote",
    "propose_theme",
    "purge_ideas",
    "record_decision",
    "remind_silent",
    "result_of",
    "return_decision",
    "set_round",
    "start_round",
    "turnout",
    "voters_of",
    "withdraw_ballot",
    "withdraw_theme",
]
