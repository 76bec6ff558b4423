"""The report of the network: figures for bureau and board, and never what a team said."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from coalitions.desk import network
from coalitions.members.models import TakeBack
from coalitions.tests.factories import CoalitionFactory, DeliveryFactory, an_output
from frameworks.teams import actions as teams
from frameworks.tests.factories import published
from knw_portal.tests.factories import (
    FunctionFactory,
    GroupMemberFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SECRET = "Een eigen route voor iedereen"


def rows_of(title):
    tables = network.tables_of_the_network(network.places_in_coalitions())
    [found] = [one for one in tables if one["title"] == title]
    return found["rows"]


def seeded(rows):
    for number in range(rows):
        coalition = CoalitionFactory(title=f"Coalitie {number}", school_year="2030-2031")
        school = InstitutionFactory(name=f"School {number}", region="Noord")
        user = UserFactory(institution=school, function=FunctionFactory(name=f"functie {number}"))
        GroupMemberFactory(group=coalition.group, user=user)
        DeliveryFactory(collection__coalition=coalition, institution=school)
        TakeBack.objects.create(coalition=coalition, institution=school, by=user, text="Iets")
        an_output(title=f"Kaart {number}", coalition=coalition)


def test_a_coalition_in_figures():
    coalition = CoalitionFactory(title="Data", school_year="2030-2031", phase="active")
    school, function = InstitutionFactory(name="School A"), FunctionFactory(name="docent")
    for _ in range(2):
        user = UserFactory(institution=school, function=function)
        GroupMemberFactory(group=coalition.group, user=user)
    GroupMemberFactory(group=coalition.group)
    GroupMemberFactory(group=coalition.group, until="2020-01-01", since="2019-01-01")
    DeliveryFactory(collection__coalition=coalition, institution=school)
    an_output(title="Kaart", coalition=coalition)
    TakeBack.objects.create(coalition=coalition, institution=school, by=user, text="Iets")

    [row] = rows_of("Coalities")

    assert row == ["Data", "2030-2031", "aan het werk", 3, 1, 1, "0 van 1", 1, 1]
    assert ["docent", 2] in rows_of("Functies")
    [line] = [one for one in rows_of("Instellingen") if one[0] == "School A"]
    assert line[2:] == [1, 2, 0, 0, 1]


def test_what_is_not_published_is_not_counted():
    draft = CoalitionFactory(published_at=None)
    GroupMemberFactory(group=draft.group)

    assert rows_of("Coalities") == []
    assert rows_of("Functies") == []


def begin(version, *, school=None):
    return teams.start_trajectory(
        name="Team",
        institution=school or InstitutionFactory(),
        version=version,
        challenge=SECRET,
        by=UserFactory(),
    )


def test_of_few_teams_no_figure_is_shown_and_never_what_they_work_at(client):
    version, school = published(), InstitutionFactory()
    for _ in range(4):
        begin(version, school=school)
    few = rows_of("Gebruik door teams")
    begin(version, school=school)
    one_school = rows_of("Gebruik door teams")
    begin(version)
    begin(version)

    assert few == [["Klein raamwerk", "minder dan 5", "–"]]
    assert one_school == [["Klein raamwerk", 5, "minder dan 3"]]
    assert rows_of("Gebruik door teams") == [["Klein raamwerk", 7, 3]]
    client.force_login(RoleFactory(kind="bureau").user)
    assert SECRET not in client.get(reverse("network_report")).content.decode()


@pytest.mark.parametrize("role", ["bureau", "board"])
def test_the_file_has_the_tables_of_the_page(client, role):
    seeded(2)
    client.force_login(RoleFactory(kind=role).user)

    page = client.get(reverse("network_report"))
    book = load_workbook(BytesIO(client.get(reverse("network_file")).content))

    assert book.sheetnames == [one["title"] for one in page.context["tables"]]
    assert [cell.value for cell in book["Coalities"][2]][:2] == ["Coalitie 0", "2030-2031"]
    assert "Coalitie 1" in page.content.decode()


def test_a_school_without_any_count_stands_by_name_alone_and_whole_in_the_file(client):
    seeded(1)
    quiet = InstitutionFactory(name="Stille School")
    client.force_login(RoleFactory(kind="bureau").user)

    page = client.get(reverse("network_report"))
    book = load_workbook(BytesIO(client.get(reverse("network_file")).content))

    table = page.context["tables"][1]
    assert quiet.name in table["quiet"]
    assert [row[0][0] for row in table["shown"]] == ["School 0"]
    assert "Stille School" in page.content.decode()
    assert quiet.name in [cell.value for cell in book["Instellingen"]["A"]]


def test_the_board_finds_the_report_on_its_own_page(client):
    found = []
    for user in (RoleFactory(kind="board").user, UserFactory()):
        client.force_login(user)
        found.append(reverse("network_report") in client.get(reverse("mine")).content.decode())

    assert found == [True, False]


def test_an_empty_network_says_so(client):
    client.force_login(RoleFactory(kind="bureau").user)

    html = client.get(reverse("network_report")).content.decode()

    assert "Er is nog geen coalitie gepubliceerd." in html
    assert "Nog geen team gebruikt een raamwerk." in html


@pytest.mark.parametrize("rows", [1, 3])
def test_the_report_asks_as_many_queries_for_one_as_for_three(
    client, rows, django_assert_num_queries
):
    seeded(rows)
    client.force_login(RoleFactory(kind="bureau").user)
    client.get(reverse("network_report"))

    with django_assert_num_queries(10):
        client.get(reverse("network_report"))
