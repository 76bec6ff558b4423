"""Comments on a theme and the institutions that support it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from coalitions.tests.factories import (
    ThemeCommentFactory,
    ThemeFactory,
    ThemeRoundFactory,
    a_vote,
    close_vote,
)
from coalitions.themes.models import ThemeComment, ThemeSupport
from coalitions.themes.privacy import forget_talk, talk_of
from knw_portal.tests.factories import InstitutionFactory, RoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme(db):
    round = ThemeRoundFactory(proposals_close_at=now() - timedelta(days=1))
    return ThemeFactory(round=round)


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


def of(row, name):
    round = row.round if hasattr(row, "round") else row.theme.round
    return reverse(name, kwargs={"school_year": round.school_year, "pk": row.pk})


def the_page(user, theme):
    return signed_in(user).get(theme.get_absolute_url()).content.decode().split("<main")[1]


def test_an_ambassador_comments_with_name_and_school_and_all_in_the_round_read_it(
    theme, ambassador
):
    empty = signed_in(ambassador).post(of(theme, "reaction_new"), {"text": " "}).content.decode()
    signed_in(ambassador).post(of(theme, "reaction_new"), {"text": "Goed & nodig"})

    page = the_page(RoleFactory(kind="board").user, theme)
    assert "Schrijf eerst je reactie op" in empty
    assert "Goed &amp; nodig" in page
    assert ambassador.name in page
    assert ambassador.roles.get().institution.name in page
    assert ThemeComment.objects.count() == 1


def test_one_takes_back_ones_own_comment_and_puts_it_back(theme, ambassador, bureau):
    comment = ThemeCommentFactory(theme=theme, by=ambassador, text="Bij nader inzien")
    other = RoleFactory(kind="ambassador", institution=InstitutionFactory()).user

    refused = signed_in(other).post(of(comment, "reaction_withdraw")).status_code
    signed_in(ambassador).post(of(comment, "reaction_withdraw"))
    own, others = the_page(ambassador, theme), the_page(bureau, theme)
    signed_in(ambassador).post(of(comment, "reaction_restore"))

    assert refused == 403
    assert "Je trok deze reactie in." in own
    assert "Bij nader inzien" not in others
    assert "Bij nader inzien" in the_page(bureau, theme)


def test_the_bureau_hides_a_comment_with_a_reason_that_all_read(theme, ambassador, bureau):
    comment = ThemeCommentFactory(theme=theme, by=ambassador, text="Onaardig")
    client = signed_in(bureau)

    silent = client.post(of(comment, "reaction_hide"), {"hidden_reason": ""}).content.decode()
    client.post(of(comment, "reaction_hide"), {"hidden_reason": "Gaat over een persoon"})
    hidden = the_page(ambassador, theme)
    client.post(of(comment, "reaction_show"))

    assert "Schrijf op waarom" in silent
    assert "Onaardig" not in hidden
    assert "Verborgen door het bureau: Gaat over een persoon" in hidden
    assert "Onaardig" in the_page(ambassador, theme)


def test_comments_are_open_until_the_vote_closes_and_a_late_one_is_not_lost(ambassador):
    opened = a_vote()
    theme = opened.themes.first()
    client = signed_in(ambassador)
    client.post(of(theme, "reaction_new"), {"text": "Tijdens de stemming"})
    close_vote(opened)

    late = client.post(of(theme, "reaction_new"), {"text": "Net te laat"})

    assert [one.text for one in theme.comments.all()] == ["Tijdens de stemming"]
    assert late.status_code == 409
    assert "Net te laat" in late.content.decode()


def test_an_institution_supports_once_whoever_says_it_and_takes_it_back(theme, ambassador):
    school = ambassador.roles.get().institution
    deputy = RoleFactory(kind="deputy", institution=school).user

    signed_in(ambassador).post(of(theme, "theme_support"), {"school": school.pk})
    twice = signed_in(deputy).post(of(theme, "theme_support"), {"school": school.pk}, follow=True)

    assert "Dit stond er al." in twice.content.decode()
    assert theme.supports.get().institution == school
    assert f"<li>{school}</li>" in the_page(ambassador, theme)
    signed_in(deputy).post(of(theme, "theme_unsupport"), {"school": school.pk})
    assert not theme.supports.exists()


def test_nobody_supports_for_another_institution(theme, ambassador):
    other = InstitutionFactory()

    response = signed_in(ambassador).post(of(theme, "theme_support"), {"school": other.pk})

    assert response.status_code == 404
    assert not ThemeSupport.objects.exists()


def test_support_is_fixed_with_the_list_since_then_the_ballot_speaks(ambassador):
    theme = a_vote().themes.first()

    page = signed_in(ambassador).post(of(theme, "theme_support"), follow=True).content.decode()

    assert "liggen de lijst en de regels vast" in page
    assert not ThemeSupport.objects.exists()
    assert "Steun is geen stem." not in page


def test_what_one_said_is_handed_over_and_forgotten_and_the_school_keeps_its_support(
    theme, ambassador
):
    signed_in(ambassador).post(of(theme, "reaction_new"), {"text": "Mijn mening"})
    signed_in(ambassador).post(of(theme, "theme_support"))

    taken = talk_of(ambassador)
    forget_talk(ambassador)

    assert [one["reactie"] for one in taken["reacties"]] == ["Mijn mening"]
    assert [one["thema"] for one in taken["steun"]] == [str(theme)]
    comment, support = ThemeComment.objects.get(), ThemeSupport.objects.get()
    assert (comment.text, comment.by) == ("(gewist)", None)
    assert comment.withdrawn_at is not None
    assert support.by is None
    assert talk_of(ambassador)["reacties"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_theme_takes_the_same_queries_for_any_number(
    theme, ambassador, rows, django_assert_num_queries
):
    for _ in range(rows):
        ThemeCommentFactory(theme=theme, institution=InstitutionFactory())
        ThemeSupport.objects.create(theme=theme, institution=InstitutionFactory())
        ThemeFactory(round=theme.round, merged_into=theme)
    client = signed_in(ambassador)
    client.get(reverse("mine"))

    with django_assert_num_queries(10):
        client.get(theme.get_absolute_url())
