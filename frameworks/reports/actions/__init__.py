"""What happens with reports: sharing, telling the makers, offering a card, making the mirror."""

from frameworks.reports.actions.cards import (
    card_ready,
    draft_card,
    publish_card,
    reindex_card,
    withdraw_card,
)
from frameworks.reports.actions.feedback import make_objection, tell_experience, withdraw_objection
from frameworks.reports.actions.mirror import make_mirrors
from frameworks.reports.actions.sharing import decide_sharing

__all__ = [
    "card_ready",
    "decide_sharing",
    "draft_card",
    "make_mirrors",
    "make_objection",
    "publish_card",
    "reindex_card",
    "tell_experience",
    "withdraw_card",
    "withdraw_objection",
]
