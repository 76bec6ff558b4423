"""What the makers of a framework learn from its use."""

import pytest
from django.db import InternalError, transaction
from django.urls import reverse
from django.utils.timezone import now

from frameworks.reports.models import Experience, Objection
from frameworks.reports.tests.helpers import closed, multi, share, step, team
from frameworks.reports.views import use
from knw_portal.tests.factories import GroupMemberFactory, UserFactory

LONG_AGO = now().replace(year=2020)


@pytest.fixture
def version(db):
    return multi()


@pytest.fixture
def maker(client, version):
    user = GroupMemberFactory(group=version.framework.group).user
    client.force_login(user)
    return user


def page_of(client, version):
    return client.get(reverse("framework_use", args=[version.framework.slug]))


def words(response, code):
    lines = [line for section in response.context["sections"] for line in section["lines"]]
    [line] = [line for line in lines if line["code"] == code]
    return line["words"]


def shared(version, answers, *, level="coalition", left_out=()):
    talk = closed(team(version), "start", answers)
    share(talk, level, left_out)
    return talk


def test_what_became_of_a_question_is_counted_through_the_gate(client, version, maker):
    for _ in range(10):
        shared(version, {"M-1": step(2)})
    for _ in range(6):
        shared(version, {"M-1": {"basis": "skipped"}})
    for _ in range(2):
        shared(version, {"M-1": {"choices": ["unknown"]}})

    # Skipped goes too: shown, it would say how many the hidden ones are.
    assert words(page_of(client, version), "M-1") == "10 keer beantwoord"


def test_what_most_teams_did_not_answer_stands_apart(client, version, maker):
    for _ in range(5):
        shared(version, {"M-1": {"basis": "skipped"}})

    response = page_of(client, version)

    assert words(response, "M-1") == "vooral overgeslagen"
    assert "M-1" in [line["code"] for line in response.context["left"]]


def test_few_teams_and_talks_that_are_not_shared_with_them_show_nothing(client, version, maker):
    for _ in range(4):
        shared(version, {"M-1": step(2)})
    for _ in range(8):
        shared(version, {"M-1": step(2)}, level="institution")

    response = page_of(client, version)

    assert words(response, "M-1") == "te weinig teams"
    assert len(response.context["talks"]) == 4


def test_an_objection_is_read_at_once_without_the_team_and_taken_back(client, version, maker):
    talk = closed(team(version, name="Team Onbekend"), "start", {})
    client.force_login(talk.trajectory.started_by)
    url = reverse("objection_new", args=[talk.pk])
    empty = client.post(url, {"code": "M-1", "text": ""}).content.decode()
    client.post(url, {"code": "M-1", "kind": "replaced", "text": "We vroegen: hoe nu?"})
    client.force_login(maker)
    before = page_of(client, version).content.decode()
    client.force_login(talk.trajectory.started_by)
    objection = Objection.objects.get()
    client.post(reverse("objection_withdraw", args=[objection.pk]))
    again = client.post(reverse("objection_withdraw", args=[objection.pk]), follow=True)
    client.force_login(maker)
    after = page_of(client, version).content.decode()

    assert "Fout: " in empty
    assert "We vroegen: hoe nu?" in before
    assert "Team Onbekend" not in before
    assert "We vroegen: hoe nu?" not in after
    assert "was al ingetrokken" in again.content.decode()


def test_an_objection_is_never_rewritten(version):
    talk = closed(team(version), "start", {})
    concept = version.framework.concepts.first()
    objection = Objection.objects.create(
        conversation=talk, concept=concept, kind="other", text="Eerst", by=UserFactory()
    )

    with pytest.raises(InternalError), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(text="Anders")


def experiences(version, scores, **more):
    for score in scores:
        talk = closed(team(version), "start", {})
        Experience.objects.create(
            conversation=talk, could_word=score, by=UserFactory(), at=LONG_AGO, **more
        )


def test_scores_are_shown_from_five_teams_on_and_not_in_the_month_they_were_given(
    client, version, maker
):
    experiences(version, [5, 5, 4, 5])
    four = dict(page_of(client, version).context["scores"])
    experiences(version, [5])
    five = dict(page_of(client, version).context["scores"])
    Experience.objects.update(at=now())
    fresh = dict(page_of(client, version).context["scores"])

    question = "Konden wij de kwaliteit onder woorden brengen?"
    assert four[question] == "te weinig teams"
    assert five[question] == "vooral hoog (4 of 5)"
    assert fresh[question] == "te weinig teams"


def test_a_team_says_once_how_it_was_and_changes_it_with_open_eyes(client, version):
    talk = closed(team(version), "start", {})
    client.force_login(talk.trajectory.started_by)
    url = reverse("feedback_edit", args=[talk.pk])
    client.post(url, {"could_word": 4, "openness": 3, "text": "Fijn", "version": 1})
    client.post(url, {"could_word": 5, "text": "Heel fijn", "version": 1})
    late = client.post(url, {"could_word": 1, "text": "Niet fijn", "version": 1})

    told = Experience.objects.get()
    assert (told.could_word, told.openness, told.text, told.version) == (5, None, "Heel fijn", 2)
    assert late.status_code == 409
    assert "Niet fijn" in late.content.decode()
    assert "Heel fijn" in late.content.decode()


def test_the_shared_talks_are_leafed_through(client, version, maker, monkeypatch):
    monkeypatch.setattr(use, "PER_PAGE", 2)
    made = [shared(version, {}).pk for _ in range(5)]
    here, found = reverse("framework_use", args=[version.framework.slug]), []
    url = here
    while url:
        context = client.get(url).context
        found += [one.pk for one in context["talks"]]
        url = context["older_url"] and here + context["older_url"].split("#")[0]

    assert found == made[::-1]


def test_the_page_takes_the_same_queries_for_one_and_three(
    client, version, maker, django_assert_num_queries
):
    def add():
        talk = shared(version, {"M-1": step(1)})
        Objection.objects.create(
            conversation=talk,
            concept=version.framework.concepts.first(),
            kind="other",
            text="Hm",
            by=maker,
        )
        Experience.objects.create(conversation=talk, text="Hm", by=maker)

    add()
    page_of(client, version)
    with django_assert_num_queries(16):
        page_of(client, version)
    add()
    add()
    with django_assert_num_queries(16):
        page_of(client, version)
