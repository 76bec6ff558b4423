"""What the members of a group say to each other about a draft."""

from django.db import transaction
from django.utils.timezone import now

from frameworks.definitions.models import Remark
from knw_portal import log
from knw_portal.forms import Stale


@transaction.atomic
def make_remark(framework, *, number, place, text, by):
    """About one part of the draft that will be version `number`; its group reads it."""
    remark = Remark.objects.create(
        framework=framework, number=number, place=place, text=text, by=by
    )
    log.write("remark.made", framework, by=by, remark=remark.pk, place=place)
    return remark


@transaction.atomic
def resolve_remark(remark, *, by):
    """It was dealt with. Raises Stale when somebody said so before."""
    waiting = Remark.objects.filter(pk=remark.pk, resolved_at=None)
    if not waiting.update(resolved_at=now(), resolved_by=by):
        raise Stale(remark)
    log.write("remark.resolved", remark.framework, by=by, remark=remark.pk)


@transaction.atomic
def reopen_remark(remark, *, by):
    """It is not done after all. Raises Stale when it stands open already."""
    done = Remark.objects.filter(pk=remark.pk, resolved_at__isnull=False)
    if not done.update(resolved_at=None, resolved_by=None):
        raise Stale(remark)
    log.write("remark.reopened", remark.framework, by=by, remark=remark.pk)
