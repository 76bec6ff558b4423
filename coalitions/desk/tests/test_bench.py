import json

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, transaction

from coalitions.desk.bench import measuring
from coalitions.desk.bench.answers import add_answers
from coalitions.desk.bench.history import SCHOOLS, grow
from coalitions.desk.demo.load import load_demo
from coalitions.themes.models import Ballot
from frameworks.teams.models import TeamAnswer
from knw_portal.mail.models import Mail
from knw_portal.people.models import User
from knw_portal.tests.factories import UserFactory

LINE = {"queries": [4, 4], "ms": [10, 11], "ratio": 1.1}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"queries": [4, 14]}, ["4 queries became 14"]),
        ({"ratio": 3.5}, ["3.5 times slower, at most 3 is allowed"]),
        ({"ratio": 30, "over_all_sql": 2.9}, []),
        ({"ratio": 30, "over_all_sql": 3.1}, ["30 times slower, at most 3 is allowed"]),
    ],
)
def test_a_page_that_breaks_its_bound_is_named(change, said):
    assert list(measuring.complaints(LINE | change)) == said


def test_history_grows_by_what_is_missing(db):
    load_demo()
    people, posted, cast = User.objects.count(), Mail.objects.count(), Ballot.objects.count()

    grow(0, 2)
    grow(2, 5)

    assert User.objects.count() == people + 5
    assert Mail.objects.count() == posted + 5
    assert Ballot.objects.count() == cast + SCHOOLS


def test_the_answers_are_of_closed_talks_that_are_shared(db):
    load_demo()
    before = TeamAnswer.objects.count()

    add_answers(200)

    made = TeamAnswer.objects.filter(conversation__sha256="bench")
    assert TeamAnswer.objects.count() - before == made.count() >= 200
    assert not made.filter(conversation__closed_at=None).exists()
    assert not made.filter(conversation__sharings=None).exists()
    with pytest.raises(InternalError), transaction.atomic():  # the triggers hold again
        made.update(text="Anders")


def test_bench_measures_every_page_and_the_form_and_fails_on_a_broken_bound(
    db, capsys, monkeypatch
):
    monkeypatch.setattr(measuring, "SLOWER", 0)

    with pytest.raises(SystemExit) as stopped:
        call_command("bench", small=1, large=3, times=1, answers=300, json=True)

    found = json.loads(capsys.readouterr().out)
    pages, form = found["pages"][:-1], found["pages"][-1]
    assert stopped.value.code == 1
    assert (found["small"], found["large"], len(pages)) == (1, 3, 18)
    assert [page["queries"] for page in pages if len({*page["queries"]}) > 1] == []
    assert {len(page["broken"]) for page in pages} == {1}
    assert form["page"] == "43 questions"
    assert form["of_widgets"] < measuring.OF_WIDGETS


def test_bench_says_what_it_found_in_a_table(db, capsys, monkeypatch):
    monkeypatch.setattr(measuring, "SLOWER", 1000)

    call_command("bench", small=1, large=2, times=1, answers=100)

    said = capsys.readouterr().out
    assert said.startswith("Behind the pages: 1 and 2 rows of what is over, and in the end 100")
    assert "BROKEN" not in said
    assert "43 questions" in said


def test_bench_leaves_a_database_in_use_alone(db):
    UserFactory()

    with pytest.raises(CommandError, match="in use"):
        call_command("bench")

    assert User.objects.count() == 1
