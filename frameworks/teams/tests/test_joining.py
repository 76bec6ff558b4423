"""Coming into a team: with an account, or as a guest by the link alone; and out of it again."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail as django_mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from frameworks.teams import actions, forms, links
from frameworks.teams.models import Conversation, TeamAnswer
from frameworks.tests.factories import team_of
from knw_portal.dates import moment
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.mail.actions import post
from knw_portal.mail.ledger import plan
from knw_portal.mail.models import Mail, Reminder
from knw_portal.mail.registry import kinds
from knw_portal.mail.tests.kinds import Nudge
from knw_portal.people import privacy
from knw_portal.people.actions import erase_person
from knw_portal.people.models import GroupMember, User
from knw_portal.tests.factories import GroupMemberFactory, RoleFactory, UserFactory

BLANK = {"choices": [], "cells": {}, "text": "", "basis": "", "reason": ""}
CODE = "TEST-S-02"


@pytest.fixture
def lead(db):
    return UserFactory(name="Lies")


@pytest.fixture
def trajectory(lead):
    return team_of(lead)


@pytest.fixture
def talk(trajectory, lead):
    return actions.open_conversation(trajectory, "start", by=lead)


@pytest.fixture
def link(trajectory):
    return reverse("team_join", kwargs={"pk": trajectory.pk, "token": trajectory.invitation})


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def come_in(link, name="Sanne", **data):
    client = Client()
    response = client.post(link, {"name": name, **data})
    return client, response


def guest(name="Sanne"):
    return User.objects.get(name=name, email=None)


def own_link(user):
    return links.path(user.group_places.get())


def save_as(client, talk, text="Van Sanne", seen=1):
    url = reverse("answer_save", kwargs={"pk": talk.pk, "code": CODE})
    return client.post(url, {f"{CODE}-text": text, f"{CODE}-version": seen})


# --- coming in -----------------------------------------------------------------------------------


def test_with_the_link_and_a_name_somebody_takes_part(link, talk, trajectory):
    client, response = come_in(link, function="praktijkopleider")

    shown = client.get(response.url).content.decode()
    saved = save_as(client, talk)
    page = client.get(trajectory.get_absolute_url()).content.decode()

    assert links.path(guest().group_places.get()) in shown
    assert saved.status_code == 200
    assert TeamAnswer.objects.get(text="Van Sanne").updated_by == guest()
    assert "praktijkopleider, doet mee als gast" in page


def test_without_a_name_or_with_a_taken_one_nobody_comes_in(link, trajectory):
    come_in(link)
    before = User.objects.count()

    _, nameless = come_in(link, name="   ")
    _, twice = come_in(link, name="sanne")
    _, hidden = come_in(link, name="San\u200bne")

    assert "Schrijf op hoe ze je noemen" in nameless.content.decode()
    assert "Er doet al iemand mee die sanne heet" in twice.content.decode()
    assert "Er doet al iemand mee die Sanne heet" in hidden.content.decode()
    assert User.objects.count() == before


def test_a_dead_link_tells_a_stranger_nothing(link, trajectory, lead):
    actions.renew_invitation(trajectory, by=lead)

    assert Client().get(link).status_code == 404
    assert come_in(link)[1].status_code == 404
    assert not User.objects.filter(email=None).exists()


def test_a_link_that_runs_wild_lets_only_so_many_in(link, monkeypatch):
    monkeypatch.setattr(forms, "GUESTS_AN_HOUR", 2)

    statuses = [come_in(link, name=f"Gast {number}")[1].status_code for number in range(4)]

    assert statuses == [302, 302, 200, 200]
    assert User.objects.filter(email=None).count() == 2


def test_with_the_own_link_one_comes_back_as_the_same_person(link, talk):
    come_in(link)
    again = Client()

    asked = again.get(own_link(guest()))
    again.post(own_link(guest()))
    saved = save_as(again, talk)

    assert "Verder als Sanne" in asked.content.decode()
    assert saved.status_code == 200
    assert User.objects.filter(email=None).count() == 1


@pytest.fixture
def clock(monkeypatch):
    """Move the day on which a link is used."""
    return lambda days: monkeypatch.setattr(links, "now", lambda: now() + timedelta(days=days))


def works(address):
    return Client().get(address).status_code == 200


def test_the_own_link_ends_thirty_days_after_the_talk_and_stays_ended(
    link, talk, trajectory, lead, clock
):
    client, _ = come_in(link)
    own = own_link(guest())
    clock(200)
    assert works(own)  # the talk goes on
    actions.close_conversation(talk, lesson="", by=lead)

    told = client.get(reverse("team_guest_detail")).content.decode()
    clock(29)
    assert works(own)
    clock(31)
    dead = Client().get(own)

    assert moment(talk.closed_at + timedelta(days=30)) in told
    assert dead.status_code == 410
    assert "30 dagen nadat het gesprek" in dead.content.decode()
    assert Client().post(own).status_code == 410
    later = actions.open_conversation(trajectory, "during", by=lead)
    Conversation.objects.filter(pk=later.pk).update(opened_at=now() + timedelta(days=40))
    clock(41)
    assert not works(own)  # a new talk does not wake it
    over = client.get(reverse("team_guest_detail")).content.decode()
    assert "Je eigen link werkt niet meer." in over
    assert own not in over


def at(day):
    return now() + timedelta(days=day)


@pytest.mark.parametrize(
    ("talks", "last_day"),
    [
        ([], 90),
        ([(-9, -1)], 90),  # over before the link was made
        ([(-9, 5)], 35),
        ([(1, 5), (20, 50)], 80),
        ([(1, 50), (20, 30)], 80),
        ([(1, 5), (36, None)], 35),
        ([(1, 5), (34, None)], 365),
        ([(1, 350)], 365),
        ([(91, 95)], 90),
    ],
)
def test_until_when_a_link_works(talks, last_day):
    made = at(0)
    held = [(at(opened), closed and at(closed)) for opened, closed in talks]

    end = links.end_of(made, held)

    assert round((end - made) / timedelta(days=1)) == last_day


def test_the_team_replaces_a_lost_link_and_the_old_one_is_dead(link, trajectory, lead, talk):
    come_in(link)
    old, place = own_link(guest()), guest().group_places.get()
    here = reverse("team_guest_link", kwargs={"pk": trajectory.pk, "number": place.pk})
    colleague = signed_in(lead)

    asked = colleague.get(here).content.decode()
    assert works(old)  # looking changes nothing
    shown = colleague.post(here).content.decode()
    new = links.path(GroupMember.objects.select_related("guest_link").get(pk=place.pk))

    assert "Nieuwe eigen link voor Sanne" in asked
    assert new in shown
    assert (works(old), works(new)) == (False, True)
    back = Client()
    back.post(new)
    assert save_as(back, talk).status_code == 200
    assert TeamAnswer.objects.get(text="Van Sanne").updated_by == guest()
    assert LogEntry.objects.filter(action="guest.link_renewed", by=lead).count() == 1
    assert here in colleague.get(trajectory.get_absolute_url()).content.decode()


def test_who_is_still_in_by_a_replaced_link_is_out(link, trajectory, lead):
    client, _ = come_in(link)
    place = guest().group_places.get()
    here = reverse("team_guest_link", kwargs={"pk": trajectory.pk, "number": place.pk})
    before = client.get(trajectory.get_absolute_url()).status_code

    signed_in(lead).post(here)

    assert (before, client.get(trajectory.get_absolute_url()).status_code) == (200, 302)


def test_a_guest_whose_link_ended_still_goes_on_with_an_account(
    link, talk, lead, clock, monkeypatch
):
    client, _ = come_in(link)
    actions.close_conversation(talk, lesson="", by=lead)
    clock(31)

    way = parse_qs(urlsplit(client.post(reverse("team_guest_account")).url).query)["next"][0]

    assert "Was jij Sanne?" in signed_in(UserFactory()).get(way).content.decode()
    monkeypatch.setattr(links, "HOUR", -1)  # as if it was an hour later
    assert not works(way)


def test_a_guest_joins_a_second_team_as_the_same_person(link, lead):
    client, _ = come_in(link)
    other = team_of(
        lead,
        framework=lead.group_places.get().group.team.trajectories.get().framework_version.framework,
    )
    client.post(reverse("team_join", kwargs={"pk": other.pk, "token": other.invitation}))

    assert guest().group_places.count() == 2
    assert client.get(other.get_absolute_url()).status_code == 200


# --- going out -----------------------------------------------------------------------------------


def test_the_team_lets_a_guest_go_and_the_link_and_the_open_page_are_dead_at_once(
    link, talk, trajectory, lead
):
    client, _ = come_in(link)
    save_as(client, talk)
    place = guest().group_places.get()
    own = own_link(guest())
    address = reverse("team_guest_remove", kwargs={"pk": trajectory.pk, "number": place.pk})

    signed_in(lead).post(address)
    late = save_as(client, talk, "Te laat", seen=2)
    again = Client().get(own)

    assert late.status_code == 302  # to the sign-in page
    assert again.status_code == 410
    assert TeamAnswer.objects.get(concept__code=CODE).text == "Van Sanne"
    with pytest.raises(Stale):
        actions.remove_guest(place, by=lead)


def test_the_name_goes_too_when_the_team_wants_that(link, talk, trajectory, lead):
    client, _ = come_in(link)
    save_as(client, talk)
    place = guest().group_places.get()
    address = reverse("team_guest_remove", kwargs={"pk": trajectory.pk, "number": place.pk})

    signed_in(lead).post(address, {"forget": "on"})

    assert not User.objects.filter(name="Sanne").exists()
    assert TeamAnswer.objects.get(text="Van Sanne").updated_by.name == "(gewist)"


def test_a_team_does_not_end_what_a_guest_does_in_another_team(link, trajectory, lead):
    client, _ = come_in(link)
    other = team_of(UserFactory(), framework=trajectory.framework_version.framework)
    client.post(reverse("team_join", kwargs={"pk": other.pk, "token": other.invitation}))
    place = guest().group_places.get(group=trajectory.group_id)
    address = reverse("team_guest_remove", kwargs={"pk": trajectory.pk, "number": place.pk})

    page = signed_in(lead).post(address, {"forget": "on"}, follow=True).content.decode()

    assert "De naam is niet gewist" in page
    assert client.get(trajectory.get_absolute_url()).status_code == 404
    assert client.get(other.get_absolute_url()).status_code == 200
    assert guest().is_active


def test_a_colleague_with_an_account_is_not_let_go_like_this(trajectory, lead):
    place = GroupMemberFactory(group=trajectory.team.group)
    address = reverse("team_guest_remove", kwargs={"pk": trajectory.pk, "number": place.pk})

    assert signed_in(lead).post(address).status_code == 404
    assert GroupMember.objects.current().filter(pk=place.pk).exists()


@pytest.mark.parametrize(("tick", "stays"), [({}, True), ({"without_guests": "1"}, False)])
def test_a_new_link_leaves_the_guests_unless_the_team_says_so(
    link, talk, trajectory, lead, tick, stays
):
    client, _ = come_in(link)
    colleague = GroupMemberFactory(group=trajectory.team.group).user

    signed_in(lead).post(reverse("invitation_renew", kwargs={"pk": trajectory.pk}), tick)

    assert (save_as(client, talk).status_code == 200) is stays
    assert signed_in(colleague).get(talk.get_absolute_url()).status_code == 200


def test_a_guest_stops_and_wipes_their_name(link, talk):
    client, _ = come_in(link)
    save_as(client, talk)

    client.post(reverse("team_guest_stop"))

    assert "_auth_user_id" not in client.session
    assert TeamAnswer.objects.get(text="Van Sanne").updated_by.name == "(gewist)"


# --- going on with an account --------------------------------------------------------------------


def test_with_an_account_one_takes_over_what_one_was_as_a_guest(link, talk, trajectory, lead):
    client, _ = come_in(link)
    save_as(client, talk)
    was = guest()
    todo = actions.add_team_action(trajectory, text="Bellen", owner=was, by=lead)
    account = UserFactory(name="Sanne de Boer")
    own = own_link(was)

    to_sign_in = client.post(reverse("team_guest_account"))
    way = parse_qs(urlsplit(to_sign_in.url).query)["next"][0]
    asked = signed_in(account).get(way)
    signed_in(account).post(way)

    was.refresh_from_db()
    todo.refresh_from_db()
    assert urlsplit(to_sign_in.url).path == reverse("account_login")
    assert "Was jij Sanne?" in asked.content.decode()
    assert signed_in(account).get(talk.get_absolute_url()).status_code == 200
    assert (was.became, was.name, was.is_active) == (account, "Sanne de Boer", False)
    assert todo.owner == account
    assert {Client().get(one).status_code for one in (own, way)} == {410}


def test_what_was_written_as_a_guest_is_handed_over_and_forgotten_with_the_account(link, talk):
    client, _ = come_in(link, function="docent")
    save_as(client, talk)
    was, account = guest(), UserFactory(name="Sanne de Boer")
    actions.adopt_guest(was, by=account)

    kept = privacy.everything_about(account)
    erase_person(account, by=None)

    [written] = kept["teams"]["wat je in gesprekken van je team opschreef"]
    assert written["tekst"] == "Van Sanne"
    assert kept["als gast"][0]["wat je doet"] == "docent"
    was.refresh_from_db()
    assert (was.name, was.function_other) == ("(gewist)", "")


def test_what_a_guest_prepared_goes_on_with_the_account_and_counts_once(link, talk, lead):
    come_in(link)
    was, account = guest(), UserFactory(name="Sanne de Boer")
    first, second = talk.questions()[:2]
    actions.save_preparation(talk, first, choices=["2"], note="als gast", by=was)
    actions.save_preparation(talk, second, choices=[], note="ook als gast", by=was)
    actions.save_preparation(talk, first, choices=["3"], note="als mezelf", by=account)

    actions.adopt_guest(was, by=account)

    notes = list(talk.preparations.filter(user=account).values_list("note", flat=True))
    assert sorted(notes) == ["als mezelf", "ook als gast"]
    assert talk.preparations.count() == 2


def test_all_that_a_guest_wrote_and_prepared_is_handed_over_and_forgotten(link, talk):
    come_in(link)
    was, account = guest(), UserFactory(name="Sanne de Boer")
    question = talk.questions()[0]
    actions.save_preparation(talk, question, choices=[], note="vooraf bedacht", by=was)
    actions.add_dissent(talk, question, text="zie ik anders", named=True, by=was)
    actions.add_evidence(talk, question, kind="text", text="hieraan te zien", by=was)
    actions.add_team_action(talk.trajectory, text="nog te doen", by=was)
    actions.reveal(talk, by=was)  # from here on a preparation stays where it is
    actions.adopt_guest(was, by=account)

    kept = str(privacy.everything_about(account))
    erase_person(account, by=None)

    for words in ("vooraf bedacht", "zie ik anders", "hieraan te zien", "nog te doen"):
        assert words in kept
    assert not talk.preparations.exists()


def test_one_guest_becomes_one_person(link, talk):
    come_in(link)
    was = guest()
    actions.adopt_guest(was, by=UserFactory())

    with pytest.raises(Stale):
        actions.adopt_guest(was, by=UserFactory())


def test_a_guest_takes_over_no_other_guest(link):
    client, _ = come_in(link)
    come_in(link, name="Yara")

    client.post(own_link(guest("Yara")))

    assert guest("Yara").became is None
    assert client.session["_auth_user_id"] == str(guest("Yara").pk)  # signed in as Yara instead


# --- who a guest is ------------------------------------------------------------------------------


def test_the_bureau_sees_no_guest_in_its_lists(link):
    come_in(link)
    client = signed_in(RoleFactory(kind="bureau").user)

    listed = client.get(reverse("person_list")).content.decode()
    found = client.get(reverse("person_detail", kwargs={"pk": guest().pk}))

    assert "Sanne" not in listed
    assert found.status_code == 404

    erase_person(guest(), by=None)

    assert "(gewist)" not in client.get(reverse("person_list")).content.decode()
    assert not User.objects.with_account().filter(name="(gewist)").exists()


def test_the_bureau_is_not_told_in_which_teams_somebody_is(lead, trajectory):
    place = GroupMemberFactory(user=lead, group__name="Coalitie Stilte")
    bureau = signed_in(RoleFactory(kind="bureau").user)

    page = bureau.get(reverse("person_detail", args=[lead.pk])).content.decode()

    assert place.group.name in page
    assert trajectory.team.name not in page
    assert trajectory.team.group.name not in page


def test_a_guest_gets_no_mail_and_no_reminder(link, trajectory, monkeypatch):
    come_in(link)
    monkeypatch.setitem(kinds, Nudge.name, Nudge())

    post("password_changed", to=[guest()], key="x", why="je lid bent")
    plan("nudge", trajectory.team.group, [(guest(), "nu", "2040-01-01T10:00Z")])

    assert not Mail.objects.exists()
    assert not Reminder.objects.exists()
    assert django_mail.outbox == []


def test_a_guest_of_one_team_knows_nothing_of_another(link, lead, talk):
    client, _ = come_in(link)
    framework = talk.trajectory.framework_version.framework
    other = actions.open_conversation(team_of(lead, framework=framework), "start", by=lead)

    assert client.get(other.get_absolute_url()).status_code == 404
    assert client.get(talk.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_guest_costs_the_same_for_any_number_of_teams(
    link, lead, trajectory, rows, django_assert_num_queries
):
    client, _ = come_in(link)
    framework = trajectory.framework_version.framework
    for _ in range(rows - 1):
        actions.join_team(team_of(lead, framework=framework), by=guest())
    client.get("/")

    with django_assert_num_queries(
        6
    ):  # who, what they are, their places, the talks, the teams, what these do
        page = client.get(reverse("team_guest_detail"))

    assert page.content.count(b"Naar het team") == rows


def test_what_a_guest_is_holds_in_the_database(lead, trajectory):
    changes = [
        lambda: User.objects.filter(pk=lead.pk).update(became=UserFactory()),
        lambda: UserFactory(email=None, institution=trajectory.team.institution),
    ]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_log_names_no_names(link, trajectory, lead):
    come_in(link)
    actions.remove_guest(guest().group_places.get(), by=lead)

    lines = LogEntry.objects.filter(action__startswith="guest.").order_by("pk")
    assert [line.action for line in lines] == ["guest.joined", "guest.removed"]
    assert "Sanne" not in str([line.details for line in lines])


def test_no_page_that_a_guest_reads_leads_to_a_closed_door(link, trajectory):
    client, _ = come_in(link)
    framework = trajectory.framework_version.framework
    pages = [
        trajectory.get_absolute_url(),
        reverse("framework_list"),
        framework.get_absolute_url(),
        reverse("trajectory_report", kwargs={"pk": trajectory.pk}),
    ]

    for page in pages:
        found = re.findall(r'href="(/[^"#]*)"', client.get(page).content.decode())
        shut = [one for one in found if client.get(one).status_code == 403]
        assert shut == [], page
