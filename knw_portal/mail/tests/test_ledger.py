from datetime import UTC, datetime, timedelta

import pytest
from django.utils.timezone import now

from knw_portal.log import LogEntry
from knw_portal.mail import ledger
from knw_portal.mail.ledger import plan, send_due, stop
from knw_portal.mail.models import Mail, Reminder
from knw_portal.mail.registry import Kind, register
from knw_portal.mail.tasks import send_due_reminders
from knw_portal.people.models import Group
from knw_portal.tests.factories import GroupFactory, GroupMemberFactory, UserFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2030, 6, 3, 10, tzinfo=UTC)  # 12.00 on a summer Monday, years ahead


@pytest.fixture
def group():
    return GroupFactory(name="Teams aan zet")


@pytest.fixture
def nudge():
    """A kind of reminder: the members of a group, one day and one hour before `NOON`."""

    @register
    class Nudge(Kind):
        name = "nudge"
        label = "Duwtje"
        model = Group
        ready = []  # who needs no reminder any more

        def due(self, group):
            for place in group.members.select_related("user"):
                yield place.user, "een dag ervoor", NOON - timedelta(days=1)
                yield place.user, "een uur ervoor", NOON - timedelta(hours=1)

        def still_due(self, group, people):
            return [person for person in people if person not in self.ready]

        def why(self, group):
            return f"je in de groep {group} zit"

    return Nudge


def member(group, **fields):
    return GroupMemberFactory(group=group, user=UserFactory(**fields)).user


def states(**wanted):
    return list(
        Reminder.objects.filter(**wanted).order_by("due_at", "pk").values_list("occasion", "state")
    )


# --- planning ---------------------------------------------------------------------------------


def test_a_plan_can_be_made_any_number_of_times(nudge, group):
    member(group), member(group)

    for _ in range(3):
        plan("nudge", group)

    assert states() == [("een dag ervoor", "planned")] * 2 + [("een uur ervoor", "planned")] * 2


@pytest.mark.parametrize("people", [1, 8])
def test_planning_costs_the_same_for_many(nudge, group, django_assert_num_queries, people):
    rows = [(user, "nu", NOON) for user in UserFactory.create_batch(people)]
    later = [(user, "nu", NOON + timedelta(days=1)) for user, *_ in rows]

    # savepoint, its turn, what is known, the new rows, the savepoint's end
    with django_assert_num_queries(5):
        plan("nudge", group, rows)
    # the same with what moved
    with django_assert_num_queries(5):
        plan("nudge", group, later)


def test_a_moment_that_moves_is_planned_anew(nudge, group):
    noor = member(group)
    plan("nudge", group, [(noor, "vooraf", NOON)])

    plan("nudge", group, [(noor, "vooraf", NOON + timedelta(days=7))])

    assert Reminder.objects.get().due_at == NOON + timedelta(days=7)


def test_an_occasion_that_is_gone_is_dropped_and_says_why(nudge, group):
    noor, anne = member(group), member(group)
    plan("nudge", group, [(noor, "vooraf", NOON), (anne, "vooraf", NOON)])

    plan("nudge", group, [(noor, "vooraf", NOON)])

    assert states(to=noor) == [("vooraf", "planned")]
    assert states(to=anne) == [("vooraf", "dropped")]
    assert Reminder.objects.get(to=anne).reason == ledger.NOT_ASKED


def test_an_occasion_that_comes_back_is_planned_again(nudge, group):
    noor = member(group)
    plan("nudge", group, [(noor, "vooraf", NOON)])
    plan("nudge", group, [])

    plan("nudge", group, [(noor, "vooraf", NOON)])

    assert list(Reminder.objects.values_list("state", "reason")) == [("planned", "")]


def test_what_was_sent_is_not_sent_again_when_its_moment_moves(nudge, group):
    noor = member(group)
    plan("nudge", group, [(noor, "vooraf", NOON)])
    send_due(at=NOON)

    plan("nudge", group, [(noor, "vooraf", NOON + timedelta(days=1))])
    plan("nudge", group, [])
    plan("nudge", group, [(noor, "vooraf", NOON + timedelta(days=1))])
    send_due(at=NOON + timedelta(days=1))

    assert states() == [("vooraf", "sent")]
    assert Mail.objects.count() == 1


def test_a_meeting_that_moves_gives_a_new_series_when_its_occasions_name_the_date(nudge, group):
    noor = member(group)
    plan("nudge", group, [(noor, "voor 3 juni", NOON), (noor, "vlak voor 3 juni", NOON)])
    Reminder.objects.filter(occasion="voor 3 juni").update(state="sent")

    plan("nudge", group, [(noor, "voor 10 juni", NOON + timedelta(days=7))])

    assert states() == [
        ("voor 3 juni", "sent"),
        ("vlak voor 3 juni", "dropped"),
        ("voor 10 juni", "planned"),
    ]


def test_a_moment_long_past_is_not_planned(nudge, group):
    plan("nudge", group, [(member(group), "ooit", datetime(2020, 6, 3, 10, tzinfo=UTC))])

    assert list(Reminder.objects.values_list("state", "reason")) == [("dropped", ledger.MISSED)]


def test_nothing_is_planned_at_night(nudge, group):
    plan("nudge", group, [(member(group), "laat", NOON + timedelta(hours=11))])  # 23.00

    assert Reminder.objects.get().due_at == NOON + timedelta(hours=19, minutes=30)  # 7.30


def test_stopping_drops_what_is_planned_and_leaves_what_was_sent(nudge, group):
    noor = member(group)
    plan("nudge", group, [(noor, "eerst", NOON), (noor, "later", NOON + timedelta(days=1))])
    plan("nudge", GroupFactory(), [(noor, "elders", NOON + timedelta(days=1))])
    send_due(at=NOON)

    stop("nudge", group, "De groep is gestopt.")
    send_due(at=NOON + timedelta(days=1))

    assert states() == [("eerst", "sent"), ("later", "dropped"), ("elders", "sent")]
    assert Reminder.objects.get(occasion="later").reason == "De groep is gestopt."


def test_stopping_without_a_kind_stops_every_kind(nudge, group):
    plan("nudge", group, [(member(group), "eerst", NOON)])

    stop(None, group, "De groep is gestopt.")

    assert states() == [("eerst", "dropped")]


# --- sending ----------------------------------------------------------------------------------


def test_what_is_due_becomes_mail_and_the_rest_waits(nudge, group):
    noor = member(group, name="Noor Voorbeeld", email="noor@example.org")
    plan("nudge", group)

    send_due(at=NOON - timedelta(days=1))

    mail = Mail.objects.get()
    assert (mail.to, mail.user) == ("noor@example.org", noor)
    assert mail.subject == "Denk aan Teams aan zet (een dag ervoor)"
    assert mail.body == "Beste Noor Voorbeeld,\n\nDenk aan Teams aan zet."
    assert mail.why == "je in de groep Teams aan zet zit"
    assert states() == [("een dag ervoor", "sent"), ("een uur ervoor", "planned")]


def test_a_reminder_goes_out_once_however_often_the_task_runs(nudge, group):
    member(group)
    plan("nudge", group)

    for _ in range(3):
        send_due(at=NOON)
        plan("nudge", group)

    assert Mail.objects.count() == 1  # the day before was missed by more than the grace


def test_who_needs_it_no_more_is_left_alone_and_the_ledger_says_so(nudge, group):
    noor, anne = member(group), member(group)
    plan("nudge", group, [(noor, "vooraf", NOON), (anne, "vooraf", NOON)])
    nudge.ready.append(noor)

    send_due(at=NOON)

    assert [mail.user for mail in Mail.objects.all()] == [anne]
    assert states(to=noor) == [("vooraf", "dropped")]
    assert Reminder.objects.get(to=noor).reason == ledger.NOT_ASKED


def test_a_moment_that_was_missed_by_more_than_its_grace_gives_no_mail(nudge, group):
    nudge.grace = timedelta(hours=2)
    noor = member(group)
    plan("nudge", group, [(noor, "te laat", NOON), (noor, "nog net", NOON + timedelta(minutes=1))])

    send_due(at=NOON + timedelta(hours=2, minutes=1))

    assert states() == [("te laat", "dropped"), ("nog net", "sent")]
    assert Reminder.objects.get(occasion="te laat").reason == ledger.MISSED
    assert Mail.objects.count() == 1


def test_who_has_no_account_any_more_is_not_reminded(nudge, group):
    plan("nudge", group, [(member(group, is_active=False), "vooraf", NOON)])

    send_due(at=NOON)

    assert list(Reminder.objects.values_list("state", "reason")) == [("dropped", ledger.NO_ACCOUNT)]
    assert not Mail.objects.exists()


def test_a_reminder_of_something_that_is_gone_is_dropped(nudge, group):
    noor = UserFactory()
    plan("nudge", group, [(noor, "vooraf", NOON)])
    group.delete()

    send_due(at=NOON)

    assert list(Reminder.objects.values_list("state", "reason")) == [("dropped", ledger.GONE)]


def test_a_kind_that_no_room_knows_any_more_is_dropped(nudge, group):
    Reminder.objects.create(
        kind="vroeger", about="group:1", to=UserFactory(), occasion="nu", due_at=NOON
    )

    send_due(at=NOON)

    assert states() == [("nu", "dropped")]


def test_the_task_of_each_minute_sends_what_is_due(nudge, group, monkeypatch):
    monkeypatch.setattr(ledger, "is_night", lambda at: False)  # whatever the hour of this test
    noor = member(group)
    Reminder.objects.create(
        kind="nudge", about=f"group:{group.pk}", to=noor, occasion="nu", due_at=now()
    )

    for _ in range(3):
        send_due_reminders()

    assert [mail.user for mail in Mail.objects.all()] == [noor]
    assert str(Reminder.objects.get()) == f"nudge group:{group.pk} nu"


def test_nothing_leaves_at_night_and_what_is_due_leaves_in_the_morning(nudge, group):
    evening = datetime(2030, 6, 3, 18, 30, tzinfo=UTC)  # 20.30
    plan("nudge", group, [(member(group), "vooraf", evening)])

    send_due(at=evening + timedelta(hours=1))
    assert not Mail.objects.exists()
    send_due(at=evening + timedelta(hours=11))  # 7.30

    assert Mail.objects.count() == 1


def test_a_kind_that_breaks_does_not_keep_the_others(nudge, group):
    @register
    class Broken(Kind):
        name = "broken"
        model = Group

        def why(self, group):
            raise ZeroDivisionError

    noor = member(group)
    plan("broken", group, [(noor, "vooraf", NOON - timedelta(hours=1))])
    plan("nudge", group, [(noor, "vooraf", NOON)])

    send_due(at=NOON)

    assert set(Reminder.objects.values_list("kind", "state")) == {
        ("broken", "planned"),
        ("nudge", "sent"),
    }
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("people", [1, 12])
def test_sending_costs_the_same_for_many(nudge, group, django_assert_num_queries, people):
    plan("nudge", group, [(user, "nu", NOON) for user in UserFactory.create_batch(people)])

    # which groups; then: savepoint, rows, subject, mails, marks, the savepoint's end
    with django_assert_num_queries(7):
        send_due(at=NOON)

    assert Mail.objects.count() == people


# --- what the bureau may do -------------------------------------------------------------------


def test_the_bureau_keeps_back_a_reminder_for_everybody_who_would_get_it_then(nudge, group):
    noor = member(group)
    member(group)
    plan("nudge", group)
    first = Reminder.objects.first()

    ledger.hold_reminders(first, by=noor)
    plan("nudge", group)
    send_due(at=NOON - timedelta(days=1))

    assert states() == [("een dag ervoor", "held")] * 2 + [("een uur ervoor", "planned")] * 2
    entry = LogEntry.objects.get()
    assert (entry.action, entry.by, entry.details["people"]) == ("reminder.held", noor, 2)


def test_what_was_kept_back_can_be_released(nudge, group):
    member(group)
    plan("nudge", group, [(member(group), "vooraf", NOON)])
    ledger.hold_reminders(Reminder.objects.get(), by=None)

    ledger.release_reminders(Reminder.objects.get(), by=None)
    send_due(at=NOON)

    assert states() == [("vooraf", "sent")]


def test_what_has_left_can_be_neither_kept_back_nor_released(nudge, group):
    plan("nudge", group, [(member(group), "vooraf", NOON)])
    send_due(at=NOON)

    for action in (ledger.hold_reminders, ledger.release_reminders):
        with pytest.raises(ledger.Stale):
            action(Reminder.objects.get(), by=None)

    assert states() == [("vooraf", "sent")]


# --- the registry -----------------------------------------------------------------------------


def test_two_kinds_cannot_have_one_name(nudge):
    with pytest.raises(ValueError, match="nudge"):
        register(nudge)


def test_a_kind_must_say_who_is_due_and_why():
    for method in (Kind().due, Kind().why):
        with pytest.raises(NotImplementedError):
            method(None)
