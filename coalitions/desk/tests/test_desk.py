from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from coalitions.briefs.models import Coalition
from coalitions.tests.factories import CoalitionFactory, ThemeRoundFactory
from knw_portal.mail.ledger import plan
from knw_portal.tests.factories import GroupMemberFactory, InstitutionFactory, RoleFactory


def milestone(coalition, days, **kwargs):
    return coalition.milestones.create(
        title=f"Over {days}", due_on=localdate() + timedelta(days=days), **kwargs
    )


def seeded(rows):
    """`rows` of everything the desk can show; a facilitator in all of it."""
    person = GroupMemberFactory(role="facilitator").user
    for _ in range(rows):
        coalition = CoalitionFactory(phase=Coalition.Phase.ACTIVE)
        GroupMemberFactory(group=coalition.group, user=person, role="facilitator")
        milestone(coalition, -2)
        plan("milestone_soon", milestone(coalition, 9))
        ThemeRoundFactory(proposals_close_at=now() + timedelta(days=3))
    return person


def opened(client, person, name):
    client.force_login(person)
    client.get(reverse(name))  # the session is in the cache from now on
    return client


@pytest.mark.parametrize("rows", [1, 3])
def test_home_takes_the_same_queries_for_any_number_of_rows(
    client, db, rows, django_assert_num_queries
):
    seeded(rows)

    with django_assert_num_queries(2):
        page = client.get(reverse("home"))

    assert len(page.context["current"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_my_page_takes_the_same_queries_for_any_number_of_rows(
    client, db, rows, django_assert_num_queries
):
    person = seeded(rows)
    opened(client, person, "mine")

    with django_assert_num_queries(15):
        page = client.get(reverse("mine"))

    assert len(page.context["asks"]) == 2 * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_bureau_takes_the_same_queries_for_any_number_of_rows(
    client, db, rows, django_assert_num_queries, monkeypatch
):
    # At night no reminder is late, and one question less is asked.
    monkeypatch.setattr("knw_portal.mail.overview.is_night", lambda at: False)
    seeded(rows)
    bureau = RoleFactory(kind="bureau").user
    opened(client, bureau, "bureau")

    with django_assert_num_queries(24):
        page = client.get(reverse("bureau"))

    assert len(page.context["running"]) == 2 * rows


def test_my_page_puts_what_is_late_on_top_and_says_how_many_things_ask_something(client, db):
    coalition = CoalitionFactory(phase=Coalition.Phase.ACTIVE)
    lead = GroupMemberFactory(group=coalition.group, role="lead", user__name="Sanne Hoekstra").user
    milestone(coalition, 9)
    milestone(coalition, -2)
    milestone(coalition, 60)
    milestone(coalition, -5, done_on=localdate())
    client.force_login(lead)

    page = client.get(reverse("mine"))

    assert [ask.title for ask in page.context["asks"]] == ["Over -2", "Over 9"]
    assert "Dag Sanne, twee dingen vragen nu iets van jou" in page.content.decode()
    assert "2 dagen te laat" in page.content.decode()


def test_a_member_without_a_leading_role_is_not_asked_to_keep_the_milestones(client, db):
    coalition = CoalitionFactory(phase=Coalition.Phase.ACTIVE)
    member = GroupMemberFactory(group=coalition.group, role="member").user
    milestone(coalition, -2)
    client.force_login(member)

    page = client.get(reverse("mine"))

    assert page.context["asks"] == []
    assert "er wacht niets op je" in page.content.decode()
    assert str(coalition) in page.content.decode()


def test_the_hat_somebody_wears_changes_the_order_and_nothing_else(client, db):
    coalition = CoalitionFactory(phase=Coalition.Phase.ACTIVE)
    person = GroupMemberFactory(group=coalition.group, role="lead").user
    RoleFactory(user=person, kind="ambassador", institution=InstitutionFactory())
    ThemeRoundFactory(proposals_close_at=now() - timedelta(days=-3))
    milestone(coalition, 9)
    client.force_login(person)

    orders = {}
    for hat in ("ambassador", "lead"):
        client.post(reverse("role_switch"), {"hat": hat})
        orders[hat] = [ask.title[:4] for ask in client.get(reverse("mine")).context["asks"]]

    assert orders["ambassador"] == ["Lees", "Over"]
    assert orders["lead"] == ["Over", "Lees"]


def test_the_bureau_sees_what_is_late_what_runs_and_which_mail_leaves_when(client, db):
    seeded(1)
    client.force_login(RoleFactory(kind="bureau").user)

    page = client.get(reverse("bureau")).content.decode()

    assert "Eén ding is te laat" in page
    assert "2 dagen te laat" in page
    assert "Mijlpaal over drie dagen: Over 9" in page
    assert "1 ontvanger" in page


def test_an_empty_portal_says_so_on_every_page_of_the_desk(client, db):
    client.force_login(RoleFactory(kind="bureau").user)

    said = {name: client.get(reverse(name)).content.decode() for name in ("home", "mine", "bureau")}

    assert "Op dit moment loopt er geen coalitie" in said["home"]
    assert "Je doet nog niet mee aan een coalitie" in said["mine"]
    assert "Er is niets te laat en er wacht niets op het bureau" in said["bureau"]
    assert "Er staat geen post klaar" in said["bureau"]
