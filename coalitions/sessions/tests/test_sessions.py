"""Planning a session, answering the invitation, the minutes and what people will do."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now

from coalitions.briefs.overview import running_coalitions
from coalitions.sessions import actions, links
from coalitions.sessions.models import ActionItem, Attendance, Minutes, Session
from coalitions.sessions.overview import (
    my_actions,
    my_sessions,
    sessions_without_minutes,
)
from coalitions.sessions.privacy import forget_sessions, sessions_of
from coalitions.tests.factories import (
    ActionItemFactory,
    AgendaItemFactory,
    AttendanceFactory,
    CoalitionFactory,
    SessionFactory,
)
from knw_portal.forms import Stale
from knw_portal.mail.messages import message
from knw_portal.mail.models import Mail, Reminder
from knw_portal.people.models import User
from knw_portal.search.models import SearchText
from knw_portal.tests.factories import (
    GroupMemberFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https://portaal\.example\.org(/\S+)")


@pytest.fixture(autouse=True)
def _portal(settings):
    settings.BASE_URL = "https://portaal.example.org"


@pytest.fixture
def coalition():
    return CoalitionFactory(slug="saat", title="Studenten aan tafel", phase="active")


@pytest.fixture
def guide(coalition):
    return GroupMemberFactory(group=coalition.group, role="facilitator").user


@pytest.fixture
def member(coalition):
    return GroupMemberFactory(group=coalition.group, user__email="anna@example.org").user


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def page(client, name, session, **kwargs):
    return client.get(address(name, session), **kwargs).content.decode()


def address(name, session):
    return reverse(name, args=[session.coalition.slug, session.pk])


def fields(days=30, **changes):
    starts = localtime(now() + timedelta(days=days)).replace(hour=13, minute=0)
    return {
        "title": "Goede vragen",
        "starts_at": f"{starts:%Y-%m-%dT%H:%M}",
        "ends_at": f"{starts + timedelta(hours=3):%Y-%m-%dT%H:%M}",
        "place": "Zwolle",
        "version": 1,
        **changes,
    }


# --- planning


def test_the_facilitator_plans_a_session_and_its_people_are_invited_once(coalition, guide, member):
    response = signed_in(guide).post(reverse("session_new", args=["saat"]), fields())

    session = Session.objects.get()
    assert response.url == address("session_agenda", session)
    assert (session.number, session.title, session.place) == (1, "Goede vragen", "Zwolle")
    assert f"{localtime(session.starts_at):%H:%M}" == "13:00"
    invited = Mail.objects.filter(kind="session_invitation")
    assert set(invited.values_list("to", flat=True)) == {guide.email, member.email}
    assert "13.00 tot 16.00 uur" in invited[0].body
    assert SearchText.objects.filter(about=f"session:{session.pk}", is_public=False).exists()


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"title": ""}, "title"),
        ({"ends_at": "2020-01-01T10:00"}, "ends_at"),
        ({"starts_at": "2020-01-01T10:00"}, "starts_at"),
        ({"starts_at": "2028-03-26T02:30", "ends_at": "2028-03-26T05:00"}, "starts_at"),
    ],
)
def test_a_session_that_cannot_be_is_not_planned(coalition, guide, changes, wrong):
    response = signed_in(guide).post(reverse("session_new", args=["saat"]), fields(**changes))

    assert wrong in response.context["form"].errors
    assert not Session.objects.exists()


def test_sessions_are_numbered_one_after_the_other(coalition, guide):
    for days in (30, 37):
        signed_in(guide).post(reverse("session_new", args=["saat"]), fields(days))

    assert sorted(Session.objects.values_list("number", flat=True)) == [1, 2]


def test_who_edits_on_an_old_page_sees_both_and_nobody_is_mailed(coalition, guide, member):
    client = signed_in(guide)
    client.post(reverse("session_new", args=["saat"]), fields())
    session = Session.objects.get()
    client.post(address("session_edit", session), fields(title="Eerst"))

    late = client.post(address("session_edit", session), fields(title="Later", place="Breda"))

    assert late.status_code == 200
    assert "Eerst" in late.content.decode()
    session.refresh_from_db()
    assert (session.title, session.place) == ("Eerst", "Zwolle")
    assert not Mail.objects.filter(kind="session_moved").exists()


def test_cancelling_is_asked_first_and_done_once(coalition, guide, member):
    session = SessionFactory(coalition=coalition)
    AttendanceFactory(session=session, user=member)
    client = signed_in(guide)

    asked = client.get(address("session_cancel", session))
    for _ in range(2):
        client.post(address("session_cancel", session), {"reason": "De zaal is dicht."})
    client.post(address("session_edit", session), fields(title="Toch"))

    session.refresh_from_db()
    assert asked.status_code == 200
    assert (session.sequence, session.title == "Toch") == (1, False)
    assert Mail.objects.filter(kind="session_cancelled").count() == 1
    assert "De zaal is dicht." in page(signed_in(member), "session_detail", session)


def test_the_agenda_is_written_in_lines_and_says_when_each_begins(coalition, guide, member):
    session = SessionFactory(coalition=coalition, starts_at=now() + timedelta(days=3))
    lines = {
        "version": 1,
        "agenda-TOTAL_FORMS": 2, "agenda-INITIAL_FORMS": 0,
        "agenda-0-number": 1, "agenda-0-kind": "exchange", "agenda-0-title": "Rondje",
        "agenda-0-minutes": 30, "agenda-0-by": member.pk,
        "agenda-1-number": 2, "agenda-1-kind": "work", "agenda-1-title": "Schrijven",
    }  # fmt: skip
    client = signed_in(guide)

    client.post(address("session_agenda", session), lines)
    stale = client.post(address("session_agenda", session), lines)

    shown = client.get(address("session_detail", session))
    points = [(item.title, at) for item, at in shown.context["agenda"]]
    assert points == [
        ("Rondje", session.starts_at),
        ("Schrijven", session.starts_at + timedelta(minutes=30)),
    ]
    assert "uitwisseling" in shown.content.decode()
    assert "Iemand anders heeft de agenda intussen gewijzigd" in stale.content.decode()
    assert session.agenda.count() == 2


def test_somebody_from_outside_cannot_be_put_on_the_agenda(coalition, guide):
    session = SessionFactory(coalition=coalition)
    lines = {
        "version": 1, "agenda-TOTAL_FORMS": 1, "agenda-INITIAL_FORMS": 0,
        "agenda-0-number": 1, "agenda-0-kind": "work", "agenda-0-title": "X",
        "agenda-0-by": UserFactory().pk,
    }  # fmt: skip

    signed_in(guide).post(address("session_agenda", session), lines)

    assert not session.agenda.exists()


def test_the_page_shows_the_central_question_and_the_scope(coalition, member):
    coalition.lines.create(part="in", text="Het gesprek zelf")
    coalition.lines.create(part="out", text="Een enquête")
    shown = page(signed_in(member), "session_detail", SessionFactory(coalition=coalition))

    for words in ("Wat willen we weten?", "Het gesprek zelf", "Een enquête"):
        assert words in shown


# --- answering


def test_the_link_in_the_mail_shows_buttons_and_only_the_button_answers(coalition, guide, member):
    signed_in(guide).post(reverse("session_new", args=["saat"]), fields())
    mail = Mail.objects.get(kind="session_invitation", to=member.email)
    answer_link, calendar_link = LINK.findall(message(mail).body)[:2]
    visitor = Client()

    for _ in range(3):
        opened = visitor.get(answer_link)
        visitor.head(answer_link)
    before = Attendance.objects.get(user=member).answer
    visitor.post(answer_link, {"answer": "yes"})

    after = Attendance.objects.get(user=member)
    assert "Ik kom niet" in opened.content.decode()
    assert (before, after.answer, after.by_link) == ("", "yes", True)
    assert "Je antwoord: komt" in visitor.get(answer_link).content.decode()
    file = visitor.get(calendar_link)
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"BEGIN:VEVENT" in file.content


def test_the_link_names_nobody_else_and_opens_nothing_else(coalition, member):
    other = AttendanceFactory(session__coalition=coalition, user__name="Ander Mens")
    own = AttendanceFactory(session=other.session, user=member)
    Minutes.objects.create(session=own.session, text="Geheim")
    visitor = Client()

    shown = visitor.get(reverse("attendance_answer", args=[links.token(own)])).content.decode()

    assert ("Ander Mens" in shown, "Geheim" in shown) == (False, False)
    assert visitor.get(address("session_detail", own.session)).status_code == 302


@pytest.mark.parametrize("token", ["kapot", "MQ:1abc:xyz"])
def test_a_dead_link_says_so(client, token):
    assert client.get(reverse("attendance_answer", args=[token])).status_code == 410
    assert client.get(reverse("attendance_calendar", args=[token])).status_code == 410


def test_a_link_dies_a_fortnight_after_the_session_and_before_that_takes_no_answer(client):
    over = SessionFactory(starts_at=now() - timedelta(days=3))
    old = SessionFactory(starts_at=now() - timedelta(days=16))
    first, second = AttendanceFactory(session=over), AttendanceFactory(session=old)

    answered = client.post(
        reverse("attendance_answer", args=[links.token(first)]), {"answer": "yes"}, follow=True
    )

    assert "Antwoorden kan niet meer" in answered.content.decode()
    assert Attendance.objects.get(pk=first.pk).answer == ""
    assert client.get(reverse("attendance_answer", args=[links.token(second)])).status_code == 410


def test_a_member_answers_signed_in_and_may_change_it(coalition, member):
    session = SessionFactory(coalition=coalition)
    AttendanceFactory(session=session, user=member)
    client = signed_in(member)

    for said in ("yes", "yes", "no", "wat"):
        client.post(address("session_answer", session), {"answer": said})

    attendance = Attendance.objects.get()
    assert (attendance.answer, attendance.by_link) == ("no", False)


def test_an_answer_to_a_cancelled_session_is_refused(coalition, member):
    session = SessionFactory(coalition=coalition, cancelled_at=now())
    attendance = AttendanceFactory(session=session, user=member)

    with pytest.raises(Stale):
        actions.answer_invitation(attendance, "yes", by_link=True, by=member)


# --- afterwards


def test_minutes_are_not_published_on_a_version_that_is_no_number(coalition, guide):
    session = SessionFactory(coalition=coalition, starts_at=now() - timedelta(days=1))
    minutes = Minutes.objects.create(session=session, text="Verslag")

    for version in ("", "één", "2\0"):
        response = signed_in(guide).post(address("session_publish", session), {"version": version})
        assert response.status_code == 302

    minutes.refresh_from_db()
    assert minutes.published_at is None


def test_minutes_are_written_published_and_only_then_read(coalition, guide, member):
    session = SessionFactory(coalition=coalition, starts_at=now() - timedelta(days=1))
    planner, reader = signed_in(guide), signed_in(member)
    planner.get(address("session_minutes", session))
    looked = Minutes.objects.exists()

    planner.post(address("session_minutes", session), {"text": "Eerste versie", "version": 1})
    draft = page(reader, "session_detail", session)
    version = Minutes.objects.get().version
    for _ in range(2):
        planner.post(address("session_publish", session), {"version": version})
    planner.post(
        address("session_minutes", session),
        {"text": "Tweede versie", "version": Minutes.objects.get().version},
    )
    read = page(reader, "session_detail", session)

    assert looked is False
    assert "Eerste versie" not in draft
    assert ("Eerste versie" in read, "Tweede versie" in read) == (True, False)
    assert Minutes.objects.get().edition == 1
    assert SearchText.objects.filter(text__contains="Eerste versie", group=coalition.group).exists()


def test_minutes_written_by_two_at_once_lose_nothing(coalition, guide):
    session = SessionFactory(coalition=coalition)
    planner = signed_in(guide)
    planner.post(address("session_minutes", session), {"text": "Van de een", "version": 1})

    late = planner.post(address("session_minutes", session), {"text": "Van de ander", "version": 1})

    assert Minutes.objects.get().text == "Van de een"
    assert "Van de een" in late.content.decode()
    assert "Van de ander" in late.content.decode()


def test_who_was_there_is_ticked_and_who_said_yes_is_ticked_beforehand(coalition, guide, member):
    session = SessionFactory(coalition=coalition, starts_at=now() - timedelta(days=1))
    AttendanceFactory(session=session, user=member, answer="yes", answered_at=now())
    other = AttendanceFactory(session=session).user
    client = signed_in(guide)

    form = client.get(address("session_presence", session)).context["form"]
    client.post(address("session_presence", session), {"present": [other.pk]})

    assert form.initial["present"] == [str(member.pk)]
    present = dict(session.attendances.values_list("user", "was_present"))
    assert present == {member.pk: False, other.pk: True}


def test_an_open_action_stands_on_every_next_agenda_until_it_is_done(coalition, guide, member):
    first = SessionFactory(coalition=coalition, starts_at=now() - timedelta(days=30))
    second = SessionFactory(coalition=coalition, starts_at=now() + timedelta(days=3))
    elsewhere = SessionFactory(starts_at=now() + timedelta(days=3))
    for _ in range(2):
        signed_in(guide).post(
            address("session_action", first),
            {"what": "Vraag het de studenten", "user": member.pk, "due_on": localdate()},
        )
    client = signed_in(member)
    action = ActionItem.objects.get()

    before = client.get(address("session_detail", second)).context["actions"]
    client.post(reverse("action_done", args=[action.pk]), {"on": second.pk})
    after = client.get(address("session_detail", second)).context["actions"]

    assert (before["earlier"], before["here"]) == ([action], [])
    assert after["earlier"] == []
    assert client.get(address("session_detail", first)).context["actions"]["here"] == [action]
    assert list(ActionItem.objects.on_agenda_of(elsewhere)) == []
    action.refresh_from_db()
    assert action.done_by == member


def test_an_action_is_closed_by_its_owner_or_a_planner_and_by_nobody_else(coalition, guide, member):
    action = ActionItemFactory(session__coalition=coalition)
    other = signed_in(member).post(reverse("action_done", args=[action.pk]))
    planner = signed_in(guide)

    planner.post(reverse("action_done", args=[action.pk]))
    planner.post(reverse("action_reopen", args=[action.pk]))

    action.refresh_from_db()
    assert (other.status_code, action.done_at) == (403, None)


def test_an_action_cannot_be_given_to_somebody_from_outside(coalition, guide):
    session = SessionFactory(coalition=coalition)

    response = signed_in(guide).post(
        address("session_action", session),
        {"what": "X", "user": UserFactory().pk, "due_on": localdate()},
    )

    assert list(response.context["form"].errors) == ["user"]


# --- the pages that look over it


def test_my_page_asks_for_an_answer_then_shows_the_session_and_my_actions(coalition, member):
    session = SessionFactory(coalition=coalition, title="Vragen")
    attendance = AttendanceFactory(session=session, user=member)
    ActionItemFactory(session=session, user=member, what="Bel de school")
    ActionItemFactory(session=session, what="Van een ander")

    def titles():
        person = User.objects.get(pk=member.pk)
        return [ask.title for source in (my_sessions, my_actions) for ask in source(person, now())]

    first = titles()
    actions.answer_invitation(attendance, "yes", by_link=False, by=member)
    second = titles()
    actions.answer_invitation(attendance, "no", by_link=False, by=member)

    assert first == ["Laat weten of je komt: Vragen", "Bel de school"]
    assert second == [f"Bijeenkomst {session.number}: Vragen", "Bel de school"]
    assert titles() == ["Bel de school"]


def test_the_bureau_sees_what_comes_and_what_has_no_minutes_after_a_week(coalition, guide):
    week = timedelta(days=8)
    SessionFactory(coalition=coalition, title="Zonder", starts_at=now() - week)
    done = SessionFactory(coalition=coalition, title="Met", starts_at=now() - week)
    Minutes.objects.create(
        session=done, text="x", published_at=now(), published_by=guide, edition=1
    )
    drafted = SessionFactory(coalition=coalition, title="Concept", starts_at=now() - week)
    Minutes.objects.create(session=drafted, text="x")
    SessionFactory(coalition=coalition, title="Vers", starts_at=now() - timedelta(days=2))
    SessionFactory(coalition=coalition, starts_at=now() - week, cancelled_at=now())
    coming = SessionFactory(coalition=coalition, title="Straks")
    AttendanceFactory(session=coming, answer="yes", answered_at=now())
    AttendanceFactory(session=coming)

    late = [ask.title.rpartition(": ")[2] for ask in sessions_without_minutes(None, now())]
    SessionFactory(coalition=coalition, starts_at=now() + timedelta(days=60))
    coalition.milestones.create(title="Later", due_on=localdate() + timedelta(days=40))
    [line] = running_coalitions(None, now())

    assert sorted(late) == ["Concept", "Zonder"]
    assert line.next_date == coming.starts_at
    assert line.next_text == f"bijeenkomst {coming.number}, één komt, één nog geen antwoord"
    coalition.milestones.create(title="Eerder", due_on=localdate() + timedelta(days=4))
    assert [line.next_text for line in running_coalitions(None, now())] == ["Eerder"]


def test_the_attendance_goes_to_a_spreadsheet(coalition, guide, member):
    session = SessionFactory(coalition=coalition, number=1, title="Vragen")
    AttendanceFactory(session=session, user=member, answer="yes", answered_at=now())

    page = reverse("session_list", args=["saat"])
    file = signed_in(guide).get(page, {"lijst": "aanwezigheid", "als": "csv"})

    line = file.content.decode("utf-8-sig").splitlines()[1].split(";")
    assert (line[0], line[2], line[4:]) == ("1 Vragen", member.name, ["komt", "", "ja"])


def filled(rows, member):
    """A coalition with so many sessions, and one session with so many of everything."""
    coalition = member.group_places.get().group.coalition
    for number in range(1, rows + 1):
        earlier = SessionFactory(
            coalition=coalition, number=number, starts_at=now() - timedelta(days=40 + number)
        )
        Minutes.objects.create(session=earlier)
        ActionItemFactory(session=earlier)
        AttendanceFactory(session=earlier, user=member)
    session = SessionFactory(coalition=coalition, number=90)
    for _ in range(rows):
        AttendanceFactory(session=session, user__institution=InstitutionFactory())
        AgendaItemFactory(session=session, by=UserFactory())
        ActionItemFactory(session=session)
        coalition.lines.create(part="in", text="x")
    return session


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_take_the_same_queries_for_any_number_of_rows(
    member, rows, django_assert_num_queries
):
    session = filled(rows, member)
    client = signed_in(member)
    client.get(address("session_detail", session))

    with django_assert_num_queries(4):  # who asks, duties, coalition, sessions
        client.get(reverse("session_list", args=["saat"]))
    # who asks, duties, session, attendances, agenda, actions, scope
    with django_assert_num_queries(7):
        client.get(address("session_detail", session))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_behind_the_link_takes_one_query(client, rows, django_assert_num_queries):
    attendance = AttendanceFactory()
    AttendanceFactory.create_batch(rows, session=attendance.session)

    with django_assert_num_queries(1):
        client.get(reverse("attendance_answer", args=[links.token(attendance)]))


def test_a_person_takes_sessions_along_and_may_have_them_wiped(coalition, member):
    coming = AttendanceFactory(session__coalition=coalition, user=member)
    past = AttendanceFactory(
        session__starts_at=now() - timedelta(days=9), user=member, answer="yes",
        answered_at=now(), was_present=True,
    )  # fmt: skip
    AgendaItemFactory(session=coming.session, by=member)
    action = ActionItemFactory(session=coming.session, user=member)
    other = AttendanceFactory(session=coming.session)

    taken = sessions_of(member)
    forget_sessions(member)

    assert len(taken["uitnodigingen"]) == 2
    assert [one["wat"] for one in taken["acties"]] == [action.what]
    assert set(Attendance.objects.all()) == {past, other}
    past.refresh_from_db()
    assert (past.answer, past.was_present) == ("", None)


# --- at once


@pytest.mark.django_db(transaction=True)
def test_a_session_sent_twice_at_once_is_one_with_one_mail_each():
    coalition = CoalitionFactory()
    member = GroupMemberFactory(group=coalition.group).user
    starts = now() + timedelta(days=30)

    def send(number):
        session = Session(
            coalition=coalition, title="X", starts_at=starts, ends_at=starts + timedelta(hours=2)
        )
        try:
            actions.plan_session(session, by=member)
        except Stale:
            return "stale"
        finally:
            connection.close()
        return "planned"

    with ThreadPoolExecutor(4) as pool:
        came = list(pool.map(send, range(4)))

    assert sorted(came) == ["planned", "stale", "stale", "stale"]
    assert Mail.objects.filter(kind="session_invitation").count() == 1


@pytest.mark.django_db(transaction=True)
def test_all_answer_at_once_and_the_ledger_agrees_with_every_answer():
    coalition = CoalitionFactory()
    GroupMemberFactory.create_batch(6, group=coalition.group)
    session = Session(
        coalition=coalition,
        title="X",
        starts_at=now() + timedelta(days=30),
        ends_at=now() + timedelta(days=30, hours=2),
    )
    actions.plan_session(session, by=RoleFactory(kind="bureau").user)
    attendances = list(session.attendances.select_related("user"))

    def say(number):
        try:
            one = attendances[number]
            said = "no" if number % 2 else "yes"
            actions.answer_invitation(one, said, by_link=True, by=one.user)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(say, range(6)))

    coming = {one.user_id for one in attendances[::2]}
    planned = Reminder.objects.planned().filter(about=f"session:{session.pk}")
    assert set(planned.values_list("to_id", flat=True)) == coming
