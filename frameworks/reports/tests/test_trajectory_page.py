"""The page of a trajectory: who may read each report now, and what the team does next."""

import pytest
from django.urls import reverse

from frameworks.reports.tests.helpers import closed, multi, share, team
from frameworks.teams import actions


@pytest.fixture
def trajectory(db):
    return team(multi())


@pytest.fixture
def shown(client, trajectory):
    client.force_login(trajectory.started_by)

    def shown():
        return " ".join(client.get(trajectory.get_absolute_url()).content.decode().split())

    return shown


def beside(page, talk):
    """What stands between the link to the report of this talk and the next paragraph."""
    start = page.index(reverse("conversation_report", args=[talk.pk]))
    return page[start : page.index("</p>", start)]


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ([], "Alleen ons team"),
        (["institution"], "Onze instelling"),
        (["institution", "coalition"], "Onze instelling en de coalitie"),
        (["network"], "Onze instelling, de coalitie en het netwerk"),
        (["network", "team"], "Alleen ons team"),
    ],
)
def test_beside_each_report_stands_who_may_read_it_now(shown, trajectory, levels, words):
    start = closed(trajectory, "start", {})
    during = closed(trajectory, "during", {})
    for level in levels:
        share(during, level)

    page = shown()

    assert f"</svg> {words}</span>" in beside(page, during)
    assert "</svg> Alleen ons team</span>" in beside(page, start)
    # What the page says of itself: as long as one report is read by others, not "our team only".
    head = page[: page.index("Drie momenten")]
    assert ("Deels gedeeld" in head, "Alleen ons team" in head) == (
        words != "Alleen ons team",
        words == "Alleen ons team",
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_who_reads_what_costs_the_same_for_any_number_of_reports(
    client, shown, trajectory, rows, django_assert_num_queries
):
    for _ in range(rows):
        talk = closed(trajectory, "during", {})
        for level in ("institution", "team", "network")[:rows]:
            share(talk, level)
    client.get("/")

    with django_assert_num_queries(10):
        page = shown()

    assert page.count("Wie dit kan lezen:") == rows


def test_the_next_step_stands_once_and_before_the_figures(shown, trajectory):
    fresh = shown()
    talk = actions.open_conversation(trajectory, "start", by=trajectory.started_by)
    begun = shown()
    actions.close_conversation(talk, lesson="", by=trajectory.started_by)
    after = shown()
    for moment in ("during", "after"):
        closed(trajectory, moment, {})
    done = shown()

    opens = [reverse("conversation_open", args=[trajectory.pk, word]) for word in ("start", "na")]
    open_during = reverse("conversation_open", args=[trajectory.pk, "tijdens"])
    for page, step in (
        (fresh, f'action="{opens[0]}"'),
        (begun, f'href="{reverse("conversation_begin", args=[talk.pk])}"'),
        (after, f'action="{open_during}"'),
        (done, f'action="{open_during}"'),
    ):
        assert page.count("btn-primary") == 1
        assert page.count(step) == 1
        assert page.index(step) < page.index("<table")
    assert f'action="{opens[1]}"' in after  # the others stay where they were
