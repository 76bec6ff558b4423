"""What a team set itself, beside what it sees at the end: also where the set asks for no plan."""

import pytest
from django.urls import reverse

from frameworks.reports.letter import document
from frameworks.reports.reading import own_report
from frameworks.reports.sharing import shared_snapshot
from frameworks.teams import actions
from frameworks.teams.models import Conversation, OutcomeCheck
from frameworks.teams.tests.test_talk import close
from knw_portal.tests.factories import UserFactory

WANTED, SIGN = "Elke student kiest zijn eigen opdracht", "Zij leggen hun keuze uit"
SEEN, PROOF = "Drie van de vier groepen kiezen", "Telling in week 48"


def wants(trajectory, by, text=WANTED, **columns):
    ambition = trajectory.ambitions.create(text=text, vision="Leren", added_by=by, **columns)
    ambition.outcomes.create(statement=f"Opbrengst van {text}", sign=SIGN, added_by=by)
    return ambition


def sees(ambition, talk, by, stand="some"):
    return OutcomeCheck.objects.create(
        outcome=ambition.outcomes.get(),
        conversation=talk,
        stand=stand,
        seen=SEEN,
        noticeable_evidence=PROOF,
        by=by,
    )


@pytest.fixture
def after(start, lies):
    """The talk of the end, of a set without a question that counts as a plan."""
    wants(start.trajectory, lies)
    close(start, lies)
    return actions.open_conversation(start.trajectory, "after", by=lies)


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("name", ["conversation_begin", "conversation_detail", "question_talk"])
def test_at_the_end_stands_what_was_wanted_and_the_way_to_say_what_came_of_it(
    after, lies, visits, name
):
    visit = visits(lies)
    kwargs = {"number": 1} if name == "question_talk" else {}
    outcome = after.trajectory.ambitions.get().outcomes.get()
    look_back = reverse("outcome_check", args=[after.trajectory_id, outcome.pk])

    before = text_of(visit.get(name, after, **kwargs))
    sees(outcome.ambition, after, lies)
    later = text_of(visit.get(name, after, **kwargs))

    for page in (before, later):
        assert (WANTED in page, f"Merkbaar: {SIGN}" in page) == (True, True)
        assert f'href="{look_back}"' in page
    assert ("Nog niet op teruggekeken" in before, SEEN in before) == (True, False)
    assert ("Nog niet op teruggekeken" in later, SEEN in later) == (False, True)
    assert f"Bewijs, merkbaar: {PROOF}" in later


def test_open_actions_come_before_what_was_wanted(start, lies, visits):
    wants(start.trajectory, lies)
    actions.add_team_action(start.trajectory, text="Bellen", conversation=start, by=lies)
    close(start, lies)
    talk = actions.open_conversation(start.trajectory, "after", by=lies)

    page = text_of(visits(lies).get("conversation_begin", talk))

    assert 0 < page.index("Bellen") < page.index(WANTED)


def test_a_team_without_ambitions_reads_no_empty_heading(start, lies, visits):
    page = text_of(visits(lies).get("conversation_begin", start))

    assert 'id="doelen"' not in page


def test_what_was_set_aside_keeps_its_reason_and_asks_nothing_any_more(after, lies, visits):
    ambition = after.trajectory.ambitions.get()
    actions.set_aside(ambition, why="Te groot voor nu", by=lies)

    page = text_of(visits(lies).get("conversation_begin", after))

    assert "Hier werken jullie niet meer aan: Te groot voor nu" in page
    assert SIGN not in page


def test_before_the_close_is_said_what_was_not_looked_back_on(start, after, lies, visits):
    visit = visits(lies)
    wants(after.trajectory, lies, "Nog een")
    words = "keken jullie nog niet terug"

    both = text_of(visit.get("conversation_close", after))
    sees(after.trajectory.ambitions.get(text="Nog een"), after, lies)
    one = text_of(visit.get("conversation_close", after))
    sees(after.trajectory.ambitions.get(text=WANTED), after, lies)
    none = text_of(visit.get("conversation_close", after))

    assert f"Op 2 opbrengsten {words}" in both
    assert f"Op 1 opbrengst {words}" in one
    assert words not in none


def test_the_report_keeps_what_was_wanted_and_seen_as_it_was_at_the_close(after, lies, visits):
    ambition = after.trajectory.ambitions.get()
    sees(ambition, after, lies)
    close(after, lies)
    ambition.text = "Iets anders"
    ambition.save()

    page = text_of(visits(lies).get("conversation_report", after))
    letter = str(document(after).blocks)
    [pair] = own_report(after.trajectory)["goals"]

    for text in (WANTED, SIGN, SEEN, PROOF):
        assert (text in page, text in letter) == (True, True)
    assert "Iets anders" not in page
    assert "Wat veranderde er, en waaraan merk je dat?" not in page  # closed: nothing to fill in
    assert pair["wanted"] == [
        ("Onze ambitie", WANTED),
        (f"Opbrengst van {WANTED}", f"Merkbaar: {SIGN}"),
    ]
    [(statement, became)] = pair["became"]
    assert statement == f"Opbrengst van {WANTED}"
    assert became.endswith(f": we zien een begin: {SEEN}") or became.endswith(
        f", we zien een begin: {SEEN}"
    )


def test_nobody_outside_the_team_gets_its_ambitions(after, lies):
    close(after, lies)
    talk = Conversation.objects.get(pk=after.pk)

    assert WANTED in str(talk.snapshot)
    assert WANTED not in str(shared_snapshot(talk.snapshot, []))


@pytest.mark.parametrize("rows", [1, 3])
def test_what_was_wanted_costs_the_same_for_any_number(
    start, lies, visits, rows, django_assert_num_queries
):
    for number in range(rows):
        ambition = wants(start.trajectory, lies, f"Ambitie {number}")
        for _ in range(rows):
            sees(ambition, start, UserFactory())
    close(start, lies)
    talk = actions.open_conversation(start.trajectory, "after", by=lies)
    visit = visits(lies)
    visit.client.get("/")

    with django_assert_num_queries(15):
        page = text_of(visit.get("conversation_begin", talk))

    assert page.count(f"Merkbaar: {SIGN}") == rows
    assert page.count(SEEN) == rows * rows
