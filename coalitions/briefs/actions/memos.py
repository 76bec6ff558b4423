from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import now

from coalitions.briefs import memo as memos
from coalitions.briefs.models import Coalition, Memo
from knw_portal import log
from knw_portal.documents.structure import to_json
from knw_portal.forms import Stale
from knw_portal.mail.actions import post
from knw_portal.people.models import GroupMember, Role, User


@transaction.atomic
def start_memo(round, *, by):
    """Begin a memo about the round's coalitions: an erratum when an earlier one was sent."""
    sent = round.memos.filter(sent_at__isnull=False).first()
    memo = Memo.objects.create(
        round=round,
        subject=sent.subject if sent else f"Nieuwe thema’s voor de coalities {round.year}",
        to=sent.to if sent else Memo.To.AMBASSADORS,
        coalition=sent.coalition if sent else None,
        corrects=sent,
    )
    log.write("memo.started", memo, by=by)
    return memo


def recipients(memo):
    """The people a memo goes to when it is sent now, each once."""
    coalitions = {
        Memo.To.MEMBERS: Coalition.objects.filter(round=memo.round),
        Memo.To.ALL_MEMBERS: Coalition.objects.exclude(phase=Coalition.Phase.COMPLETED),
        Memo.To.COALITION: Coalition.objects.filter(pk=memo.coalition_id),
    }
    if memo.to in coalitions:
        places = GroupMember.objects.current().filter(group__coalition__in=coalitions[memo.to])
        chosen = Q(pk__in=places.values("user"))
    else:
        kinds = {
            Memo.To.AMBASSADORS: [Role.Kind.AMBASSADOR, Role.Kind.DEPUTY],
            Memo.To.BOARD: [Role.Kind.BOARD],
        }[memo.to]
        chosen = Q(pk__in=Role.objects.current().filter(kind__in=kinds).values("user"))
    return User.objects.filter(chosen, is_active=True)


@transaction.atomic
def send_memo(memo, *, seen, by):
    """Send a memo: from here on its text is kept as it is, and everybody it is for gets one mail.

    Raises Stale when the memo was sent or changed since `by` saw it at version `seen`.
    """
    people = list(recipients(memo))
    moved = Memo.objects.filter(pk=memo.pk, sent_at=None, version=seen).update(
        sent_at=now(),
        sent_by=by,
        body=to_json(memos.draft(memo)),
        recipient_count=len(people),
        version=F("version") + 1,
    )
    if not moved:
        raise Stale(memo)
    memo.refresh_from_db()
    log.write("memo.sent", memo, by=by, recipients=len(people))
    post(
        "memo_sent",
        to=people,
        key=log.key(memo),
        why=f"de memo gericht is aan: {memo.to_words[0].lower()}{memo.to_words[1:]}",
        memo=memo,
    )


@transaction.atomic
def try_memo(memo, *, by):
    """Mail a draft to oneself, as the others would get it; as often as one likes."""
    entry = log.write("memo.tried", memo, by=by)
    post(
        "memo_tried",
        to=[by],
        key=f"{log.key(memo)}:{entry.pk}",
        why="je om een proef vroeg",
        memo=memo,
    )


@transaction.atomic
def drop_memo(memo, *, by):
    """Throw away a draft. Raises Stale when it was sent meanwhile."""
    number = log.key(memo)
    deleted, _ = Memo.objects.filter(pk=memo.pk, sent_at=None).delete()
    if not deleted:
        raise Stale(memo)
    log.LogEntry.objects.create(action="memo.dropped", about=number, by=by)
