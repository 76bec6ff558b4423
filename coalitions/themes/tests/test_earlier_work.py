"""Is this there already? What looks alike, and the check on earlier work before the vote."""

from datetime import timedelta

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from coalitions.briefs.actions import index_coalition
from coalitions.tests.factories import (
    CoalitionFactory,
    ThemeFactory,
    ThemeRoundFactory,
    a_vote,
    check_earlier_work,
)
from coalitions.themes import actions
from coalitions.themes.models import EarlierWork, Theme
from knw_portal.search.actions import index
from knw_portal.tests.factories import InstitutionFactory, RoleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(db):
    return ThemeRoundFactory(proposals_close_at=now() + timedelta(days=3))


@pytest.fixture
def ambassador(db):
    return RoleFactory(kind="ambassador", institution=InstitutionFactory()).user


@pytest.fixture
def bureau(db):
    return RoleFactory(kind="bureau").user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def listed(title, round, **values):
    theme = ThemeFactory(round=round, title=title, **values)
    actions.index_theme(theme)
    return theme


def titles(title, round, user):
    return [one.title for one in actions.alike(title, round, user)]


# --- what looks alike -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("there", "typed"),
    [
        ("Eerlijke examens", "examen"),
        ("Het examen van morgen", "examens"),
        ("Een coalitie van scholen", "coalities"),
        ("Coalities langer laten leven", "coalitie"),
        ("Grote thema’s", "thema"),
        ("Eén thema per jaar", "thema’s"),
        ("Plannen die werken", "plan"),
        ("Het plan van de school", "plannen"),
        ("Leden van het team", "lid"),
        ("Lid zijn van een team", "leden"),
        ("Flexibilisering", "flexibilsering van het onderwijs"),
    ],
)
def test_a_title_finds_what_looks_like_it_in_any_form(round, ambassador, there, typed):
    listed(there, round)
    listed("Iets heel anders", round)

    assert titles(typed, round, ambassador) == [there]


def test_half_the_words_are_enough_and_the_most_alike_stands_first(round, ambassador):
    listed("Toetsen in de praktijk", round)
    listed("Samen toetsen maken", round)
    listed("Rust in het rooster", round)

    found = titles("toetsen in de echte praktijk", round, ambassador)

    assert found == ["Toetsen in de praktijk"]
    assert titles("samen toetsen", round, ambassador)[0] == "Samen toetsen maken"


def test_earlier_coalitions_and_their_outputs_and_themes_of_other_years_are_found(
    round, ambassador
):
    earlier = ThemeRoundFactory(school_year="2020-2021", board_confirmed_on="2020-05-01")
    listed("Examinering", earlier)
    index_coalition(CoalitionFactory(title="Examens", slug="examens"))
    index(
        "output:1", kind="opbrengst", title="Handreiking examens", text="", url="/x/",
        is_public=True,
    )  # fmt: skip

    found = {one.title: one.kind for one in actions.alike("examen", round, ambassador)}

    assert found["Examens"] == "coalitie"
    assert found["Handreiking examens"] == "opbrengst"
    assert titles("examineringen", round, ambassador) == ["Examinering"]
    [old] = actions.alike("examinering", round, ambassador)
    assert (old.kind, old.here) == ("thema van 2020–2021", False)


def test_what_somebody_may_not_see_is_not_found(round, ambassador, bureau):
    theme = listed("Toetsen", round)
    draft = ThemeFactory(round=round, title="Toetsen geheim", published_at=None)
    actions.index_theme(draft)
    index_coalition(CoalitionFactory(title="Toetsen klas", slug="t", published_at=None))

    assert titles("toetsen", round, ambassador) == ["Toetsen"]
    assert titles("toetsen", round, UserFactory()) == []
    assert set(titles("toetsen", round, bureau)) == {"Toetsen", "Toetsen klas"}
    actions.withdraw_theme(theme, is_bureau=True, by=bureau)
    assert titles("toetsen", round, ambassador) == []


def test_without_a_script_a_button_looks_and_keeps_what_was_typed(round, ambassador):
    listed("Eerlijke examens", round)
    url = reverse("theme_new", kwargs={"school_year": round.school_year})
    typed = {"title": "Examen", "edition": "", "issue": "Mijn lange tekst", "urgency": ""}

    page = signed_in(ambassador).post(url, {**typed, "version": 1, "deed": "look"})

    text = page.content.decode()
    assert "Eerlijke examens" in text
    assert "staat al op deze lijst" in text
    assert "Mijn lange tekst" in text
    assert Theme.objects.count() == 1


def test_looking_costs_the_same_queries_for_any_number(
    round, ambassador, django_assert_num_queries
):
    for number in range(30):
        listed(f"Toetsen {number}", round)
    url = reverse("theme_alike", kwargs={"school_year": round.school_year})
    client = signed_in(ambassador)
    client.get(url)

    with django_assert_num_queries(5):
        page = client.get(url, {"title": "toets in de praktijk"})

    assert page.content.decode().count("<li>") == 6


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_while_one_types_a_title_what_looks_like_it_appears(browser_page, browser_sign_in):
    page = browser_page
    round = ThemeRoundFactory(proposals_close_at=now() + timedelta(days=1))
    listed("Eerlijke examens", round)
    browser_sign_in(RoleFactory(kind="ambassador", institution=InstitutionFactory()).user)
    page.goto(reverse("theme_new", kwargs={"school_year": round.school_year}))

    page.locator("#id_title").press_sequentially("Examen")

    expect(page.locator("#lijkt-op a")).to_have_text(["Eerlijke examens"])
    expect(page.locator("#id_title")).to_be_focused()
    expect(page.locator("#id_title")).to_have_value("Examen")


# --- the check before the vote ----------------------------------------------------------------

CHECK = {"looked_at": "Examens 1.0", "verdict": "builds_on", "conclusion": "Gaat verder."}


def ready_round():
    round = ThemeRoundFactory(
        proposals_close_at=now() - timedelta(days=1),
        vote_opens_at=now(),
        vote_closes_at=now() + timedelta(days=9),
    )
    return round, [listed(f"Thema {name}", round) for name in "AB"]


def check_url(theme):
    kwargs = {"school_year": theme.round.school_year, "pk": theme.pk}
    return reverse("theme_check", kwargs=kwargs)


def test_the_vote_cannot_open_before_earlier_work_is_noted_with_every_theme(bureau):
    round, (one, other) = ready_round()
    client = signed_in(bureau)
    open_url = reverse("round_open", kwargs={"school_year": round.school_year})

    client.post(check_url(one), CHECK)
    refused = client.post(open_url, follow=True).content.decode().split("<main")[1]

    round.refresh_from_db()
    assert round.roll_frozen_at is None
    assert "Nog niet van elk thema is nagegaan wat er eerder aan is gedaan." in refused
    assert check_url(other) in refused
    assert check_url(one) not in refused
    client.post(check_url(other), CHECK)
    client.post(open_url)
    round.refresh_from_db()
    assert round.roll_frozen_at is not None


def test_the_check_says_what_was_looked_at_the_conclusion_who_and_when(bureau, ambassador):
    _, (one, other) = ready_round()
    client = signed_in(bureau)

    empty = client.post(check_url(one), {"conclusion": ""}).content.decode()
    onward = client.post(check_url(one), {**CHECK, "deed": "next"})
    page = signed_in(ambassador).get(one.get_absolute_url()).content.decode()

    assert "Schrijf op wat je hebt bekeken" in empty
    assert onward.url == check_url(other)
    assert "Bouwt voort op eerder werk." in page
    assert "Gaat verder." in page
    assert "Bekeken: Examens 1.0" in page
    assert bureau.name in page


def test_a_second_look_counts_and_the_first_is_kept(bureau):
    _, (one, _) = ready_round()
    client = signed_in(bureau)
    client.post(check_url(one), CHECK)
    client.post(check_url(one), {**CHECK, "verdict": "new", "conclusion": "Toch nieuw."})

    page = client.get(one.get_absolute_url()).content.decode()

    assert page.index("Toch nieuw.") < page.index("Gaat verder.")
    for change in (
        lambda: EarlierWork.objects.update(conclusion="Anders"),
        lambda: EarlierWork.objects.first().delete(),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()


def test_after_the_opening_nothing_is_noted_any_more(bureau):
    opened = a_vote()
    theme = opened.themes.first()

    page = signed_in(bureau).post(check_url(theme), CHECK, follow=True).content.decode()

    assert "liggen de lijst en de regels vast" in page
    assert theme.earlier_work.count() == 1


def test_the_list_shows_the_bureau_which_themes_miss_it_and_nobody_else(bureau, ambassador):
    round, (one, other) = ready_round()
    signed_in(bureau).post(check_url(one), CHECK)
    url = round.get_absolute_url()

    of_the_bureau = signed_in(bureau).get(url).content.decode()
    filtered = signed_in(bureau).get(url + "?let-op=eerder-werk")
    of_an_ambassador = signed_in(ambassador).get(url).content.decode()

    assert of_the_bureau.count("Eerder werk nagaan") == 1
    assert list(filtered.context["page"]) == [other]
    assert "Eerder werk nagaan" not in of_an_ambassador


def test_the_factory_leaves_no_theme_without_a_check(bureau):
    round, _ = ready_round()

    check_earlier_work(round, by=bureau)

    assert not round.themes.unchecked().exists()
