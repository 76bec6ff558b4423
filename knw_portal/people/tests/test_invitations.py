"""The bureau gives people an account, takes it back, and closes it."""

import threading
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.mail.models import Mail
from knw_portal.people import actions
from knw_portal.people.forms import InvitationForm
from knw_portal.people.models import Role, User
from knw_portal.tests.factories import (
    FunctionFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return InstitutionFactory(name="Zilverbeek MBO")


def invite(client, school, **changes):
    fields = {
        "name": "Nora Nieuw",
        "email": "Nora@Example.org",
        "institution": school.pk,
        "role_kind": "ambassador",
        "since": "2026-01-01",
    }
    return client.post(reverse("person_new"), fields | changes, follow=True)


def logged():
    return list(LogEntry.objects.order_by("pk").values_list("action", flat=True))


def test_an_invitation_makes_an_account_a_role_a_log_line_and_a_mail(at_bureau, school):
    invite(at_bureau, school)

    nora = User.objects.get(name="Nora Nieuw")
    mail = Mail.objects.get()
    assert (nora.email, nora.is_active, nora.has_usable_password()) == (
        "nora@example.org",
        True,
        False,
    )
    assert [(role.kind, role.institution) for role in nora.roles.all()] == [("ambassador", school)]
    assert logged() == ["person.invited", "role.given"]
    assert mail.to == "nora@example.org"
    assert mail.subject == "Je kunt inloggen op het portaal van de coalities"
    assert "https://portaal.example.org/inloggen/?email=nora%40example.org" in mail.body


def test_the_link_fills_the_address_in_and_lets_nobody_in(at_bureau, school, client):
    invite(at_bureau, school)

    page = client.get(f"{reverse('account_login')}?email=nora%40example.org")

    assert page.context["form"].initial["email"] == "nora@example.org"
    assert 'value="nora@example.org"' in page.content.decode()
    assert client.get(reverse("profile")).status_code == 302


def test_an_address_that_is_there_already_is_not_invited_again(at_bureau, school):
    UserFactory(email="nora@example.org")

    page = invite(at_bureau, school)

    assert "Er is al een account met dit adres" in page.content.decode()
    assert not Mail.objects.exists()


def test_two_at_the_bureau_who_invite_the_same_person_make_one_account(bureau):
    actions.invite_person(User(name="Een", email="nora@example.org"), by=bureau)

    with pytest.raises(Stale):
        actions.invite_person(User(name="Twee", email="Nora@example.org"), by=bureau)

    assert Mail.objects.count() == 1


def test_an_ambassador_without_any_institution_is_asked_for_one(at_bureau, school):
    page = invite(at_bureau, school, institution="")

    assert page.context["form"].errors == {
        "role_institution": ["Kies voor welke instelling deze ambassadeur er is"]
    }


def test_extra_fields_in_the_form_change_nothing(at_bureau, school):
    invite(at_bureau, school, is_active="", password="x", version="9", joined_at="2001-01-01")

    nora = User.objects.get(name="Nora Nieuw")
    assert (nora.is_active, nora.version, nora.has_usable_password()) == (True, 1, False)


def test_function_asks_for_its_other_words_and_only_then_keeps_them(at_bureau, school):
    other, teacher = FunctionFactory(code="other"), FunctionFactory(code="teacher")

    without = invite(at_bureau, school, function=other.pk)
    invite(at_bureau, school, function=teacher.pk, function_other="rest")

    assert without.context["form"].errors == {"function_other": ["Schrijf op wat je functie is"]}
    assert User.objects.get(name="Nora Nieuw").function_other == ""


def test_an_invitation_is_sent_again_five_times_an_hour_at_most(at_bureau):
    nora = UserFactory()

    pages = [
        at_bureau.post(reverse("invitation_resend", args=[nora.pk]), follow=True) for _ in range(20)
    ]

    assert Mail.objects.filter(user=nora).count() == 5
    assert "Wacht een uur" in pages[-1].content.decode()


def test_who_has_been_in_gets_no_invitation_any_more(at_bureau):
    nora = UserFactory(last_login=now())

    at_bureau.post(reverse("invitation_resend", args=[nora.pk]))

    assert not Mail.objects.exists()


def test_an_invitation_taken_back_closes_the_account_and_the_roles(at_bureau, school):
    nora = UserFactory()
    RoleFactory(user=nora)

    at_bureau.post(reverse("invitation_withdraw", args=[nora.pk]))

    nora.refresh_from_db()
    assert not nora.is_active
    assert not nora.roles.current().exists()
    assert logged() == ["invitation.withdrawn", "role.ended"]


def test_who_came_in_just_before_keeps_the_account(at_bureau):
    nora = UserFactory(last_login=now())

    page = at_bureau.post(reverse("invitation_withdraw", args=[nora.pk]), follow=True)

    nora.refresh_from_db()
    assert nora.is_active
    assert "Er is intussen iets veranderd" in page.content.decode()


def test_closing_an_account_puts_its_owner_out_and_opening_lets_them_in(at_bureau):
    nora = UserFactory(last_login=now())
    hers = Client()
    hers.force_login(nora)

    asked = at_bureau.get(reverse("person_disable", args=[nora.pk]))
    at_bureau.post(reverse("person_disable", args=[nora.pk]))
    out = hers.get(reverse("profile")).status_code
    at_bureau.post(reverse("person_enable", args=[nora.pk]))

    nora.refresh_from_db()
    assert "sluiten" in asked.content.decode()
    assert out == 302
    assert nora.is_active
    assert logged() == ["person.disabled", "person.enabled"]


@pytest.mark.parametrize("door", ["person_disable", "person_erase", "invitation_withdraw"])
def test_nobody_shuts_out_themselves(at_bureau, bureau, door):
    response = at_bureau.post(reverse(door, args=[bureau.pk]), {"name": bureau.name})

    bureau.refresh_from_db()
    assert response.status_code == 403
    assert bureau.is_active


def test_the_last_role_at_the_bureau_stays(at_bureau, bureau):
    role = bureau.roles.get()
    RoleFactory(user=UserFactory(is_active=False))  # a colleague who cannot sign in

    page = at_bureau.post(reverse("role_end", args=[bureau.pk, role.pk]), follow=True)

    assert "dan is er niemand meer bij het bureau" in page.content.decode()
    assert bureau.roles.current().exists()


def test_two_at_the_bureau_can_do_with_one(at_bureau, bureau):
    colleague = RoleFactory().user

    at_bureau.post(reverse("person_disable", args=[colleague.pk]))

    colleague.refresh_from_db()
    assert not colleague.is_active


def test_a_role_is_given_once_and_ends_at_once(at_bureau, school):
    nora = UserFactory()
    fields = {"kind": "deputy", "institution": school.pk, "since": "2026-01-01"}
    add = reverse("role_add", args=[nora.pk])

    at_bureau.post(add, fields)
    twice = at_bureau.post(add, fields, follow=True)
    role = nora.roles.get()
    end = reverse("role_end", args=[nora.pk, role.pk])
    asked = at_bureau.get(end)
    at_bureau.post(end)

    role.refresh_from_db()
    assert "heeft deze rol al" in twice.content.decode()
    assert "geen plaatsvervangend ambassadeur van Zilverbeek MBO meer" in asked.content.decode()
    assert role.until == localdate() - timedelta(days=1)
    assert logged() == ["role.given", "role.ended"]


def test_a_role_that_began_today_ends_as_if_it_never_was(bureau, school):
    role = RoleFactory(kind=Role.Kind.BOARD, since=localdate())

    actions.end_role(role, by=bureau)

    assert not Role.objects.filter(user=role.user).exists()
    assert logged() == ["role.ended"]


def test_a_role_that_has_ended_is_not_ended_again(at_bureau):
    role = RoleFactory(kind=Role.Kind.BOARD, until=localdate() - timedelta(days=9))

    page = at_bureau.post(reverse("role_end", args=[role.user_id, role.pk]), follow=True)

    assert "Deze rol was al beëindigd" in page.content.decode()
    assert not LogEntry.objects.exists()


def test_a_role_form_with_a_mistake_shows_the_page_again(at_bureau):
    nora = UserFactory()

    page = at_bureau.post(
        reverse("role_add", args=[nora.pk]), {"kind": "ambassador", "since": "2026-01-01"}
    )

    assert "Kies voor welke instelling" in page.content.decode()
    assert not Role.objects.filter(user=nora).exists()


def test_a_role_of_somebody_else_is_not_found_under_this_person(at_bureau):
    role = RoleFactory(kind=Role.Kind.BOARD)

    response = at_bureau.post(reverse("role_end", args=[UserFactory().pk, role.pk]))

    assert response.status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_people_costs_the_same_however_long(at_bureau, rows, django_assert_num_queries):
    for _ in range(rows):
        RoleFactory(kind=Role.Kind.AMBASSADOR, institution=InstitutionFactory())

    with django_assert_num_queries(5):  # who asks, their duties, count, people, roles
        at_bureau.get(reverse("person_list"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_person_costs_the_same_however_many_roles(
    at_bureau, rows, django_assert_num_queries
):
    nora = UserFactory()
    for _ in range(rows):
        RoleFactory(user=nora, kind=Role.Kind.AMBASSADOR, institution=InstitutionFactory())

    # who asks, their duties, the person, roles, places, the institutions of the form
    with django_assert_num_queries(6):
        at_bureau.get(reverse("person_detail", args=[nora.pk]))


def test_people_are_found_by_words_and_by_the_role_they_hold_today(at_bureau):
    anna = UserFactory(name="Anna van Dam", email="a@example.org")
    RoleFactory(user=anna, kind=Role.Kind.BOARD)
    past = RoleFactory(kind=Role.Kind.BOARD, until=localdate() - timedelta(days=1)).user
    url = reverse("person_list")

    by_words = at_bureau.get(url, {"q": "dam anna"}).context["page"].object_list
    by_role = at_bureau.get(url, {"rol": "board"}).context["page"].object_list
    nobody = at_bureau.get(url, {"q": "xyz"})

    assert list(by_words) == [anna]
    assert list(by_role) == [anna]
    assert past not in by_role
    assert "Niemand gevonden" in nobody.content.decode()


NONE_THERE = "9" * 20  # more than the database counts to


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("?q=%00", 400),
        ("?q=a%00b&rol=%00", 400),
        ("%00/", 400),
        (f"?pagina={NONE_THERE}", 200),
        ("?pagina=-1&rol=x", 200),
        (f"{NONE_THERE}/", 404),
        (f"{'9' * 5000}/", 404),
        (f"1/rol/{NONE_THERE}/beeindigen/", 404),
        (f"{NONE_THERE}/rol/1/beeindigen/", 404),
        (f"{NONE_THERE}/wissen/", 404),
        (f"../aanmeldingen/{NONE_THERE}/afwijzen/", 404),
        (f"../post/{NONE_THERE}/", 404),
        (f"../post/gepland/{NONE_THERE}/", 404),
        (f"../post/?voor={NONE_THERE}", 200),
        ("../post/?voor=%00", 400),
        (f"../../memos/{NONE_THERE}/", 404),
        ("../../doe-mee/interesse/?coalitie=%00", 400),
        ("../../doe-mee/interesse/%00/", 400),
        ("../../coalities/?q=%00", 400),
        ("../../inloggen/?next=%00", 400),
    ],
)
def test_an_address_that_nobody_linked_to_breaks_nothing(at_bureau, address, status):
    assert at_bureau.get(urljoin(reverse("person_list"), address)).status_code == status


@pytest.mark.parametrize(
    "name",
    [
        "person_list",
        "signup_list",
        "interest_list",
        "mail_list",
        "profile_export",
        "join",
        "join_mailed",
        "privacy",
        "health",
    ],
)
def test_a_page_that_can_be_read_can_be_asked_for_its_head(at_bureau, name):
    answer = at_bureau.head(reverse(name))

    assert (answer.status_code, answer.content) == (200, b"")


def test_a_list_of_one_page_does_not_say_how_far_it_goes(at_bureau, monkeypatch):
    counted = f" van {User.objects.count()}</p>"
    whole = at_bureau.get(reverse("person_list")).content.decode()
    UserFactory()
    monkeypatch.setattr("knw_portal.people.bureau_views.PAGE", 1)

    part = at_bureau.get(reverse("person_list")).content.decode()

    assert counted not in whole
    assert f"1 tot 1 van {User.objects.count()}</p>" in part


def test_a_long_list_has_pages_that_keep_the_search(at_bureau, monkeypatch):
    monkeypatch.setattr("knw_portal.people.bureau_views.PAGE", 2)
    for number in range(3):
        UserFactory(name=f"Zoekmij {number}")

    first = at_bureau.get(reverse("person_list"), {"q": "zoekmij"})
    second = at_bureau.get(first.context["page"].older_url)

    assert first.context["page"].older_url == "/bureau/mensen/?q=zoekmij&pagina=2"
    assert [person.name for person in second.context["page"]] == ["Zoekmij 2"]


def test_the_first_person_of_the_bureau_is_invited_from_the_command_line(capsys):
    call_command("invite_bureau", "eerste@example.org", "Eva Eerste")

    eva = User.objects.get()
    assert eva.duties.has("bureau")
    assert Mail.objects.get().to == "eerste@example.org"
    assert capsys.readouterr().out == "Eva Eerste kan inloggen met eerste@example.org.\n"
    with pytest.raises(CommandError, match="heeft al een account"):
        call_command("invite_bureau", "eerste@example.org", "Eva Eerste")
    with pytest.raises(CommandError, match="is geen e-mailadres"):
        call_command("invite_bureau", "eerste", "Eva Eerste")


def test_the_page_of_who_asks_says_that_a_colleague_must_close_it(at_bureau, bureau):
    page = at_bureau.get(reverse("person_detail", args=[bureau.pk])).content.decode()

    assert "Vraag dat aan een collega" in page
    assert reverse("person_erase", args=[bureau.pk]) not in page


@pytest.mark.parametrize("act", [actions.disable_person, actions.erase_person])
def test_the_last_of_the_bureau_is_not_put_out_by_a_race(bureau, act):
    with pytest.raises(actions.LastOne):
        act(bureau, by=None)

    bureau.refresh_from_db()
    assert (bureau.is_active, bureau.name) == (True, "Bea Bureau")


@pytest.mark.django_db(transaction=True)
def test_two_of_the_bureau_who_put_each_other_out_at_once_leave_one(bureau):
    colleague = RoleFactory().user
    ready, outcomes = threading.Barrier(2), []

    def put_out(person):
        ready.wait()
        try:
            actions.disable_person(person, by=None)
            outcomes.append("out")
        except actions.LastOne:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=put_out, args=[one]) for one in (bureau, colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["out", "refused"]
    assert User.objects.with_role_today("bureau").filter(is_active=True).count() == 1


def test_an_ambassador_has_the_own_institution_unless_another_is_chosen(at_bureau, school):
    other = InstitutionFactory()

    invite(at_bureau, school)
    invite(at_bureau, school, email="b@example.org", role_institution=other.pk)
    invite(at_bureau, school, email="c@example.org", role_kind="bureau", role_institution=other.pk)
    invite(at_bureau, school, email="d@example.org", role_kind="")

    assert list(
        Role.objects.filter(user__name="Nora Nieuw")
        .order_by("pk")
        .values_list("kind", "institution")
    ) == [("ambassador", school.pk), ("ambassador", other.pk), ("bureau", None)]


def test_a_role_without_an_institution_takes_none(at_bureau, school):
    nora = UserFactory()

    at_bureau.post(
        reverse("role_add", args=[nora.pk]),
        {"kind": "board", "institution": school.pk, "since": "2026-01-01"},
    )

    assert nora.roles.get().institution is None


def test_two_who_invite_the_same_address_at_once_are_told_on_the_form(at_bureau, school):
    role = InvitationForm.role

    def quicker_colleague(form):
        # Between the check of the form and the making of the account.
        UserFactory(email="nora@example.org")
        return role(form)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(InvitationForm, "role", quicker_colleague)
        page = invite(at_bureau, school)

    assert page.context["form"].errors == {
        "email": ["Er is net al een account met dit adres gemaakt"]
    }
    assert not Mail.objects.exists()


def test_an_account_is_closed_once_and_what_was_asked_first_is_said(at_bureau):
    nora = UserFactory(is_active=False)

    page = at_bureau.post(reverse("person_disable", args=[nora.pk]), follow=True)
    asked = at_bureau.get(reverse("invitation_withdraw", args=[nora.pk]))

    assert "Er is intussen iets veranderd" in page.content.decode()
    assert "Er gaat geen mail uit." in asked.content.decode()
    assert not LogEntry.objects.exists()


def test_the_whole_invitation(at_bureau, school):
    invite(at_bureau, school)

    assert (
        Mail.objects.get().body
        == """Dag Nora,

Het bureau van het Kwaliteitsnetwerk mbo heeft een account voor je gemaakt op het portaal van de coalities.

Je hebt geen wachtwoord nodig. Open de inlogpagina; je adres staat er al in. Je krijgt dan een mail met een code en daarmee ben je binnen:
https://portaal.example.org/inloggen/?email=nora%40example.org

De uitnodiging verloopt niet. Heb je haar niet verwacht? Mail het bureau: bureau@example.org."""  # noqa: E501 a mail, as it is
    )


def test_somebody_who_calls_themselves_erased_can_still_be_erased(client, db):
    person = UserFactory(name="(gewist)")
    bureau = RoleFactory(kind="bureau").user

    actions.erase_person(person, by=bureau)

    person.refresh_from_db()
    assert person.is_erased
    assert not person.is_active
