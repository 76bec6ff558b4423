"""How far a framework helps people in their own role, and what its makers read of that."""

import pytest
from django.urls import reverse
from django.utils.timezone import now

from frameworks.reports.models import Experience, RoleScore
from frameworks.reports.tests.helpers import closed, multi, team
from frameworks.reports.views import use
from knw_portal.people import privacy
from knw_portal.people.actions import erase_person
from knw_portal.tests.factories import FunctionFactory, GroupMemberFactory, UserFactory

pytestmark = pytest.mark.django_db
LONG_AGO = now().replace(year=2020)
ABOUT_DATA = """
sets:
- code: {code}
  titel: Over cijfers
  vragen:
  - {{code: D-1, onderdeel: Samen, inzicht: I02, rol: Onderwijsteam, type: open, vraag: "Wat?"}}
"""


def address(version):
    return reverse("role_score_edit", args=[version.framework.slug])


def says(version, *people, **said):
    for _ in range(*people):
        RoleScore.objects.create(framework=version.framework, by=UserFactory(), at=LONG_AGO, **said)


def of_role(version, name):
    [found] = [one for one in use.roles_of(version.framework) if one["name"] == name]
    return dict(found["facts"])


def test_quality_care_scores_as_quality_care_and_nobody_else_does(client):
    version = multi()
    officer = UserFactory(function=FunctionFactory(code="quality_officer", name="kz"))
    roles = {}
    for person in (officer, UserFactory()):
        client.force_login(person)
        form = client.get(address(version)).context["form"]
        roles[person.pk] = [code for code, _ in form.fields["role"].choices]

    assert "quality" in roles.pop(officer.pk)
    assert all("quality" not in codes for codes in roles.values())
    client.force_login(officer)
    given = {"role": "quality", "supports": 4, "text": "Fijn", "version": 1}
    assert client.post(address(version), given).status_code == 302
    told = RoleScore.objects.get()
    assert (told.role, told.supports, told.by) == ("quality", 4, officer)


def test_what_is_about_data_is_asked_only_of_a_set_about_data(client):
    client.force_login(UserFactory())
    other = client.get(address(multi())).context["form"].fields
    version = multi(code="DATA", text=ABOUT_DATA)
    data = client.get(address(version)).context["form"].fields

    assert set(data) - set(other) == {"dashboard", "information", "is_used", "purposes", "step"}
    given = {"role": "team", "is_used": "yes", "purposes": ["steer", "learn"], "version": 1}
    client.post(address(version), given | {"dashboard": 5, "step": "plan"})
    told = RoleScore.objects.get()
    assert (told.is_used, told.purposes, told.dashboard, told.step) == (
        "yes",
        ["steer", "learn"],
        5,
        "plan",
    )


def test_one_answer_a_person_changed_with_open_eyes_and_taken_back(client):
    version, person = multi(), UserFactory()
    client.force_login(person)
    client.post(address(version), {"role": "team", "supports": 2, "version": 1})
    client.post(address(version), {"role": "team", "supports": 5, "version": 1})
    late = client.post(address(version), {"role": "team", "supports": 1, "version": 1})

    assert RoleScore.objects.get().supports == 5
    assert late.status_code == 409
    gone = reverse("role_score_withdraw", args=[version.framework.slug])
    client.post(gone)
    assert not RoleScore.objects.exists()
    assert client.post(gone).status_code == 404


def test_makers_read_a_role_from_five_people_on_and_never_of_this_month():
    version = multi()
    says(version, 4, role="quality", supports=5)
    says(version, 5, role="team", supports=1)

    assert of_role(version, "Kwaliteitszorgfunctionaris") == {"": "te weinig teams"}
    says(version, 1, role="quality", supports=5)
    quality = of_role(version, "Kwaliteitszorgfunctionaris")
    assert list(quality.values()) == ["vooral hoog (4 of 5)"]
    assert list(of_role(version, "Onderwijsteam").values()) == ["vooral laag (1 of 2)"]
    RoleScore.objects.update(at=now())
    assert use.roles_of(version.framework) == []


def test_actual_use_and_purpose_are_counted_through_the_gate():
    version = multi()
    says(version, 6, role="board", is_used="yes", purposes=["steer", "account"])
    says(version, 5, role="board", is_used="no", purposes=["learn"])

    facts = of_role(version, "CvB of middenmanagement")

    assert facts["Gebruiken jullie het echt, in de P&C-cyclus?"] == (
        "6 keer ja, 5 keer nee, nog niet"
    )
    assert facts["Waarvoor?"] == "6 keer sturen, 6 keer verantwoorden, 5 keer leren"


def experience(version, before, after):
    talk = closed(team(version), "start", {})
    Experience.objects.create(
        conversation=talk,
        strength_before=before,
        strength_after=after,
        by=UserFactory(),
        at=LONG_AGO,
    )


def test_the_strength_before_and_after_stand_side_by_side_from_five_teams_on():
    version = multi()
    for _ in range(4):
        experience(version, 2, 4)
    experience(version, 2, None)  # said one of the two: not in it

    assert set(use.strength_of(version.framework).values()) == {"te weinig teams"}
    experience(version, 2, 5)
    assert use.strength_of(version.framework) == {
        "before": "vooral laag (1 of 2)",
        "after": "vooral hoog (4 of 5)",
        "change": "vooral sterker",
    }


def test_openness_and_precision_are_scored_apart(client):
    version = multi()
    maker = GroupMemberFactory(group=version.framework.group).user
    for _ in range(5):
        talk = closed(team(version), "start", {})
        client.force_login(talk.trajectory.started_by)
        client.post(
            reverse("feedback_edit", args=[talk.pk]),
            {"open_enough": 5, "precise_enough": 1, "text": "Te vaag", "version": 1},
        )
    Experience.objects.update(at=LONG_AGO)
    client.force_login(maker)

    page = client.get(reverse("framework_use", args=[version.framework.slug]))

    scores = dict(page.context["scores"])
    assert scores["Waren de vragen open genoeg voor jullie eigen opgave?"] == "vooral hoog (4 of 5)"
    assert scores["Waren de vragen precies genoeg om houvast te geven?"] == "vooral laag (1 of 2)"
    assert "Te vaag" in page.content.decode()


def test_a_changed_score_counts_from_next_month_on_so_nobody_tries_out_what_others_said(client):
    version, person = multi(), UserFactory()
    says(version, 4, role="team", supports=5)
    told = RoleScore.objects.create(
        framework=version.framework, by=person, role="team", supports=5, at=LONG_AGO
    )
    client.force_login(person)
    assert list(of_role(version, "Onderwijsteam").values()) == ["vooral hoog (4 of 5)"]

    client.post(address(version), {"role": "team", "supports": 1, "version": told.version})

    assert of_role(version, "Onderwijsteam") == {"": "te weinig teams"}
    talk = closed(team(version), "start", {})
    experience = Experience.objects.create(
        conversation=talk, openness=2, by=talk.trajectory.started_by, at=LONG_AGO
    )
    client.force_login(experience.by)
    client.post(reverse("feedback_edit", args=[talk.pk]), {"openness": 3, "version": 1})
    experience.refresh_from_db()
    assert (experience.openness, experience.at >= use.this_month()) == (3, True)


def test_what_one_said_in_a_role_goes_when_one_is_erased():
    version, person = multi(), UserFactory()
    RoleScore.objects.create(framework=version.framework, by=person, role="team", text="Ik, Jan")
    says(version, 1, role="team", text="Van een ander")

    erase_person(person, by=UserFactory())

    assert list(RoleScore.objects.values_list("text", flat=True)) == ["Van een ander"]


def test_it_comes_along_with_ones_data():
    version, person = multi(), UserFactory()
    RoleScore.objects.create(framework=version.framework, by=person, role="team", text="Handig")

    assert "Handig" in str(privacy.everything_about(person))
