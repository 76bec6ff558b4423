"""What a team agrees to do, and what becomes of it."""

from django.db import transaction

from frameworks.teams.models import TeamAction
from knw_portal import log


@transaction.atomic
def add_team_action(trajectory, *, text, by, conversation=None, concept=None, **details):
    """The team agrees to do something. `concept` is the id of the question where it came up.

    `details`: owner, due_on, success, pdca.
    """
    added = TeamAction.objects.create(
        trajectory=trajectory,
        conversation=conversation,
        concept_id=concept,
        text=text,
        added_by=by,
        **details,
    )
    log.write("team_action.added", added, by=by)
    return added
