"""A team tells the makers of a framework how it was to use it."""

from django.db import IntegrityError, transaction
from django.utils.timezone import now

from frameworks.reports.models import Experience, Objection, RoleScore
from knw_portal import log
from knw_portal.forms import Stale


@transaction.atomic
def make_objection(conversation, *, concept, kind, text, by):
    """A question did not work: the coalition reads it at once, without the name of the team."""
    objection = Objection.objects.create(
        conversation=conversation, concept_id=concept, kind=kind, text=text, by=by
    )
    log.write("objection.made", objection, by=by)
    return objection


@transaction.atomic
def withdraw_objection(objection, *, by):
    """The team takes a objection back. Raises Stale when that was done already."""
    if not Objection.objects.filter(pk=objection.pk, withdrawn_at=None).update(withdrawn_at=now()):
        raise Stale(objection)
    log.write("objection.withdrawn", objection, by=by)


@transaction.atomic
def tell_experience(conversation, *, by, **said):
    """The first time a team says how it was. Raises Stale when a colleague just did."""
    try:
        with transaction.atomic():
            experience = Experience.objects.create(conversation=conversation, by=by, **said)
    except IntegrityError as error:
        raise Stale(conversation) from error
    log.write("experience.told", conversation, by=by)
    return experience


@transaction.atomic
def score_in_role(framework, *, by, **said):
    """Somebody says how far a framework helps them. Raises Stale when they said so already."""
    try:
        with transaction.atomic():
            row = RoleScore.objects.create(framework=framework, by=by, **said)
    except IntegrityError as error:
        raise Stale(framework) from error
    log.write("role.scored", framework, by=by)
    return row


@transaction.atomic
def forget_score(row, *, by):
    """Somebody takes their scores of a framework back. Raises Stale when they were gone."""
    deleted, _ = RoleScore.objects.filter(pk=row.pk, by=by).delete()
    if not deleted:
        raise Stale(row)
    log.write("role.score_taken_back", row.framework, by=by)
