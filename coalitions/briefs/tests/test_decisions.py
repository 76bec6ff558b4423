"""From the result to the coalition: the bureau proposes, the board confirms."""

import pytest
from django.db import transaction
from django.db.utils import InternalError
from django.test import Client
from django.urls import reverse

from coalitions.briefs import actions
from coalitions.briefs.models import Coalition
from coalitions.briefs.overview import decisions_that_wait
from coalitions.tests.factories import CoalitionFactory, a_vote, close_vote
from coalitions.themes import actions as themes
from coalitions.themes.models import CommonTerm, Decision, Theme
from knw_portal.forms import Stale
from knw_portal.mail.models import Mail
from knw_portal.tests.factories import RoleFactory


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def bureau(db):
    return RoleFactory(kind="bureau").user


@pytest.fixture
def board(db):
    return RoleFactory(kind="board").user


@pytest.fixture
def round(db):
    """Three themes, two seats; the first two won, 2 and 1 votes."""
    round = a_vote(schools=3, options=3, seats=2)
    first, second, _ = round.themes.all()
    entries = list(round.roll.all())
    for entry, chosen in ((entries[0], [first.pk, second.pk]), (entries[1], [first.pk])):
        voter = themes.voters_of(entry).get()
        themes.cast_ballot(entry, kind="choices", chosen=chosen, by=voter)
    close_vote(round)
    CommonTerm.objects.create(round=round, number=1, title="Delen", text="Alles is open.")
    return round


def url(name, round):
    return reverse(name, kwargs={"school_year": round.school_year})


def filled(round, chosen, reasons=None):
    round.refresh_from_db()
    return {
        "version": round.version,
        **{f"gekozen-{pk}": "on" for pk in chosen},
        **{f"motivering-{pk}": text for pk, text in (reasons or {}).items()},
    }


def decided(round, bureau, chosen=None):
    listed = list(round.themes.all())
    chosen = listed[:2] if chosen is None else chosen
    rows = [(theme, theme in chosen, "Omdat") for theme in listed]
    themes.count_of(round)
    themes.record_decision(round, rows, seen=round.version, by=bureau)
    round.refresh_from_db()


def test_the_result_stands_filled_in_and_goes_to_the_board_without_a_reason(round, bureau, board):
    client = signed_in(bureau)
    first, second, _ = round.themes.all()

    page = client.get(url("decision_edit", round)).content.decode()
    client.post(url("decision_edit", round), filled(round, [first.pk, second.pk]))

    assert page.count(" checked") == 2
    assert list(Decision.objects.filter(is_chosen=True).values_list("theme", flat=True)) == [
        first.pk,
        second.pk,
    ]
    assert Mail.objects.get(kind="decision_waits").to == board.email
    assert [ask.role for ask in decisions_that_wait(board, None)] == ["board"]


def test_a_departure_from_the_ranking_needs_a_reason_on_both_sides(round, bureau):
    client = signed_in(bureau)
    first, second, third = round.themes.all()
    data = filled(round, [first.pk, third.pk], {third.pk: "Past bij de subsidie"})

    refused = client.post(url("decision_edit", round), data).content.decode()
    nothing = Decision.objects.count()
    client.post(url("decision_edit", round), {**data, f"motivering-{second.pk}": "Loopt al elders"})

    assert f"{second}: schrijf op waarom dit anders is dan de uitslag." in refused
    assert f"{third}: schrijf op" not in refused
    assert "Past bij de subsidie" in refused
    assert nothing == 0
    assert Decision.objects.get(theme=third).is_chosen


def test_the_board_confirms_and_each_chosen_theme_becomes_a_draft_coalition(round, bureau, board):
    earlier = CoalitionFactory(title="Data", edition="3.0", slug="data-3", school_year="2020-2021")
    theme = round.themes.first()
    theme_with_past(theme)
    decided(round, bureau)
    client = signed_in(board)

    page = client.get(url("decision_confirm", round)).content.decode()
    client.post(url("decision_confirm", round), {"version": round.version})

    assert "Na de bevestiging staat het besluit vast" in page
    born = list(round.coalitions.all())
    assert [(one.number, one.slug) for one in born] == [(1, "data-4"), (2, born[1].slug)]
    data = born[0]
    assert (data.published_at, data.phase, data.theme) == (None, Coalition.Phase.DRAFT, theme)
    assert data.group.name == "Data 4.0"
    assert [term.title for term in data.lines.filter(part="term")] == ["Delen"]
    assert [(line.earlier, line.kind) for line in data.built_on.all()] == [(earlier, "verdieping")]
    round.refresh_from_db()
    assert round.board_confirmed_on
    with pytest.raises(InternalError), transaction.atomic():
        Decision.objects.update(is_chosen=False)
    result = client.get(url("result_detail", round)).content.decode()
    assert "Gekozen" in result


def theme_with_past(theme):
    import pgtrigger

    with pgtrigger.ignore("coalitions.Theme:list_is_fixed"):
        Theme.objects.filter(pk=theme.pk).update(title="Data", edition="4.0")
    theme.refresh_from_db()


def test_confirming_twice_or_an_old_version_makes_no_second_coalition(round, bureau, board):
    decided(round, bureau)
    seen = round.version
    decided(round, bureau, chosen=list(round.themes.all())[:1])

    with pytest.raises(Stale):
        actions.confirm_decision(round, seen=seen, by=board)
    actions.confirm_decision(round, seen=round.version, by=board)
    with pytest.raises(Stale):
        actions.confirm_decision(round, seen=round.version, by=board)

    assert round.coalitions.count() == 1


def test_the_board_sends_back_with_a_reason_and_the_bureau_reads_it(round, bureau, board):
    decided(round, bureau)
    client = signed_in(board)
    data = {"version": round.version, "reason": ""}

    empty = client.post(url("decision_return", round), data).content.decode()
    client.post(url("decision_return", round), {**data, "reason": "Eerst de begroting."})

    assert "Schrijf op wat het bureau moet aanpassen" in empty
    page = signed_in(bureau).get(url("decision_edit", round)).content.decode()
    assert "Eerst de begroting." in page
    assert Mail.objects.filter(kind="decision_returned").count() == 1
    assert not round.coalitions.exists()


def test_before_the_close_there_is_nothing_to_decide_or_confirm(bureau, board):
    open_round = a_vote()

    for person, name in ((bureau, "decision_edit"), (board, "decision_confirm")):
        assert signed_in(person).get(url(name, open_round)).status_code == 302
    assert not Decision.objects.exists()


def test_what_the_bureau_proposes_is_not_shown_to_ambassadors_before_the_board_confirms(
    round, bureau, board
):
    decided(round, bureau, chosen=[round.themes.first()])
    ambassador = signed_in(themes.voters_of(round.roll.first()).get())

    before = ambassador.get(url("result_detail", round)).content.decode()
    actions.confirm_decision(round, seen=round.version, by=board)
    after = ambassador.get(url("result_detail", round)).content.decode()

    assert "Niet gekozen" not in before
    assert "Niet gekozen" in after
