"""What is noted at a question without leaving it."""

from django.db import InternalError, transaction
from django.db.models import F
from django.utils.timezone import now

from frameworks.teams.models import Change, Dissent, Evidence, TeamAction
from knw_portal import log
from knw_portal.forms import Stale


@transaction.atomic
def add_dissent(conversation, question, *, text, named, by):
    """Somebody sees it otherwise. Not `named`: nothing tells who, the log neither."""
    return _add(Dissent, conversation, question, by=by if named else None, text=text)


@transaction.atomic
def add_evidence(conversation, question, *, by, **details):
    """What shows it. `details`: kind, text, link, source, period."""
    return _add(Evidence, conversation, question, by=by, **details)


def _add(model, conversation, question, *, by, **details):
    try:
        with transaction.atomic():
            row = model.objects.create(
                conversation=conversation, concept_id=question["concept"], by=by, **details
            )
    except InternalError as error:  # the trigger: it was closed a moment ago
        raise Stale(conversation) from error
    log.write(f"{row._meta.model_name}.added", row, by=by)
    return row


def take_away(row, *, by):
    """It no longer counts; until the talk is closed it can be put back."""
    _mark(row, "removed", {"removed_at": now()}, by, removed_at=None)


def put_back(row, *, by):
    _mark(row, "restored", {"removed_at": None}, by, removed_at__isnull=False)


def _mark(row, word, change, by, **was):
    try:
        with transaction.atomic():
            if not type(row).objects.filter(pk=row.pk, **was).update(**change):
                raise Stale(row)
            log.write(f"{row._meta.model_name}.{word}", row, by=by)
    except InternalError as error:
        raise Stale(row) from error


def change_at(conversation, question, *, by):
    """The row of what changed at a question; its first writer finds it empty."""
    try:
        with transaction.atomic():
            row, _ = Change.objects.get_or_create(
                conversation=conversation, concept_id=question["concept"], defaults={"by": by}
            )
    except InternalError as error:
        raise Stale(conversation) from error
    return row


def note_change(form, *, by):
    """What changed is kept. False: somebody else was first, both texts are on the form."""
    try:
        with transaction.atomic():
            if not form.save_or_conflict():
                return False
            log.write("change.noted", form.instance, by=by)
            return True
    except InternalError as error:
        raise Stale(form.instance) from error


@transaction.atomic
def review_team_action(action, *, status, why, seen, by):
    """The team says how far an action is. Somebody else said so meanwhile: Stale."""
    ended = status in (TeamAction.DONE, TeamAction.DROPPED)
    row = TeamAction.objects.filter(pk=action.pk, version=seen)
    if not row.update(
        status=status,
        why=why if status == TeamAction.DROPPED else "",
        ended_at=now() if ended else None,
        version=F("version") + 1,
    ):
        raise Stale(action)
    log.write("team_action.reviewed", action, by=by, status=status)
