"""What people take home from a coalition, for their school or one of their own teams."""

import pytest
from django.urls import reverse

from coalitions.members import actions
from coalitions.members.models import TakeBack
from coalitions.tests.factories import CoalitionFactory
from frameworks.teams import actions as teams
from frameworks.tests.factories import published
from knw_portal.forms import Stale
from knw_portal.people import actions as people
from knw_portal.people import privacy
from knw_portal.tests.factories import GroupMemberFactory, InstitutionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coalition():
    return CoalitionFactory(slug="data", title="Data")


@pytest.fixture
def member(client, coalition):
    user = UserFactory(institution=InstitutionFactory(), name="Noor")
    GroupMemberFactory(group=coalition.group, user=user)
    client.force_login(user)
    return user


def own_team(user, name="Team Zorg", institution=None):
    return teams.start_trajectory(
        name=name,
        institution=institution or user.institution,
        version=published(code=name.upper().replace(" ", ""), title=name),
        challenge="c",
        by=user,
    ).team


def take(coalition, by, text="Het vragenkaartje", team=None):
    row = TakeBack(coalition=coalition, institution=by.institution, by=by, text=text, team=team)
    actions.take_home(row, by=by)
    return row


def new(coalition):
    return reverse("take_back_new", args=[coalition.slug])


def test_a_member_notes_what_goes_home_for_one_of_their_own_teams(client, coalition, member):
    team, elsewhere = own_team(member), own_team(UserFactory(), "Team Elders", InstitutionFactory())
    form = client.get(new(coalition)).context["form"]

    wrong = client.post(new(coalition), {"text": "Iets", "team": elsewhere.pk})
    client.post(new(coalition), {"text": "Het vragenkaartje", "team": team.pk})

    assert list(form.fields["team"].queryset) == [team]
    assert wrong.status_code == 200
    row = TakeBack.objects.get()
    assert (row.team, row.institution, row.by) == (team, member.institution, member)
    page = client.get(reverse("take_back_list", args=[coalition.slug])).content.decode()
    assert "Het vragenkaartje" in page
    assert "Team Zorg" in page


def test_without_a_text_or_a_school_one_is_told_what_to_do(client, coalition, member):
    empty = client.post(new(coalition), {"text": "  "})
    nowhere = GroupMemberFactory(group=coalition.group).user
    client.force_login(nowhere)
    away = client.post(new(coalition), {"text": "Iets"}, follow=True)

    assert "Schrijf op wat je meeneemt" in empty.content.decode()
    assert "op welke school je werkt" in away.content.decode()
    assert not TakeBack.objects.exists()


def test_only_who_wrote_it_takes_it_away_and_once(client, coalition, member):
    row = take(coalition, member)
    away = reverse("take_back_drop", args=[coalition.slug, row.pk])
    client.force_login(GroupMemberFactory(group=coalition.group).user)
    assert client.post(away).status_code == 404

    client.force_login(member)
    assert client.post(away).status_code == 302
    with pytest.raises(Stale):
        actions.drop_take_back(row, by=member)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_many_queries_for_one_as_for_three(
    client, coalition, member, rows, django_assert_num_queries
):
    for number in range(rows):
        take(coalition, member, team=own_team(member, f"Team {number}"))
    url = reverse("take_back_list", args=[coalition.slug])
    client.get(url)

    with django_assert_num_queries(5):
        page = client.get(url)

    assert page.context["page"].paginator.count == rows


def test_it_comes_along_with_ones_data_and_goes_with_them(coalition, member):
    take(coalition, member)
    assert "Het vragenkaartje" in str(privacy.everything_about(member))

    people.erase_person(member, by=UserFactory())

    assert not TakeBack.objects.exists()
