"""A team asks its colleagues, for one conversation."""

from frameworks.polls import actions as polls
from knw_portal import log

DAYS_APART = 30  # the same colleagues, less one, would show what that one said


def prepare_team_poll(conversation, *, by, **details):
    """Prepare a poll on questions of this conversation. `details` as the form gives them."""
    trajectory = conversation.trajectory
    return polls.prepare_poll(
        group=trajectory.team.group,
        version=trajectory.framework_version,
        about=log.key(conversation),
        by=by,
        **details,
    )


def open_team_poll(poll, *, closes_at, by):
    """Open it; a question that the team asked shortly before is refused (AskedBefore)."""
    polls.open_poll(poll, closes_at=closes_at, by=by, days_apart=DAYS_APART)
