"""What happens with reports: sharing, telling the makers, offering a card, making the mirror."""

from frameworks.reports.actions.cards import (
    MOST_FILES,
    TooMany,
    add_card_files,
    card_ready,
    draft_card,
    publish_card,
    reindex_card,
    remove_card_file,
    withdraw_card,
)
from frameworks.reports.actions.feedback import (
    forget_score,
    make_objection,
    score_in_role,
    tell_experience,
    withdraw_objection,
)
from frameworks.reports.actions.mirror import make_mirrors
from frameworks.reports.actions.sharing import decide_sharing

__all__ = [
    "MOST_FILES",
    "TooMany",
    "add_card_files",
    "card_ready",
    "decide_sharing",
    "draft_card",
    "forget_score",
    "make_mirrors",
    "make_objection",
    "publish_card",
    "reindex_card",
    "remove_card_file",
    "score_in_role",
    "tell_experience",
    "withdraw_card",
    "withdraw_objection",
]
