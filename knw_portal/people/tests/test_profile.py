"""One's own data: change them, choose a password and a hat, take them along, have them wiped."""

import json
import time

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from knw_portal.log import LogEntry
from knw_portal.mail.models import Mail
from knw_portal.mail.personal import forget_mail, mail_of
from knw_portal.people import actions, hats, privacy
from knw_portal.people.models import AmbassadorRequest, GroupMember, Role
from knw_portal.tests.factories import (
    AmbassadorRequestFactory,
    GroupMemberFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)

PASSWORD = "vier losse woorden samen"
NEW = "een heel ander zinnetje"
pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return UserFactory(
        name="Anna van Dam", email="anna@example.org", expertise=["audits"], version=3
    )


@pytest.fixture
def client(anna):
    client = Client()
    client.force_login(anna)
    return client


def fields(**changes):
    return {"name": "Anna van Dam", "expertise": "audits", "version": 3} | changes


def test_a_profile_is_saved_with_tidy_tags(client, anna):
    client.post(
        reverse("profile"),
        fields(job_title="adviseur", expertise=" audits,  formatief   handelen,, audits"),
    )

    anna.refresh_from_db()
    assert (anna.job_title, anna.expertise, anna.version) == (
        "adviseur",
        ["audits", "formatief handelen"],
        4,
    )


def test_the_loser_of_a_race_sees_both_texts_and_loses_nothing(client, anna):
    client.post(reverse("profile"), fields(job_title="van de ander", expertise="data, audits"))

    page = client.post(reverse("profile"), fields(job_title="van mij", expertise="audits"))
    text = page.content.decode()
    anna.refresh_from_db()
    between = anna.job_title
    client.post(
        reverse("profile"),
        fields(job_title="van mij", version=page.context["form"]["version"].value()),
    )

    anna.refresh_from_db()
    assert between == "van de ander"
    assert "Iemand anders was je net voor" in text
    assert ("van de ander" in text, "van mij" in text, "data, audits" in text) == (True, True, True)
    assert anna.job_title == "van mij"


def test_extra_fields_in_the_profile_change_nothing(client, anna):
    client.post(
        reverse("profile") + "?email=x@example.org",
        fields(email="x@example.org", is_active="", institution="1", password="x"),
    )

    anna.refresh_from_db()
    assert (anna.email, anna.is_active, anna.institution) == ("anna@example.org", True, None)


@pytest.mark.parametrize(
    ("expertise", "wrong"),
    [
        (", ".join(f"woord {n}" for n in range(21)), "Noem er niet meer dan twintig"),
        ("x" * 61, "Houd elk onderwerp korter dan 60 tekens"),
    ],
)
def test_too_many_or_too_long_tags_are_said(client, expertise, wrong):
    page = client.post(reverse("profile"), fields(expertise=expertise))

    assert page.context["form"].errors == {"expertise": [wrong]}


def test_who_never_had_a_password_sets_one_and_stays_signed_in_here_only(client, anna):
    elsewhere = Client()
    elsewhere.force_login(anna)

    client.post(reverse("password_edit"), {"new_password1": NEW, "new_password2": NEW})

    anna.refresh_from_db()
    assert anna.check_password(NEW)
    assert client.get(reverse("profile")).status_code == 200
    assert elsewhere.get(reverse("profile")).status_code == 302
    assert Mail.objects.get().subject == "Je wachtwoord is gewijzigd"
    assert LogEntry.objects.get().action == "password.changed"


def with_password(anna):
    type(anna).objects.filter(pk=anna.pk).update(password=make_password(PASSWORD))
    anna.refresh_from_db()
    client = Client()
    client.force_login(anna)
    return client


@pytest.mark.parametrize(("old", "changed"), [("", False), ("fout", False), (PASSWORD, True)])
def test_changing_a_password_asks_for_the_old_one(anna, old, changed):
    client = with_password(anna)

    client.post(
        reverse("password_edit"),
        {"old_password": old, "new_password1": NEW, "new_password2": NEW},
    )

    anna.refresh_from_db()
    assert anna.check_password(NEW) is changed


@pytest.mark.parametrize(("minutes", "asks"), [(1, False), (31, True)])
def test_who_just_came_in_by_code_needs_not_know_the_old_password(anna, minutes, asks):
    client = with_password(anna)
    session = client.session
    session["account_authentication_methods_user"] = str(anna.pk)
    session["account_authentication_methods"] = [
        {"method": "code", "at": time.time() - minutes * 60}
    ]
    session.save()

    page = client.get(reverse("password_edit"))

    assert ("old_password" in page.context["form"].fields) is asks


def test_a_short_password_is_refused(client, anna):
    page = client.post(reverse("password_edit"), {"new_password1": "kort", "new_password2": "kort"})

    assert "new_password2" in page.context["form"].errors
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("kort", "Dit wachtwoord is te kort. Gebruik minstens 12 tekens."),
        ("qwerty123456", "Dit wachtwoord gebruiken veel mensen. Kies iets wat niemand raadt."),
        ("anna@example.org", "Dit wachtwoord lijkt te veel op je e-mailadres."),
        ("anna van dam1", "Dit wachtwoord lijkt te veel op je naam."),
    ],
)
def test_what_is_wrong_with_a_password_is_said_in_dutch(anna, password, said):
    with pytest.raises(ValidationError) as wrong:
        validate_password(password, anna)

    assert wrong.value.messages == [said]


def test_a_hat_changes_what_comes_first_and_never_what_one_may_do(client, anna):
    RoleFactory(user=anna, kind=Role.Kind.AMBASSADOR, institution=InstitutionFactory())
    GroupMemberFactory(user=anna, role=GroupMember.Role.FACILITATOR)

    response = client.post(reverse("role_switch"), {"hat": "facilitator"})
    chosen = client.session["hat"]
    client.post(reverse("role_switch"), {"hat": "bureau"})

    assert response.url == reverse("mine")
    assert chosen == client.session["hat"] == "facilitator"
    assert client.get(reverse("person_list")).status_code == 403


def test_a_hat_that_is_lost_falls_back_to_the_first_one(rf, anna):
    role = RoleFactory(user=anna, kind=Role.Kind.BOARD)
    GroupMemberFactory(user=anna, role=GroupMember.Role.READER)
    request = rf.get("/")
    request.user, request.session = anna, {"hat": "reader"}

    worn = hats.hat_of(request)
    anna.group_places.all().delete()
    del anna.duties
    fallen = hats.hat_of(request)
    role.delete()
    del anna.duties

    assert (worn, fallen, hats.hat_of(request)) == ("reader", "board", "")


def test_the_hats_of_a_person_in_their_own_words(anna):
    RoleFactory(user=anna, kind=Role.Kind.DEPUTY, institution=InstitutionFactory())
    GroupMemberFactory(user=anna)

    assert hats.hats_of(anna) == {"ambassador": "ambassadeur", "member": "coalitielid"}


def test_one_takes_everything_the_portal_keeps_along(client, anna):
    RoleFactory(user=anna, kind=Role.Kind.BOARD)
    GroupMemberFactory(user=anna)
    AmbassadorRequestFactory(email="Anna@example.org", motivation="Daarom")
    AmbassadorRequestFactory(motivation="van een ander")

    response = client.get(reverse("profile_export"))

    export = json.loads(response.content)
    assert response["Content-Disposition"].startswith('attachment; filename="mijn-gegevens-')
    assert export["profiel"]["e-mailadres"] == "anna@example.org"
    assert [role["rol"] for role in export["profiel"]["rollen"]] == ["bestuur"]
    assert [one["motivatie"] for one in export["aanmeldingen als ambassadeur"]] == ["Daarom"]
    assert set(export) == {
        "aanmeldingen",
        "aanmeldingen als ambassadeur",
        "als gast",
        "belangstelling",
        "bestanden",
        "bijeenkomsten",
        "bijeenkomsten van ambassadeurs",
        "delen en praktijkkaarten",
        "ideeën",
        "leveringen",
        "makers",
        "notities van gesprekken",
        "oordelen over opbrengsten",
        "opmerkingen",
        "peilingen",
        "post",
        "profiel",
        "raamwerken",
        "reacties en steun bij thema’s",
        "teamgesprekken",
        "teams",
        "terugblikken op uitvragen",
        "uitgebrachte stemmen",
        "voorstellen voor thema’s",
        "wat je meenam uit een coalitie",
    }


@pytest.mark.parametrize("name", ["post", "mail"])
def test_what_a_room_keeps_is_registered_once(name):
    before = list(privacy.keepers)

    with pytest.raises(ValueError, match="registered already"):
        privacy.register(name, export=mail_of, erase=forget_mail)

    assert privacy.keepers == before


def test_erasing_empties_the_row_and_what_the_rooms_keep_and_leaves_ids(at_bureau, bureau, anna):
    RoleFactory(user=anna, kind=Role.Kind.BOARD)
    GroupMemberFactory(user=anna)
    undecided = AmbassadorRequestFactory(email=anna.email)
    decided = AmbassadorRequestFactory(
        email=anna.email, verdict="declined", decided_at=anna.joined_at, decided_by=bureau
    )
    erase = reverse("person_erase", args=[anna.pk])

    unsure = at_bureau.post(erase, {"name": "Anna"})
    at_bureau.post(erase, {"name": "Anna van Dam"})

    anna.refresh_from_db()
    decided.refresh_from_db()
    assert "Typ precies: Anna van Dam" in unsure.content.decode()
    assert (anna.name, anna.email, anna.expertise, anna.is_active) == (
        "(gewist)",
        f"gewist-{anna.pk}@example.invalid",
        [],
        False,
    )
    assert not AmbassadorRequest.objects.filter(pk=undecided.pk).exists()
    assert (decided.name, decided.email, decided.motivation) == ("(gewist)", "", "")
    assert not any(place.until is None for place in [*anna.roles.all(), *anna.group_places.all()])
    assert LogEntry.objects.get().action == "person.erased"


def test_an_erased_account_is_not_erased_twice_and_not_opened_again(at_bureau, bureau, anna):
    actions.erase_person(anna, by=bureau)
    anna.refresh_from_db()

    at_bureau.post(reverse("person_erase", args=[anna.pk]), {"name": "(gewist)"})
    at_bureau.post(reverse("person_enable", args=[anna.pk]))

    anna.refresh_from_db()
    assert not anna.is_active
    assert LogEntry.objects.count() == 1
