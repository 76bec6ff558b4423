"""The reminder ledger: planned long before, read by the bureau, sent once, stopped in time."""

import logging

from django.db import connection, transaction
from django.utils.timezone import now

from knw_portal import log as portal_log
from knw_portal.forms import Stale
from knw_portal.mail.actions import drafts, post
from knw_portal.mail.daytime import by_day, is_night
from knw_portal.mail.models import Reminder
from knw_portal.mail.registry import kinds

log = logging.getLogger(__name__)

GONE = "Er is niets meer om aan te herinneren."
NOT_ASKED = "Deze persoon hoeft niet meer herinnerd te worden."
MISSED = "Het moment was al voorbij."
NO_ACCOUNT = "Deze persoon kan niet meer inloggen."


@transaction.atomic
def plan(kind, about, rows=None):
    """Make the ledger say what the room says now; may be called as often as one likes.

    `rows` are `(user, occasion, due_at)`; without them the kind is asked. New occasions are added,
    moved ones get their new time, those no longer named are dropped. What was sent or kept back
    by the bureau stays as it is. Nothing is planned at night, nor for who has no address.
    """
    kind, at = kinds[kind], now()
    rows = kind.due(about) if rows is None else rows
    wanted = {(user.pk, occasion): by_day(due_at) for user, occasion, due_at in rows if user.email}
    about = _key(about)
    _take_turns(kind.name, about)
    known = {
        (reminder.to_id, reminder.occasion): reminder
        for reminder in Reminder.objects.filter(kind=kind.name, about=about).select_for_update()
    }
    Reminder.objects.bulk_create(
        _with_time(
            Reminder(kind=kind.name, about=about, to_id=to, occasion=occasion), due_at, kind, at
        )
        for (to, occasion), due_at in wanted.items()
        if (to, occasion) not in known
    )
    moved = [
        _with_time(reminder, wanted[key], kind, at)
        for key, reminder in known.items()
        if key in wanted and _may_move(reminder, wanted[key])
    ]
    Reminder.objects.bulk_update(moved, ["due_at", "state", "reason"])
    _drop([row for key, row in known.items() if key not in wanted], NOT_ASKED)


def stop(kind, about, reason):
    """Drop what is planned of this kind (None: of every kind) about this, and say why."""
    planned = Reminder.objects.planned().filter(about=_key(about))
    if kind is not None:
        planned = planned.filter(kind=kind)
    planned.update(state=Reminder.State.DROPPED, reason=reason)


def send_due(at=None):
    """Turn what is due into mail. One group that breaks does not keep the others."""
    at = at or now()
    if is_night(at):
        return
    due = Reminder.objects.planned().filter(due_at__lte=at)
    groups = due.order_by().values_list("kind", "about", "occasion").distinct()
    for kind, about, occasion in groups:
        try:
            _send_group(due.filter(kind=kind, about=about, occasion=occasion), at)
        except Exception:
            log.exception("reminder not sent: %s about %s, %s", kind, about, occasion)


@transaction.atomic
def _send_group(group, at):
    """Post the mail and note it together; what another sender has in hand is skipped."""
    group = group.select_related("to").select_for_update(skip_locked=True, of=("self",))
    reminders = list(group)
    if not reminders:
        return
    kind, about = kinds.get(reminders[0].kind), reminders[0].about
    subject = kind and kind.find([about]).get(about)
    if subject is None:
        _drop(reminders, GONE)
        return
    reminders = _drop_where(reminders, lambda one: at - one.due_at > kind.grace, MISSED)
    reminders = _drop_where(reminders, lambda one: not one.to.is_active, NO_ACCOUNT)
    people = {person.pk for person in kind.still_due(subject, [one.to for one in reminders])}
    reminders = _drop_where(reminders, lambda one: one.to_id not in people, NOT_ASKED)
    if reminders:
        words = _words(kind, reminders[0], subject)
        post(kind.template, to=[one.to for one in reminders], **words)
        Reminder.objects.filter(pk__in=[one.pk for one in reminders]).update(
            state=Reminder.State.SENT
        )


def preview(reminder):
    """The mail as it would be now; None when what it is about is gone."""
    kind = kinds.get(reminder.kind)
    subject = kind and kind.find([reminder.about]).get(reminder.about)
    if subject is None:
        return None
    (mail,) = drafts(kind.template, [reminder.to], **_words(kind, reminder, subject))
    return mail


def _words(kind, reminder, subject):
    return {
        "key": f"{kind.name}:{reminder.about}:{reminder.occasion}",
        "why": kind.why(subject),
        "occasion": reminder.occasion,
        **kind.context(subject),
    }


@transaction.atomic
def hold_reminders(reminder, *, by):
    """Keep back a planned reminder, for everybody who would get it then."""
    _move(reminder, Reminder.State.PLANNED, Reminder.State.HELD, "reminder.held", by)


@transaction.atomic
def release_reminders(reminder, *, by):
    """Let a reminder that was kept back go after all."""
    _move(reminder, Reminder.State.HELD, Reminder.State.PLANNED, "reminder.released", by)


def _move(reminder, before, after, action, by):
    moved = Reminder.objects.like(reminder).filter(state=before).update(state=after)
    if not moved:
        raise Stale(reminder)
    portal_log.write(action, reminder, by=by, about=reminder.about, people=moved)


def _with_time(reminder, due_at, kind, at):
    missed = at - due_at > kind.grace
    reminder.due_at = due_at
    reminder.state = Reminder.State.DROPPED if missed else Reminder.State.PLANNED
    reminder.reason = MISSED if missed else ""
    return reminder


def _may_move(reminder, due_at):
    if reminder.state == Reminder.State.PLANNED:
        return reminder.due_at != due_at
    return reminder.state == Reminder.State.DROPPED


def _drop_where(reminders, test, reason):
    """Drop those for which `test` holds; the others."""
    _drop([reminder for reminder in reminders if test(reminder)], reason)
    return [reminder for reminder in reminders if not test(reminder)]


def _drop(reminders, reason):
    if reminders:
        Reminder.objects.planned().filter(pk__in=[reminder.pk for reminder in reminders]).update(
            state=Reminder.State.DROPPED, reason=reason
        )


def _take_turns(kind, about):
    """Whoever plans the same waits for the other: both would add the same new rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"reminder:{kind}:{about}"]
        )


def _key(about):
    return about if isinstance(about, str) else portal_log.key(about)
