"""A team asks its colleagues, for one conversation."""

from frameworks.polls import actions as polls
from knw_portal import log


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
