"""From the result to the coalition: the bureau proposes, the board confirms."""

import pytest
from django.db import transaction
from django.db.utils import IntegrityError, InternalError
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from coalitions.briefs import actions
from coalitions.briefs.models import Coalition, ThemeLine
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
    ThemeLine.objects.create(theme=theme, earlier=earlier, is_deepening=True, note="Verder")
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


# --- reasons ----------------------------------------------------------------------------------


def test_a_departure_without_a_reason_cannot_be_laid_before_the_board_by_any_way(round, bureau):
    first, second, third = round.themes.all()
    rows = [(first, True, ""), (second, False, "Loopt elders"), (third, True, "")]

    with pytest.raises(ValueError, match="no reason"):
        themes.record_decision(round, rows, seen=round.version, by=bureau)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            theme=third, is_chosen=True, basis="departure", decided_on=localdate()
        )

    round.refresh_from_db()
    assert (round.decision_sent_at, Decision.objects.count()) == (None, 0)


def tied_round(**values):
    """Two themes with one vote each, and one seat."""
    round = a_vote(schools=2, options=2, seats=1, **values)
    for entry, theme in zip(round.roll.all(), round.themes.all(), strict=True):
        star = theme.pk if entry == round.roll.first() else None
        voter = themes.voters_of(entry).get()
        themes.cast_ballot(entry, kind="choices", chosen=[theme.pk], star=star, by=voter)
    close_vote(round)
    return round


def test_a_tie_is_settled_by_the_rule_and_the_decision_says_on_what_it_rests(bureau, board):
    round = tied_round(tie_break="decision")
    first, second = round.themes.all()
    client = signed_in(bureau)

    refused = client.post(url("decision_edit", round), filled(round, [first.pk])).content.decode()
    client.post(url("decision_edit", round), filled(round, [first.pk], {first.pk: "Past nu"}))

    assert "schrijf op waarom dit thema voorgaat bij de gelijke stand" in refused
    assert dict(Decision.objects.values_list("theme", "basis")) == {
        first.pk: "tie",
        second.pk: "tie",
    }
    page = signed_in(board).get(url("decision_confirm", round)).content.decode()
    assert "Gelijke stand: besloten met een motivering" in page


def test_a_tie_that_the_stars_settled_is_recorded_as_that(bureau):
    round = tied_round()
    first, second = round.themes.all()

    signed_in(bureau).post(url("decision_edit", round), filled(round, [first.pk]))

    assert set(Decision.objects.values_list("theme", "is_chosen", "basis")) == {
        (first.pk, True, "stars"),
        (second.pk, False, "stars"),
    }


def test_without_the_quorum_a_decision_needs_a_reason_that_the_board_reads(bureau, board):
    round = a_vote(schools=3, options=2, seats=1, quorum_kind="share", quorum=60)
    entry, theme = round.roll.first(), round.themes.first()
    voter = themes.voters_of(entry).get()
    themes.cast_ballot(entry, kind="choices", chosen=[theme.pk], by=voter)
    close_vote(round)
    client = signed_in(bureau)
    data = filled(round, [theme.pk])

    refused = client.post(url("decision_edit", round), data).content.decode()
    with pytest.raises(ValueError, match="quorum"):
        themes.record_decision(round, [(theme, True, "")], seen=round.version, by=bureau)
    client.post(url("decision_edit", round), {**data, "toelichting": "Uitstel kost een jaar"})

    assert "Schrijf op waarom er toch een besluit is" in refused
    page = signed_in(board).get(url("decision_confirm", round)).content.decode()
    assert "Het quorum is niet gehaald." in page
    assert "Uitstel kost een jaar" in page


# --- lineage ----------------------------------------------------------------------------------


def test_an_edition_is_filled_in_as_what_the_theme_builds_on_and_asks_in_what_respect(
    round, bureau, board
):
    earlier = CoalitionFactory(title="Data", edition="3.0", slug="data-3", school_year="2020-2021")
    theme = round.themes.first()
    theme_with_past(theme)
    client = signed_in(bureau)
    data = filled(round, list(themes.count_of(round).result["winners"]))
    data |= {f"voorganger-{theme.pk}": earlier.pk}

    page = client.get(url("decision_edit", round)).content.decode()
    refused = client.post(url("decision_edit", round), data).content.decode()
    nothing = Decision.objects.exists()
    client.post(
        url("decision_edit", round),
        {
            **data,
            f"verdieping-{theme.pk}": "on",
            f"verbreding-{theme.pk}": "on",
            f"opzicht-{theme.pk}": "Nu ook voor praktijkopleiders",
        },
    )

    assert f'<option value="{earlier.pk}" selected>Data 3.0</option>' in page
    assert f"{theme}: kies verdieping, verbreding of allebei." in refused
    assert f"{theme}: schrijf op in welk opzicht." in refused
    assert not nothing
    told = signed_in(board).get(url("decision_confirm", round)).content.decode()
    assert "Bouwt voort op Data 3.0 (verdieping en verbreding)" in told
    round.refresh_from_db()
    born = actions.confirm_decision(round, seen=round.version, by=board)
    lines = [(line.earlier, line.kind, line.note) for one in born for line in one.built_on.all()]
    assert lines == [(earlier, "verdieping en verbreding", "Nu ook voor praktijkopleiders")]


def test_a_line_without_a_respect_or_a_kind_is_not_kept_by_the_database(round):
    theme, earlier = round.themes.first(), CoalitionFactory()
    for values in ({"note": "x"}, {"is_deepening": True, "note": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ThemeLine.objects.create(theme=theme, earlier=earlier, **values)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_decision_takes_the_same_queries_for_any_number_of_themes_and_coalitions(
    bureau, board, rows, django_assert_num_queries
):
    round = a_vote(schools=1, options=max(2, rows), seats=1)
    for number in range(rows):
        CoalitionFactory(school_year="2020-2021", title=f"Oud {number}")
    voter = themes.voters_of(round.roll.get()).get()
    first = round.themes.first()
    themes.cast_ballot(round.roll.get(), kind="choices", chosen=[first.pk], by=voter)
    close_vote(round)
    decided(round, bureau, chosen=[first])
    clients = signed_in(bureau), signed_in(board)
    for client in clients:
        client.get(reverse("mine"))

    with django_assert_num_queries(7):
        clients[0].get(url("decision_edit", round))
    with django_assert_num_queries(5):
        clients[1].get(url("decision_confirm", round))
