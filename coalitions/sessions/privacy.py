"""What this room keeps about a person."""

from django.utils.timezone import now

from coalitions.sessions.models import ActionItem, AgendaItem, Attendance
from knw_portal.people import privacy


def sessions_of(user):
    attendances = Attendance.objects.filter(user=user).select_related("session__coalition")
    return {
        "uitnodigingen": [
            {
                "coalitie": str(one.session.coalition),
                "bijeenkomst": str(one.session),
                "wanneer": one.session.starts_at,
                "antwoord": one.get_answer_display(),
                "geantwoord": one.answered_at,
                "was erbij": one.was_present,
            }
            for one in attendances
        ],
        "acties": [
            {"wat": one.what, "voor": one.due_on, "gedaan": one.done_at}
            for one in ActionItem.objects.filter(user=user)
        ],
        "agendapunten": list(AgendaItem.objects.filter(by=user).values_list("title", flat=True)),
    }


def forget_sessions(user):
    """What is still to come goes; that somebody was invited, and did what was agreed, stays."""
    mine = Attendance.objects.filter(user=user)
    mine.filter(session__starts_at__gt=now()).delete()
    mine.update(answer="", answered_at=None, by_link=False, was_present=None)
    AgendaItem.objects.filter(by=user).update(by=None)


privacy.register("bijeenkomsten", export=sessions_of, erase=forget_sessions)
