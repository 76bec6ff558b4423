"""What happens to the lists that the bureau keeps."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import localdate

from coalitions.members.models import Interest
from coalitions.themes.models import RollEntry
from frameworks.teams.models import Team
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.people import actions as people
from knw_portal.people.models import AmbassadorRequest, Function, Institution, Role, User


class InUse(Exception):
    """Something points at this row, so it cannot go."""


class OnTheRoll(Exception):
    """A vote runs in which this institution has a ballot of its own; args: the round."""


def with_use(rows):
    """The rows of a list, each with whether anything in the portal points at it."""
    pointing = [
        field
        for field in rows.model._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete
    ]
    used = Q()
    for relation in pointing:
        there = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        used |= Q(Exists(there))
    return rows.annotate(in_use=used)


def noun(row):
    return row._meta.model_name


@transaction.atomic
def add_entry(form, *, by):
    """Put something new on a list. Raises Stale when it was just put there by somebody else."""
    try:
        with transaction.atomic():
            row = form.save()
    except IntegrityError as error:
        raise Stale(form.instance) from error
    log.write(f"{noun(row)}.added", row, by=by)


@transaction.atomic
def change_entry(form, *, by):
    """Change what a list says; False when somebody else changed it first."""
    try:
        with transaction.atomic():
            saved = form.save_or_conflict()
    except IntegrityError as error:
        raise Stale(form.instance) from error
    if saved:
        log.write(f"{noun(form.instance)}.changed", form.instance, by=by, fields=form.changed_data)
    return saved


@transaction.atomic
def close_entry(row, *, by):
    """From now on nobody can choose this; where it was chosen it stays."""
    _set_open(row, False)
    log.write(f"{noun(row)}.closed", row, by=by)


@transaction.atomic
def open_entry(row, *, by):
    _set_open(row, True)
    log.write(f"{noun(row)}.opened", row, by=by)


def _set_open(row, is_open):
    found = type(row).objects.filter(pk=row.pk, is_open=not is_open)
    if not is_open and isinstance(row, Function):
        found = found.exclude(code=Function.OTHER)
    if not found.update(is_open=is_open, version=F("version") + 1):
        raise Stale(row)


@transaction.atomic
def delete_entry(row, *, by):
    """Take something off a list that was never used."""
    unused = with_use(type(row).objects.filter(pk=row.pk)).filter(in_use=False)
    if getattr(row, "code", "") == Function.OTHER or not unused.exists():
        raise InUse(row)
    log.write(f"{noun(row)}.removed", row, by=by)
    type(row).objects.filter(pk=row.pk).delete()


@dataclass(frozen=True)
class Merge:
    """What moves when an institution goes up in another; what was decided or counted stays."""

    people: list
    roles: list
    teams: int
    requests: int
    interests: int


def what_moves(institution):
    """What a merge would move, for the page that asks whether one is sure."""
    return Merge(
        people=list(User.objects.filter(institution=institution)),
        roles=list(_roles_of(institution).select_related("user")),
        teams=Team.objects.filter(institution=institution).count(),
        requests=AmbassadorRequest.objects.filter(institution=institution, verdict="").count(),
        interests=Interest.objects.filter(institution=institution).count(),
    )


def _roles_of(institution):
    """The roles for an institution that are held today or begin later."""
    held = Role.objects.filter(institution=institution).exclude(until__lt=localdate())
    return held.order_by("since", "pk")


@transaction.atomic
def merge_institutions(institution, into, *, seen, by):
    """One institution goes up in another: its people, roles, teams and open requests move along.

    Ended roles, rounds, ballots and themes stay under the old name: so it was then. Refused as
    long as a vote is open or ready in which the institution has a ballot of its own.
    """
    ids = [institution.pk, into.pk]
    held = {
        row.pk: row for row in Institution.objects.select_for_update(of=["self"]).filter(pk__in=ids)
    }
    if held[into.pk].merged_into_id or held[institution.pk].merged_into_id:
        raise Stale(institution)
    if round := open_vote_of(institution):
        raise OnTheRoll(round)
    moved = Institution.objects.filter(pk=institution.pk, version=seen, merged_into=None).update(
        merged_into=into, version=F("version") + 1
    )
    if not moved:
        raise Stale(institution)
    # Who went up in it earlier goes along, so that one step always finds the one that exists.
    Institution.objects.filter(merged_into=institution).update(merged_into=into)
    User.objects.filter(institution=institution).update(institution=into, version=F("version") + 1)
    for role in _roles_of(institution).select_related("user", "institution"):
        _move_role(role, into, by=by)
    Team.objects.filter(institution=institution).update(institution=into)
    AmbassadorRequest.objects.filter(institution=institution, verdict="").update(institution=into)
    Interest.objects.filter(institution=institution).update(institution=into)
    log.write("institution.merged", institution, by=by, into=into.pk)


def open_vote_of(institution):
    """A round in which this institution can vote, or soon can; None where there is none."""
    entries = RollEntry.objects.filter(institution=institution).select_related("round")
    return next((entry.round for entry in entries if not entry.round.vote_closed()), None)


def _move_role(role, into, *, by):
    """End a role here, and give it there from the day on that it would have begun or today."""
    people.end_role(role, by=by)
    new = Role(
        user=role.user,
        kind=role.kind,
        institution=into,
        since=max(role.since, localdate()),
        until=role.until,
    )
    same = Role.objects.filter(user=role.user, kind=role.kind, institution=into)
    if not same.exclude(until__lt=new.since).exists():
        people.give_role(new, by=by)
