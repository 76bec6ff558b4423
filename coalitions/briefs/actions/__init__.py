"""What happens to a coalition and its brief: writing, deciding, sending the memo."""

from coalitions.briefs.actions.briefs import (
    edit_brief,
    edit_brief_lines,
    index_coalition,
    plan_milestones,
    tick_milestone,
    untick_milestone,
)
from coalitions.briefs.actions.consultations import (
    add_comment,
    answer_comment,
    asked_people,
    close_consultation,
    close_due,
    edit_consultation,
    open_consultation,
    silent_people,
    take_back_comment,
    why_asked,
)
from coalitions.briefs.actions.decisions import (
    confirm_decision,
    edit_common_terms,
    lay_before_board,
    start_coalition,
)
from coalitions.briefs.actions.memos import drop_memo, recipients, send_memo, start_memo, try_memo
from coalitions.briefs.actions.phases import (
    move_phase,
    publish_coalition,
    unpublish_coalition,
    when_shown,
)

__all__ = [
    "add_comment",
    "answer_comment",
    "asked_people",
    "close_consultation",
    "close_due",
    "confirm_decision",
    "drop_memo",
    "edit_brief",
    "edit_brief_lines",
    "edit_common_terms",
    "edit_consultation",
    "index_coalition",
    "lay_before_board",
    "move_phase",
    "open_consultation",
    "plan_milestones",
    "publish_coalition",
    "recipients",
    "send_memo",
    "silent_people",
    "start_coalition",
    "start_memo",
    "take_back_comment",
    "tick_milestone",
    "try_memo",
    "unpublish_coalition",
    "untick_milestone",
    "when_shown",
    "why_asked",
]
