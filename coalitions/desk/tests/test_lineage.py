"""A line of editions, as a picture and as a list, and what a new coalition begins with."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from coalitions.briefs.models import Lineage
from coalitions.tests.factories import (
    CoalitionFactory,
    SessionFactory,
    ThemeFactory,
    ThemeRoundFactory,
    a_vote,
    an_output,
    close_vote,
)
from coalitions.themes import actions as themes
from coalitions.themes.models import Decision
from knw_portal.tests.factories import GroupMemberFactory, InstitutionFactory, RoleFactory


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def url(coalition, name="line_detail"):
    return reverse(name, kwargs={"slug": coalition.slug})


def built(later, earlier, **values):
    values = {"is_deepening": True, "note": "Verder", **values}
    return Lineage.objects.create(later=later, earlier=earlier, **values)


def output(coalition, title):
    return an_output(coalition=coalition, title=title, summary="Kort")


@pytest.fixture
def editions(db):
    """Three editions, a side branch the last one broadens, and one that builds on the second."""
    made = [
        CoalitionFactory(
            title="Teams aan zet",
            edition=f"{n}.0",
            slug=f"taz-{n}",
            school_year=f"{2020 + n}-{2021 + n}",
            phase="completed",
        )
        for n in (1, 2, 3)
    ]
    built(made[1], made[0])
    built(made[2], made[1])
    return made


def test_the_line_stands_on_one_page_as_a_picture_and_as_a_list(client, editions):
    first, second, third = editions
    side = CoalitionFactory(title="Referentiewaarden", school_year="2020-2021")
    after = CoalitionFactory(title="Gesprek", school_year="2025-2026")
    built(third, side, is_deepening=False, is_broadening=True)
    built(after, second)
    output(first, "Waaier")
    SessionFactory(coalition=first)
    SessionFactory(coalition=first, cancelled_at=now())

    page = client.get(url(first)).content.decode()

    picture = re.search(r"<svg class=\"chart\" width=\"100%\".*?</svg>", page, re.DOTALL)[0]
    assert 'aria-labelledby="lijn-titel lijn-tekst"' in picture
    assert "De lijn Teams aan zet: drie edities</title>" in picture
    for said in (
        "Teams aan zet 1.0: 2021–2022 · 1 bijeenkomst · 1 opbrengst.",
        "Teams aan zet 3.0 bouwt voort op Teams aan zet 2.0: verdieping.",
        "Teams aan zet 3.0 bouwt voort op Referentiewaarden: verbreding.",
        "Gesprek bouwt voort op Teams aan zet 2.0: verdieping.",
    ):
        assert page.count(said) == 2  # in the picture's own description, and in words below it
    assert picture.count("<circle") == 5
    assert picture.count('class="loose"') == 2
    listed = page[page.index("Editie voor editie") :]
    places = [listed.index(f">Teams aan zet {n}.0</a>") for n in (1, 2, 3)]
    assert places == sorted(places)
    assert "Waaier" in listed


def test_every_edition_leads_to_the_one_address_of_its_line(client, editions):
    for one in editions[1:]:
        assert client.get(url(one)).url == url(editions[0])
    page = client.get(editions[2].get_absolute_url()).content.decode()
    assert url(editions[2]) in page


def test_turnout_place_and_decision_are_for_who_takes_part_in_rounds_and_no_ballot_is_there(db):
    round = a_vote(schools=4, options=3, seats=1)
    theme = round.themes.first()
    for entry in list(round.roll.all())[:3]:
        voter = themes.voters_of(entry).get()
        themes.cast_ballot(entry, kind="choices", chosen=[theme.pk], star=theme.pk, by=voter)
    close_vote(round)
    themes.count_of(round)
    Decision.objects.create(
        theme=theme,
        is_chosen=True,
        motivation="Het urgentst",
        decided_on=localdate(),
        confirmed_on=localdate(),
    )
    coalition = CoalitionFactory(title=theme.title, theme=theme, round=round)
    ambassador = themes.voters_of(round.roll.last()).get()
    member = GroupMemberFactory(group=coalition.group).user

    inside = signed_in(ambassador).get(url(coalition)).content.decode()
    others = [
        client.get(url(coalition)).content.decode() for client in (Client(), signed_in(member))
    ]

    assert "3 van 4 scholen stemden; plaats 1 van 3" in inside
    assert "Het urgentst" in inside
    for page in others:
        assert "scholen stemden" not in page
        assert "Het urgentst" not in page
        assert "Voorgesteld door" not in page
        assert theme.title in page
    trackers = [entry.ballot.tracker for entry in round.roll.all() if entry.counted_ballot]
    assert [code for code in trackers if code in inside] == []


def test_a_theme_of_the_same_name_that_waits_or_was_not_chosen_stands_there_for_ambassadors(
    editions,
):
    waiting = ThemeRoundFactory(proposals_close_at=now() + timedelta(days=3))
    ThemeFactory(round=waiting, title="Teams aan zet", edition="4.0")
    passed = ThemeRoundFactory(board_confirmed_on=localdate())
    ThemeFactory(round=passed, title="teams aan zet", edition="3.5")
    ambassador = RoleFactory(kind="ambassador", institution=InstitutionFactory()).user

    inside = signed_in(ambassador).get(url(editions[0])).content.decode()
    outside = Client().get(url(editions[0])).content.decode()

    assert "Staat op de lange lijst." in inside
    assert "Niet gekozen." in inside
    assert "Teams aan zet 4.0" not in outside


def test_a_draft_is_on_no_line_for_who_may_not_know_it(client, editions):
    draft = CoalitionFactory(title="Teams aan zet", edition="4.0", published_at=None, slug="taz-4")
    built(draft, editions[2])
    other = CoalitionFactory(title="Geheim", published_at=None)
    built(other, editions[2])
    bureau = signed_in(RoleFactory(kind="bureau").user)

    outside = client.get(url(editions[0])).content.decode()
    inside = bureau.get(url(editions[0])).content.decode()

    for name in ("Teams aan zet 4.0", "Geheim"):
        assert name not in outside
        assert name in inside


@pytest.mark.parametrize("rows", [1, 3])
def test_a_line_takes_the_same_queries_for_any_number_of_editions_and_outputs(
    db, rows, django_assert_num_queries
):
    before = None
    for number in range(rows):
        round = ThemeRoundFactory()
        one = CoalitionFactory(
            title="Data",
            school_year=f"{2020 + number}-{2021 + number}",
            round=round,
            theme=ThemeFactory(round=round, title="Data"),
        )
        output(one, "Een")
        if before:
            built(one, before)
        before = one
        built(one, CoalitionFactory())
    first = type(one).objects.filter(title="Data").order_by("school_year").first()
    bureau = signed_in(RoleFactory(kind="bureau").user)
    bureau.get(reverse("mine"))

    with django_assert_num_queries(9):
        bureau.get(url(first))
    with django_assert_num_queries(9):
        bureau.get(url(one, "starter_pack"))


def test_a_new_coalition_begins_with_what_its_predecessors_made_near_and_far(editions):
    first, second, third = editions
    output(first, "Waaier")
    output(second, "Kaartspel")
    second.lines.create(part="parked", text="De rol van de student")
    strange = CoalitionFactory(title="Iets anders")
    output(strange, "Niet van ons")
    third.lines.create(part="term", number=1, title="Delen", text="Alles is open.")
    member = GroupMemberFactory(group=third.group).user

    page = signed_in(member).get(url(third, "starter_pack")).content.decode()

    assert page.index("Kaartspel") < page.index("Waaier")
    assert "De rol van de student" in page
    assert "Alles is open." in page
    assert "Niet van ons" not in page
    assert (
        url(third, "starter_pack")
        in signed_in(member).get(third.get_absolute_url()).content.decode()
    )
    empty = signed_in(GroupMemberFactory(group=strange.group).user)
    assert "bouwt op geen eerdere coalitie voort" in (
        empty.get(url(strange, "starter_pack")).content.decode()
    )
