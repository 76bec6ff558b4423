"""Reminders of collections, through the real ledger with the clock in hand."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.utils.timezone import localdate, make_aware, now

from coalitions.members import actions as members
from coalitions.outputs import links
from coalitions.outputs.actions import collections as actions
from coalitions.outputs.forms.collections import CollectionForm, DeliveryForm
from coalitions.outputs.models import Collection, Delivery
from coalitions.tests.factories import ApplicationFactory, CoalitionFactory, CollectionFactory
from knw_portal.dates import short_day
from knw_portal.mail.ledger import plan, send_due
from knw_portal.mail.messages import message
from knw_portal.mail.models import Mail, Reminder
from knw_portal.mail.registry import kinds
from knw_portal.people.models import GroupMember
from knw_portal.tests.factories import GroupMemberFactory, InstitutionFactory, RoleFactory

pytestmark = pytest.mark.django_db
ANNA, BEA, COR = "anna@example.org", "bea@example.org", "cor@example.org"


def at(days, hour=9):
    """So many days from today, at an hour by day."""
    return make_aware(datetime.combine(localdate() + timedelta(days=days), time(hour)))


@pytest.fixture
def bureau():
    return RoleFactory(kind="bureau").user


@pytest.fixture
def coalition():
    """Anna and Bea of one school, Cor of another."""
    coalition = CoalitionFactory(phase="recruiting")
    first, second = InstitutionFactory(slug="eerste"), InstitutionFactory(slug="tweede")
    for email, school in [(ANNA, first), (BEA, first), (COR, second)]:
        GroupMemberFactory(group=coalition.group, user__email=email, user__institution=school)
    return coalition


@pytest.fixture
def collection(coalition, bureau):
    collection = CollectionFactory(coalition=coalition, due_on=localdate() + timedelta(days=20))
    actions.send_collection(collection, seen=1, by=bureau)
    return collection


def reminded(day):
    """To whom a reminder went when the clock was so many days on; each call counts anew."""
    before = set(Mail.objects.filter(kind="collection_due").values_list("pk", flat=True))
    for hour in (9, 9, 12):  # the beat comes round often
        send_due(at(day, hour))
    sent = Mail.objects.filter(kind="collection_due").exclude(pk__in=before)
    return sorted(sent.values_list("to", flat=True))


def through(first, last):
    """Who is reminded on which day, when all these days pass."""
    came = {day: reminded(day) for day in range(first, last + 1)}
    return {day: who for day, who in came.items() if who}


def member(email):
    return GroupMember.objects.get(user__email=email).user


def deliver(collection, email, text="Ons antwoord"):
    delivery = collection.deliveries.get(institution=member(email).institution)
    form = DeliveryForm({"text": text, "version": delivery.version}, instance=delivery)
    assert form.is_valid(), form.errors
    assert actions.deliver(form, by=member(email))


def decline(collection, email):
    delivery = collection.deliveries.get(institution=member(email).institution)
    actions.decline(delivery, "Geen tijd", by=member(email))


def move(collection, days, bureau):
    collection = Collection.objects.get(pk=collection.pk)
    fields = {
        "title": collection.title,
        "question": collection.question,
        "due_on": localdate() + timedelta(days=days),
        "version": collection.version,
    }
    form = CollectionForm(fields, instance=collection)
    assert form.is_valid(), form.errors
    assert actions.change_collection(form, by=bureau)


ALL = [ANNA, BEA, COR]


def test_who_has_not_delivered_is_reminded_half_way_five_days_before_and_two_days_after(collection):
    assert through(1, 30) == {10: ALL, 15: ALL, 22: ALL}


def test_one_delivery_stops_the_reminders_for_all_of_that_school_and_for_no_other(collection):
    first = reminded(10)
    deliver(collection, ANNA)
    planned = Reminder.objects.planned().values_list("to__email", flat=True)

    assert first == ALL
    assert set(planned) == {COR}  # the bureau sees at once who will still get one
    assert through(11, 30) == {15: [COR], 22: [COR]}


def test_saying_that_one_will_not_deliver_stops_them_too(collection):
    decline(collection, COR)

    assert not Reminder.objects.planned().filter(to__email=COR).exists()
    assert through(1, 30) == {10: [ANNA, BEA], 15: [ANNA, BEA], 22: [ANNA, BEA]}


def test_a_delivery_that_the_ledger_has_not_heard_of_is_heard_just_before_sending(collection):
    school = member(ANNA).institution
    Delivery.objects.filter(institution=school).update(
        state="delivered", answered_at=now(), changed_at=now(), answered_by=member(ANNA)
    )

    assert reminded(10) == [COR]


def test_another_day_gives_new_reminders_each_once(collection, bureau):
    first = reminded(10)
    move(collection, 40, bureau)
    moved = Reminder.objects.planned().order_by("due_at").values_list("due_at", flat=True)

    assert first == ALL
    assert sorted({(localdate(due) - localdate()).days for due in moved}) == [20, 35, 42]
    assert through(11, 50) == {20: ALL, 35: ALL, 42: ALL}


def test_moved_there_and_back_nobody_is_reminded_twice_of_the_same(collection, bureau):
    reminded(10)
    move(collection, 40, bureau)
    move(collection, 20, bureau)

    assert through(11, 50) == {15: ALL, 22: ALL}


def test_a_day_that_is_near_leaves_the_first_reminders_out(coalition, bureau):
    collection = CollectionFactory(coalition=coalition, due_on=localdate() + timedelta(days=4))
    actions.send_collection(collection, seen=1, by=bureau)

    assert through(0, 30) == {6: ALL}


def test_no_reminder_is_planned_for_the_morning_before_the_question_itself(collection):
    collection.due_on = localdate() + timedelta(days=5)
    collection.asked_at = at(0, 9)
    collection.deliveries.update(asked_at=at(0, 9))

    moments = {due_at for _, _, due_at in kinds["collection_due"].due(collection)}

    assert {localdate(moment) - localdate() for moment in moments} == {timedelta(days=7)}


def test_who_delivered_is_not_told_of_another_day_and_the_others_are(collection, bureau):
    deliver(collection, ANNA)
    move(collection, 40, bureau)

    told = Mail.objects.filter(kind="collection_changed")
    assert list(told.values_list("to", flat=True)) == [COR]
    assert "(dit was " in told[0].body


def test_withdrawn_tells_everybody_once_and_reminds_nobody(collection, bureau):
    deliver(collection, ANNA)
    actions.withdraw_collection(collection, "Te veel gevraagd.", by=bureau)

    assert not Reminder.objects.planned().exists()
    assert through(1, 30) == {}
    told = Mail.objects.filter(kind="collection_withdrawn")
    assert sorted(told.values_list("to", flat=True)) == ALL
    assert "Te veel gevraagd." in told[0].body


def test_closed_reminds_nobody_and_opened_again_reminds_of_what_is_still_to_come(
    collection, bureau
):
    actions.close_collection(collection, by=bureau)
    assert not Reminder.objects.planned().exists()
    while_closed = through(1, 12)
    actions.reopen_collection(collection, by=bureau)

    assert while_closed == {}
    assert through(13, 30) == {15: ALL, 22: ALL}


def test_who_left_the_coalition_is_not_reminded(collection):
    GroupMember.objects.filter(user__email=ANNA).update(until=localdate() - timedelta(days=1))

    assert reminded(10) == [BEA, COR]


def test_a_newcomer_of_a_school_that_was_asked_hears_of_it_until_the_placement_is_undone(
    collection, coalition, bureau
):
    school = member(COR).institution
    application = ApplicationFactory(
        coalition=coalition, user__email="dik@example.org", user__institution=school
    )
    members.place_applicant(application, "member", by=bureau)
    first = reminded(10)
    members.undo_placement(application, "Vergissing.", by=bureau)

    asked = Mail.objects.filter(kind="collection_sent").values_list("to", flat=True)
    assert sorted(asked) == [*ALL, "dik@example.org"]
    assert first == [*ALL, "dik@example.org"]
    assert reminded(15) == ALL


def test_a_newcomer_of_a_school_that_delivered_or_was_not_asked_hears_nothing(
    collection, coalition, bureau
):
    deliver(collection, COR)
    for school in (member(COR).institution, InstitutionFactory()):
        application = ApplicationFactory(coalition=coalition, user__institution=school)
        members.place_applicant(application, "member", by=bureau)

    assert sorted(Mail.objects.filter(kind="collection_sent").values_list("to", flat=True)) == ALL
    assert reminded(10) == [ANNA, BEA]


def test_a_reminder_holds_the_link_of_its_own_reader(collection, client):
    reminded(10)

    for mail in Mail.objects.filter(kind="collection_due"):
        (token,) = [part for part in message(mail).body.split("/leveren/")[1].split("/")[:1]]
        _, person = links.this_delivery(None, token)
        assert person.email == mail.to
        assert "Over 20 dagen" in mail.subject  # the subject is of today, the clock of the test


def test_the_words_of_a_reminder_after_the_day(collection, settings):
    settings.BASE_URL = "https://portaal.example.org"
    Collection.objects.update(title="Een verhaal", due_on=localdate() - timedelta(days=1))
    due = at(1)
    plan("collection_due", collection, [(member(COR), "twee dagen na", due)])
    school, day = member(COR).institution, short_day(localdate() - timedelta(days=1))

    send_due(due)

    mail = Mail.objects.get(kind="collection_due")
    body = message(mail).body
    link = re.search(r"https://\S+", body).group()
    assert mail.subject == "Nog niet geleverd: Een verhaal"
    assert body.partition("\n\nJe krijgt deze mail omdat")[0] == (
        f"Dag {member(COR).get_short_name()},\n\n"
        f"De coalitie {collection.coalition} vroeg iets aan {school}: Een verhaal. "
        f"De datum was {day}. Leveren kan nog.\n\n"
        "Er is nog niets geleverd. Lever het hier. Inloggen is niet nodig, "
        f"want deze link is van jou:\n{link}\n\n"
        "Lukt het niet? Op dezelfde pagina meld je dat jullie niet leveren. "
        "Dan krijg je geen herinnering meer."
    )
