"""Ideas for themes, from anybody: fill in, confirm by mail, read at the bureau."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from coalitions.tests.factories import IdeaFactory, ThemeFactory, ThemeRoundFactory, a_vote
from coalitions.themes import actions
from coalitions.themes.models import Decision, Idea, Theme
from coalitions.themes.overview import ideas_that_wait
from coalitions.themes.privacy import forget_ideas, ideas_of
from coalitions.themes.tasks import purge_ideas
from knw_portal import overview
from knw_portal.mail.messages import message
from knw_portal.mail.models import Mail
from knw_portal.people.models import Role
from knw_portal.tests.factories import RoleFactory, UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r"https://portaal\.example\.org(\S+)")
FIELDS = {
    "title": "Praten & luisteren",
    "issue": "Teams praten te weinig over kwaliteit.",
    "name": "Anna van Dam",
    "email": "Anna@Example.org",
    "institution_name": "Zilverbeek MBO",
}


@pytest.fixture(autouse=True)
def _portal(settings):
    settings.BASE_URL = "https://portaal.example.org"
    settings.CONTACT_EMAIL = "bureau@example.org"


def give(client, **changes):
    return client.post(reverse("idea_new"), FIELDS | changes)


def test_an_idea_counts_once_confirmed_and_the_contact_address_gets_a_copy(client):
    given = give(client)
    link = ADDRESS.search(message(Mail.objects.get()).body).group(1)
    client.get(link)
    before = Idea.objects.confirmed().count()
    client.post(link)
    again = client.post(link, follow=True)

    asked, copy = Mail.objects.order_by("pk")
    assert given.url == reverse("join_mailed")
    assert asked.to == "anna@example.org"
    assert before == 0
    assert Idea.objects.confirmed().get().title == "Praten & luisteren"
    assert (copy.to, copy.subject) == (
        "bureau@example.org",
        "Nieuw idee voor een thema: Praten & luisteren",
    )
    assert "Dit was al bevestigd" in again.content.decode()


def test_a_dead_link_leads_back_to_the_form(client):
    page = client.get(reverse("idea_confirm", args=["kapot"]))

    assert page.status_code == 410
    assert f'href="{reverse("idea_new")}"' in page.content.decode()


def test_a_robot_is_thanked_and_forgotten(client):
    response = give(client, website="x")

    assert response.url == reverse("join_mailed")
    assert not Idea.objects.exists()


def test_too_many_ideas_are_held_up_without_losing_a_word(client):
    for _ in range(5):
        give(client)

    held_up = give(client)

    assert held_up.status_code == 429
    assert "Teams praten te weinig over kwaliteit." in held_up.content.decode()


def test_extra_fields_choose_no_theme(client):
    give(client, theme=ThemeFactory().pk, confirmed_at="2026-01-01")

    idea = Idea.objects.get()
    assert (idea.theme, idea.confirmed_at) == (None, None)


def test_the_bureau_reads_confirmed_ideas_newest_first():
    client = Client()
    client.force_login(RoleFactory(kind=Role.Kind.BUREAU).user)
    old = IdeaFactory(confirmed_at=now(), given_at=now() - timedelta(days=1))
    new = IdeaFactory(confirmed_at=now())
    IdeaFactory()

    page = client.get(reverse("idea_list"))

    assert list(page.context["page"]) == [new, old]


def test_ideas_stand_on_the_desk_until_their_giver_hears_something():
    idea = IdeaFactory(confirmed_at=now())
    IdeaFactory()
    bureau = RoleFactory(kind=Role.Kind.BUREAU).user

    assert ideas_that_wait in overview.late_sources
    assert [ask.title for ask in ideas_that_wait(None, now())] == [
        "Ideeën voor thema’s die wachten: 1"
    ]
    actions.set_aside_idea(idea, "Er is al een coalitie voor", by=bureau)
    assert list(ideas_that_wait(None, now())) == []


def test_what_was_never_confirmed_is_wiped_after_fourteen_days():
    old = now() - timedelta(days=14, minutes=1)
    IdeaFactory(given_at=old)
    kept = {IdeaFactory().pk, IdeaFactory(given_at=old, confirmed_at=now()).pk}

    for _ in range(3):
        purge_ideas.delay()

    assert set(Idea.objects.values_list("pk", flat=True)) == kept


def test_the_idea_of_a_person_who_leaves_stays_without_the_name():
    anna = UserFactory(email="anna@example.org")
    IdeaFactory(email="anna@example.org", title="Telt", confirmed_at=now())
    IdeaFactory(email="anna@example.org", title="Telde nooit")

    taken = {one["idee"] for one in ideas_of(anna)}
    forget_ideas(anna)

    idea = Idea.objects.get()
    assert taken == {"Telt", "Telde nooit"}
    assert (idea.title, idea.name, idea.email) == ("Telt", "(gewist)", "")


# --- what becomes of an idea ------------------------------------------------------------------


@pytest.fixture
def bureau(db):
    client = Client()
    client.force_login(RoleFactory(kind=Role.Kind.BUREAU).user)
    return client


@pytest.fixture
def round(db):
    return ThemeRoundFactory(proposals_close_at=now() + timedelta(days=3))


def propose(client, idea, round):
    texts = {"round": round.pk, "title": idea.title, "issue": idea.issue, "urgency": "Nu"}
    url = reverse("idea_propose", kwargs={"pk": idea.pk})
    return client.post(url, {**texts, "edition": "", "version": 1})


def test_an_idea_becomes_a_proposal_and_its_giver_hears_so_once(bureau, round):
    idea = IdeaFactory(confirmed_at=now(), title="Praten", email="anna@example.org")

    propose(bureau, idea, round)
    again = propose(bureau, idea, round)

    idea.refresh_from_db()
    mail = Mail.objects.get()
    assert (idea.theme.title, idea.theme.origin, idea.theme.round) == ("Praten", "idea", round)
    assert (mail.to, mail.subject) == (
        "anna@example.org",
        "Jouw idee staat op de lange lijst: Praten",
    )
    assert again.url == reverse("idea_list")
    assert round.themes.count() == 1
    assert "Maak er een voorstel van" not in bureau.get(reverse("idea_list")).content.decode()
    assert "Werd het voorstel" in bureau.get(reverse("idea_list") + "?alle=1").content.decode()


def test_an_idea_whose_title_stands_there_keeps_its_words_and_nobody_is_mailed(bureau, round):
    ThemeFactory(round=round, title="praten")
    idea = IdeaFactory(confirmed_at=now(), title="Praten", issue="Dit blijft staan")

    page = propose(bureau, idea, round).content.decode()

    assert "Dit thema staat al op de lange lijst." in page
    assert "Dit blijft staan" in page
    assert not Mail.objects.exists()


def test_an_idea_is_set_aside_with_a_reason_that_its_giver_reads_and_may_be_taken_back(
    bureau, round
):
    idea = IdeaFactory(confirmed_at=now(), email="anna@example.org")
    url = reverse("idea_set_aside", kwargs={"pk": idea.pk})

    silent = bureau.post(url, {"set_aside_reason": " "}).content.decode()
    bureau.post(url, {"set_aside_reason": "Hier werkt al een coalitie aan."})
    mail = Mail.objects.get()
    bureau.post(reverse("idea_take_back", kwargs={"pk": idea.pk}))
    propose(bureau, idea, round)

    assert "Schrijf op waarom" in silent
    assert mail.to == "anna@example.org"
    assert "Hier werkt al een coalitie aan." in mail.body
    assert [one.kind for one in Mail.objects.order_by("pk")] == ["idea_set_aside", "idea_proposed"]
    idea.refresh_from_db()
    assert (idea.set_aside_at, idea.theme.title) == (None, idea.title)


def test_nobody_is_told_of_an_idea_that_was_not_confirmed_or_whose_giver_was_erased(bureau, round):
    unconfirmed = IdeaFactory()
    erased = IdeaFactory(confirmed_at=now(), email="anna@example.org")
    forget_ideas(UserFactory(email="anna@example.org"))

    refused = propose(bureau, unconfirmed, round)
    propose(bureau, erased, round)

    erased.refresh_from_db()
    assert refused.status_code == 404
    assert erased.theme is not None
    assert not Mail.objects.exists()


def test_the_bureau_can_only_choose_a_round_whose_list_is_open(bureau):
    fixed = a_vote()
    idea = IdeaFactory(confirmed_at=now())

    page = propose(bureau, idea, fixed).content.decode()

    assert "Er is nu geen ronde waar nog iets bij kan." in page
    assert fixed.themes.count() == 3


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_ideas_takes_the_same_queries_for_any_number(
    bureau, round, rows, django_assert_num_queries
):
    for _ in range(rows):
        propose(bureau, IdeaFactory(confirmed_at=now()), round)
    bureau.get(reverse("mine"))

    with django_assert_num_queries(4):
        bureau.get(reverse("idea_list") + "?alle=1")


def test_the_giver_hears_whether_the_theme_was_chosen_also_when_it_went_up_in_another(
    bureau, round
):
    taken, lost, erased = (IdeaFactory(confirmed_at=now(), title=name) for name in "ABC")
    for idea in (taken, lost, erased):
        propose(bureau, idea, round)
        idea.refresh_from_db()
    by = RoleFactory(kind=Role.Kind.BUREAU).user
    merged = Theme(round=round, title="Samen", issue="", urgency="", origin="bureau")
    actions.merge_themes([taken.theme, ThemeFactory(round=round)], merged, by=by)
    Decision.objects.create(theme=merged, is_chosen=True, decided_on=localdate())
    Idea.objects.filter(pk=erased.pk).update(email="")
    Mail.objects.all().delete()

    for _ in range(2):
        actions.tell_givers(round)

    assert {mail.to: mail.subject for mail in Mail.objects.all()} == {
        taken.email: "Jouw idee is gekozen: A",
        lost.email: "Over jouw idee: B",
    }
    assert "als thema ‘Samen’" in Mail.objects.get(to=taken.email).body
    assert Mail.objects.count() == 2
