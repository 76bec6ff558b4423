"""Readers say what a draft means for their role, before it is laid before the bureau."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coalitions.outputs.actions import outputs
from coalitions.outputs.actions.scores import score_version
from coalitions.outputs.models import MeaningScore, OutputVersion
from coalitions.tests.factories import a_draft
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.people import privacy
from knw_portal.people.actions import erase_person
from knw_portal.tests.factories import GroupMemberFactory, RoleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(coalition):
    return a_draft(coalition=coalition, title="Kaarten")


def address(name, draft):
    return reverse(name, kwargs={"slug": draft.output.coalition.slug, "pk": draft.output_id})


def said(**changes):
    return {"role": "team", "score": "3", "remark": "Morgen te gebruiken.", **changes}


def publish(draft):
    draft.refresh_from_db()
    outputs.publish_version(draft, seen=draft.stand, by=UserFactory())


def test_members_and_invited_readers_say_it_per_role_and_the_coalition_sees_it(
    draft, people, as_person, coalition
):
    reader = GroupMemberFactory(group=coalition.group, role="reader", user__name="Rik").user
    page = as_person(people.anna).get(address("output_preview", draft)).content.decode()
    assert page.count("nog niemand") == 4

    as_person(people.anna).post(address("output_score", draft), said())
    sent = as_person(reader).post(
        address("output_score", draft), said(role="manager", score="1", remark="Te lang.")
    )

    assert sent.url == f"{draft.output.work_url}#betekenis"
    again = as_person(reader).get(address("output_preview", draft)).content.decode()
    assert ("Geef je oordeel" in page, "Geef je oordeel" in again) == (True, False)
    assert "Wijzig je oordeel" in again
    shown = as_person(people.bea).get(address("output_preview", draft)).content.decode()
    table = " ".join(shown.partition('id="betekenis"')[2].partition("</table>")[0].split())
    assert "<b>3</b> Anna<br>Morgen te gebruiken." in table
    assert "<b>1</b> Rik<br>Te lang." in table
    assert table.count("nog niemand") == 2
    assert LogEntry.objects.filter(action="output.scored").count() == 2


def test_what_a_reader_thought_stands_in_no_log(draft, people):
    score_version(draft, role="team", score=1, remark="", by=people.anna)

    assert LogEntry.objects.get(action="output.scored").details == {}


def test_said_again_it_replaces_what_one_said_and_an_older_text_is_named(draft, people, as_person):
    client, url = as_person(people.anna), address("output_score", draft)
    client.post(url, said())
    OutputVersion.objects.filter(pk=draft.pk).update(version=draft.version + 1)

    before = client.get(address("output_preview", draft)).content.decode()
    filled = client.get(url).content.decode()
    client.post(url, said(role="board", score="2"))
    after = client.get(address("output_preview", draft)).content.decode()

    assert "over een eerdere tekst" in before
    assert "Morgen te gebruiken." in filled
    assert [(one.role, one.score) for one in MeaningScore.objects.all()] == [("board", 2)]
    assert "over een eerdere tekst" not in after


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"role": ""}, "Kies de rol van waaruit je leest"),
        ({"score": ""}, "Kies een getal van 1 tot en met 4"),
        ({"score": "5"}, "Selecteer een geldige keuze"),
        ({"remark": "x" * 1001}, "Maak je toelichting korter"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_lost(draft, people, as_person, wrong, told):
    page = as_person(people.anna).post(
        address("output_score", draft), said(**{"remark": "Bewaar mij", **wrong})
    )

    assert told in page.content.decode()
    assert wrong.get("remark", "Bewaar mij") in page.content.decode()
    assert not MeaningScore.objects.exists()


def test_who_only_follows_and_who_is_not_of_it_says_and_sees_nothing(
    draft, people, as_person, coalition
):
    score_version(draft, role="team", score=4, remark="Alleen voor ons", by=people.anna)
    follower = GroupMemberFactory(group=coalition.group, role="follower").user
    board = RoleFactory(kind="board").user
    bureau = RoleFactory(kind="bureau").user
    seen = {}
    for name, person in {"follower": follower, "board": board, "bureau": bureau}.items():
        client = as_person(person)
        assert client.post(address("output_score", draft), said()).status_code == 403
        page = client.get(address("output_preview", draft)).content.decode()
        seen[name] = "Alleen voor ons" in page

    assert seen == {"follower": False, "board": False, "bureau": True}
    assert MeaningScore.objects.count() == 1


def test_after_publication_nobody_scores_and_who_was_writing_is_told(draft, people, as_person):
    publish(draft)

    late = as_person(people.anna).post(address("output_score", draft), said())

    assert late.status_code == 409
    assert "Dit concept is net gepubliceerd." in late.content.decode()
    assert "Morgen te gebruiken." in late.content.decode()
    with pytest.raises(Stale):
        score_version(draft, role="team", score=3, remark="", by=people.anna)
    assert not MeaningScore.objects.exists()


def test_what_readers_said_stays_inside_and_is_not_in_the_library(draft, people, as_person, client):
    score_version(draft, role="team", score=1, remark="Nog niet af", by=people.anna)
    publish(draft)

    public = client.get(draft.output.get_absolute_url()).content.decode()
    work = as_person(people.bea).get(address("output_preview", draft)).content.decode()

    assert "Nog niet af" not in public
    assert "Nog niet af" in work
    assert address("output_score", draft) not in work


def test_the_database_keeps_one_score_of_a_reader_from_one_to_four(draft, people):
    score_version(draft, role="team", score=3, remark="", by=people.anna)
    for values in ({"by": people.anna, "score": 2}, {"by": people.bea, "score": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MeaningScore.objects.create(version=draft, role="team", about_text=1, **values)


def test_a_draft_that_is_thrown_away_takes_its_scores_along(draft, people):
    score_version(draft, role="team", score=3, remark="", by=people.anna)

    outputs.drop_version(draft, by=people.guide)

    assert not MeaningScore.objects.exists()


def test_what_one_said_is_handed_over_and_goes_with_the_account(draft, people):
    score_version(draft, role="team", score=3, remark="Van mij", by=people.anna)

    held = privacy.everything_about(people.anna)["oordelen over opbrengsten"]
    erase_person(people.anna, by=people.bureau)

    assert [one["waarom"] for one in held] == ["Van mij"]
    assert not MeaningScore.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_working_page_costs_the_same_with_one_score_and_with_three(
    draft, people, as_person, rows, django_assert_num_queries
):
    for person in (people.anna, people.bea, people.cor)[:rows]:
        score_version(draft, role="team", score=3, remark="", by=person)
    client = as_person(people.anna)

    with django_assert_num_queries(9):
        page = client.get(address("output_preview", draft)).content.decode()

    assert page.count("<b>3</b>") == rows
