"""Private until the team decides otherwise, for every page and every file."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse

from frameworks.reports import actions
from frameworks.reports.models import Sharing
from frameworks.reports.sharing import shared_snapshot
from frameworks.reports.tests.helpers import BLANK, closed, multi, share, step, team
from frameworks.teams import actions as teams
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.mail.models import Mail
from knw_portal.tests.factories import (
    GroupMemberFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)

SECRET, LESSON = "Geheim van M-4", "Geheime les"
READERS = ("ambassador", "maker", "follower", "colleague", "stranger_ambassador", "board", "bureau")


@pytest.fixture
def world(db):
    """A team with one closed talk, and everybody around it who is not in the team."""
    school = InstitutionFactory()
    version = multi()
    trajectory = team(version, institution=school)
    answers = {
        "M-1": step(3, text="Geheim van M-1"),
        "M-2": {"text": "Geheim van M-2"},
        "M-4": {"text": SECRET},
    }
    talk = closed(trajectory, "start", answers, lesson=LESSON)
    group = version.framework.group
    people = {
        "ambassador": RoleFactory(kind="ambassador", institution=school).user,
        "maker": GroupMemberFactory(group=group).user,
        "follower": GroupMemberFactory(group=group, role="follower").user,
        "colleague": UserFactory(institution=school),
        "stranger_ambassador": RoleFactory(
            kind="ambassador", institution=InstitutionFactory()
        ).user,
        "board": RoleFactory(kind="board").user,
        "bureau": RoleFactory(kind="bureau").user,
    }
    return talk, people


def addresses(talk):
    """Every page and file of the portal that could show something of a team."""
    trajectory = talk.trajectory
    framework, school = trajectory.framework_version.framework, trajectory.team.institution
    own = [reverse("conversation_detail", args=[talk.pk])]
    for name in ("conversation_report", "conversation_pdf", "sharing_edit", "feedback_edit"):
        own.append(reverse(name, args=[talk.pk]))
    for kind in ("docx", "xlsx", "csv"):
        own.append(reverse("conversation_file", args=[talk.pk, kind]))
    own.append(reverse("trajectory_detail", args=[trajectory.pk]))
    own.append(reverse("trajectory_report", args=[trajectory.pk]))
    own += [
        reverse("trajectory_file", args=[trajectory.pk, kind])
        for kind in ("pdf", "docx", "xlsx", "csv")
    ]
    spread = reverse("school_framework", args=[school.slug, framework.slug])
    use = reverse("framework_use", args=[framework.slug])
    return {
        "own": own,
        "school": [
            reverse("school_teams", args=[school.slug]),
            spread,
            f"{spread}?lijst=antwoorden_van_teams&als=csv",
            reverse("school_team", args=[school.slug, trajectory.pk]),
            reverse("school_talk", args=[school.slug, talk.pk]),
        ],
        "makers": [
            use,
            f"{use}?lijst=gebruik_van_vragen&als=csv",
            reverse("framework_talk", args=[framework.slug, talk.pk]),
        ],
        "open": [
            reverse("card_list"),
            reverse("trajectory_list"),
            reverse("mine"),
            reverse("framework_detail", args=[framework.slug]),
            f"{reverse('coalition_list')}?q=geheim",
            f"{reverse('card_list')}?q=geheim",
        ],
    }


def read_by(client, person, talk):
    """All that somebody gets to see anywhere, as one text."""
    client.force_login(person)
    is_own = person == talk.trajectory.started_by
    seen = ""
    for place, urls in addresses(talk).items():
        for url in urls:
            response = client.get(url)
            if response.status_code == 200:
                assert is_own or place != "own", url
                seen += text_of(b"".join(response))
    return seen


def text_of(body):
    """What a page or file says; a Word file and a workbook are opened."""
    if not body.startswith(b"PK"):
        return body.decode("utf-8", "ignore")
    with ZipFile(BytesIO(body)) as file:
        return "".join(file.read(name).decode("utf-8", "ignore") for name in file.namelist())


@pytest.mark.parametrize("reader", READERS)
def test_without_a_decision_nobody_outside_the_team_reads_or_finds_anything(client, world, reader):
    talk, people = world

    seen = read_by(client, people[reader], talk)

    assert "geheim" not in seen.lower().replace("‘geheim’", "").replace('value="geheim"', "")
    assert talk.trajectory.team.name not in seen


def test_what_could_leak_is_really_there(client, world):
    talk, _ = world

    assert SECRET in read_by(client, talk.trajectory.started_by, talk)


def test_what_is_noted_beside_an_answer_stays_with_the_team_also_when_the_answer_is_shared(
    client, world
):
    first, people = world
    lead, trajectory = first.trajectory.started_by, first.trajectory
    talk = teams.open_conversation(trajectory, "during", by=lead)
    question = talk.question("M-1")
    teams.save_answer(talk, question, BLANK | step(2, text="Gedeeld"), seen=1, by=lead)
    teams.add_dissent(talk, question, text="Binnen: tegengeluid", named=True, by=lead)
    teams.add_evidence(talk, question, kind="figure", text="Binnen: bewijs", by=lead)
    teams.add_team_action(
        trajectory,
        text="Binnen: actie",
        conversation=talk,
        concept=question["concept"],
        owner=lead,
        by=lead,
    )
    teams.close_conversation(talk, lesson="", by=lead)
    share(talk, "coalition")

    assert "Binnen: tegengeluid" in read_by(client, lead, talk)
    for reader in ("ambassador", "maker"):
        seen = read_by(client, people[reader], talk)
        assert "Gedeeld" in seen
        assert "Binnen: " not in seen
    shared = shared_snapshot(talk.snapshot, ())
    assert "Binnen: " not in str(shared)
    assert set(shared) == {"format", "framework", "moment", "lesson", "sections"}


@pytest.mark.parametrize(
    ("level", "readers"),
    [
        ("team", set()),
        ("institution", {"ambassador"}),
        ("coalition", {"ambassador", "maker"}),
        ("network", {"ambassador", "maker"}),
    ],
)
def test_each_level_is_read_by_whom_the_page_named_and_by_nobody_else(
    client, world, level, readers
):
    talk, people = world
    share(talk, level)

    seen = {name for name in READERS if SECRET in read_by(client, people[name], talk)}

    assert seen == readers


def test_what_is_left_out_is_nowhere_for_others_and_the_rest_is(client, world):
    talk, people = world
    share(talk, "network", left_out=["M-4", "lesson"])

    for name in ("ambassador", "maker"):
        seen = read_by(client, people[name], talk)
        assert SECRET not in seen
        assert LESSON not in seen
        assert "Geheim van M-2" in seen
        assert "2 antwoorden voor zichzelf" in seen


def test_a_decision_taken_back_closes_every_page_again(client, world):
    talk, people = world
    share(talk, "network")
    share(talk, "team")

    assert [name for name in READERS if SECRET in read_by(client, people[name], talk)] == []
    assert [one.level for one in talk.sharings.all()] == ["team", "network"]


def test_an_ambassador_of_before_reads_nothing(client, world):
    talk, people = world
    share(talk, "institution")
    people["ambassador"].roles.update(until="2020-06-01")

    assert SECRET not in read_by(client, people["ambassador"], talk)


def test_decisions_are_only_added_and_only_to_a_closed_talk(world):
    talk, _ = world
    sharing = share(talk, "institution")
    other = teams.open_conversation(talk.trajectory, "during", by=talk.trajectory.started_by)

    for deed in (
        lambda: Sharing.objects.filter(pk=sharing.pk).update(level="network"),
        sharing.delete,
        lambda: Sharing.objects.create(
            conversation=other, level="network", by=talk.trajectory.started_by
        ),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            deed()
    with pytest.raises(Stale):
        share(other, "institution")


def test_of_two_who_decide_at_once_the_second_is_told(world):
    talk, _ = world
    by = talk.trajectory.started_by
    actions.decide_sharing(talk, level="network", left_out=[], seen=0, by=by)

    with pytest.raises(Stale):
        actions.decide_sharing(talk, level="team", left_out=[], seen=0, by=by)

    assert talk.sharings.get().level == "network"


def test_the_others_of_the_team_are_told_and_it_is_logged(world):
    talk, _ = world
    other = GroupMemberFactory(group=talk.trajectory.team.group).user
    GroupMemberFactory(group=talk.trajectory.team.group, until="2020-06-01")

    actions.decide_sharing(
        talk,
        level="coalition",
        left_out=["M-1"],
        seen=0,
        by=talk.trajectory.started_by,
        note="Onze reden",
    )

    mail = Mail.objects.get(kind="conversation_shared")
    assert mail.to == other.email
    assert "de coalitie van dit raamwerk" in mail.body
    assert "Onze reden" not in mail.body  # the bureau reads the outbox
    assert "De reden staat bij het besluit" in mail.body
    assert reverse("sharing_edit", args=[talk.pk]) in mail.body
    entry = LogEntry.objects.get(action="conversation.shared")
    assert entry.details == {"level": "coalition", "left_out": 1}


def test_the_page_says_who_will_see_what_before_it_is_decided(client, world):
    talk, people = world
    by = talk.trajectory.started_by
    client.force_login(by)
    chosen = {"level": "coalition", "left_out": ["M-4"], "seen": 0}

    page = client.get(reverse("sharing_confirm", args=[talk.pk]), chosen).content.decode()

    assert people["ambassador"].name in page
    assert people["maker"].name in page
    for name in ("follower", "colleague", "stranger_ambassador", "board", "bureau"):
        assert people[name].name not in page
    assert "met de naam van jullie team" in page
    shown, hidden = page.split("Dit blijft bij jullie team")
    assert "Wat horen we?" in hidden
    assert "Wat horen we?" not in shown
    assert not Sharing.objects.exists()

    url = f"{reverse('sharing_confirm', args=[talk.pk])}?level=coalition&left_out=M-4&seen=0"
    client.post(url, {"note": "Zo doen we het"})
    sharing = talk.sharings.get()
    assert (sharing.level, sharing.left_out, sharing.note, sharing.by) == (
        "coalition", ["M-4"], "Zo doen we het", by,
    )  # fmt: skip
    again = client.post(url, {"note": "Nog eens"}, follow=True)
    assert "Een collega besliste intussen" in again.content.decode()
    assert talk.sharings.count() == 1


def test_a_choice_that_was_not_made_comes_back_with_words(client, world):
    talk, _ = world
    client.force_login(talk.trajectory.started_by)

    page = client.get(reverse("sharing_confirm", args=[talk.pk]), {"seen": 0})

    assert "Kies met wie jullie dit gesprek delen" in page.content.decode()


def test_who_only_reads_along_with_the_team_does_not_decide(client, world):
    talk, _ = world
    reader = GroupMemberFactory(group=talk.trajectory.team.group, role="reader").user
    client.force_login(reader)

    assert client.get(reverse("conversation_report", args=[talk.pk])).status_code == 200
    assert client.get(reverse("sharing_edit", args=[talk.pk])).status_code == 403


def test_a_guest_does_not_decide_and_offers_the_network_nothing(world):
    """Who has the link of a team comes in under any name: nobody could be asked why."""
    talk, _ = world
    place = teams.join_as_guest(talk.trajectory, name="Sanne")
    client = Client()
    client.force_login(place.user)
    report = client.get(reverse("conversation_report", args=[talk.pk])).content.decode()
    confirm = f"{reverse('sharing_confirm', args=[talk.pk])}?level=network&seen=0"

    assert client.get(reverse("sharing_edit", args=[talk.pk])).status_code == 403
    assert client.post(confirm, {"note": ""}).status_code == 403
    assert client.get(reverse("card_new", args=[talk.trajectory_id])).status_code == 403
    assert not talk.sharings.exists()
    assert reverse("sharing_edit", args=[talk.pk]) not in report
    assert reverse("feedback_edit", args=[talk.pk]) in report
    page = client.get(talk.trajectory.get_absolute_url()).content.decode()
    assert reverse("card_new", args=[talk.trajectory_id]) not in page


def test_the_report_says_with_whom_it_is_shared(client, world):
    talk, _ = world
    client.force_login(talk.trajectory.started_by)
    url = reverse("conversation_report", args=[talk.pk])
    before = client.get(url).content.decode()
    share(talk, "institution", left_out=["M-4"])
    after = client.get(url).content.decode()

    assert "Alleen ons team" in before
    assert "Alleen ons team" not in after
    assert "Onze instelling" in after
    assert "zonder 1 antwoord" in after
