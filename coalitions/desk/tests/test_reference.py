"""The lists that the bureau keeps in the browser: functions, kinds of output, institutions."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from coalitions.desk import actions
from coalitions.members.forms import InterestForm
from coalitions.outputs.models import Output, OutputKind
from coalitions.tests.factories import CoalitionFactory, InterestFactory, a_vote, close_vote
from frameworks.teams.models import Team
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.people.models import Function, Institution, Role
from knw_portal.tests.factories import (
    AmbassadorRequestFactory,
    FunctionFactory,
    GroupFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)

LISTS = ("functies", "soorten-opbrengst", "instellingen")


@pytest.fixture
def bureau(db):
    return RoleFactory(kind="bureau").user


@pytest.fixture
def client(bureau):
    client = Client()
    client.force_login(bureau)
    return client


def address(list, row=None, deed=""):
    if row is None:
        return reverse(f"reference_{deed or 'list'}", kwargs={"list": list})
    return reverse(f"reference_{deed or 'edit'}", kwargs={"list": list, "pk": row.pk})


def said(response):
    return [str(message) for message in response.context["messages"]]


def logged():
    return list(LogEntry.objects.order_by("pk").values_list("action", flat=True))


# --- adding and changing ------------------------------------------------------------------------


def test_a_function_is_added_with_a_code_of_its_own_and_can_be_chosen(client):
    head = FunctionFactory(name="ondersteunende dienst")
    sent = {"name": "Examensecretaris", "plural": "x", "parent": head.pk, "number": 4}

    page = client.post(address("functies", deed="new"), sent, follow=True)

    function = Function.objects.get(code="examensecretaris")
    assert (function.parent, function.number, function.is_open) == (head, 4, True)
    assert said(page) == ["‘Examensecretaris’ staat op de lijst."]
    assert function in InterestForm(request=None).fields["function"].queryset
    assert logged() == ["function.added"]


@pytest.mark.parametrize("name", ["dashboard", "Mooi Dashboard voor teams"])
def test_a_dashboard_is_no_kind_of_output_and_the_page_says_why(client, name):
    page = client.post(address("soorten-opbrengst", deed="new"), {"name": name})

    assert "Een dashboard kan geen soort opbrengst zijn" in page.content.decode()
    assert not OutputKind.objects.exists()


def test_a_renamed_kind_may_not_become_a_dashboard_either(client):
    kind = OutputKind.objects.create(name="overzicht")

    page = client.post(
        address("soorten-opbrengst", kind), {"name": "dashboard", "version": kind.version}
    )

    assert "Een dashboard kan geen soort opbrengst zijn" in page.content.decode()
    assert OutputKind.objects.get().name == "overzicht"


def test_a_new_institution_gets_an_address_of_its_name(client):
    sent = {"name": "Het Nieuwe College", "kind": "roc", "region": "Zeeland", "is_affiliated": "on"}

    client.post(address("instellingen", deed="new"), sent)

    school = Institution.objects.get(slug="het-nieuwe-college")
    assert (school.region, school.is_affiliated) == ("Zeeland", True)


def test_two_names_that_give_one_address_are_refused_in_words(client):
    InstitutionFactory(name="Het Plein", slug="het-plein")

    page = client.post(address("instellingen", deed="new"), {"name": "het plein!", "kind": "roc"})

    assert "lijkt te veel op een andere" in page.content.decode()
    assert Institution.objects.count() == 1


def test_the_address_of_an_institution_is_fixed_once_it_is_used(client):
    used, unused = InstitutionFactory(), InstitutionFactory()
    UserFactory(institution=used)
    for school in (used, unused):
        sent = {"name": school.name, "slug": f"nieuw-{school.pk}", "kind": "groen", "version": 1}
        client.post(address("instellingen", school), sent)

    assert [(school.slug, school.kind) for school in Institution.objects.order_by("pk")] == [
        (used.slug, "groen"),
        (f"nieuw-{unused.pk}", "groen"),
    ]


def test_who_saves_an_old_version_sees_both_texts_and_loses_nothing(client):
    function = FunctionFactory(name="docent")
    Function.objects.update(name="leraar", version=2)

    page = client.post(
        address("functies", function),
        {"name": "onderwijzer", "plural": "x", "number": 0, "version": 1},
    )

    text = page.content.decode()
    assert ("leraar" in text, "onderwijzer" in text) == (True, True)
    assert Function.objects.get().name == "leraar"
    assert logged() == []


def test_a_function_with_others_under_it_falls_under_nothing(client):
    head, other = FunctionFactory(), FunctionFactory()
    FunctionFactory(parent=head)

    page = client.post(
        address("functies", head),
        {"name": head.name, "plural": "x", "number": 0, "parent": other.pk, "version": 1},
    )

    assert "kan zelf nergens onder vallen" in page.content.decode()
    assert Function.objects.get(pk=head.pk).parent is None


# --- closing and removing -----------------------------------------------------------------------


def test_what_is_closed_cannot_be_chosen_any_more_but_stays_where_it_was(client):
    function = FunctionFactory()
    user = UserFactory(function=function)

    client.post(address("functies", function, "close"))

    function.refresh_from_db()
    assert function not in Function.objects.open()
    assert function in Function.objects.open(user.function_id)
    assert user.function == function
    client.post(address("functies", function, "open"))
    assert function in Function.objects.open()
    assert logged() == ["function.closed", "function.opened"]


def test_closing_twice_says_that_somebody_was_first(client):
    kind = OutputKind.objects.create(name="gids")
    client.post(address("soorten-opbrengst", kind, "close"))

    page = client.post(address("soorten-opbrengst", kind, "close"), follow=True)

    assert said(page)[-1].startswith("Er is intussen iets veranderd")
    assert logged() == ["outputkind.closed"]


def test_the_way_out_for_an_unknown_function_cannot_be_closed_or_removed(client, bureau):
    other = FunctionFactory(code=Function.OTHER)

    for deed in ("close", "delete"):
        client.post(address("functies", other, deed))

    other.refresh_from_db()
    assert other.is_open
    with pytest.raises(IntegrityError), transaction.atomic():
        Function.objects.update(is_open=False)


def test_what_is_used_anywhere_cannot_be_removed_and_the_rest_can(client):
    kind = OutputKind.objects.create(name="gids")
    Output.objects.create(coalition=CoalitionFactory(), kind=kind, title="t", summary="s")
    on_a_roll = a_vote(schools=1).roll.get().institution
    Role.objects.filter(institution=on_a_roll).delete()
    used = [
        ("soorten-opbrengst", kind),
        ("functies", FunctionFactory(parent=FunctionFactory()).parent),
        ("instellingen", on_a_roll),
    ]
    free = [("functies", FunctionFactory()), ("instellingen", InstitutionFactory())]

    told = [said(client.post(address(list, row, "delete"), follow=True))[-1] for list, row in used]
    for list, row in free:
        client.post(address(list, row, "delete"))

    assert [text.partition("is in gebruik")[2] for text in told] == [
        " en kan niet weg. Sluit het dan.",
        " en kan niet weg. Sluit het dan.",
        " en kan niet weg. Voeg het dan samen.",
    ]
    assert [type(row).objects.filter(pk=row.pk).exists() for _, row in used] == [True] * 3
    assert [type(row).objects.filter(pk=row.pk).exists() for _, row in free] == [False] * 2


def test_an_institution_is_merged_and_not_closed(client):
    school = InstitutionFactory()

    assert client.post(address("instellingen", school, "close")).status_code == 404
    assert client.get(reverse("reference_list", kwargs={"list": "iets"})).status_code == 404


# --- merging ------------------------------------------------------------------------------------


@pytest.fixture
def merging(db):
    old, new = InstitutionFactory(name="Oud College"), InstitutionFactory(name="Nieuw College")
    anna = UserFactory(name="Anna", institution=old)
    RoleFactory(user=anna, kind="ambassador", institution=old)
    RoleFactory(kind="deputy", institution=old, since=date(2019, 1, 1), until=date(2020, 1, 1))
    return old, new, anna


def test_before_the_merge_the_page_says_what_moves(client, merging):
    old, new, _ = merging
    AmbassadorRequestFactory(institution=old)
    InterestFactory(institution=old)
    url = reverse("institution_merge", args=[old.pk])

    page = client.get(url, {"into": new.pk}).content.decode()

    assert "Deze mensen werken straks bij Nieuw College: Anna." in page
    assert "Anna is niet meer ambassadeur van Oud College, maar wel van Nieuw College." in page
    assert "open aanmeldingen als ambassadeur: 1, keren belangstelling voor een coalitie: 1" in page
    old.refresh_from_db()
    assert old.merged_into is None


def test_a_merge_moves_people_roles_teams_and_open_requests_and_leaves_the_past(client, merging):
    old, new, anna = merging
    asked, decided = AmbassadorRequestFactory(institution=old), InterestFactory(institution=old)
    team = Team.objects.create(group=GroupFactory(), institution=old, name="Team")
    past = Role.objects.get(kind="deputy")
    earlier = InstitutionFactory(merged_into=old)
    url = reverse("institution_merge", args=[old.pk])

    page = client.post(url, {"into": new.pk, "version": old.version}, follow=True)

    for row in (old, anna, asked, decided, team, past, earlier):
        row.refresh_from_db()
    assert said(page) == ["Oud College is opgegaan in Nieuw College."]
    assert (old.merged_into, earlier.merged_into, anna.institution) == (new, new, new)
    assert (asked.institution, decided.institution, team.institution) == (new, new, new)
    assert past.institution == old
    ended, begun = anna.roles.order_by("since")
    assert (ended.institution, ended.until) == (old, localdate() - timedelta(days=1))
    assert (begun.institution, begun.since, begun.until) == (new, localdate(), None)
    assert old not in Institution.objects.affiliated()
    assert logged() == ["role.ended", "role.given", "institution.merged"]


def test_who_has_the_role_there_already_gets_it_no_second_time(bureau, merging):
    old, new, anna = merging
    RoleFactory(user=anna, kind="ambassador", institution=new)

    actions.merge_institutions(old, new, seen=old.version, by=bureau)

    assert anna.roles.current().count() == 1


def test_a_role_that_begins_later_begins_later_there(bureau, merging):
    old, new, anna = merging
    soon = localdate() + timedelta(days=30)
    RoleFactory(user=anna, kind="deputy", institution=old, since=soon)

    actions.merge_institutions(old, new, seen=old.version, by=bureau)

    assert list(anna.roles.filter(kind="deputy").values_list("institution", "since")) == [
        (new.pk, soon)
    ]


@pytest.mark.parametrize("change", [{"version": 2}, {"version": 2, "name": "Anders"}])
def test_a_merge_of_what_changed_meanwhile_does_nothing(bureau, merging, change):
    old, new, _ = merging
    Institution.objects.filter(pk=old.pk).update(**change)

    with pytest.raises(Stale):
        actions.merge_institutions(old, new, seen=1, by=bureau)

    assert logged() == []


def test_two_institutions_cannot_go_up_in_each_other(bureau, merging):
    old, new, _ = merging
    actions.merge_institutions(old, new, seen=1, by=bureau)

    with pytest.raises(Stale):
        actions.merge_institutions(new, old, seen=1, by=bureau)


def test_an_institution_that_still_has_a_vote_waits_for_the_close(client, bureau):
    round = a_vote(schools=1)
    school, other = round.roll.get().institution, InstitutionFactory()
    url = reverse("institution_merge", args=[school.pk])

    page = client.get(url, {"into": other.pk}).content.decode()
    refused = client.post(url, {"into": other.pk, "version": 1}, follow=True)

    assert "Dit kan nu niet." in page
    assert "heeft een eigen stem" in said(refused)[-1]
    close_vote(round)
    actions.merge_institutions(school, other, seen=1, by=bureau)
    school.refresh_from_db()
    assert school.merged_into == other


# --- the pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("list", LISTS)
def test_every_list_says_so_when_it_is_empty(client, list):
    assert "Deze lijst is nog leeg." in client.get(address(list)).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("list", LISTS)
def test_a_list_takes_the_same_queries_for_any_number_of_rows(
    client, list, rows, django_assert_num_queries
):
    client.get(address(list))
    for number in range(rows):
        FunctionFactory(parent=FunctionFactory())
        OutputKind.objects.create(name=f"soort {number}")
        InstitutionFactory(merged_into=InstitutionFactory())

    with django_assert_num_queries(4):
        client.get(address(list))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_that_asks_for_a_merge_takes_the_same_queries_for_any_number_of_people(
    client, merging, rows, django_assert_num_queries
):
    old, new, _ = merging
    for _ in range(rows):
        RoleFactory(user=UserFactory(institution=old), kind="deputy", institution=old)
    url = reverse("institution_merge", args=[old.pk])
    client.get(url)

    with django_assert_num_queries(10):
        client.get(url, {"into": new.pk})
