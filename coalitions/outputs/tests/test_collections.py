"""Asking each school for something by a day: draft, preview, send, move, withdraw, close."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now
from openpyxl import load_workbook

from coalitions.outputs import overview
from coalitions.outputs.actions import collections as actions
from coalitions.outputs.models import Collection, Delivery
from coalitions.tests.factories import CollectionFactory, DeliveryFactory, SentCollectionFactory
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.mail.messages import message
from knw_portal.mail.models import Mail
from knw_portal.people.models import User
from knw_portal.search.models import SearchText
from knw_portal.tests.factories import (
    GroupMemberFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def address(name, collection, **kwargs):
    return reverse(name, kwargs={"slug": collection.coalition.slug, "pk": collection.pk, **kwargs})


def fields(**changes):
    return {
        "title": "Een verhaal",
        "asks": "text",
        "question": "Schrijf op wat jullie doen.",
        "due_on": f"{localdate() + timedelta(days=20):%Y-%m-%d}",
        "version": 1,
        **changes,
    }


def mailed(kind):
    return sorted(Mail.objects.filter(kind=kind).values_list("to", flat=True))


# --- asking


def test_a_guide_writes_a_draft_sees_the_mail_and_only_then_sends_it(coalition, people, as_person):
    client = as_person(people.guide)

    drafted = client.post(reverse("collection_new", args=["saat"]), fields())
    collection = Collection.objects.get()
    assert drafted.url == address("collection_send", collection)
    assert Mail.objects.count() == 0

    page = client.get(drafted.url).content.decode()
    assert "3 personen van 2 scholen" in page
    assert "Schrijf op wat jullie doen." in page
    assert "/leveren/" not in page  # a link in the preview would let the guide deliver for Anna
    assert Mail.objects.count() == 0

    client.post(drafted.url, {"version": collection.version})
    collection.refresh_from_db()
    assert (collection.is_open, collection.sent_by) == (True, people.guide)
    assert mailed("collection_sent") == ["anna@example.org", "bea@example.org", "cor@example.org"]
    asked = collection.deliveries.values_list("institution__slug", flat=True)
    assert list(asked) == ["eerste", "tweede"]
    assert SearchText.objects.get(about=f"collection:{collection.pk}").is_public is False


def test_each_mail_says_what_is_asked_until_when_and_holds_a_link_of_its_own(collection):
    mails = {mail.to: message(mail).body for mail in Mail.objects.filter(kind="collection_sent")}

    assert "vraagt iets aan Eerste School: Een verhaal." in mails["anna@example.org"]
    assert "Schrijf op wat jullie doen." in mails["anna@example.org"]
    assert "https://portaal.example.org/leveren/" in mails["anna@example.org"]
    links = {body.split("/leveren/")[1].split("/")[0] for body in mails.values()}
    assert len(links) == 3


def test_whoever_reads_the_outbox_finds_no_link_to_deliver_with(collection, people, as_person):
    bureau = as_person(RoleFactory(kind="bureau").user)

    for mail in Mail.objects.filter(kind="collection_sent"):
        row = "".join(map(str, Mail.objects.values_list().get(pk=mail.pk)))
        page = bureau.get(reverse("mail_detail", args=[mail.pk])).content.decode()
        [(html, _)] = message(mail).alternatives
        assert "/leveren/" not in row + page
        assert "die staat alleen in de mail zelf" in page
        assert "/leveren/" in html


def test_a_practice_portal_without_a_mail_server_shows_the_link_where_mail_is_read(
    collection, people, as_person, settings
):
    settings.DEMO, settings.EMAIL_URL = True, ""
    mail = Mail.objects.filter(kind="collection_sent").first()

    page = as_person(RoleFactory(kind="bureau").user).get(reverse("mail_detail", args=[mail.pk]))

    assert "/leveren/" in page.content.decode()


def test_sent_twice_asks_once(coalition, people):
    collection = CollectionFactory(coalition=coalition)
    actions.send_collection(collection, seen=1, by=people.guide)
    with pytest.raises(Stale):
        actions.send_collection(collection, seen=1, by=people.guide)

    assert len(mailed("collection_sent")) == 3


def test_a_draft_that_changed_since_the_preview_is_not_sent(coalition, people, as_person):
    collection = CollectionFactory(coalition=coalition)
    client = as_person(people.guide)
    client.post(address("collection_edit", collection), fields(question="Iets anders"))

    client.post(address("collection_send", collection), {"version": 1})

    collection.refresh_from_db()
    assert (collection.sent_at, collection.question) == (None, "Iets anders")
    assert Mail.objects.count() == 0


@pytest.mark.parametrize(
    ("days", "members", "said"),
    [(-1, True, "De datum is al voorbij"), (20, False, "Er is nog niemand om het aan te vragen")],
)
def test_what_cannot_be_sent_says_why(coalition, people, as_person, days, members, said):
    collection = CollectionFactory(coalition=coalition, due_on=localdate() + timedelta(days=days))
    if not members:
        User.objects.update(institution=None)
    client = as_person(people.guide)

    assert said in client.get(address("collection_send", collection)).content.decode()
    assert said in client.get(collection.get_absolute_url()).content.decode()
    with pytest.raises(Stale):
        actions.send_collection(collection, seen=1, by=people.guide)
    collection.refresh_from_db()
    assert collection.sent_at is None


def test_members_without_a_school_are_named_before_it_is_sent(coalition, people, as_person):
    GroupMemberFactory(group=coalition.group, user__name="Zonder School")
    collection = CollectionFactory(coalition=coalition)

    page = as_person(people.guide).get(address("collection_send", collection)).content.decode()

    assert "Zonder School krijgt geen mail" in page


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"title": ""}, "title"),
        ({"question": " "}, "question"),
        ({"due_on": "2020-01-01"}, "due_on"),
    ],
)
def test_a_collection_that_cannot_be_is_not_kept(coalition, people, as_person, changes, wrong):
    response = as_person(people.guide).post(
        reverse("collection_new", args=["saat"]), fields(**changes)
    )

    assert wrong in response.context["form"].errors
    assert not Collection.objects.exists()


def test_nobody_sees_a_draft_but_who_may_send_it(coalition, people, as_person):
    collection = CollectionFactory(coalition=coalition, title="Nog geheim")

    seen = {
        name: as_person(person).get(collection.get_absolute_url()).status_code
        for name, person in vars(people).items()
    }

    assert {name for name, status in seen.items() if status == 200} == {"guide", "cor", "bureau"}
    assert {status for status in seen.values() if status != 200} == {404}
    listed = as_person(people.anna).get(reverse("collection_list", args=["saat"]))
    assert "Nog geheim" not in listed.content.decode()


def test_a_draft_is_thrown_away_and_what_was_sent_is_not(coalition, people, collection, as_person):
    draft = CollectionFactory(coalition=coalition)
    client = as_person(people.guide)

    client.post(address("collection_drop", draft))
    client.post(address("collection_drop", collection))

    assert list(Collection.objects.all()) == [collection]


# --- following


@pytest.fixture
def answered(collection, people):
    """The first school delivered, the second will not."""
    Delivery.objects.filter(institution__slug="eerste").update(
        state="delivered",
        text="=1+1",
        answered_by=people.anna,
        answered_at=now(),
        changed_at=now(),
    )
    actions.decline(collection.deliveries.get(institution__slug="tweede"), "Druk", by=people.cor)
    return collection


def test_who_asks_sees_who_delivered_and_who_did_not(collection, people, as_person):
    Delivery.objects.filter(institution__slug="eerste").update(
        state="delivered", answered_by=people.anna, answered_at=now(), changed_at=now()
    )

    for person in (people.guide, people.cor, people.bureau):
        page = as_person(person).get(collection.get_absolute_url())
        stands = {one.institution.slug: one.state for one, _ in page.context["deliveries"]}
        assert stands == {"eerste": "delivered", "tweede": "asked"}
        assert "1 van 2 scholen" in page.content.decode()


def test_a_member_sees_the_question_and_only_the_own_school(answered, people, as_person):
    page = as_person(people.anna).get(answered.get_absolute_url()).content.decode()

    assert "Schrijf op wat jullie doen." in page
    assert "Bekijk wat jullie leverden" in page
    assert "Tweede School" not in page
    assert "alles.zip" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_rows(
    coalition, people, as_person, rows, django_assert_num_queries
):
    for _ in range(rows):
        DeliveryFactory(collection=SentCollectionFactory(coalition=coalition))
    client = as_person(people.guide)
    client.get("/mijn/")  # the session is in the cache from now on

    with django_assert_num_queries(4):
        page = client.get(reverse("collection_list", args=["saat"]))

    assert len(page.context["open"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_status_takes_the_same_queries_for_any_number_of_schools(
    coalition, people, as_person, rows, django_assert_num_queries
):
    collection = SentCollectionFactory(coalition=coalition)
    for _ in range(rows):
        person = UserFactory()
        DeliveryFactory(
            collection=collection,
            state="delivered",
            answered_by=person,
            answered_at=now(),
            changed_at=now(),
        )
    client = as_person(people.guide)
    client.get("/mijn/")

    with django_assert_num_queries(7):
        page = client.get(collection.get_absolute_url())

    assert len(page.context["deliveries"]) == rows


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_stand_can_be_taken_along_and_a_formula_in_it_is_text(
    answered, people, as_person, kind
):
    asked = {"lijst": "stand", "als": kind}
    response = as_person(people.bureau).get(answered.get_absolute_url(), asked)

    if kind == "csv":
        lines = response.content.decode("utf-8-sig").splitlines()
        assert [line.split(";")[:3] for line in lines[1:]] == [
            ["Eerste School", "geleverd", "Anna"],
            ["Tweede School", "levert niet", "Cor"],
        ]
        assert "'=1+1" in lines[1]
    else:
        sheet = load_workbook(io.BytesIO(response.content)).active
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
        assert [cell.data_type for cell in cells] == ["s"]


def test_a_school_that_joined_later_is_asked_with_one_press(collection, people, as_person):
    third = InstitutionFactory(name="Derde School")
    GroupMemberFactory(
        group=collection.coalition.group, user__institution=third, user__email="dik@example.org"
    )
    client = as_person(people.guide)
    assert "Derde School" in client.get(collection.get_absolute_url()).content.decode()

    for _ in range(2):
        client.post(address("collection_add", collection), {"institution": third.pk})

    assert collection.deliveries.count() == 3
    assert mailed("collection_sent").count("dik@example.org") == 1
    assert mailed("collection_sent").count("anna@example.org") == 1


def test_a_school_without_members_cannot_be_asked(collection, people, as_person):
    elsewhere = InstitutionFactory()

    as_person(people.guide).post(
        address("collection_add", collection), {"institution": elsewhere.pk}
    )

    assert collection.deliveries.count() == 2


# --- changing


def test_another_question_is_told_to_everybody_and_another_title_to_nobody(
    answered, people, as_person
):
    client = as_person(people.guide)

    client.post(address("collection_edit", answered), fields(title="Beter", version=2))
    assert mailed("collection_changed") == []

    client.post(address("collection_edit", answered), fields(question="Iets anders", version=3))
    assert mailed("collection_changed") == mailed("collection_sent")
    assert "Iets anders" in Mail.objects.filter(kind="collection_changed")[0].body


def test_who_edits_on_an_old_page_sees_both_and_nobody_is_mailed(collection, people, as_person):
    client = as_person(people.guide)
    client.post(address("collection_edit", collection), fields(title="Eerst", version=2))

    late = client.post(address("collection_edit", collection), fields(question="Later", version=2))

    assert late.status_code == 200
    assert "Eerst" in late.content.decode()
    assert mailed("collection_changed") == []


def test_a_withdrawn_collection_is_over_for_good(answered, people, as_person):
    client = as_person(people.guide)
    assert client.post(address("collection_withdraw", answered), {"reason": ""}).status_code == 200
    client.post(address("collection_withdraw", answered), {"reason": "Dubbel"})
    for name in ("collection_reopen", "collection_close", "collection_edit"):
        client.post(address(name, answered), fields(title="Toch", version=3))

    answered.refresh_from_db()
    assert (answered.is_open, answered.title) == (False, "Een verhaal")
    assert "Dubbel" in client.get(answered.get_absolute_url()).content.decode()
    assert not SearchText.objects.filter(about=f"collection:{answered.pk}").exists()
    assert Delivery.objects.get(institution__slug="eerste").text == "=1+1"  # it stays readable


def test_closing_warns_of_who_is_missing_and_can_be_undone(collection, people, as_person):
    client = as_person(people.guide)

    asked = client.get(address("collection_close", collection)).content.decode()
    client.post(address("collection_close", collection))
    closed = Collection.objects.get()
    client.post(address("collection_reopen", collection))

    assert "2 scholen hebben nog niet geantwoord." in asked
    assert (closed.is_open, Collection.objects.get().is_open) == (False, True)
    done = LogEntry.objects.filter(about=f"collection:{collection.pk}").order_by("pk")
    assert list(done.values_list("action", flat=True)) == [
        "collection.sent",
        "collection.closed",
        "collection.reopened",
    ]


# --- overviews


def test_my_page_asks_to_deliver_until_somebody_of_the_school_did(collection, people, as_person):
    def asked(person):
        return [ask.title for ask in overview.my_deliveries(User.objects.get(pk=person.pk), now())]

    before = {name: asked(person) for name, person in vars(people).items()}
    actions.decline(collection.deliveries.get(institution__slug="eerste"), "Druk", by=people.bea)

    wanted = ["Lever voor je school: Een verhaal"]
    assert {name for name, titles in before.items() if titles == wanted} == {"anna", "bea", "cor"}
    assert {name for name, titles in before.items() if not titles} == {
        "guide",
        "follower",
        "bureau",
        "stranger",
    }
    assert (asked(people.anna), asked(people.cor)) == ([], wanted)
    actions.close_collection(collection, by=people.guide)
    assert asked(people.cor) == []


def test_the_bureau_sees_what_is_late_and_what_is_complete(collection, people):
    def shown():
        return [(ask.title, ask.text) for ask in overview.late_collections(people.bureau, now())]

    on_time = shown()
    Collection.objects.update(due_on=localdate() - timedelta(days=1))
    late = shown()
    for slug, person in (("eerste", people.anna), ("tweede", people.cor)):
        actions.decline(collection.deliveries.get(institution__slug=slug), "Druk", by=person)
    complete = shown()
    actions.close_collection(collection, by=people.guide)

    stand = "Uitvraag van Studenten aan tafel, nul van twee scholen leverden"
    assert on_time == []
    assert late == [("Nog niet alles is geleverd: Een verhaal", f"{stand}.")]
    assert complete == [
        ("Alle antwoorden zijn binnen: Een verhaal", f"{stand}, twee leveren niet.")
    ]
    assert shown() == []


def test_the_day_itself_is_not_late_and_the_next_one_is():
    stands = [Collection(due_on=localdate() + timedelta(days=days)).is_late for days in (-1, 0, 1)]

    assert stands == [True, False, False]


def test_what_runs_names_the_day_and_how_many_delivered(collection):
    assert overview.next_collections(now()) == {
        collection.coalition_id: (collection.due_on, "uitvraag, nul van twee scholen leverden")
    }
