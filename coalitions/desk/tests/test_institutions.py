"""The page of an institution: as much as who looks may know elsewhere, and nothing more."""

import pytest
from django.urls import reverse
from django.utils.timezone import now

from coalitions.members import actions as members
from coalitions.members.models import TakeBack
from coalitions.outputs.models import Credit
from coalitions.tests.factories import CoalitionFactory, DeliveryFactory, an_output
from frameworks.tests.factories import published
from knw_portal.tests.factories import (
    GroupMemberFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return InstitutionFactory(name="Het Voorbeeldcollege", slug="voorbeeld")


@pytest.fixture
def coalition():
    return CoalitionFactory(slug="data", title="Data")


@pytest.fixture
def noor(school, coalition):
    user = UserFactory(name="Noor Vermeer", institution=school)
    GroupMemberFactory(group=coalition.group, user=user)
    row = TakeBack(coalition=coalition, institution=school, by=user, text="Het vragenkaartje")
    members.take_home(row, by=user)
    delivery = DeliveryFactory(
        collection__coalition=coalition,
        collection__title="Wat werkt bij jullie",
        institution=school,
        state="delivered",
        text="Ons antwoord",
        answered_at=now(),
        changed_at=now(),
        answered_by=user,
    )
    assert delivery.pk
    return user


def page_for(client, user, school):
    client.force_login(user)
    return client.get(reverse("institution_detail", args=[school.slug])).content.decode()


def test_a_stranger_sees_where_a_school_takes_part_and_no_names_and_no_input(client, school, noor):
    html = page_for(client, UserFactory(), school)

    assert "Data" in html
    assert "Nu één collega" in html or "Nu 1 collega" in html
    for hidden in ("Noor Vermeer", "Het vragenkaartje", "Wat werkt bij jullie"):
        assert hidden not in html


def test_a_colleague_at_the_school_sees_what_was_taken_home(client, school, noor):
    html = page_for(client, UserFactory(institution=school), school)

    assert "Het vragenkaartje" in html
    assert "Dit is jouw school" in html
    # What the coalition knows of its members is for its own people.
    assert "Wat werkt bij jullie" not in html


@pytest.mark.parametrize("who", ["member", "bureau"])
def test_who_may_see_into_the_coalition_sees_names_input_and_what_went_home(
    client, school, coalition, noor, who
):
    if who == "bureau":
        user = RoleFactory(kind="bureau").user
    else:
        user = GroupMemberFactory(group=coalition.group, role="lead").user

    html = page_for(client, user, school)

    for shown in ("Noor Vermeer", "Het vragenkaartje", "Wat werkt bij jullie"):
        assert shown in html


def test_a_draft_coalition_is_there_for_its_own_people_only(client, school):
    draft = CoalitionFactory(title="Nog geheim", published_at=None)
    own = UserFactory(institution=school)
    GroupMemberFactory(group=draft.group, user=own)

    assert "Nog geheim" not in page_for(client, UserFactory(), school)
    assert "Nog geheim" in page_for(client, own, school)


def test_outputs_by_its_people_are_public_and_who_went_on_leads_to_the_new_name(client, school):
    output = an_output(title="Vragenkaart")
    Credit.objects.create(output=output, user=UserFactory(institution=school))
    into = InstitutionFactory(slug="nieuw")
    old = InstitutionFactory(slug="oud", merged_into=into)

    assert "Vragenkaart" in page_for(client, UserFactory(), school)
    response = client.get(reverse("institution_detail", args=[old.slug]))
    assert response.url == reverse("institution_detail", args=["nieuw"])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_many_queries_for_one_as_for_three(
    client, school, rows, django_assert_num_queries
):
    viewer = RoleFactory(kind="bureau").user
    for number in range(rows):
        coalition = CoalitionFactory()
        user = UserFactory(institution=school)
        GroupMemberFactory(group=coalition.group, user=user)
        row = TakeBack(coalition=coalition, institution=school, by=user, text=f"Iets {number}")
        members.take_home(row, by=user)
        output = an_output(title=f"Kaart {number}", coalition=coalition)
        Credit.objects.create(output=output, user=user)
        DeliveryFactory(
            collection__coalition=coalition,
            institution=school,
            state="delivered",
            answered_at=now(),
            changed_at=now(),
            answered_by=user,
        )
    page_for(client, viewer, school)

    with django_assert_num_queries(13):
        page_for(client, viewer, school)


def test_the_criteria_of_a_coalition_lead_its_makers_to_the_scores(client, coalition):
    framework = published(group=coalition.group).framework
    coalition.lines.create(part="criterion", text="Helpt teams", number=1)
    address = reverse("framework_use", args=[framework.slug])

    assert address not in client.get(coalition.get_absolute_url()).content.decode()
    client.force_login(GroupMemberFactory(group=coalition.group).user)
    assert address in client.get(coalition.get_absolute_url()).content.decode()
