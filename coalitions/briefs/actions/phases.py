from django.db import transaction
from django.utils.timezone import now

from coalitions.briefs.actions.briefs import index_coalition
from coalitions.briefs.models import Coalition
from coalitions.briefs.phases import neighbours
from knw_portal import log
from knw_portal.forms import Stale

Phase = Coalition.Phase
# Rooms above keep texts of a coalition findable: `@when_shown` registers what they do when it is
# published or is not any more.
_SHOWN = []


def when_shown(listener):
    _SHOWN.append(listener)
    return listener


@transaction.atomic
def publish_coalition(coalition, *, by):
    """From now on everybody may read and find it. Raises Stale when it was published meanwhile."""
    drafts = Coalition.objects.filter(pk=coalition.pk, published_at=None)
    if not drafts.update(published_at=now()):
        raise Stale(coalition)
    _note("coalition.published", coalition, by=by)
    _tell(coalition)


@transaction.atomic
def unpublish_coalition(coalition, *, by):
    """Only its own people, bureau and board see it again.

    Raises Stale when that happened already, or while it looks for members: nobody can apply for
    what they cannot see. What is completed stays to be read.
    """
    published = Coalition.objects.filter(pk=coalition.pk, published_at__isnull=False)
    published = published.exclude(phase__in=[Phase.RECRUITING, Phase.COMPLETED])
    if not published.update(published_at=None):
        raise Stale(coalition)
    _note("coalition.unpublished", coalition, by=by)
    _tell(coalition)


@transaction.atomic
def move_phase(coalition, phase, *, seen, by):
    """One step forth or back from the phase that `by` saw. Raises Stale when it moved meanwhile.

    Looking for members needs a page that people can read.
    """
    if phase not in neighbours(seen):
        raise Stale(coalition)
    ready = Coalition.objects.filter(pk=coalition.pk, phase=seen)
    if phase == Phase.RECRUITING:
        ready = ready.filter(published_at__isnull=False)
    if not ready.update(phase=phase):
        raise Stale(coalition)
    _note("coalition.moved", coalition, by=by, before=seen, after=str(phase))


def _note(action, coalition, *, by, **details):
    coalition.refresh_from_db(fields=["phase", "published_at"])
    log.write(action, coalition, by=by, **details)
    index_coalition(coalition)


def _tell(coalition):
    for listener in _SHOWN:
        listener(coalition)
