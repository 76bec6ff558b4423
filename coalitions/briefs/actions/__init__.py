"""What happens to a coalition and its brief: writing, deciding, sending the memo."""

from coalitions.briefs.actions.briefs import (
    edit_brief,
    edit_brief_lines,
    index_coalition,
    plan_milestones,
)
from coalitions.briefs.actions.decisions import confirm_decision, start_coalition
from coalitions.briefs.actions.memos import drop_memo, recipients, send_memo, start_memo

__all__ = [
    "confirm_decision",
    "drop_memo",
    "edit_brief",
    "edit_brief_lines",
    "index_coalition",
    "plan_milestones",
    "recipients",
    "send_memo",
    "start_coalition",
    "start_memo",
]
