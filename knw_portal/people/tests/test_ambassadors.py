"""Becoming ambassador: ask, confirm by mail, and the bureau decides."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from knw_portal import confirm, overview
from knw_portal.log import LogEntry
from knw_portal.mail.messages import message
from knw_portal.mail.models import Mail
from knw_portal.people.models import AmbassadorRequest, Role, User
from knw_portal.people.overview import waiting_requests
from knw_portal.people.tasks import purge_ambassador_requests
from knw_portal.tests.factories import (
    AmbassadorRequestFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r"https://portaal\.example\.org(\S+)")


@pytest.fixture
def school():
    return InstitutionFactory(name="Zilverbeek MBO")


def ask(client, school, **changes):
    fields = {
        "name": "Anna van Dam",
        "email": "Anna@Example.org",
        "institution": school.pk,
        "job_title": "docent",
        "motivation": "Ik kijk graag verder dan mijn school.",
    }
    return client.post(reverse("ambassador_new"), fields | changes)


def confirmed(**fields):
    return AmbassadorRequestFactory(**{"confirmed_at": now()} | fields)


def test_from_the_form_to_the_desk_of_the_bureau(client, at_bureau, school):
    asked = ask(client, school)
    link = ADDRESS.search(message(Mail.objects.get()).body).group(1)
    page = client.get(link)
    before = at_bureau.get(reverse("signup_list")).context["requests"].count()
    client.post(link)
    after = at_bureau.get(reverse("signup_list"))

    copy = Mail.objects.get(kind="ambassador_received")
    assert asked.url == reverse("join_mailed")
    assert "Anna van Dam" in page.content.decode()
    assert before == 0
    assert "Ik kijk graag verder dan mijn school." in after.content.decode()
    assert copy.to == "bureau@example.org"
    assert copy.subject == "Nieuwe aanmelding als ambassadeur: Anna van Dam"


def test_a_scanner_that_opens_the_link_confirms_nothing(client, school):
    ask(client, school)
    link = ADDRESS.search(message(Mail.objects.get()).body).group(1)

    answers = [client.get(link).status_code for _ in range(3)] + [client.head(link).status_code]
    untouched = AmbassadorRequest.objects.get().confirmed_at
    client.post(link)

    assert answers == [200] * 4
    assert untouched is None
    assert AmbassadorRequest.objects.get().confirmed_at is not None


def test_confirming_again_says_so_and_copies_nothing_twice(client, school):
    ask(client, school)
    link = ADDRESS.search(message(Mail.objects.get()).body).group(1)
    client.post(link)

    again = client.post(link, follow=True)

    assert "Dit was al bevestigd" in again.content.decode()
    assert "Dank je wel, het is bevestigd" in again.content.decode()
    assert Mail.objects.filter(kind="ambassador_received").count() == 1


def test_a_link_that_was_changed_or_made_for_another_form_is_dead(client):
    asked = AmbassadorRequestFactory()
    token = confirm.token("ambassador_confirm", asked)
    changed = token[:-1] + ("a" if token[-1] != "a" else "b")
    swapped = confirm.token("interest_confirm", asked)

    pages = [client.post(reverse("ambassador_confirm", args=[one])) for one in (changed, swapped)]

    asked.refresh_from_db()
    assert [page.status_code for page in pages] == [410, 410]
    assert "Deze link werkt niet meer" in pages[0].content.decode()
    assert asked.confirmed_at is None


def test_a_link_dies_after_fourteen_days(client, monkeypatch):
    asked = AmbassadorRequestFactory()
    link = reverse("ambassador_confirm", args=[confirm.token("ambassador_confirm", asked)])
    assert client.get(link).status_code == 200

    monkeypatch.setattr(confirm, "MAX_AGE", timedelta(seconds=-1))

    assert client.get(link).status_code == 410


def test_who_has_an_account_gets_the_same_answer(client, school):
    UserFactory(email="anna@example.org")

    known = ask(client, school)
    unknown = ask(client, school, email="niemand@example.org")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert Mail.objects.count() == 2


def test_a_robot_is_thanked_and_forgotten(client, school):
    response = ask(client, school, website="https://spam.example")

    assert response.url == reverse("join_mailed")
    assert not AmbassadorRequest.objects.exists()
    assert not Mail.objects.exists()


def test_the_sixth_form_in_an_hour_is_held_up_and_loses_nothing(client, school):
    for _ in range(5):
        ask(client, school)

    held_up = ask(client, school)
    another = ask(client, school, email="ander@example.org")

    text = held_up.content.decode()
    assert held_up.status_code == 429
    assert "Wacht een uur" in text
    assert "Ik kijk graag verder dan mijn school." in text
    assert another.status_code == 302
    assert Mail.objects.filter(to="anna@example.org").count() == 5


def test_one_place_sends_thirty_forms_an_hour_at_most(client, school):
    answers = [ask(client, school, email=f"a{n}@example.org").status_code for n in range(31)]

    assert answers == [302] * 30 + [429]


def test_a_mistake_is_said_with_the_field(client, school):
    page = ask(client, school, email="anna")

    assert page.context["form"].errors == {
        "email": ["Schrijf je e-mailadres met een @, bijvoorbeeld naam@school.nl"]
    }
    assert "<title>Fout: " in page.content.decode()
    assert not Mail.objects.exists()


def test_extra_fields_decide_nothing(client, school):
    ask(client, school, verdict="approved", confirmed_at="2026-01-01", decided_by="1")

    asked = AmbassadorRequest.objects.get()
    assert (asked.verdict, asked.confirmed_at, asked.decided_by) == ("", None, None)


def test_an_approved_asker_gets_an_account_a_role_from_today_and_a_mail(at_bureau, bureau, school):
    asked = confirmed(name="Anna van Dam", email="anna@example.org", institution=school)

    at_bureau.post(reverse("ambassador_approve", args=[asked.pk]))

    asked.refresh_from_db()
    anna = User.objects.get(email="anna@example.org")
    role = anna.roles.get()
    mail = Mail.objects.get()
    assert (asked.verdict, asked.decided_by) == ("approved", bureau)
    assert (role.kind, role.institution, role.since) == ("ambassador", school, localdate())
    assert (anna.name, anna.institution, anna.has_password) == ("Anna van Dam", school, False)
    assert (mail.user, mail.subject) == (anna, "Je bent ambassadeur van Zilverbeek MBO")
    assert "/inloggen/?email=anna%40example.org" in mail.body
    assert list(LogEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "ambassador_request.approved",
        "person.invited",
        "role.given",
    ]


def test_who_has_an_account_already_keeps_it_and_a_closed_one_stays_closed(at_bureau, school):
    anna = UserFactory(name="Anna", email="anna@example.org", is_active=False)
    RoleFactory(user=anna, kind=Role.Kind.AMBASSADOR, institution=school)
    asked = confirmed(name="Een ander", email="Anna@example.org", institution=school)

    page = at_bureau.post(reverse("ambassador_approve", args=[asked.pk]), follow=True)

    anna.refresh_from_db()
    assert (anna.name, anna.is_active, anna.roles.count()) == ("Anna", False, 1)
    assert "Het account van deze persoon is gesloten" in page.content.decode()


def test_a_declined_asker_reads_why(at_bureau):
    asked = confirmed(email="anna@example.org")
    url = reverse("ambassador_decline", args=[asked.pk])

    without = at_bureau.post(url, {"reason": ""})
    at_bureau.post(url, {"reason": "Jouw school heeft al twee ambassadeurs."})

    asked.refresh_from_db()
    mail = Mail.objects.get()
    assert without.context["form"].errors
    assert asked.verdict == "declined"
    assert mail.to == "anna@example.org"
    assert "Jouw school heeft al twee ambassadeurs." in mail.body
    assert not User.objects.filter(email="anna@example.org").exists()


@pytest.mark.parametrize("second", ["ambassador_approve", "ambassador_decline"])
def test_the_second_of_two_who_decide_is_told_and_changes_nothing(at_bureau, second):
    asked = confirmed()
    at_bureau.post(reverse("ambassador_decline", args=[asked.pk]), {"reason": "Nee."})

    page = at_bureau.post(reverse(second, args=[asked.pk]), {"reason": "Toch."}, follow=True)

    asked.refresh_from_db()
    assert "was al besloten" in page.content.decode()
    assert (asked.verdict, asked.reason) == ("declined", "Nee.")
    assert Mail.objects.count() == 1


def test_what_nobody_confirmed_cannot_be_decided(at_bureau):
    asked = AmbassadorRequestFactory()

    response = at_bureau.post(reverse("ambassador_approve", args=[asked.pk]))

    assert response.status_code == 404
    assert not Role.objects.filter(kind="ambassador").exists()


def test_the_desk_warns_of_an_ambassador_who_is_there_already(at_bureau, school):
    RoleFactory(kind=Role.Kind.AMBASSADOR, institution=school)
    confirmed(institution=school)

    page = at_bureau.get(reverse("signup_list"))

    assert "Zilverbeek MBO heeft al een ambassadeur of plaatsvervanger (1)" in page.content.decode()


def test_waiting_requests_stand_on_the_desk_once_with_the_promised_day(bureau):
    first = confirmed(confirmed_at=now() - timedelta(days=3))
    AmbassadorRequestFactory(confirmed_at=now())
    AmbassadorRequestFactory()

    asks = list(waiting_requests(bureau, now()))

    assert waiting_requests in overview.late_sources
    assert [(ask.title, ask.due) for ask in asks] == [
        ("Aanmeldingen als ambassadeur: 2", localdate(first.confirmed_at) + timedelta(days=14))
    ]


def test_nothing_waits_when_nothing_waits(bureau):
    assert list(waiting_requests(bureau, now())) == []


def test_what_nobody_confirmed_in_fourteen_days_is_wiped_and_nothing_else():
    old = now() - timedelta(days=14, minutes=1)
    AmbassadorRequestFactory(asked_at=old)
    kept = {AmbassadorRequestFactory().pk, confirmed(asked_at=old).pk}

    for _ in range(3):
        purge_ambassador_requests.delay()

    assert set(AmbassadorRequest.objects.values_list("pk", flat=True)) == kept


def test_the_way_in_names_three_doors(client):
    text = client.get(reverse("join")).content.decode()

    assert all(
        f'href="{reverse(door)}"' in text for door in ("interest_new", "idea_new", "ambassador_new")
    )


def test_after_a_form_one_is_sent_to_the_mailbox(client):
    assert "kijk in je mail" in client.get(reverse("join_mailed")).content.decode()
