"""A team decides who else may see what it said."""

from django.db import transaction

from frameworks.reports.models import Sharing
from frameworks.teams.models import Conversation
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.mail.actions import post
from knw_portal.people.models import GroupMember, User


@transaction.atomic
def decide_sharing(conversation, *, level, left_out, seen, by, note=""):
    """From here on the conversation is shared so, until the team decides otherwise.

    `seen` is the decision that `by` knew to be the newest (0: none). Raises Stale when a colleague
    decided meanwhile, or when the talk is still open. The others of the team are told.
    """
    row = Conversation.objects.select_for_update(of=["self"]).get(pk=conversation.pk)
    newest = row.sharings.first()
    if row.closed_at is None or (newest.pk if newest else 0) != seen:
        raise Stale(conversation)
    sharing = Sharing.objects.create(
        conversation=row, level=level, left_out=left_out, note=note, by=by
    )
    log.write("conversation.shared", row, by=by, level=level, left_out=len(left_out))
    others = GroupMember.objects.current().filter(group=conversation.group_id).exclude(user=by)
    post(
        "conversation_shared",
        to=User.objects.filter(pk__in=others.values("user"), is_active=True),
        key=sharing.pk,
        why="je bij dit team hoort",
        sharing=sharing,
        conversation=conversation,
        by=by,
    )
    return sharing
