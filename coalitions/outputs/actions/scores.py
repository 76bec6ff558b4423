"""Readers say of a draft whether it means something for their role, and its makers see that."""

from django.db import transaction
from django.utils.timezone import now

from coalitions.outputs.models import MeaningScore, OutputVersion
from knw_portal import log
from knw_portal.forms import Stale


@transaction.atomic
def score_version(version, *, role, score, remark, by):
    """Say what a draft means for one's role; said again it replaces what one said.

    Raises Stale once the version is published: then it does not change any more.
    """
    rows = OutputVersion.objects.filter(pk=version.pk, published_at=None)
    held = rows.select_for_update(of=("self",)).first()
    if held is None:
        raise Stale(version)
    said = {"role": role, "score": score, "remark": remark}
    MeaningScore.objects.update_or_create(
        version=held, by=by, defaults=said | {"about_text": held.version, "scored_at": now()}
    )
    log.write("output.scored", version.output, by=by)


def scores_of(version):
    """Per role what its readers said, in the order of the roles; a role without readers too."""
    said = {code: [] for code in MeaningScore.Role.values}
    for one in version.scores.select_related("by"):
        one.is_of_earlier_text = one.about_text < version.version
        said[one.role].append(one)
    return [(label, said[code]) for code, label in MeaningScore.Role.choices]
