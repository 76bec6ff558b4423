"""Who is reminded of a session, and when."""

from datetime import datetime, time, timedelta

from django.utils.timezone import localdate, make_aware

from coalitions.sessions import actions, links
from coalitions.sessions.models import Attendance, Session
from knw_portal.dates import full_day
from knw_portal.mail.registry import Kind, register, withhold_links
from knw_portal.people.models import GroupMember

# Loading the actions makes the sessions hear of new members, in every process.
__all__ = ["SessionSoon", "actions", "links"]

DAYS_BEFORE = (14, 3, 1)
MORNING = time(8, 30)

withhold_links(
    "session_invitation",
    "session_moved",
    "session_cancelled",
    link=links.answer_of_mail,
    calendar=links.calendar_of_mail,
)


@register
class SessionSoon(Kind):
    """Fourteen, three and one days before, to who is invited and did not say no.

    The day is in the name of the occasion, so a session that moves to another day gets a new
    series. A reminder that would come before or with the last invitation is left out.
    """

    name = "session_soon"
    label = "Herinnering aan een bijeenkomst"
    model = Session

    def due(self, session):
        if session.cancelled_at:
            return
        day = localdate(session.starts_at)
        for attendance in self._expected(session):
            for days in DAYS_BEFORE:
                at = make_aware(datetime.combine(day - timedelta(days=days), MORNING))
                if attendance.invited_at < at < session.starts_at:
                    ahead = "één dag" if days == 1 else f"{days} dagen"
                    yield attendance.user, f"{ahead} voor {full_day(day)}", at

    def still_due(self, session, people):
        if session.cancelled_at or session.is_over:
            return []
        expected = {attendance.user_id for attendance in self._expected(session)}
        return [person for person in people if person.pk in expected]

    def why(self, session):
        return f"je bent uitgenodigd voor een bijeenkomst van {session.coalition}"

    @staticmethod
    def _expected(session):
        members = GroupMember.objects.current().filter(group=session.coalition.group_id)
        return (
            Attendance.objects.expected()
            .filter(session=session, user__in=members.values("user"), user__is_active=True)
            .select_related("user")
        )
