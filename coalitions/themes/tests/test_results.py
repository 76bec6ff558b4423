"""The page of the result: each method, how firm it is, the ballots behind it, counted again."""

import json
import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from coalitions.tests.factories import a_vote, close_vote
from coalitions.themes import actions, counting
from coalitions.themes.models import Ballot, Count
from knw_portal.tests.factories import RoleFactory

# What seven schools voted, by the number of the theme.
VOTES = {
    "approval": [{0: True, 1: False}, {0: True}, {1: True, 2: False}, {1: True}, {2: True}, {0: 0}],
    "points": [{0: 5, 1: 5}, {0: 9}, {1: 3, 2: 7}, {1: 10}, {2: 2}, {0: 1, 2: 1}],
    "ranking": [
        {0: 1, 1: 2, 2: 3},
        {0: 1, 2: 2},
        {2: 1, 0: 2},
        {1: 1, 2: 2},
        {2: 1},
        {3: 1, 2: 2},
    ],
}


def voted(method, *, votes=None, seats=2):
    """A closed round in which these votes were cast, and one school abstained."""
    votes = VOTES[method] if votes is None else votes
    tie_break = "stars" if method == "approval" else "decision"
    round = a_vote(
        schools=len(votes) + 1, options=4, method=method, seats=seats, tie_break=tie_break
    )
    themes = list(round.themes.standing().order_by("pk").values_list("pk", flat=True))
    *entries, last = round.roll.order_by("pk")
    for entry, marks in zip(entries, votes, strict=True):
        cast(entry, kind="choices", marks={themes[number]: mark for number, mark in marks.items()})
    cast(last, kind="abstain")
    close_vote(round)
    return round


def cast(entry, **kwargs):
    return actions.cast_ballot(entry, by=actions.voters_of(entry).first(), **kwargs)


def address(name, round):
    return reverse(name, kwargs={"school_year": round.school_year})


@pytest.fixture
def reader(db):
    client = Client()
    client.force_login(RoleFactory(kind="board").user)
    return client


def text_of(page):
    main = page.content.decode().split("<main")[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace(" .", ".")


def test_a_count_with_transfers_is_told_step_by_step(reader):
    round = voted("ranking")
    titles = [str(theme) for theme in round.themes.order_by("pk")]

    page = text_of(reader.get(address("result_detail", round)))

    # Of six votes three make a quota. The last two are tied, and whoever goes, the third theme
    # gets its third vote; the first has nobody left beside it.
    assert "Wie 3 stemmen haalt, is gekozen." in page
    assert f"{titles[3]} heeft de minste stemmen en valt af." in page
    assert f"{titles[2]} haalt dat." in page
    assert f"Er zijn niet meer thema’s over dan plaatsen: {titles[0]} is gekozen." in page
    assert f"Bij stap 2 stonden {titles[1]} en {titles[3]} gelijk." in page
    assert "voor wie er gekozen wordt, maakt dat niets uit." in page
    assert "Niet over te dragen" in page
    winners = [theme.pk for theme in round.themes.order_by("pk")]
    assert Count.objects.get().result["winners"] == [winners[2], winners[0]]


def test_points_are_added_up_with_how_many_schools_gave_them(reader):
    round = voted("points")

    page = reader.get(address("result_detail", round)).content.decode()

    assert "18 punten, van 3 scholen" in page
    assert "punten verschil om plaats 2" in page
    assert [row["votes"] for row in Count.objects.get().result["rows"]] == [18, 15, 10, 0]


@pytest.mark.parametrize(
    ("method", "others"),
    [
        ("approval", {"points", "proportional"}),
        ("points", {"approval", "proportional"}),
        ("ranking", {"points", "approval", "proportional"}),
    ],
)
def test_other_ways_to_count_stand_beside_the_result_without_saying_whose_vote_matters(
    reader, method, others
):
    round = voted(method)

    page = text_of(reader.get(address("result_detail", round)))

    robustness = Count.objects.get().result["robustness"]
    assert set(robustness["others"]) == others
    assert set(robustness["without_one"]) == {"counts", "changed"}
    assert robustness["without_one"]["counts"] == 7
    assert "Hoe vast staat dit?" in page
    assert "van de 7 tellingen waarin één stem ontbreekt" in page or "in alle 7" in page


def test_one_ballot_less_is_counted_by_hand_here(reader):
    # 3 and 2 and 2: without one of the second there is no tie for it any more.
    votes = [{0: True}] * 3 + [{1: True}] * 2 + [{2: True}]
    round = voted("approval", votes=votes, seats=1)

    count = actions.count_of(round)

    # Each of the three for the first makes a tie; of the others none matters.
    assert count.result["robustness"]["without_one"] == {"counts": 7, "changed": 3}


def test_under_five_ballots_there_is_no_list_no_file_and_no_comparison(reader):
    round = voted("approval", votes=VOTES["approval"][:3])

    page = reader.get(address("ballot_list", round))

    assert "Er stemden minder dan vijf scholen." in page.content.decode()
    assert reader.get(address("ballot_json", round)).status_code == 404
    assert "Hoe vast staat dit?" not in text_of(reader.get(address("result_detail", round)))
    assert actions.count_of(round).result["robustness"] is None


def test_before_the_close_there_is_neither_list_nor_file(reader):
    round = a_vote(schools=6)
    for entry in round.roll.all():
        cast(entry, kind="choices", marks={round.themes.first().pk: True})

    page = reader.get(address("ballot_list", round))

    assert "De uitslag is er nog niet" in page.content.decode()
    for tracker in Ballot.objects.values_list("tracker", flat=True):
        assert tracker not in page.content.decode()
    assert reader.get(address("ballot_json", round)).status_code == 404
    assert reader.get(address("ballot_blt", round)).status_code == 404


@pytest.mark.parametrize("method", VOTES)
def test_a_code_finds_its_own_ballot_in_a_list_that_names_nobody(reader, method):
    round = voted(method)
    mine = round.roll.order_by("pk").first().ballot
    url = address("ballot_list", round)

    page = reader.get(url).content.decode()
    found = text_of(reader.post(url, {"volgcode": f" {mine.tracker.lower()} "}))
    lost = text_of(reader.post(url, {"volgcode": "AAAA2222"}))

    codes = re.findall(r'<th scope="row"[^>]*><code>(\w+)</code>', page)
    assert codes == sorted(Ballot.objects.values_list("tracker", flat=True))
    assert len(codes) == 7
    assert f"Deze stem is meegeteld. Volgcode {mine.tracker}" in found
    assert "Deze volgcode staat niet in de lijst." in lost
    for entry in round.roll.all():
        assert str(entry.institution) not in page
        assert actions.voters_of(entry).first().name not in page


@pytest.mark.parametrize("method", VOTES)
def test_the_file_counted_again_by_the_command_gives_the_result_of_the_page(
    reader, method, tmp_path, capsys
):
    round = voted(method)
    result = actions.count_of(round).result
    titles = actions.titles_of(round)
    forms = ["ballot_json", *(["ballot_blt"] if method == "ranking" else [])]

    for form in forms:
        path = tmp_path / form.replace("_", ".")
        path.write_bytes(reader.get(address(form, round)).content)
        call_command("count_ballots", str(path), json=True)
        line = json.loads(capsys.readouterr().out)

        assert line["winners"] == [titles[pk] for pk in result["winners"]]
        assert line["tied"] == [titles[pk] for pk in result["tied"]]
        assert line["open_seats"] == result["open_seats"]
        assert (line["ballots"], line["version"]) == (7, counting.VERSION)
        for stage, kept in zip(line["stages"], result.get("stages", ()), strict=False):
            assert stage["votes"] == {titles[int(pk)]: votes for pk, votes in kept["votes"].items()}
        if method != "ranking":
            votes = {row["title"]: f"{row['votes']}.00000" for row in result["rows"]}
            assert line["stages"][0]["votes"] == votes
        assert reader.get(address("ballot_blt", round)).status_code == (
            200 if method == "ranking" else 404
        )


def test_a_later_version_of_the_code_says_equal_or_different_and_alters_nothing(
    reader, monkeypatch
):
    round = voted("approval")
    kept = actions.count_of(round).result
    assert "Herteld" not in text_of(reader.get(address("result_detail", round)))

    monkeypatch.setattr(counting, "VERSION", 2)
    same = text_of(reader.get(address("result_detail", round)))
    monkeypatch.setattr(
        counting,
        "approval",
        lambda votes, themes, **rules: counting.points([], themes, seats=rules["seats"]),
    )
    other = text_of(reader.get(address("result_detail", round)))

    assert "Herteld: gelijk." in same
    assert "Herteld: anders." in other
    assert Count.objects.get().result == kept


@pytest.mark.parametrize("schools", [5, 9])
def test_the_pages_take_the_same_queries_for_any_number_of_ballots(
    reader, schools, django_assert_num_queries
):
    round = voted("ranking", votes=(VOTES["ranking"] * 2)[:schools])
    actions.count_of(round)
    reader.get(reverse("mine"))

    with django_assert_num_queries(4):
        reader.get(address("result_detail", round))
    with django_assert_num_queries(7):
        reader.get(address("ballot_list", round))
