from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import InternalError
from django.urls import reverse
from django.utils.timezone import now

from coalitions.tests.factories import ThemeFactory, ThemeRoundFactory
from coalitions.themes.models import Decision, RoomCount, Theme, ThemeRound
from coalitions.themes.overview import proposals_that_close
from knw_portal.mail.ledger import plan, send_due
from knw_portal.mail.models import Mail, Reminder
from knw_portal.tests.factories import InstitutionFactory, RoleFactory

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def ambassador(db):
    return RoleFactory(kind="ambassador", institution=InstitutionFactory()).user


@pytest.mark.parametrize(
    ("dates", "phase"),
    [
        ({"proposals_close_at": NOON + timedelta(seconds=1)}, "voorstellen welkom"),
        ({"proposals_close_at": NOON, "meeting_on": date(2026, 12, 1)}, "voorstellen gesloten"),
        ({"proposals_close_at": NOON, "meeting_on": date(2026, 11, 30)}, "keuze wordt uitgewerkt"),
        ({"board_confirmed_on": date(2026, 12, 1)}, "bevestigd"),
    ],
)
def test_the_phase_of_a_round_follows_from_its_dates(dates, phase):
    assert ThemeRound(school_year="2027-2028", **dates).phase(NOON) == phase


def test_the_long_list_stands_in_order_of_votes_with_what_was_not_counted_last(db):
    round = ThemeRoundFactory()
    few, many, uncounted = (ThemeFactory(round=round) for _ in range(3))
    RoomCount.objects.create(theme=few, votes=3)
    RoomCount.objects.create(theme=many, votes=13)
    ThemeFactory(round=round, merged_into=many)

    assert list(round.themes.ranked()) == [many, few, uncounted]


def test_a_count_and_a_confirmed_decision_cannot_be_changed(db):
    theme = ThemeFactory()
    RoomCount.objects.create(theme=theme, votes=3)
    open_decision = Decision.objects.create(
        theme=theme, is_chosen=True, decided_on=date(2026, 12, 15)
    )
    Decision.objects.update(motivation="Nog te wijzigen")
    Decision.objects.update(confirmed_on=date(2027, 1, 20))

    with pytest.raises(InternalError), transaction.atomic():
        RoomCount.objects.update(votes=4)
    with pytest.raises(InternalError), transaction.atomic():
        Decision.objects.update(is_chosen=False)
    with pytest.raises(InternalError), transaction.atomic():
        Decision.objects.all().delete()

    open_decision.refresh_from_db()
    assert open_decision.is_chosen


def test_a_theme_stands_once_on_a_long_list(db):
    theme = ThemeFactory(title="Data", edition="3.0")

    with pytest.raises(ValidationError):
        Theme(
            round=theme.round, title="Data", edition="3.0", issue="x", urgency="x", origin="bureau"
        ).full_clean()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_round_takes_the_same_queries_for_any_number_of_themes(
    client, ambassador, rows, django_assert_num_queries
):
    round = ThemeRoundFactory()
    for _ in range(rows):
        theme = ThemeFactory(round=round, institution=InstitutionFactory())
        RoomCount.objects.create(theme=theme, votes=1)
    client.force_login(ambassador)
    client.get(round.get_absolute_url())

    with django_assert_num_queries(7):
        page = client.get(round.get_absolute_url())

    assert page.content.count(b"Waarom nu:") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_rounds_takes_the_same_queries_for_any_number_of_rounds(
    client, ambassador, rows, django_assert_num_queries
):
    for _ in range(rows):
        ThemeRoundFactory()
    client.force_login(ambassador)
    client.get(reverse("round_list"))

    with django_assert_num_queries(3):
        page = client.get(reverse("round_list"))

    assert len(page.context["rounds"]) == rows


def test_an_open_list_asks_ambassadors_to_read_it_and_nobody_else(ambassador):
    closing = ThemeRoundFactory(proposals_close_at=now() + timedelta(days=3))
    ThemeRoundFactory(proposals_close_at=now() - timedelta(days=3))
    board = RoleFactory(kind="board").user

    asked = list(proposals_that_close(ambassador, now()))

    assert [(ask.url, ask.due) for ask in asked] == [
        (closing.get_absolute_url(), closing.proposals_close_at)
    ]
    assert list(proposals_that_close(board, now())) == []


def test_ambassadors_are_reminded_once_a_week_before_the_list_closes(ambassador):
    round = ThemeRoundFactory(proposals_close_at=now() + timedelta(days=20))
    plan("proposals_close", round)
    reminder = Reminder.objects.get()

    at = reminder.due_at + timedelta(minutes=1)
    send_due(at)
    send_due(at)

    assert reminder.to == ambassador
    assert [mail.to for mail in Mail.objects.all()] == [ambassador.email]


def test_a_list_that_closes_later_moves_its_reminder(ambassador):
    round = ThemeRoundFactory(proposals_close_at=now() + timedelta(days=20))
    plan("proposals_close", round)
    round.proposals_close_at += timedelta(days=7)
    round.save(update_fields=["proposals_close_at"])

    plan("proposals_close", round)

    states = Reminder.objects.order_by("due_at").values_list("state", flat=True)
    assert list(states) == ["dropped", "planned"]
