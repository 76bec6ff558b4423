"""First understand, then act, then look back."""

from django.db import IntegrityError, transaction
from django.utils.timezone import now

from frameworks.teams.models import (
    InsightUse,
    Interpretation,
    Intervention,
    IssueGuide,
    Trajectory,
)
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.mail.ledger import plan

REVIEW = "intervention_review"  # the kind of reminder; see `frameworks/teams/reminders.py`


def columns_of(form):
    return {name: form.cleaned_data[name] for name in form.Meta.fields}


@transaction.atomic
def say_use(trajectory, insight, role, form, *, by):
    """Say what an insight gives a role. False when somebody was first; the form shows both."""
    cell = {"trajectory": trajectory, "insight": insight, "role": role}
    if form.instance.pk is None:
        # Two who are first at once: one makes the row, the other is then second.
        form.instance, _ = InsightUse.objects.get_or_create(**cell)
    if not form.save_or_conflict():
        return False
    log.write("insight_use.said", form.instance, by=by, insight=insight, role=role)
    return True


@transaction.atomic
def add_interpretation(trajectory, form, *, by):
    """What the team understands. Raises Stale when it was sent twice."""
    Trajectory.objects.select_for_update(no_key=True).get(pk=trajectory.pk)
    columns = columns_of(form)
    if trajectory.interpretations.filter(**columns).exists():
        raise Stale(trajectory)
    added = Interpretation.objects.create(trajectory=trajectory, added_by=by, **columns)
    log.write("interpretation.added", added, by=by)
    return added


@transaction.atomic
def edit_interpretation(form, *, by):
    """False when somebody was first; the form then shows both texts."""
    if not form.save_or_conflict():
        return False
    log.write("interpretation.changed", form.instance, by=by)
    return True


@transaction.atomic
def add_intervention(interpretation, form, *, by):
    """What the team does because of what it understood. Raises Stale when it was sent twice."""
    Interpretation.objects.select_for_update(no_key=True).get(pk=interpretation.pk)
    columns = columns_of(form)
    if interpretation.interventions.waiting().filter(**columns).exists():
        raise Stale(interpretation)
    added = Intervention.objects.create(interpretation=interpretation, added_by=by, **columns)
    plan(REVIEW, added)
    log.write("intervention.added", added, by=by)
    return added


@transaction.atomic
def edit_intervention(form, *, by):
    """False when somebody was first. The reminder goes along with the day and with the person."""
    if not form.save_or_conflict():
        return False
    plan(REVIEW, form.instance)
    log.write("intervention.changed", form.instance, by=by)
    return True


@transaction.atomic
def review_intervention(intervention, *, result, by):
    """The team looked back: what came of it stands, and nobody is reminded any more."""
    waiting = Intervention.objects.filter(pk=intervention.pk).waiting()
    _move(
        waiting,
        intervention,
        "intervention.reviewed",
        by,
        result=result,
        reviewed_at=now(),
        reviewed_by=by,
    )


@transaction.atomic
def drop_intervention(intervention, *, why, by):
    """The team does not do it after all, and can read why."""
    waiting = Intervention.objects.filter(pk=intervention.pk).waiting()
    _move(waiting, intervention, "intervention.dropped", by, dropped_at=now(), dropped_why=why)


@transaction.atomic
def reopen_intervention(intervention, *, by):
    """It was called off too soon; its reminders come back, as far as their day still comes."""
    dropped = Intervention.objects.filter(pk=intervention.pk, dropped_at__isnull=False)
    _move(dropped, intervention, "intervention.reopened", by, dropped_at=None, dropped_why="")


def _move(rows, intervention, action, by, **columns):
    if not rows.update(**columns):
        raise Stale(intervention)
    intervention.refresh_from_db(fields=list(columns))
    plan(REVIEW, intervention)
    log.write(action, intervention, by=by)


@transaction.atomic
def add_guide(trajectory, form, *, by):
    """The team takes a guide as its own. Raises Stale when it has one about that issue already."""
    try:
        with transaction.atomic():
            added = IssueGuide.objects.create(
                trajectory=trajectory, added_by=by, **columns_of(form)
            )
    except IntegrityError as error:
        raise Stale(trajectory) from error
    log.write("guide.added", added, by=by)
    return added


@transaction.atomic
def edit_guide(form, *, by):
    """False when somebody was first. Raises Stale when another guide is about that issue."""
    try:
        with transaction.atomic():
            if not form.save_or_conflict():
                return False
    except IntegrityError as error:
        raise Stale(form.instance) from error
    log.write("guide.changed", form.instance, by=by)
    return True
