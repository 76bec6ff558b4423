"""The ambassadors' meeting: invited once, answered by link or signed in, held, written down."""

from datetime import UTC, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now

from coalitions.tests.factories import MeetingFactory, MeetingGuestFactory, ThemeRoundFactory
from coalitions.themes import actions, links
from coalitions.themes.models import Meeting, MeetingGuest
from coalitions.themes.overview import meeting_that_comes
from knw_portal.forms import Stale
from knw_portal.mail.ledger import send_due
from knw_portal.mail.models import Mail, Reminder
from knw_portal.people.privacy import everything_about
from knw_portal.tests.factories import InstitutionFactory, RoleFactory


@pytest.fixture
def round(db):
    return ThemeRoundFactory()


@pytest.fixture
def bureau(db):
    return RoleFactory(kind="bureau").user


@pytest.fixture
def ambassadors(db):
    school = InstitutionFactory()
    kinds = ("ambassador", "deputy")
    return [RoleFactory(kind=kind, institution=school).user for kind in kinds]


@pytest.fixture
def meeting(round, bureau, ambassadors):
    at = now().replace(second=0, microsecond=0) + timedelta(days=30)
    meeting = Meeting(
        round=round,
        starts_at=at,
        ends_at=at + timedelta(hours=3),
        place="Utrecht",
    )
    actions.plan_meeting(meeting, by=bureau)
    return meeting


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def url(name, round):
    return reverse(name, kwargs={"school_year": round.school_year})


def typed(moment):
    return f"{localtime(moment):%Y-%m-%dT%H:%M}"


def mailed(kind):
    return sorted(Mail.objects.filter(kind=kind).values_list("to", flat=True))


def sent(meeting, **values):
    return {
        "version": meeting.version,
        "starts_at": typed(meeting.starts_at),
        "ends_at": typed(meeting.ends_at),
        "place": meeting.place,
        **values,
    }


def test_every_ambassador_and_deputy_is_invited_once_and_the_round_names_the_day(
    round, bureau, ambassadors
):
    client = signed_in(bureau)
    starts = now() + timedelta(days=20)
    data = {"version": 1, "starts_at": typed(starts), "ends_at": typed(starts + timedelta(hours=3))}

    client.post(url("meeting_edit", round), data)
    client.post(url("meeting_edit", round), {**data, "version": 1})

    meeting = Meeting.objects.get()
    round.refresh_from_db()
    assert round.meeting_on == localdate(starts)
    assert mailed("meeting_invitation") == sorted(person.email for person in ambassadors)
    assert {guest.user for guest in meeting.guests.all()} == set(ambassadors)
    with pytest.raises(Stale):
        actions.plan_meeting(Meeting(round=round), by=bureau)


def test_who_became_ambassador_later_is_invited_with_one_button_and_the_others_hear_nothing(
    meeting, bureau, ambassadors
):
    newcomer = RoleFactory(kind="ambassador", institution=InstitutionFactory()).user
    client = signed_in(bureau)

    client.post(url("meeting_invite", meeting.round))
    again = client.post(url("meeting_invite", meeting.round), follow=True).content.decode()

    assert mailed("meeting_invitation") == sorted(p.email for p in [*ambassadors, newcomer])
    assert "waren al uitgenodigd" in again


def test_the_invitation_is_answered_by_link_without_signing_in_or_signed_in(meeting, ambassadors):
    first, second = (meeting.guests.get(user=person) for person in ambassadors)
    link = reverse("meeting_answer", kwargs={"token": links.token(first)})
    visitor = Client()

    opened = visitor.get(link).content.decode()
    before = MeetingGuest.objects.exclude(answer="").count()
    visitor.post(link, {"answer": "yes"})
    signed_in(second.user).post(url("meeting_reply", meeting.round), {"answer": "no"})
    visitor.post(link, {"answer": "misschien wel"})

    assert (before, first.user.name in opened) == (0, True)
    assert second.user.name not in opened
    answers = dict(MeetingGuest.objects.values_list("user", "answer"))
    assert answers == {first.user_id: "yes", second.user_id: "no"}
    assert list(meeting_that_comes(second.user, now())) == []
    assert [ask.deed for ask in meeting_that_comes(first.user, now())] == ["Bekijken"]
    assert visitor.get(link[:-3] + "xx/").status_code == 410


def test_the_calendar_file_moves_and_takes_itself_out(meeting, bureau, ambassadors):
    guest = meeting.guests.first()
    address = reverse("meeting_calendar", kwargs={"token": links.token(guest)})

    def event():
        lines = Client().get(address).content.decode().split("\r\n")
        return dict(line.split(":", 1) for line in lines if ":" in line)

    first = event()
    later = meeting.starts_at + timedelta(days=1)
    data = sent(meeting, starts_at=typed(later), ends_at=typed(later + timedelta(hours=2)))
    signed_in(bureau).post(url("meeting_edit", meeting.round), data)
    second = event()
    meeting.refresh_from_db()
    actions.cancel_meeting(meeting, "Te weinig aanmeldingen", by=bureau)
    third = event()

    assert first["UID"] == second["UID"] == third["UID"]
    assert [one["SEQUENCE"] for one in (first, second, third)] == ["0", "1", "2"]
    assert second["DTSTART"] == f"{later.astimezone(UTC):%Y%m%dT%H%M}00Z"
    assert [one["STATUS"] for one in (first, third)] == ["CONFIRMED", "CANCELLED"]
    assert first["LOCATION"] == "Utrecht"


def test_another_time_asks_everybody_anew_and_another_place_only_tells(meeting, bureau):
    guest = meeting.guests.first()
    actions.answer_meeting(guest, "yes", by_link=False, by=guest.user)
    client = signed_in(bureau)

    client.post(url("meeting_edit", meeting.round), sent(meeting, place="Zwolle"))
    guest.refresh_from_db()
    told = guest.answer
    meeting.refresh_from_db()
    later = meeting.starts_at + timedelta(days=1)
    client.post(
        url("meeting_edit", meeting.round),
        sent(meeting, starts_at=typed(later), ends_at=typed(later + timedelta(hours=2))),
    )

    guest.refresh_from_db()
    assert (told, guest.answer) == ("yes", "")
    assert len(mailed("meeting_moved")) == 4
    meeting.round.refresh_from_db()
    assert meeting.round.meeting_on == localdate(later)


def test_who_was_second_to_change_the_meeting_sees_both_texts(meeting, bureau):
    client = signed_in(bureau)
    client.post(url("meeting_edit", meeting.round), sent(meeting, place="Zwolle"))

    page = client.post(url("meeting_edit", meeting.round), sent(meeting, place="Assen"))

    said = page.content.decode()
    assert "Zwolle" in said
    assert "Assen" in said
    meeting.refresh_from_db()
    assert meeting.place == "Zwolle"


def test_a_cancelled_meeting_is_told_and_reminds_nobody(meeting, bureau, ambassadors):
    client = signed_in(bureau)

    empty = client.post(url("meeting_cancel", meeting.round), {"reason": ""}).content.decode()
    client.post(url("meeting_cancel", meeting.round), {"reason": "Storm"})
    client.post(url("meeting_cancel", meeting.round), {"reason": "Storm"})

    assert "Schrijf op waarom, iedereen leest dit" in empty
    assert mailed("meeting_cancelled") == sorted(person.email for person in ambassadors)
    assert not Reminder.objects.filter(kind="meeting_soon", state="planned").exists()
    page = signed_in(ambassadors[0]).get(url("meeting_detail", meeting.round)).content.decode()
    assert "Storm" in page


def test_reminders_go_a_week_and_a_day_before_to_who_did_not_say_no(meeting, ambassadors):
    refused = meeting.guests.get(user=ambassadors[0])
    actions.answer_meeting(refused, "no", by_link=True, by=refused.user)
    planned = Reminder.objects.filter(kind="meeting_soon", state="planned")
    assert {reminder.to for reminder in planned} == {ambassadors[1]}
    assert planned.count() == 2

    first = planned.order_by("due_at").first().due_at + timedelta(minutes=1)

    for _ in range(3):
        send_due(first)

    assert mailed("meeting_soon") == [ambassadors[1].email]


def test_who_is_no_ambassador_any_more_is_not_reminded(meeting, ambassadors):
    ambassadors[0].roles.update(until=localdate() - timedelta(days=1))
    planned = Reminder.objects.filter(kind="meeting_soon", state="planned").order_by("due_at")

    send_due(planned.first().due_at + timedelta(minutes=1))

    assert mailed("meeting_soon") == [ambassadors[1].email]


def test_the_attendance_list_and_the_outcome_stand_on_the_page(db, bureau):
    meeting = MeetingFactory(
        starts_at=now() - timedelta(days=1), ends_at=now() - timedelta(hours=20)
    )
    came, stayed_away = (MeetingGuestFactory(meeting=meeting) for _ in range(2))
    ambassador = RoleFactory(kind="ambassador", institution=InstitutionFactory()).user
    client = signed_in(bureau)
    data = {"version": 1, "guests": [came.pk], "outcome": "Drie thema’s zijn gekozen."}

    client.post(url("meeting_outcome", meeting.round), data)
    page = signed_in(ambassador).get(url("meeting_detail", meeting.round)).content.decode()

    present = dict(MeetingGuest.objects.values_list("pk", "was_present"))
    assert present == {came.pk: True, stayed_away.pk: False}
    assert "Drie thema" in page
    assert "Er was één genodigde." in page
    assert everything_about(came.user)["bijeenkomsten van ambassadeurs"][0]["was erbij"] is True


def test_after_the_meeting_no_answer_counts(db):
    guest = MeetingGuestFactory(
        meeting__starts_at=now() - timedelta(days=2), meeting__ends_at=now() - timedelta(days=1)
    )
    link = reverse("meeting_answer", kwargs={"token": links.token(guest)})

    page = Client().post(link, {"answer": "yes"}, follow=True).content.decode()

    guest.refresh_from_db()
    assert guest.answer == ""
    assert "Antwoorden kan niet meer." in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_of_a_meeting_take_the_same_queries_for_any_number_of_guests(
    bureau, rows, django_assert_num_queries
):
    meeting = MeetingFactory()
    for _ in range(rows):
        MeetingGuestFactory(meeting=meeting)
    client = signed_in(bureau)
    client.get(reverse("mine"))

    with django_assert_num_queries(4):
        client.get(url("meeting_detail", meeting.round))
    with django_assert_num_queries(4):
        client.get(url("meeting_outcome", meeting.round))
