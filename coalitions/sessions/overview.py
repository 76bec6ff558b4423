"""What the sessions ask of people, and what the bureau should see of them."""

from datetime import timedelta

from django.utils.timezone import localdate

from coalitions.briefs.overview import next_dates
from coalitions.sessions.models import ActionItem, Attendance, Session
from knw_portal import overview
from knw_portal.dates import span
from knw_portal.overview import Ask
from knw_portal.people.models import duties_of
from knw_portal.templatetags.portal import number

SOON = timedelta(days=60)
MINUTES_WITHIN = timedelta(days=7)


@overview.mine
def my_sessions(user, at):
    """Invitations to answer, and of each coalition the next session one goes to."""
    groups = duties_of(user).groups
    if not groups:
        return
    coming = Attendance.objects.filter(
        user=user,
        session__in=Session.objects.coming(at).filter(starts_at__lt=at + SOON),
        session__coalition__group__in=groups,
    )
    shown = set()
    for one in coming.select_related("session__coalition").order_by("session__starts_at"):
        session, coalition = one.session, one.session.coalition
        when = span(session.starts_at, session.ends_at, at=at)
        if not one.answer:
            yield Ask(
                title=f"Laat weten of je komt: {session.title}",
                text=f"Bijeenkomst {session.number} van {coalition}, {when}.",
                url=session.get_absolute_url(),
                deed="Antwoorden",
                due=session.starts_at,
            )
        elif coalition.pk not in shown and one.answer != Attendance.Answer.NO:
            yield Ask(
                title=f"Bijeenkomst {session.number}: {session.title}",
                text=f"{coalition}, {when}{f', {session.place}' if session.place else ''}.",
                url=session.get_absolute_url(),
                deed="Agenda bekijken",
                due=localdate(session.starts_at),
            )
        shown.add(coalition.pk)


@overview.mine
def my_actions(user, at):
    groups = duties_of(user).groups
    if not groups:
        return
    mine = ActionItem.objects.open().filter(user=user, session__coalition__group__in=groups)
    for action in mine.select_related("session__coalition"):
        yield Ask(
            title=action.what,
            text=f"Jouw actie uit bijeenkomst {action.session.number} "
            f"van {action.session.coalition}.",
            url=action.session.get_absolute_url(),
            deed="Afvinken",
            due=action.due_on,
        )


@overview.late
def sessions_without_minutes(user, at):
    late = Session.objects.without_minutes(at - MINUTES_WITHIN).select_related("coalition")
    for session in late.order_by("starts_at"):
        yield Ask(
            title=f"Nog geen verslag van bijeenkomst {session.number}: {session.title}",
            text=f"Van {session.coalition}.",
            url=session.get_absolute_url(),
            deed="Naar de bijeenkomst",
            due=localdate(session.ends_at + MINUTES_WITHIN),
        )


@next_dates
def next_sessions(at):
    """Of each coalition the session that comes next, with how many come."""
    coming = list(Session.objects.with_counts().coming(at))
    return {
        session.coalition_id: (
            session.starts_at,
            f"bijeenkomst {session.number}, {stand(session)}",
        )
        for session in reversed(coming)
    }


def stand(session):
    parts = [f"{number(session.yes_count)} {'komt' if session.yes_count == 1 else 'komen'}"]
    if session.no_count:
        parts.append(f"{number(session.no_count)} niet")
    if session.open_count:
        parts.append(f"{number(session.open_count)} nog geen antwoord")
    return ", ".join(parts)
