"""A vote held in the room: totals with their source, corrected until the decision."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import InternalError
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from coalitions.tests.factories import ThemeFactory, ThemeRoundFactory, a_vote
from coalitions.themes import actions
from coalitions.themes.models import Count, RoomCount, Theme, ThemeRound
from coalitions.themes.overview import rounds_that_wait
from knw_portal.log import LogEntry
from knw_portal.tests.factories import InstitutionFactory, RoleFactory


@pytest.fixture
def round(db):
    round = ThemeRoundFactory(method="room", seats=2, proposals_close_at=now() - timedelta(days=1))
    for title in ("Aap", "Noot", "Mies"):
        ThemeFactory(round=round, title=title)
    return round


@pytest.fixture
def client(db):
    client = Client()
    client.force_login(RoleFactory(kind="bureau").user)
    return client


def url(name, round):
    return reverse(name, kwargs={"school_year": round.school_year})


def counted(round, aap, noot, mies, **values):
    round.refresh_from_db()
    votes = {"Aap": aap, "Noot": noot, "Mies": mies}
    return {
        "version": round.version,
        "source": "Geteld door het bureau in de zaal",
        **{f"stemmen-{theme.pk}": votes[theme.title] for theme in round.themes.all()},
        **values,
    }


def stored(round):
    return dict(RoomCount.objects.values_list("theme__title", "votes"))


def test_the_totals_of_the_room_stand_on_the_result_page_with_their_source(round, client):
    reader = Client()
    reader.force_login(RoleFactory(kind="ambassador", institution=InstitutionFactory()).user)
    before = reader.get(url("result_detail", round)).content.decode()

    client.post(url("room_count_edit", round), counted(round, 5, 12, 9))
    page = reader.get(url("result_detail", round)).content.decode()

    assert "De telling is nog niet ingevuld." in before
    assert stored(round) == {"Aap": 5, "Noot": 12, "Mies": 9}
    assert "Geteld door het bureau in de zaal" in page
    assert page.index("Noot") < page.index("Mies") < page.index("Aap")
    round.refresh_from_db()
    assert round.vote_closed()
    with pytest.raises(InternalError), transaction.atomic():
        Theme.objects.filter(round=round).update(title="Anders")


def test_the_bureau_is_asked_for_the_totals_and_then_for_the_decision(round, client):
    bureau = RoleFactory(kind="bureau").user

    [first] = rounds_that_wait(bureau, now())
    client.post(url("room_count_edit", round), counted(round, 5, 12, 9))
    [then] = rounds_that_wait(bureau, now())

    assert first.url == url("room_count_edit", round)
    assert then.url == url("decision_edit", round)


def test_a_total_that_is_missing_or_has_no_source_is_refused_in_words(round, client):
    data = counted(round, 5, 12, "", source=" ")

    page = client.post(url("room_count_edit", round), data).content.decode()

    assert "Vul in hoeveel mensen bij Mies stonden" in page
    assert "Schrijf op wie er telde en wanneer" in page
    assert stored(round) == {}


def test_a_correction_needs_a_reason_and_leaves_its_trail(round, client):
    client.post(url("room_count_edit", round), counted(round, 5, 12, 9))

    refused = client.post(url("room_count_edit", round), counted(round, 6, 12, 9)).content.decode()
    unchanged = stored(round)["Aap"]
    why = "Eén hand over het hoofd gezien"
    client.post(url("room_count_edit", round), counted(round, 6, 12, 9, correction=why))

    assert "Schrijf op waarom de telling anders wordt" in refused
    assert (unchanged, stored(round)["Aap"]) == (5, 6)
    assert why in client.get(url("result_detail", round)).content.decode()
    trail = LogEntry.objects.get(action="room.corrected").details["votes"]
    assert trail == {str(round.themes.get(title="Aap").pk): [5, 6]}


def test_who_was_second_to_correct_sees_what_stands(round, client):
    client.post(url("room_count_edit", round), counted(round, 5, 12, 9))
    data = counted(round, 1, 2, 3, correction="x")
    client.post(url("room_count_edit", round), counted(round, 6, 12, 9, correction="y"))

    lost = client.post(url("room_count_edit", round), data)

    assert lost.status_code == 409
    assert "Aap: 6" in lost.content.decode()
    assert stored(round)["Aap"] == 6


def test_before_the_list_closes_or_where_votes_are_ballots_there_is_no_room_to_count(db, client):
    early = ThemeRoundFactory(method="room", proposals_close_at=now() + timedelta(days=1))
    ballots = a_vote()
    ThemeFactory(round=early)

    for one, said in ((early, "nog niet gesloten"), (ballots, "in het portaal gestemd")):
        page = client.get(url("room_count_edit", one), follow=True).content.decode()
        assert said in page


def test_the_room_is_decided_on_like_any_result_and_then_its_count_stands(round, client):
    client.post(url("room_count_edit", round), counted(round, 5, 12, 9))
    themes = {theme.title: theme for theme in round.themes.all()}
    round.refresh_from_db()
    data = {"version": round.version, f"gekozen-{themes['Noot'].pk}": "on"}
    data |= {f"gekozen-{themes['Aap'].pk}": "on"}

    refused = client.post(url("decision_edit", round), data).content.decode()
    reasons = {f"motivering-{themes[one].pk}": "Omdat" for one in ("Aap", "Mies")}
    client.post(url("decision_edit", round), data | reasons)

    assert "Aap: schrijf op waarom dit anders is dan de uitslag." in refused
    assert "Mies: schrijf op waarom dit anders is dan de uitslag." in refused
    round.refresh_from_db()
    assert round.decision_sent_at
    with pytest.raises(InternalError), transaction.atomic():
        RoomCount.objects.update(votes=1)
    with pytest.raises(actions.TooLate):
        actions.enter_room_count(
            round,
            {theme.pk: 1 for theme in themes.values()},
            source="x",
            correction="x",
            seen=round.version,
            by=None,
        )
    page = client.get(url("result_detail", round)).content.decode()
    assert "Wijkt af van de uitslag" in page


def test_the_sweep_counts_no_ballots_where_the_room_was_counted(round, client):
    ThemeRound.objects.filter(pk=round.pk).update(
        vote_opens_at=now() - timedelta(hours=2), vote_closes_at=now() - timedelta(hours=1)
    )
    client.post(url("room_count_edit", round), counted(round, 5, 12, 9))

    actions.freeze_counts()

    with pytest.raises(actions.NotYet):
        actions.count_of(round)
    assert not Count.objects.exists()


def test_equals_at_the_last_place_of_the_room_are_a_tie(round, client):
    client.post(url("room_count_edit", round), counted(round, 9, 12, 9))

    outcome = actions.outcome_of(round)

    assert [len(outcome[key]) for key in ("winners", "tied")] == [1, 2]
    assert "Gelijke stand om de laatste plaats." in (
        client.get(url("result_detail", round)).content.decode()
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_of_the_room_take_the_same_queries_for_any_number_of_themes(
    client, rows, django_assert_num_queries
):
    round = ThemeRoundFactory(method="room", proposals_close_at=now() - timedelta(days=1))
    themes = [ThemeFactory(round=round) for _ in range(rows)]
    client.get(reverse("mine"))
    votes = {theme.pk: 1 for theme in themes}
    actions.enter_room_count(round, votes, source="x", seen=round.version, by=None)

    with django_assert_num_queries(5):
        client.get(url("room_count_edit", round))
    with django_assert_num_queries(4):
        client.get(url("result_detail", round))
