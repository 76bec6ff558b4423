"""Applying, the match against the desired composition, and placing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now
from openpyxl import load_workbook

from coalitions.members import actions
from coalitions.members.forms import ApplicationEditForm
from coalitions.members.matching import compose, propose
from coalitions.members.models import Application
from coalitions.members.overview import waiting_applications
from coalitions.members.privacy import applications_of, forget_applications
from coalitions.tests.factories import ApplicationFactory, CoalitionFactory, InterestFactory
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.mail.models import Mail
from knw_portal.people.models import GroupMember, User
from knw_portal.tests.factories import (
    FunctionFactory,
    GroupMemberFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def coalition():
    return CoalitionFactory(slug="ai", title="AI in de examinering", phase="recruiting")


@pytest.fixture
def bureau():
    return RoleFactory(kind="bureau").user


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def match(client, coalition):
    return client.get(reverse("member_list", args=[coalition.slug]))


def mails(kind):
    return list(Mail.objects.filter(kind=kind).values_list("to", flat=True))


# --- the reckoning


def member(coalition, function=None, institution=None, role="member"):
    person = UserFactory(function=function, institution=institution)
    return GroupMemberFactory(group=coalition.group, user=person, role=role)


def test_a_function_counts_for_its_own_wish_and_for_the_one_it_falls_under(coalition):
    support = FunctionFactory(code="support_services")
    quality = FunctionFactory(code="quality_officer", parent=support)
    wishes = [
        coalition.desired.create(function=support, wished=2),
        coalition.desired.create(function=quality, wished=3),
    ]
    places = [member(coalition, quality), member(coalition, support)]

    found = compose(wishes, places, [UserFactory(function=quality)], 12)

    assert [(line.present, line.applying, line.missing) for line in found.lines] == [
        (2, 1, 0),
        (1, 1, 2),
    ]
    assert [kind for _, kind in found.lines[1].dots] == ["present", "applying", "missing"]


def test_the_lead_counts_and_who_only_follows_or_guides_does_not(coalition):
    teacher = FunctionFactory()
    wishes = [coalition.desired.create(function=teacher, wished=1)]
    places = [member(coalition, teacher, role=role) for role in ("follower", "facilitator")]
    lead = member(coalition, teacher, role="lead")
    both = GroupMemberFactory(group=coalition.group, user=lead.user, role="member")

    assert compose(wishes, places, [], 12).size == 0
    assert compose(wishes, [*places, lead, both], [], 12).size == 1


def test_members_without_a_school_are_not_said_to_come_from_nought_schools(coalition):
    said = [
        render_to_string("coalitions/members/_composition.html", {"composition": composition})
        for composition in (
            compose([], [member(coalition)], [], 12),
            compose([], [member(coalition, institution=InstitutionFactory())], [], 12),
        )
    ]

    assert ["1 lid." in text for text in said] == [True, False]
    assert ["1 lid van 1 instelling." in text for text in said] == [False, True]


def test_a_function_nobody_wished_for_gets_a_line_of_its_own(coalition):
    wishes = [coalition.desired.create(function=FunctionFactory(), wished=1)]
    places = [member(coalition, FunctionFactory(name="student"))]

    line = compose(wishes, places, [], 12).lines[1]

    assert (str(line.function), line.is_wish, line.present, line.missing) == (
        "student", False, 1, 0,
    )  # fmt: skip


def test_each_proposal_says_why(coalition):
    teacher, student = FunctionFactory(name="docent"), FunctionFactory(name="student")
    wishes = [coalition.desired.create(function=teacher, wished=2)]
    school = InstitutionFactory(name="Firda")
    places = [member(coalition, teacher, school)]

    def proposal(function, institution, target=12):
        person = UserFactory(function=function, institution=institution)
        return propose(person, compose(wishes, places, [person], target), places)

    fits = proposal(teacher, InstitutionFactory(name="Scalda"))
    assert fits.word == "Plaatsen"
    assert fits.reasons == [
        "Vult een lege plek: docent, nu 1 van 2 gewenst.",
        "Scalda doet nog niet mee.",
    ]
    assert proposal(student, school).warnings == [
        "De functie student staat niet in de gewenste samenstelling."
    ]
    assert "streefgrootte van 1" in proposal(teacher, school, target=1).warnings[0]
    places.append(member(coalition, teacher, school))
    assert proposal(teacher, school).word == "Wachtlijst of volger"
    assert proposal(teacher, school).warnings == [
        "Er zijn al genoeg mensen met de functie docent.",
        "Er doen al twee mensen van Firda mee.",
    ]


def test_more_than_two_of_one_institution_is_a_warning_and_no_wall(coalition, bureau):
    school = InstitutionFactory(name="Firda")
    for _ in range(2):
        member(coalition, institution=school)
    third = ApplicationFactory(coalition=coalition, user=UserFactory(institution=school))

    before = match(signed_in(bureau), coalition).content.decode()
    actions.place_applicant(third, "member", by=bureau)
    after = match(signed_in(bureau), coalition).content.decode()

    assert "Er doen al twee mensen van Firda mee." in before
    assert "Veel mensen van één instelling." not in before
    assert "Firda (3)" in after


# --- applying


APPLICATION = {"brings": "Ervaring", "seeks": "Ideeën", "hours": 8, "manager_agrees": "on"}


def test_somebody_applies_once_and_hears_so(coalition):
    person = UserFactory()
    client = signed_in(person)
    url = reverse("application_new", args=[coalition.slug])

    client.post(url, APPLICATION)
    again = client.post(url, APPLICATION, follow=True)

    application = Application.objects.get()
    assert (application.user, application.hours, application.manager_agrees) == (person, 8, True)
    assert mails("application_received") == [person.email]
    assert "je bent al aangemeld" in again.content.decode()
    assert "Aanmelding intrekken" in again.content.decode()


@pytest.mark.parametrize("hours", ["0", "81", "-3"])
def test_hours_that_cannot_be_are_refused(coalition, hours):
    page = signed_in(UserFactory()).post(
        reverse("application_new", args=["ai"]), APPLICATION | {"hours": hours}
    )

    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["hours"]


def test_a_coalition_that_does_not_recruit_takes_nobody(coalition):
    type(coalition).objects.update(phase="active")
    client = signed_in(UserFactory())

    page = client.get(reverse("application_new", args=["ai"]))
    client.post(reverse("application_new", args=["ai"]), APPLICATION)

    assert "Deze coalitie zoekt nu geen leden" in page.content.decode()
    assert not Application.objects.exists()


def test_who_has_a_place_already_is_sent_to_the_members(coalition):
    person = member(coalition).user

    page = signed_in(person).post(reverse("application_new", args=["ai"]), APPLICATION, follow=True)

    assert "Je doet al mee" in page.content.decode()
    assert not Application.objects.exists()


def test_who_thinks_again_may_withdraw_and_apply_anew(coalition):
    person = UserFactory()
    client = signed_in(person)
    url = reverse("application_new", args=["ai"])
    client.post(url, APPLICATION)

    client.post(reverse("application_withdraw", args=["ai"]))
    client.post(url, APPLICATION)

    assert list(Application.objects.values_list("state", flat=True)) == ["withdrawn", "applied"]
    assert client.post(reverse("application_withdraw", args=["ai"])).status_code == 302
    assert client.post(reverse("application_withdraw", args=["ai"])).status_code == 404


def edit(client, coalition, **data):
    return client.post(reverse("application_edit", args=[coalition.slug]), data)


def test_while_it_waits_the_applicant_may_say_it_better(coalition):
    application = ApplicationFactory(coalition=coalition, brings="Een vraag")
    client = signed_in(application.user)
    shown = client.get(reverse("application_new", args=[coalition.slug])).content.decode()

    edit(client, coalition, version=1, brings="Een betere vraag", hours=6, state="placed")

    application.refresh_from_db()
    assert reverse("application_edit", args=[coalition.slug]) in shown
    assert (application.brings, application.hours) == ("Een betere vraag", 6)
    assert (application.state, application.version) == ("applied", 2)
    assert LogEntry.objects.get(action="application.edited").by == application.user


def test_an_application_changed_in_two_windows_shows_both_texts(coalition):
    application = ApplicationFactory(coalition=coalition)
    client = signed_in(application.user)
    edit(client, coalition, version=1, brings="Van de ene")

    refused = edit(client, coalition, version=1, brings="Van de andere")
    kept = Application.objects.get().brings
    edit(client, coalition, version=2, brings="Van de andere")

    assert "Van de ene" in refused.content.decode()
    assert "Van de andere" in refused.content.decode()
    assert kept == "Van de ene"
    assert Application.objects.get().brings == "Van de andere"


def test_what_was_decided_on_is_not_rewritten_and_nobody_edits_for_another(coalition, bureau):
    application = ApplicationFactory(coalition=coalition, brings="Een vraag")
    client = signed_in(application.user)
    form = ApplicationEditForm({"version": 1, "brings": "Te laat"}, instance=application)
    assert form.is_valid()
    actions.place_applicant(Application.objects.get(), "member", by=bureau)

    answered = edit(client, coalition, version=1, brings="Te laat")
    other = edit(signed_in(UserFactory()), coalition, version=1, brings="Van een ander")
    with pytest.raises(Stale):
        actions.edit_application(form, by=application.user)

    assert answered.url == reverse("application_new", args=[coalition.slug])
    assert other.status_code == 404
    assert Application.objects.get().brings == "Een vraag"


def test_the_public_page_says_where_to_apply_only_while_recruiting(coalition):
    client = signed_in(UserFactory())
    url = reverse("application_new", args=["ai"])

    recruiting = client.get(coalition.get_absolute_url()).content.decode()
    type(coalition).objects.update(phase="active")
    active = client.get(coalition.get_absolute_url()).content.decode()

    assert (url in recruiting, url in active) == (True, False)


def test_the_bureau_makes_an_application_of_confirmed_interest(coalition, bureau):
    interest = InterestFactory(
        confirmed_at=now(), email="Floor@example.org", coalition=coalition, message="Voorbeelden"
    )
    url = reverse("interest_apply", args=[interest.pk])
    client = signed_in(bureau)

    page = client.get(url)
    for _ in range(2):
        client.post(url, {"coalition": coalition.pk})

    application = Application.objects.get()
    assert page.context["form"].initial["coalition"] == coalition
    assert (application.user.email, application.brings, application.interest) == (
        "floor@example.org", "Voorbeelden", interest,
    )  # fmt: skip
    assert mails("application_received") == ["floor@example.org"]
    assert "kunt nu ook inloggen" in Mail.objects.get(kind="application_received").body


def test_interest_of_somebody_with_an_account_makes_no_second_one(coalition, bureau):
    person = UserFactory(email="floor@example.org")
    interest = InterestFactory(confirmed_at=now(), email="Floor@example.org")

    application = actions.apply_for_interest(interest, coalition, by=bureau)

    assert application.user == person
    assert User.objects.count() == 2


# --- placing


def test_a_place_makes_a_member_who_is_welcomed_once_and_sees_the_workspace(coalition, bureau):
    application = ApplicationFactory(coalition=coalition)
    url = reverse("application_place", args=["ai", application.pk])
    client, newcomer = signed_in(bureau), signed_in(application.user)
    before = match(newcomer, coalition).status_code

    for _ in range(2):
        client.post(url, {"role": "lead", "reason": "Fijn dat je er bent."})

    place = GroupMember.objects.get()
    assert (place.user, place.role, place.since) == (application.user, "lead", localdate())
    assert mails("placed") == [application.user.email]
    assert "Fijn dat je er bent." in Mail.objects.get(kind="placed").body
    assert (before, match(newcomer, coalition).status_code) == (403, 200)
    assert LogEntry.objects.filter(action="application.placed").count() == 1


def test_a_placement_is_undone_and_may_be_done_again(coalition, bureau):
    application = ApplicationFactory(coalition=coalition)
    actions.place_applicant(application, "member", by=bureau)
    client = signed_in(bureau)
    url = reverse("application_undo", args=["ai", application.pk])

    client.post(url, {"reason": "Verkeerde persoon."})
    client.post(url, {"reason": "Verkeerde persoon."})

    application.refresh_from_db()
    assert (application.state, application.decided_by) == ("applied", None)
    assert not GroupMember.objects.exists()
    assert mails("placement_undone") == [application.user.email]
    actions.place_applicant(application, "follower", by=bureau)
    assert GroupMember.objects.get().role == "follower"


def test_undoing_an_old_place_ends_it_yesterday_and_keeps_it_readable(coalition, bureau):
    application = ApplicationFactory(coalition=coalition)
    actions.place_applicant(application, "member", by=bureau)
    GroupMember.objects.update(since=localdate() - timedelta(days=9))

    application.refresh_from_db()
    actions.undo_placement(application, "Naar een andere school.", by=bureau)

    assert GroupMember.objects.get().until == localdate() - timedelta(days=1)
    assert not GroupMember.objects.current().exists()


def test_the_waiting_list_is_told_and_may_still_become_a_place(coalition, bureau):
    application = ApplicationFactory(coalition=coalition)
    url = reverse("application_wait", args=["ai", application.pk])
    client = signed_in(bureau)

    for _ in range(2):
        client.post(url)

    assert mails("waiting_list") == [application.user.email]
    actions.place_applicant(application, "member", by=bureau)
    assert mails("placed") == [application.user.email]


def test_declining_asks_a_reason_and_tells_it(coalition, bureau):
    application = ApplicationFactory(coalition=coalition)
    url = reverse("application_decline", args=["ai", application.pk])
    client = signed_in(bureau)

    without = client.post(url, {"reason": ""})
    client.post(url, {"reason": "De coalitie is vol."})

    assert list(without.context["form"].errors) == ["reason"]
    assert "De coalitie is vol." in Mail.objects.get(kind="application_declined").body
    with pytest.raises(Stale):
        actions.place_applicant(application, "member", by=bureau)
    assert "De coalitie is vol." in match(client, coalition).content.decode()


def test_members_read_each_other_and_not_who_applies(coalition, bureau):
    application = ApplicationFactory(coalition=coalition, brings="Een eigen examen", seeks="Rust")
    ApplicationFactory(coalition=coalition, user__name="Wachtende")
    actions.place_applicant(application, "member", by=bureau)

    page = match(signed_in(application.user), coalition).content.decode()

    assert ("Een eigen examen" in page, "Rust" in page) == (True, True)
    assert ("Wachtende" in page, "Terugdraaien" in page) == (False, False)
    assert "Wachtende" in match(signed_in(bureau), coalition).content.decode()


def test_the_members_go_to_a_spreadsheet_and_no_text_becomes_a_formula(coalition, bureau):
    ApplicationFactory(coalition=coalition, user__name="Anna", brings="=1+1")
    member(coalition, role="lead")
    client = signed_in(bureau)

    page = reverse("member_list", args=["ai"])
    file = client.get(page, {"lijst": "leden", "als": "csv"})
    sheet = load_workbook(
        BytesIO(client.get(page, {"lijst": "leden", "als": "xlsx"}).content)
    ).active

    text = file.content.decode("utf-8-sig")
    assert file["Content-Disposition"].startswith("attachment")
    assert ("trekker" in text, "Anna" in text, ";'=1+1;" in text) == (True, True, True)
    assert [row[4].value for row in sheet.rows] == ["Stand", "trekker", "aangemeld"]
    assert sheet["F3"].data_type == "s"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_match_takes_the_same_queries_for_any_number_of_rows(
    coalition, bureau, rows, django_assert_num_queries
):
    client = signed_in(bureau)
    match(client, coalition)
    for _ in range(rows):
        coalition.desired.create(function=FunctionFactory(parent=FunctionFactory()), wished=2)
        member(coalition, FunctionFactory(), InstitutionFactory())
        for state in ("applied", "declined"):
            user = UserFactory(function=FunctionFactory(), institution=InstitutionFactory())
            ApplicationFactory(coalition=coalition, user=user, state=state)

    with django_assert_num_queries(6):  # who asks, duties, coalition, places, applications, wishes
        page = match(client, coalition)

    assert len(page.context["applying"]) == rows


def test_applications_wait_on_the_desk_of_the_bureau(coalition):
    ApplicationFactory.create_batch(2, coalition=coalition)
    ApplicationFactory(coalition=coalition, state="waiting_list")

    assert [ask.title for ask in waiting_applications(None, now())] == [
        "Aanmeldingen voor AI in de examinering: 2"
    ]


def test_a_person_takes_applications_along_and_may_have_them_wiped(coalition):
    waiting = ApplicationFactory(coalition=coalition, seeks="van mij")
    decided = ApplicationFactory(user=waiting.user, state="declined", reason="vol")
    other = ApplicationFactory(coalition=coalition)

    taken = applications_of(waiting.user)
    forget_applications(waiting.user)

    assert [one["haalt"] for one in taken] == ["van mij", ""]
    decided.refresh_from_db()
    assert (decided.brings, decided.reason) == ("", "")
    assert set(Application.objects.all()) == {decided, other}


# --- at once


def at_once(count, deed):
    """Do the same deed in so many threads; what each came to."""

    def run(number):
        try:
            return deed(number)
        except Stale:
            return "stale"
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_two_of_the_bureau_place_the_same_person_and_one_place_and_one_mail_come_of_it():
    coalition = CoalitionFactory(phase="recruiting")
    application = ApplicationFactory(coalition=coalition)
    people = [RoleFactory(kind="bureau").user for _ in range(4)]

    came = at_once(
        4, lambda n: actions.place_applicant(
            Application.objects.get(pk=application.pk), ["member", "lead"][n % 2], by=people[n]
        )
    )  # fmt: skip

    assert sorted(map(str, came)) == ["None", "stale", "stale", "stale"]
    assert GroupMember.objects.count() == 1
    assert mails("placed") == [application.user.email]


@pytest.mark.django_db(transaction=True)
def test_the_same_application_sent_twice_at_once_is_one():
    coalition = CoalitionFactory(phase="recruiting")
    person = UserFactory()

    came = at_once(
        4, lambda n: actions.apply(Application(coalition=coalition, user=person, brings=str(n)))
    )

    assert came.count("stale") == 3
    assert mails("application_received") == [person.email]
