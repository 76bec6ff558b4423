"""`verify_round` finds one altered row of any kind, also where the triggers were passed by."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now

from coalitions.tests.factories import ThemeRoundFactory, a_vote, close_vote
from coalitions.themes import actions, counting
from coalitions.themes.models import (
    Ballot,
    BallotEvent,
    Count,
    Extension,
    Preference,
    RollEntry,
    RollExit,
    Theme,
    ThemeRound,
)
from knw_portal.log import LogEntry
from knw_portal.tests.factories import InstitutionFactory, UserFactory


def cast(entry, **kwargs):
    return actions.cast_ballot(entry, by=actions.voters_of(entry).first(), **kwargs)


@pytest.fixture
def round(db):
    """Six schools: four voted, of whom one changed its vote and one took it back."""
    round = a_vote(schools=6, options=4)
    themes = list(round.themes.order_by("pk").values_list("pk", flat=True))
    first, second, third, fourth, fifth, sixth = round.roll.order_by("pk")
    cast(first, kind="choices", chosen=themes[:2], star=themes[0])
    cast(second, kind="choices", chosen=themes[2:], star=themes[2])
    cast(second, kind="choices", chosen=themes[:1])
    cast(third, kind="none")
    cast(fourth, kind="choices", chosen=themes[1:3])
    actions.withdraw_ballot(fourth, by=actions.voters_of(fourth).first())
    cast(fifth, kind="abstain")
    bureau = UserFactory()
    until = round.vote_closes_at + timedelta(hours=1)
    actions.extend_vote(round, until=until, reason="Storing", by=bureau)
    actions.leave_roll(sixth, kind="left", reason="Weg", by=bureau)
    close_vote(round, at=now())
    actions.count_of(round)
    return round


def without_triggers(model, pk=None, **values):
    """Change a row, or the first of this kind, as somebody at the database could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        pk = pk or model.objects.order_by("pk").values_list("pk", flat=True)[0]
        rows = model.objects.filter(pk=pk)
        rows.update(**values) if values else rows._raw_delete(rows.db)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_what_was_not_touched_agrees(round, capsys):
    call_command("verify_round", round.school_year)

    assert actions.verify(round) == []
    assert capsys.readouterr().out.splitlines() == [
        "Stemregister, stembriefjes en logboek kloppen met elkaar.",
        "Opnieuw geteld: gelijk aan de uitslag.",
    ]


ALTERATIONS = [
    (Ballot, lambda row: {"kind": "abstain"}),
    (Ballot, lambda row: {"tracker": "AAAABBBB"}),
    (Ballot, lambda row: {"salt": "x"}),
    (Ballot, lambda row: {"cast_by": UserFactory()}),
    (Ballot, lambda row: {"cast_at": row.cast_at - timedelta(seconds=1)}),
    (Ballot, lambda row: {"version": 7}),
    (Preference, lambda row: {"starred": not row.starred}),
    (Preference, lambda row: {"theme": Theme.objects.order_by("pk").last()}),
    (Preference, lambda row: {}),
    (BallotEvent, lambda row: {"what": "changed"}),
    (BallotEvent, lambda row: {"by": UserFactory()}),
    (BallotEvent, lambda row: {"at": row.at - timedelta(seconds=1)}),
    (BallotEvent, lambda row: {"tracker": "AAAABBBB"}),
    (BallotEvent, lambda row: {"digest": "0" * 64}),
    (BallotEvent, lambda row: {"chain": "0" * 64}),
    (BallotEvent, lambda row: {}),
    (RollEntry, lambda row: {"institution": InstitutionFactory()}),
    (RollEntry, lambda row: {"had_ambassador": not row.had_ambassador}),
    (Count, lambda row: {"result": {**row.result, "winners": row.result["winners"][::-1]}}),
    (Count, lambda row: {"input_digest": "0" * 64}),
    (Count, lambda row: {"method": "points"}),
    (Count, lambda row: {"counting_version": 9}),
    (Count, lambda row: {"counted_at": row.counted_at - timedelta(seconds=1)}),
    (Count, lambda row: {}),
    (Theme, lambda row: {"title": "Een ander thema"}),
    (Theme, lambda row: {"withdrawn_at": now()}),
    (ThemeRound, lambda row: {"vote_opens_at": row.vote_closes_at - timedelta(microseconds=1)}),
    (ThemeRound, lambda row: {"vote_closes_at": row.vote_opens_at + timedelta(seconds=1)}),
    (ThemeRound, lambda row: {"method": "points"}),
    (ThemeRound, lambda row: {"tie_break": "decision"}),
    (ThemeRound, lambda row: {"max_choices": 9}),
    (ThemeRound, lambda row: {"quorum_kind": "number", "quorum": 2}),
    (Extension, lambda row: {"closes_at": row.closes_at + timedelta(hours=1)}),
    (Extension, lambda row: {"closed_at": row.closed_at - timedelta(hours=1)}),
    (Extension, lambda row: {"reason": "Iets anders"}),
    (Extension, lambda row: {"by": UserFactory()}),
    (Extension, lambda row: {}),
    (RollExit, lambda row: {"kind": "merged", "merged_into": InstitutionFactory()}),
    (RollExit, lambda row: {"reason": "Iets anders"}),
    (RollExit, lambda row: {"by": UserFactory()}),
    (RollExit, lambda row: {}),
    (LogEntry, lambda row: {"action": "ballot.read"}),
    (LogEntry, lambda row: {}),
]


@pytest.mark.parametrize(("model", "change"), ALTERATIONS)
def test_one_altered_row_is_found(round, capsys, model, change):
    rows = model.objects.order_by("pk")
    first = rows.filter(action__startswith="ballot.").first() if model is LogEntry else rows.first()
    without_triggers(model, first.pk, **change(first))

    with pytest.raises(SystemExit) as end:
        call_command("verify_round", round.school_year)

    assert end.value.code == 1
    assert capsys.readouterr().out


@pytest.mark.parametrize("changed", ["reason", "merged_into"])
def test_why_a_school_left_and_into_which_it_went_cannot_change_unseen(db, changed):
    """Nothing that is counted hangs on these two, so only the log can tell."""
    round = a_vote(schools=3)
    entry, into = round.roll.order_by("pk").last(), InstitutionFactory()
    bureau = UserFactory()
    actions.leave_roll(entry, kind="merged", merged_into=into, reason="Gefuseerd", by=bureau)
    untouched = actions.verify(round)

    without_triggers(RollExit, **{changed: "Weg" if changed == "reason" else InstitutionFactory()})

    assert untouched == []
    assert actions.verify(round) == [
        f"{entry.institution}: waarom die van de stemlijst ging, is veranderd."
    ]


def test_a_school_that_left_before_the_log_kept_fingerprints_is_no_trouble(db):
    round = a_vote(schools=3)
    entry = round.roll.first()
    actions.leave_roll(entry, kind="left", reason="Weg", by=UserFactory())
    line = LogEntry.objects.get(action="roll.left")

    without_triggers(LogEntry, line.pk, details={"kind": "left"})

    assert actions.verify(round) == []


def test_a_rule_changed_afterwards_is_found(round):
    without_triggers(type(round), seats=1)
    round.refresh_from_db()

    assert actions.verify(round) == ["Opnieuw tellen geeft iets anders dan de uitslag."]


def test_a_later_version_of_the_code_is_run_over_the_published_result(round, capsys, monkeypatch):
    monkeypatch.setattr(counting, "VERSION", 2)
    call_command("verify_round", round.school_year)
    same = capsys.readouterr().out
    monkeypatch.setattr(
        counting,
        "approval",
        lambda votes, themes, **rules: counting.points([], themes, seats=rules["seats"]),
    )
    with pytest.raises(SystemExit):
        call_command("verify_round", round.school_year)

    assert "Herteld met versie 2 (de uitslag is van versie 1): gelijk." in same
    assert "(de uitslag is van versie 1): anders." in capsys.readouterr().out


def test_before_the_count_ledger_and_ballots_are_checked_already(db, capsys):
    round = a_vote()
    cast(round.roll.first(), kind="none")

    call_command("verify_round", round.school_year)
    without_triggers(Ballot, kind="abstain")

    assert "Er is nog niet geteld." in capsys.readouterr().out
    assert len(actions.verify(round)) == 1


def test_a_round_that_is_not_there_or_was_held_in_a_room_is_refused_in_words(db):
    room = ThemeRoundFactory(method="room")

    with pytest.raises(CommandError, match="geen ronde"):
        call_command("verify_round", "1999-2000")
    with pytest.raises(CommandError, match="in de zaal"):
        call_command("verify_round", room.school_year)


@pytest.mark.parametrize(("rule", "listed"), [("drop", 5), ("keep", 6)])
def test_a_school_that_left_a_vote_that_was_put_off_counts_by_the_rule(db, rule, listed):
    round = a_vote(schools=7, options=4, leaver_rule=rule)
    themes = list(round.themes.order_by("pk").values_list("pk", flat=True))
    entries = list(round.roll.order_by("pk"))
    for entry in entries[:6]:
        cast(entry, kind="choices", chosen=themes[:2])
    bureau = UserFactory()
    actions.leave_roll(entries[0], kind="left", reason="Weg", by=bureau)
    until = round.vote_closes_at + timedelta(hours=1)
    actions.extend_vote(round, until=until, reason="Storing", by=bureau)
    close_vote(round, at=now())

    count, ballots = actions.count_of(round), actions.open_ballots(round)

    assert len(ballots) == count.result["turnout"]["voted"] == listed
    gone = Ballot.objects.get(entry=entries[0]).tracker
    assert (gone in {ballot["code"] for ballot in ballots}) == (rule == "keep")
    assert count.result["rows"][0]["votes"] == listed
    assert actions.recount(count)
    assert actions.verify(round) == []
    without_triggers(RollExit, kind="merged", merged_into=InstitutionFactory())
    assert actions.verify(round)


def test_a_vote_that_was_called_off_is_checked_and_opens_nothing(db, capsys):
    round = a_vote(schools=6)
    for entry in round.roll.all():
        cast(entry, kind="none")
    actions.cancel_vote(round, reason="Storing", by=UserFactory())
    round.refresh_from_db()

    call_command("verify_round", round.school_year)

    assert "De stemming is afgeblazen: er wordt niet geteld." in capsys.readouterr().out
    with pytest.raises(actions.NotYet):
        actions.open_ballots(round)
