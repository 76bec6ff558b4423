"""A team asks its colleagues, for one conversation."""

from django.db import transaction

from frameworks.polls import actions as polls
from frameworks.teams.models import Conversation
from knw_portal import log

DAYS_APART = 30  # the same colleagues, less one, would show what that one said


class TalkIsOver(Exception):
    """The conversation is closed: what colleagues say would come to stand beside nothing."""


@transaction.atomic
def prepare_team_poll(conversation, *, by, **details):
    """Prepare a poll on questions of this conversation. `details` as the form gives them.

    Raises TalkIsOver once the conversation is closed.
    """
    _hold_open(conversation)
    trajectory = conversation.trajectory
    return polls.prepare_poll(
        group=trajectory.team.group,
        version=trajectory.framework_version,
        about=log.key(conversation),
        by=by,
        **details,
    )


@transaction.atomic
def open_team_poll(conversation, poll, *, closes_at, by):
    """Open it; a question that the team asked shortly before is refused (AskedBefore).

    Raises TalkIsOver once the conversation is closed. What was open then, goes on till its end.
    """
    _hold_open(conversation)
    polls.open_poll(poll, closes_at=closes_at, by=by, days_apart=DAYS_APART)


def _hold_open(conversation):
    """Who is closing the conversation now, is waited for."""
    rows = Conversation.objects.open().filter(pk=conversation.pk)
    if not rows.select_for_update().values_list("pk").first():
        raise TalkIsOver(conversation)
