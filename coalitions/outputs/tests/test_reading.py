"""Reading together what all schools heard, and taking it along."""

import io
import zipfile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from coalitions.outputs.models import Delivery
from coalitions.tests.factories import DeliveryFactory, InterviewNoteFactory
from knw_portal.tests.factories import InstitutionFactory

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
