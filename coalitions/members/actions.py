"""What happens with the interest that people show in a coalition, and with their applications."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now

from coalitions.briefs.models import Coalition
from coalitions.members.models import Application, Interest, TakeBack
from knw_portal import confirm, log
from knw_portal.forms import Stale
from knw_portal.mail import actions as mail
from knw_portal.people.actions import sign_in_link
from knw_portal.people.models import GroupMember, User


def purge_interests():
    """Wipe interest that nobody confirmed within fourteen days: its link is dead."""
    unconfirmed = Interest.objects.filter(confirmed_at=None)
    return unconfirmed.filter(shown_at__lt=confirm.outdated()).delete()[0]


# Rooms above want to know who got or lost a place: `@when_placed` and `@when_displaced` register
# `listener(coalition, user, by)`, called in the transaction of the placement.
placed_listeners = []
displaced_listeners = []


def when_placed(listener):
    placed_listeners.append(listener)
    return listener


def when_displaced(listener):
    displaced_listeners.append(listener)
    return listener


@transaction.atomic
def apply(application):
    """Keep somebody's application. Raises Stale when one stands already or nobody is looked for."""
    _hold_recruiting(application.coalition)
    _save_application(application)
    log.write("application.made", application, by=application.user)
    _tell(application, "application_received", application.pk)


@transaction.atomic
def apply_for_interest(interest, coalition, *, by):
    """Make a confirmed interest an application, with an account for who has none yet."""
    _hold_recruiting(coalition)
    application = Application(
        coalition=coalition,
        user=_account_for(interest, by=by),
        interest=interest,
        brings=interest.message or "(bij de belangstelling niet ingevuld)",
    )
    _save_application(application)
    log.write("application.made", application, by=by, interest=interest.pk)
    _tell(application, "application_received", application.pk, from_interest=True)
    return application


def _hold_recruiting(coalition):
    """The row of a coalition that takes applications, kept still until the transaction ends."""
    rows = Coalition.objects.select_for_update(of=["self"], no_key=True).filter(pk=coalition.pk)
    if not rows.filter(phase=Coalition.Phase.RECRUITING, published_at__isnull=False).exists():
        raise Stale(coalition)


def _save_application(application):
    held = GroupMember.objects.current().filter(
        group=application.coalition.group_id, user=application.user
    )
    if held.exists():
        raise Stale(application)
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError as error:
        raise Stale(application) from error


def _account_for(interest, *, by):
    person = User.objects.filter(email=interest.email.lower()).first()
    if person is None:
        person = User(
            email=interest.email.lower(),
            name=interest.name,
            institution=interest.institution,
            function=interest.function,
            function_other=interest.function_other,
            password=make_password(None),
        )
        person.save(force_insert=True)
        log.write("person.invited", person, by=by)
    return person


@transaction.atomic
def edit_application(form, *, by):
    """The applicant says it better; False, with both texts on the form, when it changed meanwhile.

    Raises Stale when it was decided: what the bureau read then stays as it was.
    """
    waiting = Application.objects.select_for_update(of=["self"], no_key=True)
    if not waiting.filter(pk=form.instance.pk, state__in=Application.OPEN).exists():
        raise Stale(form.instance)
    if not form.save_or_conflict():
        return False
    log.write("application.edited", form.instance, by=by)
    return True


@transaction.atomic
def withdraw_application(application, *, by):
    """The applicant thinks again, before there is a place."""
    _move(application, Application.OPEN, Application.State.WITHDRAWN, by=by)
    log.write("application.withdrawn", application, by=by)


@transaction.atomic
def place_applicant(application, role, *, reason="", by):
    """Give an applicant a place from today, with one mail of welcome. Raises Stale when decided."""
    _move(application, Application.OPEN, Application.State.PLACED, by=by, reason=reason)
    place, is_new = GroupMember.objects.get_or_create(
        group=application.coalition.group, user=application.user, role=role, until=None
    )
    # Who held this very place already keeps it when the placement is undone.
    application.place = place if is_new else None
    application.save(update_fields=["place"])
    entry = log.write("application.placed", application, by=by, role=role)
    _tell(
        application,
        "placed",
        f"{application.pk}:{entry.pk}",
        role=place.get_role_display(),
        reason=reason,
    )
    for listener in placed_listeners:
        listener(application.coalition, application.user, by=by)


@transaction.atomic
def put_on_waiting_list(application, *, by):
    """There is no room now; the applicant hears so and may be placed later."""
    _move(application, [Application.State.APPLIED], Application.State.WAITING_LIST, by=by)
    entry = log.write("application.on_waiting_list", application, by=by)
    _tell(application, "waiting_list", f"{application.pk}:{entry.pk}")


@transaction.atomic
def decline_application(application, reason, *, by):
    """Turn an application down and tell the applicant why."""
    _move(application, Application.OPEN, Application.State.DECLINED, by=by, reason=reason)
    log.write("application.declined", application, by=by)
    _tell(application, "application_declined", application.pk, reason=reason)


@transaction.atomic
def undo_placement(application, reason, *, by):
    """Take a placement back: the place ends, the application waits again, the person hears why."""
    _move(application, [Application.State.PLACED], Application.State.APPLIED, by=by)
    place = application.place
    if place is not None:
        _end(place)
    entry = log.write("application.placement_undone", application, by=by)
    _tell(application, "placement_undone", f"{application.pk}:{entry.pk}", reason=reason)
    for listener in displaced_listeners:
        listener(application.coalition, application.user, by=by)


def _end(place):
    """Yesterday was the last day of a place; one that began today never was."""
    yesterday = localdate() - timedelta(days=1)
    Application.objects.filter(place=place).update(place=None)
    held = GroupMember.objects.filter(pk=place.pk)
    if not held.filter(since__lte=yesterday).update(until=yesterday):
        held.delete()


def _move(application, before, after, *, by, reason=""):
    is_open = after == Application.State.APPLIED
    moved = Application.objects.filter(pk=application.pk, state__in=before).update(
        state=after,
        reason=reason,
        decided_at=None if is_open else now(),
        decided_by=None if is_open else by,
    )
    if not moved:
        raise Stale(application)
    application.refresh_from_db(fields=["state", "reason", "decided_at", "decided_by", "place"])


def _tell(application, template, key, **words):
    mail.post(
        template,
        to=[application.user],
        key=key,
        why=f"je je aanmeldde voor de coalitie {application.coalition}",
        application=application,
        coalition=application.coalition,
        link=sign_in_link(application.user.email),
        **words,
    )


@transaction.atomic
def take_home(row, *, by):
    """Somebody says what they take home; the coalition and the own institution read it."""
    row.save(force_insert=True)
    log.write("take_back.noted", row.coalition, by=by, institution=row.institution_id)


@transaction.atomic
def drop_take_back(row, *, by):
    """Who wrote it takes it away. Raises Stale when that was done already."""
    deleted, _ = TakeBack.objects.filter(pk=row.pk, by=by).delete()
    if not deleted:
        raise Stale(row)
    log.write("take_back.dropped", row.coalition, by=by)
