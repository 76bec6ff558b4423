"""Voting by points and by order: in the browser without scripts, and below it."""

import re

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.db.utils import IntegrityError, InternalError
from django.test import Client
from django.urls import reverse

from coalitions.tests.factories import ThemeRoundFactory, a_vote
from coalitions.themes import actions
from coalitions.themes.models import Ballot, BallotEvent, Preference, ThemeRound
from knw_portal.tests.factories import RoleFactory


@pytest.fixture(params=["points", "ranking"])
def round(request, db):
    return a_vote(options=5, method=request.param, max_choices=3, points=10, tie_break="decision")


@pytest.fixture
def entry(round):
    return round.roll.first()


def ids(round):
    return list(round.themes.standing().values_list("pk", flat=True))


def address(entry):
    kwargs = {"school_year": entry.round.school_year, "institution": entry.institution.slug}
    return reverse("ballot_edit", kwargs=kwargs)


def voter(entry):
    client = Client()
    client.force_login(actions.voters_of(entry).first())
    return client


def fields(round, *numbers):
    name = {"points": "punten", "ranking": "plaats"}[round.method]
    return {f"{name}-{pk}": number for pk, number in zip(ids(round), numbers, strict=False)}


def filled_in(page):
    """What stands in the fields of the ballot: number → how often."""
    soup = BeautifulSoup(page.content, "html.parser")
    numbers = [one["value"] for one in soup.select("input[type=number]") if one["value"]]
    return sorted(numbers + [one["value"] for one in soup.select("option[selected]")])


def test_a_vote_is_cast_shown_again_and_changed(round, entry):
    client = voter(entry)
    first, second, *_ = ids(round)

    answer = client.post(address(entry), {**fields(round, 2, 1), "version": 0, "deed": "vote"})
    page = client.get(address(entry))
    client.post(address(entry), {**fields(round, "", 1), "version": 1, "deed": "vote"})

    assert answer.status_code == 302
    assert filled_in(page) == ["1", "2"]
    assert actions.choices_of(Ballot.objects.get()) == {second: 1}
    assert [event.what for event in BallotEvent.objects.all()] == ["cast", "changed"]
    assert first not in actions.choices_of(Ballot.objects.get())


@pytest.mark.parametrize("deed", ["none", "abstain"])
def test_none_of_these_and_abstaining_count_as_turnout(round, entry, deed):
    voter(entry).post(address(entry), {**fields(round, 1), "version": 0, "deed": deed})

    assert (Ballot.objects.get().kind, Preference.objects.count()) == (deed, 0)
    assert actions.turnout(round)["voted"] == 1


WRONG = [
    ("points", (8, 4), "Je verdeelde 12 punten. Het mogen er hooguit 10 zijn: haal er 2 weg."),
    ("points", (1, 1, 1, 1), "Je gaf vier thema’s punten. Het mogen er hooguit drie zijn."),
    ("points", (-1,), "vul een getal vanaf 0 in."),
    ("points", ("veel",), "vul een heel getal in."),
    ("points", (11,), "dat zijn meer dan de 10 punten samen."),
    ("points", (), "Geef ten minste één thema een punt"),
    ("ranking", (1, 1), "Plaats 1 staat bij"),
    ("ranking", (1, 3), "Plaats 2 is nog leeg."),
    ("ranking", (), "Zet ten minste één thema op plaats 1"),
    ("ranking", (4,), "Selecteer een geldige keuze"),
]


@pytest.mark.parametrize(("method", "numbers", "words"), WRONG)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(db, method, numbers, words):
    round = a_vote(options=5, method=method, max_choices=3, tie_break="decision")
    entry = round.roll.first()

    page = voter(entry).post(address(entry), {**fields(round, *numbers), "deed": "vote"})

    assert page.status_code == 200
    assert words in page.content.decode()
    if method == "points":
        assert filled_in(page) == sorted(map(str, numbers))
    assert not Ballot.objects.exists()


def test_who_was_first_is_named_and_what_one_filled_in_stays(round, entry):
    deputy = RoleFactory(kind="deputy", institution=entry.institution).user
    client = Client()
    client.force_login(deputy)
    main = actions.voters_of(entry).exclude(pk=deputy.pk).get()
    actions.cast_ballot(entry, kind="choices", marks={ids(round)[4]: 1}, by=main)

    lost = client.post(address(entry), {**fields(round, 2, 1), "version": 0, "deed": "vote"})
    again = client.post(address(entry), {**fields(round, 2, 1), "version": 1, "deed": "vote"})

    assert (lost.status_code, again.status_code) == (409, 302)
    assert f"{main.name} veranderde de stem" in lost.content.decode()
    assert filled_in(lost) == ["1", "2"]


def test_every_number_has_a_label_of_its_own(round, entry):
    page = BeautifulSoup(voter(entry).get(address(entry)).content, "html.parser")

    numbers = page.select("fieldset input[type=number], fieldset select")
    assert len(numbers) == 5
    for one in numbers:
        label = page.select_one(f"label[for={one['id']}]").get_text()
        assert re.match(r"(Punten voor|Plaats van) Thema \d+", label)


def test_a_form_that_was_passed_by_cannot_break_the_rules_either(round, entry):
    themes = ids(round)
    wrong = {
        "points": [{themes[0]: 11}, {themes[0]: 0}, {themes[0]: 6, themes[1]: 5}],
        "ranking": [{themes[0]: 2}, {themes[0]: 1, themes[1]: 1}, {themes[0]: 0}],
    }[round.method]

    for marks in [*wrong, {}, dict.fromkeys(themes[:4], 1)]:
        with pytest.raises(ValueError, match=r"points|places|too many"):
            actions.cast_ballot(
                entry, kind="choices", marks=marks, by=actions.voters_of(entry).first()
            )
    assert not Ballot.objects.exists()


def test_not_even_the_database_takes_another_kind_of_mark_or_more_than_there_are(round, entry):
    themes = ids(round)
    ballot = actions.cast_ballot(
        entry, kind="choices", marks={themes[0]: 1}, by=actions.voters_of(entry).first()
    )
    wrong = {
        "points": [{"points": 10}, {"points": 0}, {"rank": 2}, {"starred": True}, {}],
        "ranking": [{"rank": 1}, {"rank": 4}, {"points": 2}, {"starred": True}, {}],
    }[round.method]

    for marks in wrong:
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            Preference.objects.create(ballot=ballot, theme_id=themes[1], **marks)
    assert ballot.preferences.count() == 1


def test_the_bureau_chooses_the_method_and_the_rule_for_ties_goes_along(db):
    round = ThemeRoundFactory()
    client = Client()
    client.force_login(RoleFactory(kind="bureau").user)
    url = reverse("round_edit", kwargs={"school_year": round.school_year})
    page = client.get(url)
    initial = page.context["form"].initial
    data = {name: "" if value is None else value for name, value in initial.items()}

    client.post(url, {**data, "method": "ranking", "tie_break": "stars"})

    round = ThemeRound.objects.get()
    assert (round.method, round.tie_break) == ("ranking", "decision")
    assert round.tie_rule.startswith("Bij een gelijke stand telt de laatste stap")
    assert dict(round.facts())["Stem per school"] == "hooguit 3 thema’s, op volgorde"
