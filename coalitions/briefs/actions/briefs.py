from django.db import IntegrityError, transaction
from django.db.models import F

from coalitions.briefs.models import BriefLine, Coalition, Milestone
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.mail.ledger import plan
from knw_portal.search import actions as search

# The same in every coalition, or somebody else's words.
NOT_SEARCHED = (BriefLine.Part.TERM, BriefLine.Part.CONNECTION, BriefLine.Part.SOURCE)


def index_coalition(coalition):
    """Make a published coalition findable by everybody, and a draft by its own people."""
    search.index(
        log.key(coalition),
        kind="coalitie",
        title=str(coalition),
        text="\n".join(
            [
                coalition.central_question,
                coalition.activity,
                coalition.purpose,
                *coalition.lines.exclude(part__in=NOT_SEARCHED).values_list("text", flat=True),
            ]
        ),
        url=coalition.get_absolute_url(),
        is_public=coalition.published_at is not None,
        is_for_bureau=True,
        group=coalition.group,
    )


def plan_milestones(coalition):
    """Make the reminders of a coalition's milestones follow their dates."""
    for milestone in coalition.milestones.select_related("coalition"):
        plan("milestone_soon", milestone)


@transaction.atomic
def tick_milestone(milestone, done_on, *, by):
    """It is reached; nobody is reminded of it any more. Raises Stale when it was ticked already."""
    _tick(milestone, done_on, by=by, was_open=True)


@transaction.atomic
def untick_milestone(milestone, *, by):
    """It is not reached after all, and counts again. Raises Stale when it was open already."""
    _tick(milestone, None, by=by, was_open=False)


def _tick(milestone, done_on, *, by, was_open):
    # Whoever edits the milestones now must hear that this one changed.
    Coalition.objects.filter(pk=milestone.coalition_id).update(version=F("version") + 1)
    rows = Milestone.objects.filter(pk=milestone.pk, done_on__isnull=was_open)
    if not rows.update(done_on=done_on):
        raise Stale(milestone)
    milestone.refresh_from_db(fields=["done_on"])
    plan("milestone_soon", milestone)
    log.write("milestone.done" if was_open else "milestone.reopened", milestone, by=by)


@transaction.atomic
def edit_brief(form, *, by):
    """Change the texts of a brief; False, with both texts on the form, when somebody was first."""
    if not form.save_or_conflict():
        return False
    log.write("brief.edited", form.instance, by=by, part="teksten")
    index_coalition(form.instance)
    return True


@transaction.atomic
def edit_brief_lines(coalition, formset, *, seen, by):
    """Change one list of a brief, seen at version `seen`; False when what was typed is not right.

    Raises Stale when somebody was first: asked before anything else, since a line that is gone
    would look like a mistake.
    """
    moved = Coalition.objects.filter(pk=coalition.pk, version=seen).update(version=F("version") + 1)
    if not moved:
        raise Stale(coalition)
    if not formset.is_valid():
        transaction.set_rollback(True)
        return False
    try:
        with transaction.atomic():
            formset.save()
    except IntegrityError:
        # Two lines that change places pass the form and still meet in the database.
        formset.refuse("Twee regels zitten elkaar in de weg. Bewaar eerst de ene, dan de andere.")
        transaction.set_rollback(True)
        return False
    plan_milestones(coalition)
    log.write("brief.edited", coalition, by=by, part=formset.prefix)
    index_coalition(coalition)
    return True
