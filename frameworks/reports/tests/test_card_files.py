"""A practice example with files, of a team or of the members of a coalition."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from frameworks.reports import actions
from frameworks.reports.models import CardFile, PracticeCard
from frameworks.reports.tests.helpers import multi, team
from knw_portal.files.models import StoredFile
from knw_portal.files.tests import samples
from knw_portal.tests.factories import GroupFactory, GroupMemberFactory, UserFactory

pytestmark = pytest.mark.django_db
TEXTS = {"title": "Toetsen", "situation": "s", "approach": "a", "noticed": "n", "lesson": "Klein"}


def pdf(name="schema.pdf"):
    return SimpleUploadedFile(name, samples.pdf())


@pytest.fixture
def group():
    return GroupFactory(name="Coalitie Toetsing")


@pytest.fixture
def member(client, group):
    user = GroupMemberFactory(group=group).user
    client.force_login(user)
    return user


def draft(group, by):
    return actions.draft_card(PracticeCard(of_group=group, **TEXTS), by=by)


def test_any_member_of_a_coalition_writes_and_shares_one_without_a_trajectory(
    client, group, member
):
    client.post(reverse("group_card_new"), {**TEXTS, "of_group": group.pk, "version": 1})
    made = PracticeCard.objects.get()
    colleague, stranger = GroupMemberFactory(group=group).user, UserFactory()
    seen = {}
    for person in (colleague, stranger):
        client.force_login(person)
        seen[person.pk] = client.get(made.get_absolute_url()).status_code
    assert seen == {colleague.pk: 200, stranger.pk: 404}

    client.force_login(colleague)
    client.post(reverse("card_publish", args=[made.pk]), {"version": 1})
    client.force_login(stranger)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Leden van een coalitie" in page
    assert "Coalitie Toetsing" not in page
    assert [one.title for one in client.get(reverse("card_list")).context["cards"]] == ["Toetsen"]


def test_a_card_without_a_trajectory_is_finished_later_and_two_writers_see_each_other(
    client, group, member
):
    client.post(reverse("group_card_new"), {**TEXTS, "of_group": group.pk, "version": 1})
    made = PracticeCard.objects.get()
    url = reverse("card_edit", args=[made.pk])

    saved = client.post(url, {**TEXTS, "lesson": "Vraag het eerst", "version": made.version})
    late = client.post(url, {**TEXTS, "lesson": "Vraag het later", "version": made.version})

    made.refresh_from_db()
    assert (saved.status_code, made.lesson) == (302, "Vraag het eerst")
    assert late.status_code == 409
    assert "Vraag het eerst" in late.content.decode()
    assert "Vraag het later" in late.content.decode()


def test_it_is_of_a_group_one_works_in_and_never_of_another_or_of_a_team(client, group, member):
    elsewhere = GroupFactory()
    theirs = team(multi(), by=member).team.group
    for wrong in (elsewhere, theirs):
        answer = client.post(
            reverse("group_card_new"), {**TEXTS, "of_group": wrong.pk, "version": 1}
        )
        assert answer.status_code == 200
    assert not PracticeCard.objects.exists()

    GroupMemberFactory(group=group, user=(reader := UserFactory()), role="reader")
    client.force_login(reader)
    assert "geen lid van een coalitie" in client.get(reverse("group_card_new")).content.decode()


def test_a_card_is_of_a_team_or_of_a_group_and_not_of_both(group, member):
    trajectory = team(multi())
    for wrong in ({}, {"trajectory": trajectory, "of_group": group}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PracticeCard.objects.create(title="t", situation="s", made_by=member, **wrong)


def test_files_go_along_with_who_may_read_the_card(client, group, member):
    card = draft(group, member)
    client.post(reverse("card_upload", args=[card.pk]), {"files": [pdf(), pdf("twee.pdf")]})
    first = card.files.first()
    address = reverse("card_file", args=[card.pk, first.pk])
    own = client.get(address)
    stranger = UserFactory()
    client.force_login(stranger)
    before = client.get(address).status_code
    card.refresh_from_db()
    actions.publish_card(card, version=card.version, by=member)
    after = client.get(address)

    assert b"".join(own) == samples.pdf()
    assert before == 404
    assert b"".join(after) == samples.pdf()
    away = reverse("card_file_remove", args=[card.pk, first.pk])
    assert client.post(away).status_code == 404
    client.force_login(member)
    client.post(away)
    assert [one.stored.name for one in card.files.all()] == ["twee.pdf"]
    assert StoredFile.objects.count() == 1


def test_nobody_shares_a_file_that_a_colleague_put_there_meanwhile(client, group, member):
    card = draft(group, member)
    seen = card.version
    actions.add_card_files(card, [pdf()], by=UserFactory())

    answer = client.post(reverse("card_publish", args=[card.pk]), {"version": seen}, follow=True)

    assert not PracticeCard.objects.get().is_published
    assert "Er is intussen iets veranderd" in answer.content.decode()
    assert "schema.pdf" in answer.content.decode()


def test_the_members_of_a_coalition_change_their_card(client, group, member):
    card = draft(group, member)

    client.post(
        reverse("card_edit", args=[card.pk]), {**TEXTS, "lesson": "Groot", "version": card.version}
    )

    assert PracticeCard.objects.get().lesson == "Groot"


def test_a_shared_card_keeps_its_lesson(client, group, member):
    card = draft(group, member)
    actions.publish_card(card, version=card.version, by=member)

    answer = client.post(
        reverse("card_edit", args=[card.pk]), {**TEXTS, "lesson": " ", "version": card.version}
    )

    assert answer.status_code == 200
    assert "Deze kaart is gedeeld" in answer.content.decode()
    assert PracticeCard.objects.get().lesson == "Klein"


def test_what_we_do_not_take_and_too_many_are_refused_in_words(client, group, member):
    card = draft(group, member)
    upload = reverse("card_upload", args=[card.pk])

    wrong = client.post(upload, {"files": [SimpleUploadedFile("kwaad.exe", b"MZ\x00\x01")]})
    client.post(upload, {"files": [pdf(f"{n}.pdf") for n in range(4)]})
    many = client.post(upload, {"files": [pdf("a.pdf"), pdf("b.pdf")]})

    assert "kwaad.exe" in wrong.content.decode()
    assert "Samen zijn dat er meer dan 5" in many.content.decode()
    assert CardFile.objects.count() == 4


@pytest.mark.parametrize("rows", [1, 3])
def test_a_card_with_more_files_asks_as_many_queries(
    client, group, member, rows, django_assert_num_queries
):
    card = draft(group, member)
    actions.add_card_files(card, [pdf(f"{n}.pdf") for n in range(rows)], by=member)

    with django_assert_num_queries(4):
        client.get(card.get_absolute_url())
