"""From idea to decision: the yearly round in which ambassadors choose the themes.

Who may vote, what about and by which rules is fixed when the bureau opens the vote; a ballot can
be cast until its round closes and never after. The triggers below hold that for everybody who can
write in the database, however they came there.
"""

from coalitions.themes.models.ballots import Ballot, BallotEvent, BallotShown, Preference, RollEntry
from coalitions.themes.models.course import Extension, RollExit
from coalitions.themes.models.meetings import Meeting, MeetingGuest
from coalitions.themes.models.results import Count, Decision, RoomCount
from coalitions.themes.models.rounds import CommonTerm, TermsVersion, ThemeRound
from coalitions.themes.models.themes import (
    EarlierWork,
    Idea,
    Theme,
    ThemeComment,
    ThemeSupport,
)

__all__ = [
    "Ballot",
    "BallotEvent",
    "BallotShown",
    "CommonTerm",
    "Count",
    "Decision",
    "EarlierWork",
    "Extension",
    "Idea",
    "Meeting",
    "MeetingGuest",
    "Preference",
    "RollEntry",
    "RollExit",
    "RoomCount",
    "TermsVersion",
    "Theme",
    "ThemeComment",
    "ThemeRound",
    "ThemeSupport",
]
