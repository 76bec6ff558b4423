"""Talks at home: asked with a set of questions, written down, handed in, and looked back on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.timezone import localdate, now

from coalitions.outputs import links
from coalitions.outputs.actions import collections as actions
from coalitions.outputs.actions import notes
from coalitions.outputs.forms.notes import LessonForm
from coalitions.outputs.models import CollectingLesson, Collection, Delivery, InterviewNote
from coalitions.outputs.models.notes import CONSENT
from coalitions.outputs.overview import my_deliveries
from coalitions.outputs.privacy import forget_lessons, lessons_of, notes_of
from coalitions.tests.factories import CollectionFactory, InterviewNoteFactory, a_set
from frameworks.definitions.actions import load_frameworks
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.mail.models import Mail, Reminder
from knw_portal.people.models import User
from knw_portal.tests.factories import GroupFactory, UserFactory

pytestmark = pytest.mark.django_db


def address(name, collection, school="eerste", **more):
    kwargs = {"slug": "saat", "pk": collection.pk, "institution": school, **more}
    return reverse(name, kwargs=kwargs)


def of_all(name, collection):
    return reverse(name, args=["saat", collection.pk])


def asked(**changes):
    return {
        "title": "Praten over het plan",
        "asks": "notes",
        "framework_version": a_set().pk,
        "question": "Praat erover.",
        "due_on": f"{localdate() + timedelta(days=20):%Y-%m-%d}",
        "version": 1,
        **changes,
    }


def typed(**changes):
    return {
        "role": "manager",
        "function": "teamleider",
        "held_on": f"{localdate():%Y-%m-%d}",
        "said_PRAAT-01": "Tijd",
        "quote": "Ik had het niet gevraagd.",
        "version": 1,
        **changes,
    }


def codes(collection):
    return [question["code"] for question in collection.questions()]


# --- asking


def test_a_guide_chooses_a_set_the_core_is_ticked_and_then_other_questions(
    coalition, people, as_person
):
    client = as_person(people.guide)

    drafted = client.post(reverse("collection_new", args=["saat"]), asked())
    collection = Collection.objects.get()
    assert drafted.url == of_all("collection_questions", collection)
    assert codes(collection) == ["PRAAT-01", "PRAAT-03"]  # the core

    concepts = [one["concept"] for one in collection.definition["sections"][0]["questions"]]
    chosen = client.post(drafted.url, {"openen": concepts, "version": 1})
    collection.refresh_from_db()
    assert chosen.url == of_all("collection_send", collection)
    assert codes(collection) == ["PRAAT-01", "PRAAT-02"]
    assert "Hoe ging het vorig jaar?" in client.get(chosen.url).content.decode()


def test_without_a_question_it_is_not_sent_and_without_a_set_not_kept(coalition, people, as_person):
    client = as_person(people.guide)

    refused = client.post(reverse("collection_new", args=["saat"]), asked(framework_version=""))
    assert "Kies uit welk raamwerk de vragen komen" in refused.content.decode()
    assert not Collection.objects.exists()

    collection = CollectionFactory(coalition=coalition, asks="notes", framework_version=a_set())
    nothing = client.post(of_all("collection_questions", collection), {"version": 1})
    assert "Kies ten minste één vraag" in nothing.content.decode()
    assert "nog geen vragen gekozen" in actions.obstacle(collection)
    with pytest.raises((Stale, IntegrityError)), transaction.atomic():
        actions.send_collection(collection, seen=1, by=people.guide)


def test_back_to_a_text_forgets_the_set_and_its_questions(coalition, people, as_person):
    client = as_person(people.guide)
    client.post(reverse("collection_new", args=["saat"]), asked())
    collection = Collection.objects.get()

    client.post(of_all("collection_edit", collection), asked(asks="text"))

    collection.refresh_from_db()
    assert (collection.asks, collection.framework_version, collection.concepts) == (
        "text", None, [],
    )  # fmt: skip


def test_questions_chosen_on_an_old_page_are_not_kept(coalition, people, as_person):
    client = as_person(people.guide)
    client.post(reverse("collection_new", args=["saat"]), asked())
    collection = Collection.objects.get()
    client.post(of_all("collection_edit", collection), asked(title="Anders"))
    concepts = [one["concept"] for one in collection.definition["sections"][0]["questions"]]

    client.post(of_all("collection_questions", collection), {"openen": concepts, "version": 1})

    collection.refresh_from_db()
    assert codes(collection) == ["PRAAT-01", "PRAAT-03"]


def test_once_sent_what_is_asked_is_fixed_in_the_database_too(talks, people, as_person):
    page = as_person(people.guide).get(of_all("collection_edit", talks)).content.decode()
    assert 'name="asks"' not in page
    for change in ({"asks": "poll"}, {"concepts": talks.concepts[:1]}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Collection.objects.filter(pk=talks.pk).update(**change)
    Collection.objects.filter(pk=talks.pk).update(title="Een andere titel")  # that may


def test_a_ready_request_fills_the_form_and_sends_nothing(coalition, people, as_person):
    client = as_person(people.guide)
    new = reverse("collection_new", args=["saat"])

    page = client.get(new, {"voorbeeld": "wat-er-al-is"}).content.decode()

    assert "Wat jullie al hebben en waar jullie aan werken" in page
    assert "In ontwikkeling. Waar werken jullie nu aan" in page
    assert f'value="{localdate() + timedelta(days=21):%Y-%m-%d}"' in page
    assert "In gesprek over het teamplan" in client.get(new).content.decode()  # the other one
    assert not Collection.objects.exists()


def test_the_ready_request_asks_the_question_about_the_team_plan_first(
    coalition, people, as_person
):
    load_frameworks(group=GroupFactory(), by=None, codes=["INP"])
    client = as_person(people.guide)
    new = f"{reverse('collection_new', args=['saat'])}?voorbeeld=teamplan"

    ready = client.get(new).context["form"].initial
    changes = {"due_on": f"{ready['due_on']:%Y-%m-%d}", "kind": "", "is_shared": ""}
    client.post(new, ready | changes)

    collection = Collection.objects.get()
    assert collection.questions()[0]["text"] == "Wat heb je nodig als je een teamplan maakt?"
    assert collection.due_on == localdate() + timedelta(days=21)
    assert collection.sent_at is None


def test_the_mail_says_how_and_its_link_shows_the_guide_but_no_note(talks, ours, people, client):
    InterviewNoteFactory(delivery=ours, by=people.bea, quote="Alleen voor ons")
    body = Mail.objects.get(kind="collection_sent", to="anna@example.org").body
    assert "Zoek contact met collega’s in de vier rollen" in body
    assert "Inloggen is niet nodig" not in body

    page = client.get(reverse("delivery_link", args=[links.token(talks, people.anna)]))

    shown = page.content.decode()
    assert "Vraag naar één keer." in shown
    assert address("delivery_edit", talks) in shown
    assert "Alleen voor ons" not in shown


def test_my_page_asks_for_input_until_it_is_handed_in(talks, ours, people):
    def titles():
        return [ask.title for ask in my_deliveries(User.objects.get(pk=people.anna.pk), now())]

    before = titles()
    hand_in(ours, people.bea)

    assert (before, titles()) == (["Haal input op voor je school: Praten over het plan"], [])


# --- writing


def test_a_member_writes_a_note_and_goes_on_with_it_later(talks, ours, people, as_person):
    client = as_person(people.anna)

    kept = client.post(address("note_new", talks), typed())
    note = InterviewNote.objects.get()
    assert kept.url == address("delivery_edit", talks)
    assert (note.by, note.role, list(note.said.values())) == (people.anna, "manager", ["Tijd"])
    assert "teamleider, Onderwijsmanager" in client.get(kept.url).content.decode()

    client.post(note.get_absolute_url(), typed(**{"said_PRAAT-02": "Moeizaam"}))
    note.refresh_from_db()
    assert sorted(note.said.values()) == ["Moeizaam", "Tijd"]


def test_the_guide_stands_beside_the_form(talks, people, as_person):
    page = as_person(people.anna).get(address("note_new", talks)).content.decode()

    assert "Zeg waarom je het vraagt." in page
    assert "Om door te vragen: Een kaart / Tijd" in page
    assert "ook van andere scholen" in page


def test_one_question_at_a_time_keeps_what_is_on_the_other_screens(talks, people, as_person):
    client = as_person(people.anna)

    first = client.post(f"{address('note_new', talks)}?stap=1", typed())
    note = InterviewNote.objects.get()
    assert (note.said, note.quote) == ({}, "")  # those are on other screens
    second = client.post(first.url, {"said_PRAAT-01": "Tijd", "version": 1})
    third = client.post(second.url, {"said_PRAAT-02": "", "version": 2})
    fourth = client.post(third.url, {"said_PRAAT-03": "Een kaart", "version": 3})
    last = client.post(fourth.url, {"quote": "Zo is het", "version": 4})

    note.refresh_from_db()
    assert [one.url.rpartition("stap=")[2] for one in (first, second, third, fourth)] == [
        "2", "3", "4", "5",
    ]  # fmt: skip
    assert last.url == address("delivery_edit", talks)
    assert (note.role, sorted(note.said.values()), note.quote) == (
        "manager", ["Een kaart", "Tijd"], "Zo is het",
    )  # fmt: skip


@pytest.mark.parametrize("step", ["0", "6", "x", "²", ""])
def test_a_screen_that_is_not_there_is_the_whole_form(talks, people, as_person, step):
    page = as_person(people.anna).get(address("note_new", talks), {"stap": step})

    assert 'name="quote"' in page.content.decode()
    assert 'name="role"' in page.content.decode()


def test_a_name_only_with_consent_and_nothing_typed_is_lost(talks, people, as_person):
    client = as_person(people.anna)

    refused = client.post(address("note_new", talks), typed(name="Piet Puk")).content.decode()
    assert "Vink aan dat deze persoon het goedvindt" in refused
    assert "Ik had het niet gevraagd." in refused
    assert not InterviewNote.objects.exists()

    client.post(address("note_new", talks), typed(name="Piet Puk", agrees="on"))
    note = InterviewNote.objects.get()
    assert (note.name, note.consent) == ("Piet Puk", CONSENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        InterviewNote.objects.update(consent="")

    client.post(note.get_absolute_url(), typed(agrees="on"))
    note.refresh_from_db()
    assert (note.name, note.consent) == ("", "")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"held_on": "2999-01-01"}, "Dit gesprek moet nog komen"),
        (
            {"role": "", "function": "", "said_PRAAT-01": "", "quote": ""},
            "Er is nog niets om te bewaren",
        ),
    ],
)
def test_what_is_no_note_is_not_kept(talks, people, as_person, changes, said):
    page = as_person(people.anna).post(address("note_new", talks), typed(**changes))

    assert said in page.content.decode()
    assert not InterviewNote.objects.exists()


def test_the_same_note_on_two_devices_shows_both_texts(talks, ours, people, as_person):
    note = InterviewNoteFactory(delivery=ours, by=people.anna)
    client = as_person(people.anna)
    client.post(note.get_absolute_url(), typed(quote="Eerst"))

    late = client.post(note.get_absolute_url(), typed(**{"said_PRAAT-01": "Geld"}))
    shown = late.content.decode()
    assert "Eerst" in shown
    assert "Ik had het niet gevraagd." in shown
    assert "Tijd" in shown
    assert "Geld" in shown

    client.post(note.get_absolute_url(), typed(**{"said_PRAAT-01": "Geld", "version": 2}))
    note.refresh_from_db()
    assert list(note.said.values()) == ["Geld"]


def test_a_colleague_reads_a_note_and_does_not_write_in_it(talks, ours, people, as_person):
    note = InterviewNoteFactory(delivery=ours, by=people.anna, quote="Van Anna")

    got = {
        name: as_person(person).get(note.get_absolute_url()).status_code
        for name, person in vars(people).items()
    }

    assert got == {
        "anna": 200, "bea": 403, "cor": 403, "guide": 403, "follower": 403, "bureau": 403,
        "stranger": 403,
    }  # fmt: skip
    assert "Van Anna" in as_person(people.bea).get(ours.get_absolute_url()).content.decode()


def test_a_note_is_thrown_away_by_who_wrote_it(talks, ours, people, as_person):
    note = InterviewNoteFactory(delivery=ours, by=people.anna)
    url = address("note_drop", talks, number=note.pk)

    assert as_person(people.bea).post(url).status_code == 403
    as_person(people.anna).post(url)

    assert not InterviewNote.objects.exists()
    assert LogEntry.objects.filter(action="note.dropped").count() == 1


def test_a_text_is_asked_without_notes(collection, people, as_person):
    assert as_person(people.anna).get(address("note_new", collection)).status_code == 404


# --- handing in


@pytest.fixture
def note(ours, people):
    (first, *_) = ours.collection.questions()
    return InterviewNoteFactory(delivery=ours, by=people.anna, said={first["concept"]: "Tijd"})


def test_one_press_hands_it_in_and_reminders_stop(talks, ours, note, people, as_person):
    def planned():
        reminders = Reminder.objects.filter(about=f"collection:{talks.pk}", state="planned")
        return set(reminders.values_list("to__name", flat=True))

    before = planned()

    done = as_person(people.bea).post(address("delivery_edit", talks), {"version": 1})

    ours.refresh_from_db()
    assert done.url == ours.get_absolute_url()
    assert (ours.state, ours.answered_by) == ("delivered", people.bea)
    assert (before, planned()) == ({"Anna", "Bea", "Cor"}, {"Cor"})
    assert Mail.objects.filter(kind="delivery_received", to="bea@example.org").count() == 1


def test_without_a_note_there_is_nothing_to_hand_in(talks, ours, people, as_person):
    InterviewNoteFactory(delivery=ours, by=people.anna)  # begun, and nothing in it yet

    page = as_person(people.anna).post(address("delivery_edit", talks), {"version": 1})

    assert "nog geen notitie waar iets in staat" in page.content.decode()
    ours.refresh_from_db()
    assert ours.state == "asked"


def hand_in(delivery, person):
    Delivery.objects.filter(pk=delivery.pk).update(
        state="delivered",
        answered_by=person,
        answered_at="2030-01-01T10:00Z",
        changed_at="2030-01-01T10:00Z",
    )


def test_what_was_handed_in_is_kept_until_it_is_taken_back(talks, ours, note, people, as_person):
    hand_in(ours, people.anna)
    client = as_person(people.anna)
    for url in (
        note.get_absolute_url(),
        address("note_new", talks),
        address("note_drop", talks, number=note.pk),
    ):
        client.post(url, typed())
    note.refresh_from_db()
    assert (note.version, InterviewNote.objects.count()) == (1, 1)
    for deed in (notes.drop_note, notes.start_note):
        with pytest.raises(Stale):
            deed(note, by=people.anna)

    client.post(address("delivery_take_back", talks))
    ours.refresh_from_db()
    assert (ours.state, ours.answered_by) == ("asked", None)
    client.post(note.get_absolute_url(), typed())
    note.refresh_from_db()
    assert note.version == 2
    assert Reminder.objects.filter(state="planned", to=people.anna).exists()


def test_after_the_close_nothing_is_written_or_taken_back(talks, ours, note, people, as_person):
    hand_in(ours, people.anna)
    actions.close_collection(talks, by=people.guide)
    client = as_person(people.anna)

    client.post(address("delivery_take_back", talks))
    client.post(note.get_absolute_url(), typed())

    note.refresh_from_db()
    ours.refresh_from_db()
    assert (note.version, ours.state) == (1, "delivered")


@pytest.mark.django_db(transaction=True)
def test_handed_in_while_a_colleague_throws_the_last_note_away_is_one_or_the_other(
    talks, ours, note, people, as_person
):
    def hand_in_now():
        try:
            return as_person(people.bea).post(address("delivery_edit", talks), {"version": 1})
        finally:
            connection.close()

    def drop_now():
        try:
            return as_person(people.anna).post(address("note_drop", talks, number=note.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        for future in [pool.submit(hand_in_now), pool.submit(drop_now)]:
            future.result()

    ours.refresh_from_db()
    assert (ours.state, ours.notes.count()) in {("delivered", 1), ("asked", 0)}


def test_consent_is_withdrawn_also_after_handing_in(talks, ours, note, people, as_person):
    InterviewNote.objects.update(name="Piet Puk", consent=CONSENT)
    hand_in(ours, people.anna)
    url = address("note_unname", talks, number=note.pk)
    assert CONSENT in as_person(people.guide).get(ours.get_absolute_url()).content.decode()

    assert as_person(people.follower).post(url).status_code == 403
    assert InterviewNote.objects.get().name == "Piet Puk"

    for _ in range(2):  # the second time says that there is no name any more
        as_person(people.guide).post(url)

    note.refresh_from_db()
    assert (note.name, note.consent, list(note.said.values())) == ("", "", ["Tijd"])
    assert LogEntry.objects.filter(action="note.name_forgotten").count() == 1


# --- how far it is


def test_who_asks_sees_how_far_each_school_is_and_reads_nothing_yet(
    talks, ours, note, people, as_person
):
    InterviewNote.objects.update(quote="Nog van ons alleen", name="Piet Puk", consent=CONSENT)
    client = as_person(people.guide)

    page = client.get(talks.get_absolute_url()).content.decode()
    before = client.get(ours.get_absolute_url()).content.decode()
    hand_in(ours, people.anna)
    after = client.get(ours.get_absolute_url()).content.decode()

    assert "Begonnen, 1 notitie" in page
    assert "Nog niet geleverd" in page
    assert "Piet Puk" not in page
    assert ("Nog van ons alleen" in before, "Nog van ons alleen" in after) == (False, True)


def test_the_four_roles_are_counted_and_the_gaps_are_named(talks, ours, people, as_person):
    for role in ("team", "team", "manager", ""):
        InterviewNoteFactory(delivery=ours, by=people.anna, role=role)
    theirs = talks.deliveries.get(institution__slug="tweede")
    InterviewNoteFactory(delivery=theirs, by=people.cor, role="support")

    seen = as_person(people.guide).get(talks.get_absolute_url()).context["coverage"]
    own = as_person(people.anna).get(talks.get_absolute_url()).context["coverage"]

    assert [line["counts"] for line in seen["lines"]] == [[2, 1, 0, 0], [0, 0, 0, 1]]
    assert (seen["totals"], seen["gaps"]) == ([2, 1, 0, 1], ["CvB of middenmanagement"])
    assert [line["delivery"] for line in own["lines"]] == [ours]
    assert own["gaps"] == ["CvB of middenmanagement", "Ondersteunende diensten"]
    page = as_person(people.anna).get(address("delivery_edit", talks)).content.decode()
    assert "Lever je zonder, dan is dat ook goed." in page  # it warns and does not block


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_ones_own_notes_takes_the_same_queries_for_any_number(
    talks, ours, people, as_person, rows, django_assert_num_queries
):
    for _ in range(rows):
        InterviewNoteFactory(delivery=ours)
    client = as_person(people.anna)
    client.get("/mijn/")

    with django_assert_num_queries(7):
        page = client.get(address("delivery_edit", talks))

    assert len(page.context["notes"]) == rows


# --- what worked


def test_a_member_tells_what_worked_and_all_members_read_it(talks, ours, people, as_person):
    client = as_person(people.anna)
    url = address("lesson_edit", talks)
    nothing = client.post(url, {"version": 1})
    assert "Vul ten minste één van de drie in" in nothing.content.decode()

    done = client.post(url, {"worked": "Koffie", "did_not": "Een mail", "tip": "", "version": 1})

    assert done.url == of_all("collection_lessons", talks)
    for person in (people.cor, people.follower, people.guide, people.bureau):
        page = as_person(person).get(done.url).content.decode()
        assert "Koffie" in page
        assert "Eerste School" in page
    assert as_person(people.stranger).get(done.url).status_code == 403


def test_a_lesson_is_bettered_after_the_close_and_an_old_page_loses_nothing(
    talks, ours, people, as_person
):
    client = as_person(people.anna)
    url = address("lesson_edit", talks)
    actions.close_collection(talks, by=people.guide)
    client.post(url, {"worked": "Koffie", "version": 1})
    client.post(url, {"worked": "Thee", "version": 1})

    late = client.post(url, {"worked": "Soep", "version": 1}).content.decode()

    assert "Thee" in late
    assert "Soep" in late
    assert CollectingLesson.objects.get().worked == "Thee"


def test_twice_at_once_the_first_lesson_stays(talks, ours, people):
    CollectingLesson.objects.create(delivery=ours, by=people.anna, worked="Eerst")
    form = LessonForm({"worked": "Tweede", "version": 1}, instance=CollectingLesson(delivery=ours))
    assert form.is_valid()

    with pytest.raises(Stale):
        notes.write_lesson(form, by=people.anna)

    assert CollectingLesson.objects.get().worked == "Eerst"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_lessons_takes_the_same_queries_for_any_number(
    talks, ours, people, as_person, rows, django_assert_num_queries
):
    for _ in range(rows):
        CollectingLesson.objects.create(delivery=ours, by=UserFactory(), worked="Koffie")
    client = as_person(people.cor)
    client.get("/mijn/")

    with django_assert_num_queries(6):
        page = client.get(of_all("collection_lessons", talks))

    assert len(page.context["lessons"]) == rows


# --- privacy


def test_ones_own_notes_are_taken_along_and_lessons_go_with_the_person(ours, note, people):
    CollectingLesson.objects.create(delivery=ours, by=people.anna, worked="Koffie")

    taken = notes_of(people.anna), lessons_of(people.anna)
    forget_lessons(people.anna)

    assert taken[0][0]["wat er gezegd is"] == ["Tijd"]
    assert taken[1][0]["wat werkte"] == "Koffie"
    assert not CollectingLesson.objects.exists()
    assert InterviewNote.objects.count() == 1  # it is the school's
