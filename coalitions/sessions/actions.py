"""What happens to sessions: planned, moved, cancelled, answered, written down, followed up."""

from django.db import transaction
from django.db.models import F, Max
from django.utils.timezone import now

from coalitions.briefs.models import Coalition
from coalitions.members.actions import when_displaced, when_placed
from coalitions.sessions.models import ActionItem, Attendance, Minutes, Session
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.mail import actions as mail
from knw_portal.mail.ledger import plan, stop
from knw_portal.mail.registry import OWN_CALENDAR, OWN_LINK
from knw_portal.people.models import GroupMember, User
from knw_portal.search import actions as search

REMINDER = "session_soon"
INVITED = [
    GroupMember.Role.MEMBER,
    GroupMember.Role.LEAD,
    GroupMember.Role.FACILITATOR,
    GroupMember.Role.CRITICAL_FRIEND,
]
WHEN, WHERE = ("starts_at", "ends_at"), ("place", "link")


def next_number(coalition):
    return (coalition.sessions.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def plan_session(session, *, by):
    """Put a new session in the year of a coalition and invite its people, one mail each.

    Raises Stale when one stands at that moment already: the form was sent twice.
    """
    Coalition.objects.select_for_update(no_key=True).get(pk=session.coalition_id)
    if session.coalition.sessions.standing().filter(starts_at=session.starts_at).exists():
        raise Stale(session)
    session.number = next_number(session.coalition)
    session.save(force_insert=True)
    log.write("session.planned", session, by=by)
    places = GroupMember.objects.current().filter(
        group=session.coalition.group_id, role__in=INVITED
    )
    _invite(session, User.objects.filter(pk__in=places.values("user"), is_active=True))
    index_session(session)


def _invite(session, people):
    Attendance.objects.bulk_create(
        [Attendance(session=session, user=person) for person in people], ignore_conflicts=True
    )
    invited = session.attendances.filter(user__in=people).select_related("user")
    for attendance in invited:
        _tell(session, attendance, "session_invitation", session.pk)
    plan(REMINDER, session)


@when_placed
def invite_newcomer(coalition, user, *, by):
    """Whoever gets a place is invited to the sessions that come."""
    if _is_invited(coalition, user):
        for session in coalition.sessions.coming(now()):
            _invite(session, [user])


def _is_invited(coalition, user):
    places = GroupMember.objects.current().filter(group=coalition.group_id, role__in=INVITED)
    return places.filter(user=user).exists()


@when_displaced
def let_go(coalition, user, *, by):
    """Whoever has no place left is not expected any more at the sessions that come."""
    if _is_invited(coalition, user):
        return
    for session in coalition.sessions.coming(now()):
        session.attendances.filter(user=user).delete()
        plan(REMINDER, session)


@transaction.atomic
def change_session(form, *, by):
    """Change a session; False, with both texts on the form, when somebody was first.

    Another time asks everybody anew; another place is only told. Both move it in calendars.
    """
    before = Session.objects.select_for_update(of=["self"], no_key=True).get(pk=form.instance.pk)
    if not before.takes_answers:
        raise Stale(before)
    if not form.save_or_conflict():
        return False
    session = form.instance
    moved = [name for name in WHEN if getattr(before, name) != getattr(session, name)]
    elsewhere = [name for name in WHERE if getattr(before, name) != getattr(session, name)]
    shown = (*moved, *elsewhere, *(n for n in ("title", "preparation") if n in form.changed_data))
    if shown:
        Session.objects.filter(pk=session.pk).update(sequence=F("sequence") + 1, changed_at=now())
        session.refresh_from_db(fields=["sequence", "changed_at"])
    log.write("session.changed", session, by=by, fields=sorted(shown))
    if moved:
        session.attendances.update(answer="", answered_at=None, by_link=False, invited_at=now())
    if moved or elsewhere:
        for attendance in session.attendances.select_related("user"):
            key = f"{session.pk}:{session.sequence}"
            _tell(session, attendance, "session_moved", key, moved=bool(moved), before=before)
    plan(REMINDER, session)
    index_session(session)
    return True


@transaction.atomic
def cancel_session(session, reason, *, by):
    """A session does not take place: everybody invited is told, nobody is reminded any more."""
    moved = (
        Session.objects.coming(now())
        .filter(pk=session.pk)
        .update(
            cancelled_at=now(),
            changed_at=now(),
            cancel_reason=reason,
            sequence=F("sequence") + 1,
            version=F("version") + 1,
        )
    )
    if not moved:
        raise Stale(session)
    session.refresh_from_db(fields=["cancelled_at", "cancel_reason", "sequence", "version"])
    log.write("session.cancelled", session, by=by)
    stop(REMINDER, session, "De bijeenkomst gaat niet door.")
    for attendance in session.attendances.select_related("user"):
        _tell(session, attendance, "session_cancelled", session.pk)
    index_session(session)


def _tell(session, attendance, template, key, **words):
    mail.post(
        template,
        to=[attendance.user],
        key=key,
        why=f"je bent uitgenodigd voor een bijeenkomst van {session.coalition}",
        session=session,
        coalition=session.coalition,
        answer_link=OWN_LINK,
        calendar_link=OWN_CALENDAR,
        **words,
    )


@transaction.atomic
def answer_invitation(attendance, answer, *, by_link, by):
    """Say whether one comes. The last answer counts; after the session none does."""
    session = Session.objects.select_for_update(of=["self"], no_key=True).get(
        pk=attendance.session_id
    )
    if not session.takes_answers:
        raise Stale(session)
    if answer not in (Attendance.Answer.YES, Attendance.Answer.MAYBE, Attendance.Answer.NO):
        raise ValueError(answer)
    moved = Attendance.objects.filter(pk=attendance.pk).exclude(answer=answer)
    if moved.update(answer=answer, answered_at=now(), by_link=by_link):
        log.write("session.answered", session, by=by, answer=answer, by_link=by_link)
        plan(REMINDER, session)


@transaction.atomic
def change_agenda(session, formset, *, seen, by):
    """Change the agenda, seen at version `seen`. Raises Stale when somebody was first."""
    moved = Session.objects.filter(pk=session.pk, version=seen).update(version=F("version") + 1)
    if not moved:
        raise Stale(session)
    formset.save()
    log.write("session.agenda_changed", session, by=by)
    index_session(session)


@transaction.atomic
def note_presence(session, present, *, by):
    """Write down who was there, of those invited."""
    for attendance in session.attendances.all():
        attendance.was_present = attendance.user_id in present
        attendance.save(update_fields=["was_present"])
    log.write("session.presence_noted", session, by=by, present=len(present))


@transaction.atomic
def write_minutes(form, *, by):
    """Keep the text that is worked on; the members go on reading the last edition."""
    if form.instance.pk is None:
        # Whoever is first makes the row; who was first with the text, its version tells.
        form.instance = Minutes.objects.get_or_create(session=form.instance.session)[0]
    if not form.save_or_conflict():
        return False
    log.write("minutes.written", form.instance.session, by=by)
    return True


@transaction.atomic
def publish_minutes(minutes, *, seen, by):
    """Let the members read the text as it is. Raises Stale when it changed since `by` saw it."""
    moved = Minutes.objects.filter(pk=minutes.pk, version=seen).exclude(text="")
    if not moved.exclude(published_text=F("text")).update(
        published_text=F("text"),
        published_at=now(),
        published_by=by,
        edition=F("edition") + 1,
        version=F("version") + 1,
    ):
        raise Stale(minutes)
    minutes.refresh_from_db()
    log.write("minutes.published", minutes.session, by=by, edition=minutes.edition)
    index_session(minutes.session)


@transaction.atomic
def agree_action(action, *, by):
    """Note who will do what by when; the same twice is one."""
    same = {name: getattr(action, name) for name in ("session", "user", "what", "due_on")}
    Session.objects.select_for_update(of=["self"], no_key=True).get(pk=action.session_id)
    if not ActionItem.objects.filter(**same).exists():
        action.save(force_insert=True)
        log.write("action.agreed", action, by=by)


@transaction.atomic
def finish_action(action, *, by):
    """It is done; from here on it stands on no next agenda."""
    if not ActionItem.objects.filter(pk=action.pk).open().update(done_at=now(), done_by=by):
        raise Stale(action)
    log.write("action.done", action, by=by)


@transaction.atomic
def reopen_action(action, *, by):
    """It was not done after all."""
    done = ActionItem.objects.filter(pk=action.pk, done_at__isnull=False)
    if not done.update(done_at=None, done_by=None):
        raise Stale(action)
    log.write("action.reopened", action, by=by)


def index_session(session):
    """Make a session findable by the people of the coalition, with the minutes they may read."""
    minutes = Minutes.objects.filter(session=session).first()
    search.index(
        log.key(session),
        kind="bijeenkomst",
        title=f"{session.coalition}: {session.title}",
        text="\n".join(
            [
                session.preparation,
                *session.agenda.values_list("title", flat=True),
                minutes.published_text if minutes else "",
            ]
        ),
        url=session.get_absolute_url(),
        is_for_bureau=True,
        group=session.coalition.group,
    )
