"""Themes that go up in one, or come apart; the trail, the mails and the way back."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from coalitions.tests.factories import ThemeFactory, ThemeRoundFactory, a_vote, check_earlier_work
from coalitions.themes import actions
from coalitions.themes.models import Theme
from knw_portal.forms import Stale
from knw_portal.mail.models import Mail
from knw_portal.search.models import SearchText
from knw_portal.tests.factories import InstitutionFactory, RoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(db):
    return ThemeRoundFactory(proposals_close_at=now() - timedelta(days=1))


@pytest.fixture
def bureau(db):
    return RoleFactory(kind="bureau").user


@pytest.fixture
def client(bureau):
    client = Client()
    client.force_login(bureau)
    return client


def proposed(round, title):
    """A theme on the list, proposed by an ambassador of its own institution."""
    institution = InstitutionFactory()
    who = RoleFactory(kind="ambassador", institution=institution).user
    theme = ThemeFactory(round=round, title=title, proposed_by=who, institution=institution)
    actions.index_theme(theme)
    return theme


def merge(client, round, one, other, title="Samen"):
    url = reverse("theme_merge", kwargs={"school_year": round.school_year})
    texts = {"title": title, "edition": "", "issue": "Beide", "urgency": "Nu", "version": 1}
    return client.post(f"{url}?a={one.pk}&b={other.pk}", texts, follow=True)


def split(client, theme, one="Eén", other="Twee"):
    texts = {
        f"{prefix}-{name}": value
        for prefix, title in (("een", one), ("twee", other))
        for name, value in (("title", title), ("issue", "x"), ("urgency", "y"), ("version", 1))
    }
    return client.post(of(theme, "theme_split"), texts, follow=True)


def of(theme, name):
    return reverse(name, kwargs={"school_year": theme.round.school_year, "pk": theme.pk})


def standing(round):
    return {theme.title for theme in round.themes.standing()}


def findable():
    return set(SearchText.objects.filter(kind="thema").values_list("title", flat=True))


def test_two_themes_go_up_in_one_that_names_both_and_both_proposers_hear_so(client, round):
    one, other = proposed(round, "Taal"), proposed(round, "Lezen")

    page = merge(client, round, one, other).content.decode()

    merged = round.themes.get(title="Samen")
    assert standing(round) == findable() == {"Samen"}
    assert set(merged.parents.all()) == {one, other}
    assert all(theme.institution.name in page for theme in (one, other))
    assert merged.get_absolute_url() in client.get(one.get_absolute_url()).content.decode()
    mails = Mail.objects.order_by("pk")
    assert {mail.to for mail in mails} == {one.proposed_by.email, other.proposed_by.email}
    assert {mail.subject for mail in mails} == {"Jouw thema is samengevoegd: Samen"}
    assert all("- Taal\n- Lezen" in mail.body for mail in mails)


def test_the_merged_theme_may_carry_the_title_of_one_of_the_two_but_of_no_third(client, round):
    one, other = proposed(round, "Taal"), proposed(round, "Lezen")
    proposed(round, "Rekenen")

    refused = merge(client, round, one, other, title="rekenen").content.decode()

    assert "Dit thema staat al op de lange lijst." in refused
    assert standing(round) == {"Taal", "Lezen", "Rekenen"}
    assert not Theme.objects.filter(title="rekenen").exists()
    merge(client, round, one, other, title="Taal")
    assert standing(round) == {"Taal", "Rekenen"}
    assert round.themes.standing().get(title="Taal").parents.count() == 2


def test_merging_again_keeps_the_whole_trail_and_tells_all_who_proposed(client, round):
    one, other, third = (proposed(round, title) for title in ("Taal", "Lezen", "Rekenen"))
    merge(client, round, one, other)
    Mail.objects.all().delete()

    page = merge(client, round, round.themes.get(title="Samen"), third, title="Alles")

    alles = round.themes.get(title="Alles")
    assert {theme.title for theme in actions.sources_of(alles)} == {
        "Taal", "Lezen", "Rekenen", "Samen",
    }  # fmt: skip
    assert all(theme.institution.name in page.content.decode() for theme in (one, other, third))
    assert {mail.to for mail in Mail.objects.all()} == {
        theme.proposed_by.email for theme in (one, other, third)
    }


def test_a_merge_is_undone_until_the_vote_is_opened_and_those_told_are_told_again(client, round):
    one, other = proposed(round, "Taal"), proposed(round, "Lezen")
    merge(client, round, one, other, title="Taal")
    merged = round.themes.standing().get()
    Mail.objects.all().delete()

    client.post(of(merged, "theme_unmerge"))

    assert set(round.themes.standing()) == {one, other}
    assert findable() == {"Taal", "Lezen"}
    assert {mail.subject for mail in Mail.objects.all()} == {
        "Jouw thema staat weer apart op de lijst: Taal",
        "Jouw thema staat weer apart op de lijst: Lezen",
    }
    with pytest.raises(Stale):
        actions.undo_merge(merged, by=one.proposed_by)


def test_a_theme_comes_apart_in_two_that_point_back_and_can_be_put_together_again(client, round):
    theme = proposed(round, "Taal en rekenen")

    page = split(client, theme, "Taal", "Rekenen").content.decode()
    parts = list(round.themes.standing().order_by("pk"))

    assert [part.title for part in parts] == ["Taal", "Rekenen"]
    assert {(part.split_from, part.institution) for part in parts} == {(theme, theme.institution)}
    assert all(part.get_absolute_url() in page for part in parts)
    assert theme.get_absolute_url() in client.get(parts[0].get_absolute_url()).content.decode()
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == (
        theme.proposed_by.email,
        "Jouw thema is gesplitst: Taal en rekenen",
    )
    client.post(of(theme, "theme_unsplit"))
    assert standing(round) == findable() == {"Taal en rekenen"}


def test_parts_with_one_title_are_refused_and_the_theme_stays_whole(client, round):
    theme = proposed(round, "Taal")

    page = split(client, theme, "Lezen", "lezen").content.decode()

    assert "Dit thema staat al op de lange lijst." in page
    assert standing(round) == {"Taal"}
    assert not Mail.objects.exists()


def test_a_part_that_went_on_into_another_theme_holds_the_split(client, round):
    theme, other = proposed(round, "Taal en rekenen"), proposed(round, "Lezen")
    split(client, theme, "Taal", "Rekenen")
    merge(client, round, round.themes.get(title="Taal"), other)

    page = client.post(of(theme, "theme_unsplit"), follow=True).content.decode()

    assert "Er is intussen iets veranderd." in page
    assert standing(round) == {"Samen", "Rekenen"}


def test_what_does_not_stand_any_more_is_not_merged(client, round, bureau):
    one, other = proposed(round, "Taal"), proposed(round, "Lezen")
    actions.withdraw_theme(one, is_bureau=True, by=bureau)
    merged = Theme(round=round, title="Samen", issue="", urgency="", origin="bureau")

    with pytest.raises(Stale):
        actions.merge_themes([one, other], merged, by=bureau)

    assert merge(client, round, other, other).redirect_chain[0][0].endswith("/vergelijken/")
    assert standing(round) == {"Lezen"}


def test_after_the_opening_the_database_holds_the_trail(client):
    opened = a_vote()
    one, other, third = opened.themes.all()

    page = merge(client, opened, one, other).content.decode()

    assert "liggen de lijst en de regels vast" in page
    for change in (
        {"merged_into": third},
        {"split_at": now()},
        {"split_from": third},
        {"published_at": None},
    ):
        with pytest.raises(InternalError), transaction.atomic():
            Theme.objects.filter(pk=one.pk).update(**change)


def test_a_merged_theme_needs_its_own_look_at_earlier_work(client, round, bureau):
    one, other = proposed(round, "Taal"), proposed(round, "Lezen")
    check_earlier_work(round, by=bureau)

    merge(client, round, one, other)

    assert [theme.title for theme in round.themes.unchecked()] == ["Samen"]


def at_once(*deeds):
    """Each in a thread with a connection of its own; what each raised, or None."""

    def run(deed):
        try:
            deed()
        except Exception as trouble:
            return type(trouble)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_one_theme_at_the_same_moment_make_one_merged_theme():
    round = ThemeRoundFactory(proposals_close_at=now() - timedelta(days=1))
    bureau = RoleFactory(kind="bureau").user
    shared, *others = (ThemeFactory(round=round, title=title) for title in "ABCDEF")

    def merges(number, other):
        merged = Theme(round=round, title=f"Samen {number}", issue="", urgency="", origin="bureau")
        pair = [shared, other] if number % 2 else [other, shared]
        return lambda: actions.merge_themes(pair, merged, by=bureau)

    ends = at_once(*(merges(number, other) for number, other in enumerate(others)))

    assert Counter(ends) == {None: 1, Stale: 4}
    assert round.themes.standing().count() == 5
    assert Theme.objects.filter(title__startswith="Samen").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_ten_who_propose_one_title_at_the_same_moment_one_gets_it_and_the_others_hear_so():
    round = ThemeRoundFactory(proposals_close_at=now() + timedelta(days=1))
    by = RoleFactory(kind="bureau").user

    ends = at_once(*[lambda: actions.jot_theme(round, "Taal", by=by)] * 10)

    assert Counter(ends) == {None: 1, actions.Twice: 9}


# --- beside each other ------------------------------------------------------------------------


def compare(client, round, **asked):
    url = reverse("theme_compare", kwargs={"school_year": round.school_year})
    return client.get(url, asked)


def test_two_themes_stand_beside_each_other_in_the_order_asked(client, round):
    one = ThemeFactory(round=round, title="Zeker", issue="Het ene vraagstuk")
    other = ThemeFactory(round=round, title="Anders", issue="Het andere vraagstuk")

    page = compare(client, round, a=one.pk, b=other.pk).content.decode()

    assert page.index("Het ene vraagstuk") < page.index("Het andere vraagstuk")
    assert f"samenvoegen/?a={one.pk}&amp;b={other.pk}" in page


def test_the_comparison_says_what_to_choose(client, round):
    theme, elsewhere = ThemeFactory(round=round), ThemeFactory()

    same = compare(client, round, a=theme.pk, b=theme.pk).content.decode()
    strange = compare(client, round, a=theme.pk, b=elsewhere.pk)
    first = compare(client, round, a=theme.pk).content.decode()

    assert "Kies twee verschillende thema’s" in same
    assert strange.context["pair"] == ()
    assert f'<option value="{theme.pk}" selected>' in first
    assert "error-summary" not in first


def test_an_ambassador_compares_and_cannot_merge(round):
    one, other = proposed(round, "Taal"), proposed(round, "Lezen")
    client = Client()
    client.force_login(one.proposed_by)

    page = compare(client, round, a=one.pk, b=other.pk).content.decode()

    assert "Naast elkaar" in page
    assert "samenvoegen/" not in page
    assert merge(client, round, one, other).status_code == 403
