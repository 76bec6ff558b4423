"""What happens to a coalition and its brief: writing, deciding, sending the memo."""

from coalitions.briefs.actions.briefs import (
    edit_brief,
    edit_brief_lines,
    index_coalition,
    plan_milestones,
    tick_milestone,
    untick_milestone,
)
from coalitions.briefs.actions.decisions import confirm_decision, start_coalition
from coalitions.briefs.actions.memos import drop_memo, recipients, send_memo, start_memo
from coalitions.briefs.actions.phases import move_phase, publish_coalition, unpublish_coalition

__all__ = [
    "confirm_decision",
    "drop_memo",
    "edit_brief",
    "edit_brief_lines",
    "index_coalition",
    "move_phase",
    "plan_milestones",
    "publish_coalition",
    "recipients",
    "send_memo",
    "start_coalition",
    "start_memo",
    "tick_milestone",
    "unpublish_coalition",
    "untick_milestone",
]
