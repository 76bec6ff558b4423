"""What ambassadors see of the teams of their institution."""

import pytest
from django.urls import reverse

from frameworks.figures import bars, heat
from frameworks.reports.overviews import heat_of, sections_of
from frameworks.reports.sharing import INSTITUTION
from frameworks.reports.tallies import tallies
from frameworks.reports.tests.helpers import closed, multi, share, step, team
from frameworks.reports.views import schools
from frameworks.teams import actions as teams
from knw_portal.tests.factories import InstitutionFactory, RoleFactory

DATA = """
sets:
- code: {code}
  titel: Rollen
  assen: [rol, inzicht]
  vragen:
  - {{code: D-1, onderdeel: A, rol: [Onderwijsteam], inzicht: [I01], type: schaal4, vraag: "Hoe?",
     rubric: ["a", "b", "c", "d"]}}
  - {{code: D-2, onderdeel: A, rol: [Onderwijsmanager], inzicht: [I01], type: schaal4,
     vraag: "Wie?", rubric: ["a", "b", "c", "d"]}}
"""


@pytest.fixture
def school(db):
    return InstitutionFactory()


@pytest.fixture
def version(db):
    return multi()


@pytest.fixture
def ambassador(client, school):
    user = RoleFactory(kind="ambassador", institution=school).user
    client.force_login(user)
    return user


def shared(version, school, answers, *, name="Team Zorg", level="institution", left_out=()):
    talk = closed(team(version, institution=school, name=name), "start", answers)
    share(talk, level, left_out)
    return talk


def spread(version, school):
    counted = tallies(version, "start", INSTITUTION, school)
    lines = [
        line for section in sections_of(version, "start", counted) for line in section["lines"]
    ]
    return {line["code"]: line for line in lines}


def test_the_database_counts_what_teams_said_and_keeps_five_kinds_of_nothing_apart(version, school):
    for value in (1, 3, 3):
        shared(version, school, {"M-1": step(value), "M-3": {"choices": ["avond", "weekend"]}})
    shared(version, school, {"M-1": {"choices": ["unknown"]}, "M-4": {"text": "Ja"}})
    shared(version, school, {"M-1": {"choices": ["na"]}, "M-3": {"choices": ["avond"]}})
    shared(version, school, {"M-1": {"basis": "skipped", "reason": "Geen tijd"}})
    shared(version, school, {"M-1": step(4)}, left_out=["M-1"])
    shared(version, school, {})

    lines = spread(version, school)

    assert dict(lines["M-1"]["facts"]) == {
        "beantwoord": 3,
        "weten we nog niet": 1,
        "niet van toepassing": 1,
        "overgeslagen": 1,
        "niet gedeeld": 1,
        "niet ingevuld": 1,
    }
    assert [amount for _, amount in lines["M-1"]["rows"]] == [1, 0, 2, 0]
    assert lines["M-3"]["rows"] == [("Overdag", 0), ("Avond", 4), ("Weekend", 3)]
    assert (
        "<title>Hoe ver zijn wij? Trede 1: 1, trede 2: 0, trede 3: 2, trede 4: 0.</title>"
        in (lines["M-1"]["svg"])
    )


def test_open_talks_other_schools_and_what_is_not_shared_do_not_count(version, school):
    shared(version, school, {"M-1": step(1)}, level="team")
    shared(version, InstitutionFactory(), {"M-1": step(1)})
    busy = team(version, institution=school)
    teams.open_conversation(busy, "start", by=busy.started_by)

    assert tallies(version, "start", INSTITUTION, school) == {}


def test_of_a_team_only_its_last_talk_of_a_moment_counts(version, school):
    trajectory = team(version, institution=school)
    for value in (1, 4):
        share(closed(trajectory, "during", {"M-1": step(value)}), "institution")

    counted = tallies(version, "during", INSTITUTION, school)

    assert [one.choices for one in counted.values() if one.choices] == [{"4": 1}]


def test_the_pages_name_the_teams_and_show_what_they_share(client, version, school, ambassador):
    talk = shared(version, school, {"M-1": step(2), "M-4": {"text": "Dit horen we"}})
    framework = version.framework

    first = client.get(reverse("school_teams", args=[school.slug])).content.decode()
    page = client.get(reverse("school_framework", args=[school.slug, framework.slug]))
    of_team = client.get(reverse("school_team", args=[school.slug, talk.trajectory_id]))
    of_talk = client.get(reverse("school_talk", args=[school.slug, talk.pk]))

    assert framework.title in first
    assert "Team Zorg" in page.content.decode()
    assert "trede 2: 1" in page.content.decode()
    assert "Hoe ver zijn wij? Start trede 2." in of_team.content.decode()
    assert "Dit horen we" in of_talk.content.decode()


def test_the_page_of_a_framework_opens_at_the_moment_that_was_shared_last(
    client, version, school, ambassador
):
    share(closed(team(version, institution=school), "during", {"M-1": step(3)}), "institution")
    here = reverse("school_framework", args=[school.slug, version.framework.slug])

    assert "trede 3: 1" in client.get(here).content.decode()
    assert "trede 3: 1" not in client.get(here, {"moment": "start"}).content.decode()


def test_another_school_and_a_talk_of_another_school_are_not_there(
    client, version, school, ambassador
):
    other = InstitutionFactory()
    talk = shared(version, other, {"M-1": step(2)}, level="network")

    for url in (
        reverse("school_teams", args=[other.slug]),
        reverse("school_team", args=[school.slug, talk.trajectory_id]),
        reverse("school_talk", args=[school.slug, talk.pk]),
        reverse("school_framework", args=[school.slug, version.framework.slug]),
    ):
        assert client.get(url).status_code == 404


def test_the_teams_are_leafed_through_by_name(client, version, school, ambassador, monkeypatch):
    monkeypatch.setattr(schools, "PER_PAGE", 2)
    for name in ("Cas", "Aap", "Bij", "Aap", "Dis"):
        shared(version, school, {}, name=name)
    here, names = reverse("school_framework", args=[school.slug, version.framework.slug]), []
    url = here
    while url:
        context = client.get(url).context
        names += [one.team.name for one in context["trajectories"]]
        url = context["older_url"] and here + context["older_url"].split("#")[0]

    assert names == ["Aap", "Aap", "Bij", "Cas", "Dis"]


@pytest.mark.parametrize(
    ("name", "queries"),
    [("school_teams", 5), ("school_framework", 12), ("school_team", 9), ("school_talk", 4)],
)
def test_each_page_takes_the_same_queries_for_one_and_three(
    client, version, school, ambassador, django_assert_num_queries, name, queries
):
    talk = shared(version, school, {"M-1": step(1)})
    arguments = {
        "school_teams": [],
        "school_framework": [version.framework.slug],
        "school_team": [talk.trajectory_id],
        "school_talk": [talk.pk],
    }[name]
    url = reverse(name, args=[school.slug, *arguments])
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)
    for moment in ("during", "after"):
        share(closed(talk.trajectory, moment, {"M-1": step(2)}), "institution")
        shared(version, school, {"M-1": step(3)})
    with django_assert_num_queries(queries):
        client.get(url)


def test_role_by_insight_shows_the_middle_step_and_says_where_nothing_was_said(db, school):
    version = multi(code="ROL", text=DATA)
    for value in (1, 2, 4):
        shared(version, school, {"D-1": step(value)})

    table = heat_of(version, "start", tallies(version, "start", INSTITUTION, school))

    assert [name for _, name in table["columns"]] == ["Aanmelding en instroom"]
    rows = {name: cells[0] for name, cells in table["rows"]}
    assert (rows["Onderwijsteam"]["value"], rows["Onderwijsteam"]["words"]) == (
        "2",
        "uit 3 antwoorden",
    )
    assert rows["Onderwijsmanager"]["words"] == "niets gezegd"


def test_a_framework_without_roles_has_no_such_table(version, school):
    assert heat_of(version, "start", {}) is None


# --- the drawings -----------------------------------------------------------------------------


def test_a_bar_leans_to_the_side_where_most_teams_are():
    low, high = bars.row("t", [4, 0, 0, 0]), bars.row("t", [0, 0, 0, 4])

    assert 'x="0.00%" y="4" width="50.00%"' in low
    assert 'x="50.00%" y="4" width="50.00%"' in high
    assert 'x="25.00%" y="4" width="50.00%"' in bars.row("t", [0, 3, 0])  # the middle straddles
    assert "<rect" not in bars.row("t", [0, 0, 0, 0])


def test_the_middle_of_counts_and_its_tint():
    assert heat.middle({1: 1, 2: 1, 4: 1}) == 2
    assert heat.middle({}) is None
    assert [heat.tint(value, 4) for value in (1, 2, 3, 4)] == [1, 2, 3, 4]
    assert heat.cell(None, 4)["heat"] == 0
