"""What a user may type in a theme round."""

from coalitions.themes.forms.ballots import (
    BALLOT_FORMS,
)
from coalitions.themes.forms.ideas import (
    IdeaForm,
    IdeaThemeForm,
    SetAsideForm,
)
from coalitions.themes.forms.meetings import (
    MeetingForm,
    MeetingOffForm,
    OutcomeForm,
    RoomCountForm,
)
from coalitions.themes.forms.rounds import (
    CallOffForm,
    ExtendForm,
    LeaveRollForm,
    NewRoundForm,
    RoundForm,
    VoterForm,
)
from coalitions.themes.forms.talk import (
    CommentForm,
    HideForm,
)
from coalitions.themes.forms.themes import (
    BureauThemeForm,
    EarlierWorkForm,
    JotForm,
    PairForm,
    ThemeForm,
)

__all__ = [
    "BALLOT_FORMS",
    "BureauThemeForm",
    "CallOffForm",
    "CommentForm",
    "EarlierWorkForm",
    "ExtendForm",
    "HideForm",
    "IdeaForm",
    "IdeaThemeForm",
    "JotForm",
    "LeaveRollForm",
    "MeetingForm",
    "MeetingOffForm",
    "NewRoundForm",
    "OutcomeForm",
    "PairForm",
    "RoomCountForm",
    "RoundForm",
    "SetAsideForm",
    "ThemeForm",
    "VoterForm",
]
