"""The mirror of the network: only through the gate, on a fixed day, and never who said what."""

from datetime import date

import pytest
from django.db import InternalError, transaction
from django.urls import reverse

from frameworks.reports import actions
from frameworks.reports.mirror import in_words
from frameworks.reports.models import Mirror, MirrorCell
from frameworks.reports.tasks import make_mirrors
from frameworks.reports.tests.helpers import MULTI, closed, multi, share, step, team
from knw_portal.tests.factories import InstitutionFactory

TODAY = date(2026, 11, 1)


@pytest.fixture
def version(db):
    return multi()


def network(version, steps, *, schools=3, level="network", moment="start", left_out=()):
    """A team for each step, spread over some schools, that shares its talk."""
    institutions = InstitutionFactory.create_batch(schools)
    talks = []
    for number, value in enumerate(steps):
        trajectory = team(version, institution=institutions[number % schools])
        talk = closed(trajectory, moment, {"M-1": step(value)})
        share(talk, level, left_out)
        talks.append(talk)
    return talks


def made(on=TODAY):
    actions.make_mirrors(on=on)
    return list(MirrorCell.objects.filter(mirror__made_on=on))


def test_enough_teams_of_enough_schools_lean_and_with_ten_there_is_a_band(version):
    network(version, [1, 1, 2, 1, 1])
    [few] = made()
    network(version, [2, 2, 3, 3, 4])
    [many] = made(date(2026, 12, 1))

    assert (few.lean, few.low, few.high) == ("low", None, None)
    assert in_words(few) == "de teams staan samen vooral laag op de schaal"
    assert (many.low, many.high) == (1, 3)
    assert in_words(many) == "de middelste helft van de teams staat op trede 1 tot en met 3"


@pytest.mark.parametrize(
    "given",
    [
        {"steps": [2, 2, 2, 2]},
        {"steps": [2] * 6, "schools": 2},
        {"steps": [2] * 12, "level": "coalition"},
        {"steps": [2] * 12, "left_out": ["M-1"]},
    ],
)
def test_too_few_one_school_a_narrower_circle_or_left_out_shows_nothing(version, given):
    network(version, **given)

    assert made() == []
    assert Mirror.objects.count() == 1  # it was made, and that it is empty is all one can know


def test_no_school_is_more_than_half_of_it(version):
    network(version, [2, 2, 2], schools=3)
    school = InstitutionFactory()
    for _ in range(4):
        share(closed(team(version, institution=school), "start", {"M-1": step(4)}), "network")

    assert made() == []


def test_moments_are_not_mixed(version):
    network(version, [2, 2, 2, 2], moment="start")
    network(version, [2, 2, 2, 2], moment="after")

    assert made() == []


def test_a_team_counts_once_with_its_last_talk(version):
    talks = network(version, [1, 1, 1, 1], moment="during")
    for _ in range(3):
        share(closed(talks[0].trajectory, "during", {"M-1": step(4)}), "network")

    assert made() == []


def test_a_changed_question_begins_again(version):
    network(version, [1, 1, 1])
    other = MULTI.replace("Hoe ver zijn wij?", "Hoe tevreden zijn wij?")
    changed = multi(group=version.framework.group, text=other, equivalences={"M-1": "changed"})
    network(changed, [4, 4, 4])
    assert made() == []
    alike = multi(
        group=version.framework.group,
        text=other.replace("zijn wij", "zijn we"),
        equivalences={"M-1": "equivalent"},
    )
    network(alike, [4, 4])

    [cell] = made(date(2026, 12, 1))

    assert (cell.since, cell.lean) == (2, "high")


def test_what_is_decided_in_the_month_changes_nothing_until_the_next(version):
    network(version, [1, 1, 2, 1, 1])
    before = [(cell.pk, cell.lean) for cell in made()]
    network(version, [4, 4, 4, 4, 4, 4])

    assert [(cell.pk, cell.lean) for cell in made()] == before
    [cell] = MirrorCell.objects.all()
    with pytest.raises(InternalError), transaction.atomic():
        MirrorCell.objects.filter(pk=cell.pk).update(lean="high")


def test_the_task_makes_it_once_a_month_however_often_it_runs(version):
    network(version, [1, 1, 2, 1, 1])

    for _ in range(3):
        make_mirrors()

    assert (Mirror.objects.count(), MirrorCell.objects.count()) == (1, 1)
    assert Mirror.objects.get().made_on.day == 1


def test_a_team_sees_itself_beside_the_band_and_nothing_about_others(client, version):
    talks = network(version, [1, 2, 2, 3, 1, 2, 2, 3, 2, 2], schools=5)
    made()
    mine = talks[0].trajectory
    client.force_login(mine.started_by)

    page = client.get(reverse("trajectory_report", args=[mine.pk])).content.decode()

    assert "de middelste helft van de teams staat op trede 2" in page
    assert 'class="mirror"' in page
    for talk in talks[1:]:
        assert str(talk.trajectory.team.institution) not in page
    assert "10" not in page.split("Naast het netwerk")[1].split("</section>")[0]


def test_below_the_minimum_the_page_says_the_rule_and_no_number(client, version):
    pages = []
    for count in (0, 4):
        network(version, [2] * count)
        make_mirrors()
        mine = team(version)
        closed(mine, "start", {"M-1": step(2)})
        client.force_login(mine.started_by)
        page = client.get(reverse("trajectory_report", args=[mine.pk])).content.decode()
        pages.append(page.split("Naast het netwerk")[1].split("</section>")[0])

    assert "minstens vijf teams van drie instellingen" in pages[0]
    assert pages[0] == pages[1].replace(f"/{mine.pk}/", f"/{mine.pk}/")
