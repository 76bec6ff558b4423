"""A team says what it wants and how it will know, and looks back at that."""

from django.db import transaction
from django.utils.timezone import now

from frameworks.teams.models import Ambition, Outcome, OutcomeCheck, Trajectory
from knw_portal import log
from knw_portal.forms import Stale


@transaction.atomic
def add_ambition(trajectory, form, *, by):
    """The team has an ambition. Raises Stale when the same stands there: it was sent twice."""
    Trajectory.objects.select_for_update(no_key=True).get(pk=trajectory.pk)
    text = form.cleaned_data["text"]
    if trajectory.ambitions.standing().filter(text=text).exists():
        raise Stale(trajectory)
    columns = {name: form.cleaned_data[name] for name in form.Meta.fields}
    added = Ambition.objects.create(trajectory=trajectory, added_by=by, **columns)
    log.write("ambition.added", added, by=by)
    return added


@transaction.atomic
def edit_ambition(form, *, by):
    """False when somebody was first; the form then shows both texts."""
    if not form.save_or_conflict():
        return False
    log.write("ambition.changed", form.instance, by=by, fields=form.changed_data)
    return True


@transaction.atomic
def add_outcome(ambition, form, *, by):
    """What has to come of the ambition. Raises Stale when it was sent twice."""
    Ambition.objects.select_for_update(no_key=True).get(pk=ambition.pk)
    columns = {name: form.cleaned_data[name] for name in form.Meta.fields}
    if ambition.outcomes.filter(set_aside_at=None, **columns).exists():
        raise Stale(ambition)
    added = Outcome.objects.create(ambition=ambition, added_by=by, **columns)
    log.write("outcome.added", added, by=by)
    return added


@transaction.atomic
def edit_outcome(form, *, by):
    """False when somebody was first; the form then shows both texts."""
    if not form.save_or_conflict():
        return False
    log.write("outcome.changed", form.instance, by=by)
    return True


@transaction.atomic
def check_outcome(outcome, form, *, by):
    """What the team sees of an outcome now. It stays as it is; who erred adds another.

    Raises Stale when the same was noted already: the form was sent twice.
    """
    Outcome.objects.select_for_update(no_key=True, of=["self"]).get(pk=outcome.pk)
    columns = form.cleaned_data
    if outcome.checks.filter(**columns).exists():
        raise Stale(outcome)
    check = OutcomeCheck.objects.create(outcome=outcome, by=by, **columns)
    log.write("outcome.checked", outcome, by=by, check=check.pk, stand=check.stand)
    return check


@transaction.atomic
def set_aside(row, *, why, by):
    """The team works at an ambition or an outcome no more. It stays readable with the reason."""
    rows = type(row).objects.filter(pk=row.pk, set_aside_at=None)
    if not rows.update(set_aside_at=now(), set_aside_why=why):
        raise Stale(row)
    log.write(f"{row._meta.model_name}.set_aside", row, by=by)


@transaction.atomic
def take_up_again(row, *, by):
    rows = type(row).objects.filter(pk=row.pk, set_aside_at__isnull=False)
    if not rows.update(set_aside_at=None, set_aside_why=""):
        raise Stale(row)
    log.write(f"{row._meta.model_name}.taken_up", row, by=by)
