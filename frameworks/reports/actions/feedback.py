"""A team tells the makers of a framework how it was to use it."""

from django.db import IntegrityError, transaction
from django.utils.timezone import now

from frameworks.reports.models import Experience, Remark
from knw_portal import log
from knw_portal.forms import Stale


@transaction.atomic
def make_remark(conversation, *, concept, kind, text, by):
    """A question did not work: the coalition reads it at once, without the name of the team."""
    remark = Remark.objects.create(
        conversation=conversation, concept_id=concept, kind=kind, text=text, by=by
    )
    log.write("remark.made", remark, by=by)
    return remark


@transaction.atomic
def withdraw_remark(remark, *, by):
    """The team takes a remark back. Raises Stale when that was done already."""
    if not Remark.objects.filter(pk=remark.pk, withdrawn_at=None).update(withdrawn_at=now()):
        raise Stale(remark)
    log.write("remark.withdrawn", remark, by=by)


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
