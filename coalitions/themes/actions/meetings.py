"""The ambassadors' meeting: planned, moved, cancelled, answered, and what came of it."""

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate, now

from coalitions.themes.actions.rounds import AMBASSADORS
from coalitions.themes.models import Meeting, MeetingGuest, ThemeRound
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.mail import actions as mail
from knw_portal.mail.ledger import plan, stop
from knw_portal.mail.registry import OWN_CALENDAR, OWN_LINK
from knw_portal.people.models import Role

REMINDER = "meeting_soon"
WHEN, WHERE = ("starts_at", "ends_at"), ("place", "link")


@transaction.atomic
def plan_meeting(meeting, *, by):
    """Set the date of the meeting and invite every ambassador and deputy, one mail each.

    Raises Stale when there is one already.
    """
    ThemeRound.objects.held_alone(meeting.round)
    if Meeting.objects.filter(round=meeting.round).exists():
        raise Stale(meeting)
    meeting.save(force_insert=True)
    _keep_day(meeting)
    log.write("meeting.planned", meeting, by=by)
    _invite(meeting)


@transaction.atomic
def invite_newcomers(meeting, *, by):
    """Invite who became ambassador or deputy after the invitations went out. How many."""
    before = set(meeting.guests.values_list("user", flat=True))
    _invite(meeting, without=before)
    fresh = meeting.guests.exclude(user__in=before).count()
    log.write("meeting.invited", meeting, by=by, people=fresh)
    return fresh


def _invite(meeting, *, without=()):
    roles = Role.objects.current().filter(kind__in=AMBASSADORS, user__is_active=True)
    MeetingGuest.objects.bulk_create(
        [
            MeetingGuest(meeting=meeting, user_id=role.user_id, institution_id=role.institution_id)
            for role in roles.exclude(user__in=without).order_by("kind", "pk")
        ],
        ignore_conflicts=True,
    )
    for guest in meeting.guests.exclude(user__in=without).select_related("user"):
        _tell(meeting, guest, "meeting_invitation", meeting.pk)
    plan(REMINDER, meeting)


def _keep_day(meeting):
    """The round names the day too: it stands among its dates and in the memo."""
    day = localdate(meeting.starts_at)
    ThemeRound.objects.filter(pk=meeting.round_id).update(meeting_on=day)


def _tell(meeting, guest, template, key, **words):
    mail.post(
        template,
        to=[guest.user],
        key=key,
        why="je ambassadeur of plaatsvervanger bent van jouw school",
        meeting=meeting,
        round=meeting.round,
        answer_link=OWN_LINK,
        calendar_link=OWN_CALENDAR,
        **words,
    )


@transaction.atomic
def change_meeting(form, *, by):
    """Change the meeting; False, with both texts on the form, when somebody was first.

    Another time asks everybody anew; another place is only told. Both move it in calendars.
    """
    before = Meeting.objects.select_for_update(of=["self"]).get(pk=form.instance.pk)
    if not before.takes_answers:
        raise Stale(before)
    if not form.save_or_conflict():
        return False
    meeting = form.instance
    moved = any(getattr(before, name) != getattr(meeting, name) for name in WHEN)
    elsewhere = any(getattr(before, name) != getattr(meeting, name) for name in WHERE)
    Meeting.objects.filter(pk=meeting.pk).update(sequence=F("sequence") + 1, changed_at=now())
    meeting.refresh_from_db(fields=["sequence", "changed_at"])
    _keep_day(meeting)
    log.write("meeting.changed", meeting, by=by)
    if moved:
        meeting.guests.update(answer="", answered_at=None, invited_at=now())
    if moved or elsewhere:
        for guest in meeting.guests.select_related("user"):
            key = f"{meeting.pk}:{meeting.sequence}"
            _tell(meeting, guest, "meeting_moved", key, moved=moved, before=before)
    plan(REMINDER, meeting)
    return True


@transaction.atomic
def cancel_meeting(meeting, reason, *, by):
    """The meeting does not take place: everybody invited is told, nobody is reminded any more."""
    coming = Meeting.objects.filter(pk=meeting.pk, cancelled_at=None, ends_at__gt=now())
    moved = coming.update(
        cancelled_at=now(),
        changed_at=now(),
        cancel_reason=reason,
        sequence=F("sequence") + 1,
        version=F("version") + 1,
    )
    if not moved:
        raise Stale(meeting)
    meeting.refresh_from_db()
    ThemeRound.objects.filter(pk=meeting.round_id).update(meeting_on=None)
    log.write("meeting.cancelled", meeting, by=by)
    stop(REMINDER, meeting, "De bijeenkomst gaat niet door.")
    for guest in meeting.guests.select_related("user"):
        _tell(meeting, guest, "meeting_cancelled", meeting.pk)


@transaction.atomic
def answer_meeting(guest, answer, *, by_link, by):
    """Say whether one comes. The last answer counts; after the meeting none does."""
    meeting = Meeting.objects.select_for_update(of=["self"]).get(pk=guest.meeting_id)
    if not meeting.takes_answers:
        raise Stale(meeting)
    if answer not in (MeetingGuest.Answer.YES, MeetingGuest.Answer.MAYBE, MeetingGuest.Answer.NO):
        raise ValueError(answer)
    moved = MeetingGuest.objects.filter(pk=guest.pk).exclude(answer=answer)
    if moved.update(answer=answer, answered_at=now()):
        log.write("meeting.answered", meeting, by=by, answer=answer, by_link=by_link)
        plan(REMINDER, meeting)


@transaction.atomic
def note_outcome(form, *, by):
    """Write down who was there and what came of it; False when somebody was first with the text."""
    if not form.save_or_conflict():
        return False
    meeting = form.instance
    here = meeting.guests.filter(pk__in=form.present)
    here.update(was_present=True)
    meeting.guests.exclude(pk__in=form.present).update(was_present=False)
    log.write("meeting.noted", meeting, by=by, present=len(form.present))
    return True
