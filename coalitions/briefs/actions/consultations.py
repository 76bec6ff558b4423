import logging

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now

from coalitions.briefs import memo
from coalitions.briefs.models import BriefVersion, Coalition, Comment, Consultation
from knw_portal import log
from knw_portal.documents.structure import to_json
from knw_portal.forms import Stale
from knw_portal.mail.actions import post
from knw_portal.mail.ledger import plan
from knw_portal.people.models import GroupMember, Role, User

logger = logging.getLogger(__name__)


def asked_people(consultation):
    """Everybody who is asked to comment, each once."""
    if consultation.asked == Consultation.Asked.MEMBERS:
        rows = GroupMember.objects.current().filter(group=consultation.coalition.group_id)
    else:
        kinds = [Role.Kind.AMBASSADOR, Role.Kind.DEPUTY]
        rows = Role.objects.current().filter(kind__in=kinds)
    return User.objects.filter(pk__in=rows.values("user"), is_active=True)


def silent_people(consultation):
    """Those who have said nothing yet."""
    return asked_people(consultation).exclude(pk__in=consultation.comments.order_by().values("by"))


@transaction.atomic
def open_consultation(consultation, *, by):
    """Keep the brief as it is, and ask people by one mail each what they think of it.

    Raises Stale when a round is open already, or the coalition is completed.
    """
    rows = Coalition.objects.select_for_update(of=["self"], no_key=True)
    held = rows.filter(pk=consultation.coalition_id).exclude(phase=Coalition.Phase.COMPLETED)
    if not held.exists():
        raise Stale(consultation)
    consultation.opened_by = by
    try:
        with transaction.atomic():
            consultation.save(force_insert=True)
    except IntegrityError as error:
        raise Stale(consultation) from error
    _keep_version(consultation, BriefVersion.Moment.OPENED)
    people = list(asked_people(consultation))
    log.write("consultation.opened", consultation, by=by, people=len(people))
    post(
        "consultation_opened",
        to=people,
        key=log.key(consultation),
        why=why_asked(consultation),
        consultation=consultation,
    )
    plan("consultation_waits", consultation)


def why_asked(consultation):
    if consultation.asked == Consultation.Asked.MEMBERS:
        return f"je meedoet aan {consultation.coalition}"
    return "je ambassadeur of plaatsvervanger bent van jouw school"


def _keep_version(consultation, moment):
    number = consultation.coalition.versions.count() + 1
    document = memo.brief_document(consultation.coalition)
    return BriefVersion.objects.create(
        coalition=consultation.coalition,
        consultation=consultation,
        moment=moment,
        number=number,
        body=to_json(document),
        made_at=consultation.closed_at or consultation.opened_at,
    )


@transaction.atomic
def edit_consultation(form, *, by):
    """Move the last day; False when somebody was first, Stale when it was closed meanwhile."""
    consultation = _hold(form.instance, closed_at=None)
    if not form.save_or_conflict():
        return False
    consultation.refresh_from_db()
    plan("consultation_waits", consultation)
    log.write("consultation.moved", consultation, by=by)
    return True


def _hold(consultation, **conditions):
    """The row, kept still until the transaction ends, where it is still so."""
    rows = Consultation.objects.select_for_update(of=["self"], no_key=True)
    held = rows.filter(pk=consultation.pk, **conditions).first()
    if held is None:
        raise Stale(consultation)
    return held


@transaction.atomic
def close_consultation(consultation, *, by):
    """Nobody comments any more, and the brief is kept as it is now. Stale when it was closed."""
    rows = Consultation.objects.filter(pk=consultation.pk, closed_at=None)
    if not rows.update(closed_at=now()):
        raise Stale(consultation)
    consultation.refresh_from_db()
    _keep_version(consultation, BriefVersion.Moment.CLOSED)
    plan("consultation_waits", consultation)
    log.write("consultation.closed", consultation, by=by)


def close_due():
    """Close the rounds whose last day is over. One that breaks does not keep the others."""
    due = Consultation.objects.filter(closed_at=None, closes_on__lt=localdate())
    for consultation in due.select_related("coalition"):
        try:
            close_consultation(consultation, by=None)
        except Stale:
            continue
        except Exception:
            logger.exception("consultation not closed: %s", consultation.pk)


@transaction.atomic
def add_comment(comment):
    """Say something about a section. Raises Stale when the round has closed."""
    consultation = _hold(comment.consultation, closed_at=None, closes_on__gte=localdate())
    comment.save(force_insert=True)
    log.write("comment.made", comment, by=comment.by, consultation=consultation.pk)
    plan("consultation_waits", consultation)


@transaction.atomic
def take_back_comment(comment, *, by):
    """Think again, while the round is open and nobody has answered; Stale after that."""
    consultation = _hold(comment.consultation, closed_at=None, closes_on__gte=localdate())
    number = log.key(comment)
    mine = Comment.objects.filter(pk=comment.pk, by=by, state=Comment.State.OPEN)
    if not mine.delete()[0]:
        raise Stale(comment)
    log.LogEntry.objects.create(action="comment.taken_back", about=number, by=by)
    plan("consultation_waits", consultation)


@transaction.atomic
def answer_comment(form, *, by):
    """Say what was done with a comment; False, with both texts, when a colleague was first."""
    if not form.save_or_conflict():
        return False
    log.write("comment.answered", form.instance, by=by, state=form.instance.state)
    return True
