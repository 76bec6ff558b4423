"""Everybody thinks first, alone; then the team looks at it together."""

from django.db import InternalError, transaction
from django.utils.timezone import now

from frameworks.teams.models import Conversation, Preparation
from knw_portal import log
from knw_portal.forms import Stale


def save_preparation(conversation, question, *, choices, note, by):
    """What `by` thinks of a question, for their own eyes. Empty: they took it back.

    Raises Stale once the team looks at it together, or the talk was closed.
    """
    mine = Preparation.objects.of(by, conversation).filter(concept=question["concept"])
    try:
        with transaction.atomic():
            if not choices and not note:
                still_hidden(conversation)
                mine.delete()
                return
            Preparation.objects.update_or_create(
                conversation=conversation,
                user=by,
                concept_id=question["concept"],
                defaults={"choices": choices, "note": note, "updated_at": now()},
            )
    except InternalError as error:  # the trigger: it was revealed a moment ago
        raise Stale(conversation) from error


def still_hidden(conversation):
    hidden = Conversation.objects.open().filter(pk=conversation.pk, revealed_at=None)
    if not hidden.exists():
        raise Stale(conversation)


@transaction.atomic
def reveal(conversation, *, by):
    """From now on the team sees what everybody prepared, without names; there is no way back."""
    hidden = Conversation.objects.open().filter(pk=conversation.pk, revealed_at=None)
    if not hidden.update(revealed_at=now(), revealed_by=by):
        raise Stale(conversation)
    log.write("conversation.revealed", conversation, by=by)


def purge_preparations(at=None):
    """What people prepared for themselves is gone, as they were told, some time after the talk."""
    Preparation.objects.outlived(at or now()).delete()
