"""Reading together what all schools heard, and taking it along."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from coalitions.outputs.actions import collections as actions
from coalitions.outputs.models import Collection, Delivery, DeliveryFile
from coalitions.tests.factories import CollectionFactory, DeliveryFactory, InterviewNoteFactory
from knw_portal.files.actions import keep
from knw_portal.files.tests import samples
from knw_portal.tests.factories import GroupMemberFactory, InstitutionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(talks):
    return reverse("collection_input", args=["saat", talks.pk])


@pytest.fixture
def concepts(talks):
    return {question["code"]: question["concept"] for question in talks.questions()}


@pytest.fixture
def heard(talks, people, concepts):
    """The first school handed in two notes; the second has one that it did not."""
    first, second = talks.deliveries.order_by("institution__name")
    InterviewNoteFactory(
        delivery=first, by=people.anna, role="team", said={concepts["PRAAT-01"]: "Rust"}, quote="=1"
    )
    InterviewNoteFactory(
        delivery=first, by=people.bea, role="support", said={concepts["PRAAT-02"]: "Traag"}
    )
    InterviewNoteFactory(
        delivery=second, by=people.cor, role="board", said={concepts["PRAAT-01"]: "Nog geheim"}
    )
    hand_in(first, people.anna)
    return talks


def hand_in(delivery, person):
    Delivery.objects.filter(pk=delivery.pk).update(
        state="delivered",
        answered_by=person,
        answered_at="2030-01-01T10:00Z",
        changed_at="2030-01-01T10:00Z",
    )


def said(response):
    return {
        question["code"]: [text for _, text in texts]
        for _, questions in response.context["sections"]
        for question, texts in questions
    }


def test_members_of_other_schools_read_what_was_handed_in_and_no_more(
    heard, url, people, as_person
):
    for person in (people.cor, people.guide, people.bureau):
        response = as_person(person).get(url)
        assert said(response) == {"PRAAT-01": ["Rust"], "PRAAT-02": ["Traag"], "PRAAT-03": []}
        assert "Nog geheim" not in response.content.decode()
        assert "Eén school heeft nog niet geleverd." in response.content.decode()
    statuses = [as_person(one).get(url).status_code for one in (people.follower, people.stranger)]
    assert statuses == [403, 403]


def test_it_is_read_by_role_and_by_school(heard, url, people, as_person):
    hand_in(heard.deliveries.get(institution__slug="tweede"), people.cor)
    client = as_person(people.guide)

    found = {
        f"{role} {school}": said(client.get(url, {"rol": role, "school": school}))["PRAAT-01"]
        for role, school in (("", ""), ("team", ""), ("", "tweede"), ("manager", ""))
    }

    assert found == {
        " ": ["Rust", "Nog geheim"],
        "team ": ["Rust"],
        " tweede": ["Nog geheim"],
        "manager ": [],
    }
    assert "Bij deze keuze is niets geleverd." in client.get(url, {"rol": "x"}).content.decode()


def test_the_roles_that_nobody_spoke_with_are_named(heard, url, people, as_person):
    coverage = as_person(people.cor).get(url).context["coverage"]

    assert coverage["totals"] == [1, 0, 0, 1]
    assert coverage["gaps"] == ["Onderwijsmanager", "CvB of middenmanagement"]


def test_before_anything_is_handed_in_the_page_says_so(talks, url, people, as_person):
    assert "Er is nog niets geleverd." in as_person(people.anna).get(url).content.decode()


def test_the_list_is_taken_along_with_the_filters_of_the_page(heard, url, people, as_person):
    client = as_person(people.guide)

    response = client.get(url, {"lijst": "input", "als": "xlsx"})
    book = load_workbook(io.BytesIO(response.content)).active
    rows = [[cell.value for cell in row] for row in book.iter_rows(min_row=2)]
    only = client.get(url, {"lijst": "input", "als": "csv", "rol": "support"})

    assert [(row[0], row[1], row[7], row[9]) for row in rows] == [
        ("Eerste School", "Onderwijsteam", "PRAAT-01", "Rust"),
        ("Eerste School", "Onderwijsteam", None, "=1"),
        ("Eerste School", "Ondersteunende diensten", "PRAAT-02", "Traag"),
    ]
    assert book["J3"].data_type == "s"  # never a formula
    assert len(only.content.decode("utf-8-sig").splitlines()) == 2


def test_everything_in_one_zip_has_the_notes_that_were_handed_in(heard, people, as_person):
    response = as_person(people.guide).get(reverse("collection_bundle", args=["saat", heard.pk]))
    body = b"".join(response)

    with zipfile.ZipFile(io.BytesIO(body)) as pack:
        assert sorted(pack.namelist()) == ["notities.xlsx", "overzicht.xlsx"]
        book = load_workbook(io.BytesIO(pack.read("notities.xlsx"))).active
    assert [row[9].value for row in book.iter_rows(min_row=2)] == ["Rust", "=1", "Traag"]


@pytest.mark.parametrize("rows", [1, 3])
def test_reading_takes_the_same_queries_for_any_number_of_schools(
    talks, url, concepts, people, as_person, rows, django_assert_num_queries
):
    for _ in range(rows):
        delivery = DeliveryFactory(collection=talks, institution=InstitutionFactory())
        InterviewNoteFactory(delivery=delivery, said={concepts["PRAAT-01"]: "Rust"})
        hand_in(delivery, people.anna)
    client = as_person(people.guide)
    client.get("/mijn/")

    with django_assert_num_queries(6):
        response = client.get(url)

    assert len(response.context["chosen"]) == rows


# --- a text that all members read


@pytest.fixture
def shared(coalition, people):
    """Asked for what each school has already; the first school delivered a text and a file."""
    collection = CollectionFactory(coalition=coalition, title="Wat er is", is_shared=True)
    actions.send_collection(collection, seen=1, by=people.guide)
    delivery = collection.deliveries.get(institution__slug="eerste")
    Delivery.objects.filter(pk=delivery.pk).update(text="Een kaart")
    stored = keep(SimpleUploadedFile("kaart.pdf", samples.pdf()), by=people.anna)
    DeliveryFile.objects.create(delivery=delivery, stored=stored)
    hand_in(delivery, people.anna)
    return collection


def test_what_is_shared_is_read_by_other_schools_and_each_school_is_told_so(
    shared, people, as_person
):
    delivery = shared.deliveries.get(institution__slug="eerste")
    file = reverse("delivery_file", args=["saat", shared.pk, delivery.files.get().pk])
    form = reverse("delivery_edit", args=["saat", shared.pk, "tweede"])
    client = as_person(people.cor)
    Delivery.objects.filter(institution__slug="tweede").update(text="Nog een concept")

    page = client.get(reverse("collection_input", args=["saat", shared.pk])).content.decode()

    assert "Een kaart" in page
    assert "kaart.pdf" in page
    assert "Nog een concept" not in page
    assert "ook van andere scholen" in client.get(form).content.decode()
    member = GroupMemberFactory(group=shared.coalition.group, user__institution=None).user
    opened = as_person(member).get(file)
    assert (opened.status_code, b"".join(opened)[:4]) == (200, b"%PDF")
    assert as_person(people.follower).get(file).status_code == 403


def test_what_is_not_shared_is_not_read_together(collection, people, as_person):
    delivery = collection.deliveries.get(institution__slug="eerste")
    hand_in(delivery, people.anna)
    member = GroupMemberFactory(group=collection.coalition.group, user__institution=None).user
    client = as_person(member)

    assert client.get(reverse("collection_input", args=["saat", collection.pk])).status_code == 404
    assert client.get(delivery.get_absolute_url()).status_code == 403
    own = as_person(people.anna).get(
        reverse("delivery_edit", args=["saat", collection.pk, "eerste"])
    )
    assert "andere scholen niet" in own.content.decode()


def test_whether_it_is_shared_does_not_change_once_it_was_asked(collection):
    with pytest.raises(DatabaseError), transaction.atomic():
        Collection.objects.filter(pk=collection.pk).update(is_shared=True)


@pytest.mark.parametrize("rows", [1, 3])
def test_reading_what_is_shared_takes_the_same_queries_for_any_number(
    shared, people, as_person, rows, django_assert_num_queries
):
    for _ in range(rows - 1):
        hand_in(DeliveryFactory(collection=shared, institution=InstitutionFactory()), people.anna)
    client = as_person(people.guide)
    client.get("/mijn/")

    with django_assert_num_queries(7):
        page = client.get(reverse("collection_input", args=["saat", shared.pk]))

    assert len(page.context["deliveries"]) == rows
