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
from coalitions.themes.actions.checks import verify
from coalitions.themes.actions.results import (
    count_of,
    counted_ballots,
    freeze_counts,
    input_digest,
    open_ballots,
    record_decision,
    recount,
    result_of,
    return_decision,
    titles_of,
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
from coalitions.themes.actions.tallies import ENOUGH
from coalitions.themes.actions.themes import (
    edit_theme,
    may_propose,
    propose_theme,
    purge_ideas,
    withdraw_theme,
)

__all__ = [
    "AMBASSADORS",
    "ENOUGH",
    "TRACKER_SIGNS",
    "NotYet",
    "TooLate",
    "cast_ballot",
    "choices_of",
    "count_of",
    "counted_ballots",
    "edit_theme",
    "freeze_counts",
    "input_digest",
    "may_propose",
    "not_ready",
    "open_ballots",
    "open_vote",
    "propose_theme",
    "purge_ideas",
    "record_decision",
    "recount",
    "remind_silent",
    "result_of",
    "return_decision",
    "set_round",
    "start_round",
    "titles_of",
    "turnout",
    "verify",
    "voters_of",
    "withdraw_ballot",
    "withdraw_theme",
]
