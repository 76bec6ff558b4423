"""Who the bureau gives a role of an institution in mid-vote, does not see what it chose."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from coalitions.tests.factories import a_vote
from coalitions.themes import actions
from coalitions.themes.models import Ballot, BallotEvent, BallotShown
from knw_portal.log import LogEntry
from knw_portal.mail.messages import message
from knw_portal.mail.models import Mail
from knw_portal.people import actions as people
from knw_portal.people.models import Role
from knw_portal.tests.factories import RoleFactory, UserFactory

pytestmark = pytest.mark.django_db
NOT_SEEN = "Jij kwam er daarna bij, dus je ziet niet wat er gekozen is."


@pytest.fixture
def round():
    return a_vote()


@pytest.fixture
def entry(round):
    return round.roll.first()


@pytest.fixture
def main(entry):
    return actions.voters_of(entry).get()


@pytest.fixture
def bureau():
    return RoleFactory(kind="bureau", user__name="Bo van het Bureau").user


def named(entry, bureau, name="Dora Deputy"):
    """A deputy whom the bureau names now, at an address of its choice."""
    person = UserFactory(name=name)
    role = Role(user=person, kind="deputy", institution=entry.institution)
    people.give_role(role, by=bureau)
    return person


def voted(entry, by, chosen=None):
    theme = entry.round.themes.first()
    chosen = [theme.pk] if chosen is None else chosen
    return actions.cast_ballot(entry, kind="choices", chosen=chosen, by=by)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def page(person, name, entry, method="get", data=None, **more):
    kwargs = {"school_year": entry.round.school_year, "institution": entry.institution.slug}
    url = reverse(name, kwargs=kwargs | more)
    return getattr(signed_in(person), method)(url, data or {}, follow=True)


def ticked(text):
    boxes = re.findall(r'<input[^>]*name="thema"[^>]*>', text)
    return {int(re.search(r'value="(\d+)"', box)[1]) for box in boxes if " checked" in box}


def test_who_is_named_after_the_vote_sees_neither_choices_nor_kind_nor_code(entry, main, bureau):
    ballot = voted(entry, main)
    deputy = named(entry, bureau)

    seen = page(deputy, "ballot_edit", entry).content.decode()
    receipt = page(deputy, "ballot_receipt", entry).content.decode()
    own = page(main, "ballot_edit", entry).content.decode()

    assert ticked(seen) == set()
    assert NOT_SEEN in seen
    assert ballot.tracker not in seen + receipt
    assert (ticked(own), ballot.tracker in own) == ({entry.round.themes.first().pk}, True)
    assert "Dora Deputy" in own  # who voted is told there too who came
    actions.cast_ballot(entry, kind="abstain", by=main)
    again = page(deputy, "ballot_edit", entry).content.decode()
    assert "onthouding" not in again
    assert NOT_SEEN in again  # also what is changed later stays with those who were there


def test_who_is_named_before_anybody_voted_votes_as_always(entry, main, bureau):
    deputy = named(entry, bureau)
    voted(entry, main)

    seen = page(deputy, "ballot_edit", entry).content.decode()

    assert ticked(seen) == {entry.round.themes.first().pk}


def test_a_newcomer_casts_anew_and_who_cast_before_is_told(entry, main, bureau):
    voted(entry, main)
    deputy = named(entry, bureau)
    other = entry.round.themes.last().pk

    page(deputy, "ballot_edit", entry, "post", {"thema": [other], "version": 1, "deed": "vote"})

    ballot = Ballot.objects.get()
    assert (ballot.cast_by, actions.choices_of(ballot)) == (deputy, {other: False})
    assert ticked(page(deputy, "ballot_edit", entry).content.decode()) == {other}
    mail = Mail.objects.get(kind="ballot_taken_over")
    assert (mail.to, "Dora Deputy" in mail.body) == (main.email, True)
    assert LogEntry.objects.get(action="ballot.taken_over").by == deputy
    assert [(event.what, event.by) for event in BallotEvent.objects.all()] == [
        ("cast", main),
        ("changed", deputy),
    ]
    assert actions.verify(entry.round) == []


def test_who_cast_is_told_also_when_their_own_role_was_ended_first(entry, main, bureau):
    voted(entry, main)
    people.end_role(main.roles.get(), by=bureau)
    person = UserFactory(name="Dora Deputy")
    actions.name_voter(entry, person, by=bureau)

    seen = page(person, "ballot_edit", entry).content.decode()
    page(person, "ballot_withdraw", entry, "post")

    assert ticked(seen) == set()
    mail = Mail.objects.get(kind="ballot_taken_over")
    assert mail.to == main.email
    assert mail.subject.startswith("Iemand anders trok jouw stem in")


def test_a_guess_that_happens_to_be_right_looks_like_any_other(entry, main, bureau):
    voted(entry, main)
    deputy = named(entry, bureau)
    theme = entry.round.themes.first().pk

    page(deputy, "ballot_edit", entry, "post", {"thema": [theme], "version": 1, "deed": "vote"})

    assert BallotEvent.objects.count() == 2
    assert Mail.objects.filter(kind="ballot_taken_over").count() == 1


def test_the_code_in_a_receipt_is_not_for_who_came_later(entry, main, bureau):
    voted(entry, main)
    deputy = named(entry, bureau)
    ballot = voted(entry, main, chosen=[entry.round.themes.last().pk])

    told = {
        mail.to: message(mail).body
        for mail in Mail.objects.filter(kind="ballot_receipt").order_by("pk")
    }

    assert ballot.tracker in told[main.email]
    assert ballot.tracker not in told[deputy.email]
    assert "die zien alleen wie de stem mag zien" in told[deputy.email]


def test_the_ambassador_lets_a_successor_see_the_vote_and_it_is_logged(entry, main, bureau):
    voted(entry, main)
    deputy, other = named(entry, bureau), named(entry, bureau, "Nog Iemand")
    here = {"entry": entry, "number": deputy.pk}
    asked = page(main, "ballot_show", **here).content.decode()
    assert "Terugdraaien kan niet" in asked
    assert not BallotShown.objects.exists()

    page(main, "ballot_show", method="post", **here)
    again = page(main, "ballot_show", method="post", **here)

    theme = entry.round.themes.first().pk
    assert ticked(page(deputy, "ballot_edit", entry).content.decode()) == {theme}
    assert ticked(page(other, "ballot_edit", entry).content.decode()) == set()
    assert again.status_code == 404
    line = LogEntry.objects.get(action="ballot.shown")
    assert (line.by, line.details) == (main, {"to": deputy.pk})
    told = set(Mail.objects.filter(kind="ballot_shown").values_list("to", flat=True))
    assert told == {main.email, deputy.email, other.email}
    assert actions.verify(entry.round) == []


def test_nobody_lets_themselves_or_a_friend_in(entry, main, bureau):
    voted(entry, main)
    deputy, other = named(entry, bureau), named(entry, bureau, "Nog Iemand")

    for person in (deputy, other):
        answer = page(deputy, "ballot_show", entry, "post", number=person.pk)
        assert answer.status_code == 404
    assert page(bureau, "ballot_show", entry, "post", number=deputy.pk).status_code == 404
    assert not BallotShown.objects.exists()


def test_who_casts_anew_lets_nobody_in_by_that_themselves_neither(entry, main, bureau):
    voted(entry, main)
    deputy, other = named(entry, bureau), named(entry, bureau, "Nog Iemand")
    actions.cast_ballot(entry, kind="abstain", by=deputy)

    offered = page(deputy, "ballot_edit", entry).content.decode()
    for person in (deputy, other):
        answer = page(deputy, "ballot_show", entry, "post", number=person.pk)
        assert answer.status_code == 404
        with pytest.raises(PermissionDenied):
            actions.show_ballot(entry, person, by=deputy)
    voted(entry, main)  # the school puts it right

    assert "Laat de stem zien" not in offered
    assert not BallotShown.objects.exists()
    assert ticked(page(deputy, "ballot_edit", entry).content.decode()) == set()


def test_a_role_that_begins_after_the_vote_is_of_somebody_who_came_later(entry, main, bureau):
    person = UserFactory(name="Dora Deputy")
    later = localdate() + timedelta(days=1)
    role = Role(user=person, kind="deputy", institution=entry.institution, since=later)
    people.give_role(role, by=bureau)
    ballot = voted(entry, main)

    assert not actions.knows_ballot(entry, person, ballot)
    assert actions.knows_ballot(entry, main, ballot)


def test_who_was_deputy_and_becomes_ambassador_keeps_seeing_the_vote(entry, main, bureau):
    deputy = RoleFactory(kind="deputy", institution=entry.institution).user
    voted(entry, main)
    people.end_role(deputy.roles.get(), by=bureau)
    role = Role(user=deputy, kind="ambassador", institution=entry.institution)
    people.give_role(role, by=bureau)

    seen = page(deputy, "ballot_edit", entry).content.decode()

    assert ticked(seen) == {entry.round.themes.first().pk}


@pytest.mark.parametrize("kind", ["ambassador", "deputy"])
def test_who_speaks_for_a_school_is_told_at_once_who_comes_beside_them(entry, main, bureau, kind):
    second = RoleFactory(kind="deputy", institution=entry.institution).user
    RoleFactory(kind="deputy", institution=entry.institution, user__is_active=False)
    person = UserFactory(name="Dora Deputy", email="dora@example.org")

    signed_in(bureau).post(
        reverse("role_add", args=[person.pk]),
        {"kind": kind, "institution": entry.institution_id, "since": "2026-01-01"},
    )

    mails = Mail.objects.filter(kind="speaker_added")
    assert set(mails.values_list("to", flat=True)) == {main.email, second.email}
    for told in ("Dora Deputy (dora@example.org)", "Bo van het Bureau", "Klopt dit niet?"):
        assert told in mails[0].body


def test_other_roles_and_a_school_without_anybody_send_nothing(bureau):
    people.give_role(Role(user=UserFactory(), kind="expert"), by=bureau)
    school = a_vote().roll.first().institution
    Role.objects.filter(institution=school).delete()
    role = Role(user=UserFactory(), kind="ambassador", institution=school)
    people.give_role(role, by=bureau)

    assert not Mail.objects.filter(kind="speaker_added").exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_ballot_costs_the_same_with_one_newcomer_and_with_three(
    entry, main, bureau, rows, django_assert_num_queries
):
    voted(entry, main)
    for number in range(rows):
        named(entry, bureau, f"Nieuw {number}")
    client = signed_in(main)
    kwargs = {"school_year": entry.round.school_year, "institution": entry.institution.slug}
    url = reverse("ballot_edit", kwargs=kwargs)

    with django_assert_num_queries(10):
        text = client.get(url).content.decode()

    assert text.count("Laat de stem zien") == rows
