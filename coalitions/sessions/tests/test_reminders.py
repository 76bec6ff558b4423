"""Reminders of sessions, through the real ledger with the clock in hand."""

from datetime import datetime, time, timedelta

import pytest
from django.utils.timezone import localdate, make_aware, now

from coalitions.members import actions as members
from coalitions.sessions import actions
from coalitions.sessions.forms import SessionForm
from coalitions.sessions.models import Attendance, Session
from coalitions.tests.factories import ApplicationFactory, CoalitionFactory
from knw_portal.mail.ledger import send_due
from knw_portal.mail.models import Mail, Reminder
from knw_portal.people.models import GroupMember
from knw_portal.tests.factories import GroupMemberFactory, RoleFactory

pytestmark = pytest.mark.django_db


def at(days, hour=9):
    """So many days from today, at an hour by day."""
    return make_aware(datetime.combine(localdate() + timedelta(days=days), time(hour)))


@pytest.fixture
def bureau():
    return RoleFactory(kind="bureau").user


@pytest.fixture
def coalition():
    coalition = CoalitionFactory(phase="recruiting")
    for name in ("anna", "bea"):
        GroupMemberFactory(group=coalition.group, user__email=f"{name}@example.org")
    return coalition


@pytest.fixture
def session(coalition, bureau):
    session = Session(coalition=coalition, title="Vragen", starts_at=at(30, 13), ends_at=at(30, 16))
    actions.plan_session(session, by=bureau)
    return session


def reminded(days):
    """To whom a reminder went when the clock was so many days on; each call counts anew."""
    before = set(Mail.objects.filter(kind="session_soon").values_list("pk", flat=True))
    for hour in (9, 9, 12):  # the beat comes round often
        send_due(at(days, hour))
    sent = Mail.objects.filter(kind="session_soon").exclude(pk__in=before)
    return sorted(sent.values_list("to", flat=True))


def answer(session, name, said):
    attendance = session.attendances.get(user__email=f"{name}@example.org")
    actions.answer_invitation(attendance, said, by_link=True, by=attendance.user)


def change(session, bureau, **changes):
    session = Session.objects.get(pk=session.pk)
    fields = {
        "title": session.title,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "place": session.place,
        "link": session.link,
        "preparation": session.preparation,
        "version": session.version,
        **changes,
    }
    form = SessionForm(fields, instance=session)
    assert form.is_valid(), form.errors
    return actions.change_session(form, by=bureau)


BOTH = ["anna@example.org", "bea@example.org"]


def test_everybody_is_reminded_fourteen_three_and_one_days_before_each_once(session):
    came = {day: reminded(day) for day in range(1, 31)}

    assert {day: who for day, who in came.items() if who} == {16: BOTH, 27: BOTH, 29: BOTH}


def test_who_says_no_is_reminded_no_more_and_who_says_yes_after_all_is_again(session):
    answer(session, "anna", "no")
    first = reminded(16)
    answer(session, "anna", "maybe")
    second = reminded(27)
    answer(session, "bea", "no")

    assert (first, second, reminded(29)) == (["bea@example.org"], BOTH, ["anna@example.org"])


def test_a_no_that_the_ledger_has_not_heard_of_is_heard_just_before_sending(session):
    Attendance.objects.filter(user__email="anna@example.org").update(answer="no", answered_at=now())

    assert reminded(16) == ["bea@example.org"]


def test_a_session_that_moves_gets_a_new_series_and_the_old_one_is_dropped(session, bureau):
    first = reminded(16)
    change(session, bureau, starts_at=at(40, 13), ends_at=at(40, 16))
    came = {day: reminded(day) for day in range(17, 41)}

    assert first == BOTH
    assert {day: who for day, who in came.items() if who} == {26: BOTH, 37: BOTH, 39: BOTH}


def test_a_session_brought_forward_leaves_out_what_has_passed(session, bureau):
    change(session, bureau, starts_at=at(2, 13), ends_at=at(2, 16))

    came = {day: reminded(day) for day in range(1, 31)}

    assert {day: who for day, who in came.items() if who} == {1: BOTH}


def test_another_hour_on_the_same_day_reminds_nobody_twice(session, bureau):
    reminded(16)
    change(session, bureau, starts_at=at(30, 9), ends_at=at(30, 12))

    assert (reminded(17), reminded(27)) == ([], BOTH)


def test_moving_asks_everybody_anew_also_who_could_not_come(session, bureau):
    answer(session, "anna", "no")
    change(session, bureau, starts_at=at(40, 13), ends_at=at(40, 16))

    assert set(session.attendances.values_list("answer", flat=True)) == {""}
    assert Mail.objects.filter(kind="session_moved").count() == 2
    assert "Je eerdere antwoord telt niet meer" in Mail.objects.filter(kind="session_moved")[0].body
    assert reminded(26) == BOTH


def test_another_place_is_told_and_asks_nobody_anew(session, bureau):
    answer(session, "anna", "no")
    change(session, bureau, place="Utrecht")
    change(session, bureau, preparation="Lees de opdracht")

    session.refresh_from_db()
    assert Attendance.objects.get(user__email="anna@example.org").answer == "no"
    assert Mail.objects.filter(kind="session_moved").count() == 2
    assert session.sequence == 2
    assert reminded(16) == ["bea@example.org"]


def test_a_cancelled_session_tells_all_once_and_reminds_nobody(session, bureau):
    reminded(16)
    actions.cancel_session(session, "De zaal is dicht.", by=bureau)
    assert not Reminder.objects.planned().exists()  # the bureau sees at once that none will go

    assert [reminded(day) for day in (17, 27, 29, 30)] == [[], [], [], []]
    assert (
        sorted(Mail.objects.filter(kind="session_cancelled").values_list("to", flat=True)) == BOTH
    )
    assert "De zaal is dicht." in Mail.objects.filter(kind="session_cancelled")[0].body


def test_who_left_the_coalition_is_not_reminded(session):
    GroupMember.objects.filter(user__email="anna@example.org").update(
        until=localdate() - timedelta(days=1)
    )

    assert reminded(16) == ["bea@example.org"]


def test_a_session_planned_late_sends_no_reminder_beside_the_invitation(coalition, bureau):
    session = Session(coalition=coalition, title="Snel", starts_at=at(1, 20), ends_at=at(1, 21))
    actions.plan_session(session, by=bureau)

    due = Reminder.objects.filter(about=f"session:{session.pk}").values_list("due_at", flat=True)
    assert all(moment > now() for moment in due)
    assert Mail.objects.filter(kind="session_invitation").count() == 2


def test_a_newcomer_is_invited_and_reminded_and_let_go_when_the_placement_is_undone(
    session, coalition, bureau
):
    application = ApplicationFactory(coalition=coalition, user__email="cor@example.org")
    members.place_applicant(application, "member", by=bureau)
    first = reminded(16)
    members.undo_placement(application, "Vergissing.", by=bureau)

    invited = Mail.objects.filter(kind="session_invitation").values_list("to", flat=True)
    assert sorted(invited) == [*BOTH, "cor@example.org"]
    assert (first, reminded(27)) == ([*BOTH, "cor@example.org"], BOTH)
    assert sorted(session.attendances.values_list("user__email", flat=True)) == BOTH


def test_a_follower_is_not_invited(coalition, bureau):
    GroupMemberFactory(group=coalition.group, role="follower", user__email="f@example.org")
    session = Session(coalition=coalition, title="X", starts_at=at(30, 13), ends_at=at(30, 16))
    actions.plan_session(session, by=bureau)

    assert sorted(session.attendances.values_list("user__email", flat=True)) == BOTH
