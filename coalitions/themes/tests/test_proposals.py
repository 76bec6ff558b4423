"""Rounds and their long lists, by the people who make them."""

from datetime import timedelta

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from coalitions.tests.factories import ThemeFactory, ThemeRoundFactory, a_vote
from coalitions.themes import actions
from coalitions.themes.actions import cast_ballot, voters_of
from coalitions.themes.models import Preference, Theme, ThemeRound
from coalitions.themes.privacy import forget_proposals, proposals_of, votes_of
from knw_portal.search.models import SearchText
from knw_portal.tests.factories import InstitutionFactory, RoleFactory

TEXTS = {"title": "Taal", "edition": "", "issue": "Het vraagstuk", "urgency": "Nu", "version": 1}


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ambassador(db):
    return RoleFactory(kind="ambassador", institution=InstitutionFactory()).user


@pytest.fixture
def bureau(db):
    return RoleFactory(kind="bureau").user


@pytest.fixture
def round(db):
    return ThemeRoundFactory(proposals_close_at=now() + timedelta(days=3))


def new_url(round):
    return reverse("theme_new", kwargs={"school_year": round.school_year})


def edit_url(theme, name="theme_edit"):
    return reverse(name, kwargs={"school_year": theme.round.school_year, "pk": theme.pk})


def test_an_ambassador_proposes_changes_and_withdraws_a_theme(round, ambassador):
    client = signed_in(ambassador)

    client.post(new_url(round), TEXTS)
    theme = Theme.objects.get()
    client.post(edit_url(theme), {**TEXTS, "title": "Taal in elke les"})
    theme.refresh_from_db()

    assert str(theme) == "Taal in elke les"
    assert (theme.origin, theme.proposed_by) == ("ambassador", ambassador)
    assert theme.institution == ambassador.roles.get().institution
    assert "Taal in elke les" in the_list(client, round)
    client.post(edit_url(theme, "theme_withdraw"))
    assert "Taal in elke les" not in the_list(client, round)
    assert not round.themes.standing().exists()


def the_list(client, round):
    return client.get(round.get_absolute_url()).content.decode().split('id="lijst"')[1]


def test_a_draft_is_seen_by_its_proposer_and_the_bureau_until_it_is_published(
    round, ambassador, bureau
):
    client = signed_in(ambassador)
    other = signed_in(RoleFactory(kind="ambassador", institution=InstitutionFactory()).user)
    board = signed_in(RoleFactory(kind="board").user)

    client.post(new_url(round), {"title": "Taal", "version": 1, "deed": "draft"})
    draft = Theme.objects.get()
    seen = [one.get(draft.get_absolute_url()).status_code for one in (client, other, board)]
    bureau_page = signed_in(bureau).get(round.get_absolute_url()).content.decode()
    lists = [one.get(round.get_absolute_url()).content.decode() for one in (other, board)]
    short = client.post(edit_url(draft), {"title": "Taal", "version": 1, "deed": "publish"})

    assert seen == [200, 404, 404]
    assert draft.get_absolute_url() in bureau_page
    assert draft.get_absolute_url() in client.get(round.get_absolute_url()).content.decode()
    assert [draft.get_absolute_url() in page for page in lists] == [False, False]
    assert not round.themes.standing().exists()
    assert "Schrijf op welk vraagstuk erachter zit" in short.content.decode()
    client.post(edit_url(draft), {**TEXTS, "deed": "publish"})
    assert round.themes.standing().get().issue == "Het vraagstuk"
    assert other.get(draft.get_absolute_url()).status_code == 200
    assert SearchText.objects.get(about=f"theme:{draft.pk}").title == "Taal"


def test_a_draft_may_have_the_title_of_a_theme_on_the_list_but_not_go_there(round, ambassador):
    ThemeFactory(round=round, title="taal")
    client = signed_in(ambassador)
    client.post(new_url(round), {**TEXTS, "deed": "draft"})
    draft = Theme.objects.get(published_at=None)

    page = client.post(edit_url(draft), {**TEXTS, "deed": "publish"}).content.decode()

    draft.refresh_from_db()
    assert "Dit thema staat al op de lange lijst." in page
    assert "Bewaren als concept" in page
    assert draft.published_at is None


def test_two_who_publish_one_title_at_the_same_time_get_a_sentence_and_no_error(round, bureau):
    theme = ThemeFactory(round=round, title="Taal")
    unseen = Theme(round=round, title="TAAL", issue="x", urgency="y", origin="bureau")

    with pytest.raises(actions.Twice):
        actions.propose_theme(unseen, is_bureau=True, by=bureau)

    assert list(round.themes.all()) == [theme]


def test_a_draft_can_be_thrown_away_also_when_the_list_is_fixed(ambassador):
    opened = a_vote()
    draft = ThemeFactory(round=opened, proposed_by=ambassador, published_at=None)
    kept = opened.themes.standing().first()

    signed_in(ambassador).post(edit_url(draft, "theme_withdraw"))

    assert not Theme.objects.filter(pk=draft.pk).exists()
    with pytest.raises(InternalError), transaction.atomic():
        Theme.objects.filter(pk=kept.pk).update(split_at=now())
    with pytest.raises(InternalError), transaction.atomic():
        ThemeFactory(round=opened)
    later = ThemeFactory(round=opened, published_at=None)
    with pytest.raises(InternalError), transaction.atomic():
        Theme.objects.filter(pk=later.pk).update(published_at=now())


def test_the_database_takes_no_vote_for_a_draft(db):
    opened = a_vote(schools=1)
    entry, listed = opened.roll.get(), opened.themes.standing().first()
    voter = voters_of(entry).get()
    cast_ballot(entry, kind="choices", chosen=[listed.pk], star=None, by=voter)
    draft = ThemeFactory(round=opened, published_at=None)

    with pytest.raises(InternalError, match="not on the list"), transaction.atomic():
        Preference.objects.create(ballot=entry.ballot, theme=draft)


def test_a_withdrawn_proposal_is_put_back_as_it_was(round, ambassador):
    client = signed_in(ambassador)
    client.post(new_url(round), TEXTS)
    theme = Theme.objects.get()
    client.post(edit_url(theme, "theme_withdraw"))
    gone = SearchText.objects.filter(kind="thema").count()
    page = client.get(theme.get_absolute_url()).content.decode()
    other = RoleFactory(kind="ambassador", institution=InstitutionFactory()).user
    hidden = signed_in(other).get(theme.get_absolute_url()).status_code

    client.post(edit_url(theme, "theme_restore"))

    assert (gone, hidden) == (0, 404)
    assert "Dit voorstel is ingetrokken." in page
    assert list(round.themes.standing()) == [theme]
    assert SearchText.objects.filter(kind="thema").count() == 1


def test_a_proposal_is_not_put_back_beside_a_new_one_with_its_title(round, ambassador):
    client = signed_in(ambassador)
    client.post(new_url(round), TEXTS)
    theme = Theme.objects.get()
    client.post(edit_url(theme, "theme_withdraw"))
    ThemeFactory(round=round, title="Taal")

    page = client.post(edit_url(theme, "theme_restore"), follow=True).content.decode()

    assert "Dit thema staat al op de lange lijst." in page
    theme.refresh_from_db()
    assert theme.state == "withdrawn"


def test_the_page_of_a_theme_tells_its_issue_its_urgency_and_who_brought_it_in(round, ambassador):
    signed_in(ambassador).post(new_url(round), TEXTS)
    theme = Theme.objects.get()

    page = signed_in(RoleFactory(kind="board").user).get(theme.get_absolute_url())

    text = page.content.decode()
    school = ambassador.roles.get().institution.name
    assert "<h1>Taal</h1>" in text
    assert "<p>Het vraagstuk</p>" in text
    assert f"Herkomst: ambassadeur, ingebracht door {school}" in text


def test_after_the_close_only_the_bureau_changes_the_list_and_after_the_opening_nobody(
    round, ambassador, bureau
):
    signed_in(ambassador).post(new_url(round), TEXTS)
    theme = Theme.objects.get()
    ThemeRound.objects.update(proposals_close_at=now() - timedelta(minutes=1))

    page = signed_in(ambassador).post(edit_url(theme), {**TEXTS, "title": "Te laat"}, follow=True)
    signed_in(bureau).post(
        edit_url(theme), {**TEXTS, "title": "Van het bureau", "origin": "ambassador"}
    )
    theme.refresh_from_db()

    assert "De voorstellen zijn gesloten." in page.content.decode()
    assert theme.title == "Van het bureau"
    opened = a_vote()
    fixed = signed_in(bureau).post(new_url(opened), {**TEXTS, "origin": "bureau"}, follow=True)
    assert "liggen de lijst en de regels vast" in fixed.content.decode()
    assert opened.themes.count() == 3


def test_one_ambassador_cannot_change_the_proposal_of_another(round, ambassador):
    theme = ThemeFactory(round=round, proposed_by=ambassador)
    other = RoleFactory(kind="ambassador", institution=InstitutionFactory()).user

    assert signed_in(other).get(edit_url(theme)).status_code == 403
    assert signed_in(other).post(edit_url(theme, "theme_withdraw")).status_code == 403


def test_the_same_theme_twice_is_said_in_the_form(round, ambassador):
    ThemeFactory(round=round, title="Taal")

    page = signed_in(ambassador).post(new_url(round), TEXTS).content.decode()

    assert "Dit thema staat al op de lange lijst." in page
    assert "Het vraagstuk" in page
    round.themes.update(withdrawn_at=now())
    signed_in(ambassador).post(new_url(round), TEXTS)
    assert round.themes.standing().count() == 1


def test_two_who_change_one_proposal_both_see_both_texts(round, bureau):
    theme = ThemeFactory(round=round)
    client = signed_in(bureau)
    client.post(edit_url(theme), {**TEXTS, "title": "Eerst", "origin": "bureau"})

    page = client.post(edit_url(theme), {**TEXTS, "title": "Daarna", "origin": "bureau"})

    theme.refresh_from_db()
    assert theme.title == "Eerst"
    assert "Eerst" in page.content.decode()
    assert "Daarna" in page.content.decode()


def test_the_bureau_makes_a_round_and_wrong_dates_are_said_in_words(bureau):
    client = signed_in(bureau)
    data = {
        "version": 1,
        "school_year": "2040-2041",
        "title": "Nieuw",
        "seats": 3,
        "method": "approval",
        "max_choices": 3,
        "quorum_kind": "none",
        "quorum": 0,
        "leaver_rule": "keep",
        "points": 10,
        "tie_break": "stars",
        "tie_rule": "De sterren",
        "proposals_close_at": "2039-11-01T16:00",
        "vote_opens_at": "2039-10-01T09:00",
        "vote_closes_at": "2039-09-01T16:00",
        "meeting_on": "",
    }

    wrong = client.post(reverse("round_new"), {**data, "school_year": "2040"}).content.decode()
    client.post(
        reverse("round_new"),
        {**data, "vote_opens_at": "2039-11-05T09:00", "vote_closes_at": "2039-11-20T16:00"},
    )

    assert "Schrijf het schooljaar als 2028-2029." in wrong
    assert "Laat de stemming pas beginnen als de lijst vastligt." in wrong
    assert "Laat de stemming sluiten nadat hij begon." in wrong
    round = ThemeRound.objects.get()
    assert (round.school_year, round.max_choices) == ("2040-2041", 3)
    edit = reverse("round_edit", kwargs={"school_year": round.school_year})
    assert 'value="2039-11-20T16:00"' in client.get(edit).content.decode()
    client.post(edit, {**data, "seats": 4, "vote_opens_at": "", "vote_closes_at": ""})
    round.refresh_from_db()
    assert round.seats == 4


def test_what_a_person_proposed_and_voted_can_be_handed_over_and_forgotten(round, ambassador):
    theme = ThemeFactory(round=round, proposed_by=ambassador)

    assert [line["thema"] for line in proposals_of(ambassador)] == [str(theme)]
    assert votes_of(ambassador) == []
    draft = ThemeFactory(round=round, proposed_by=ambassador, published_at=None)
    forget_proposals(ambassador)
    theme.refresh_from_db()
    assert theme.proposed_by is None
    assert not Theme.objects.filter(pk=draft.pk).exists()


def test_my_page_asks_for_the_draft_until_it_is_on_the_list(round, ambassador):
    draft = ThemeFactory(round=round, title="Taal", proposed_by=ambassador, published_at=None)
    client = signed_in(ambassador)

    asked = [ask.title for ask in client.get(reverse("mine")).context["asks"]]
    client.post(edit_url(draft), {**TEXTS, "deed": "publish"})

    assert "Maak je voorstel ‘Taal’ af" in asked
    asked = [ask.title for ask in client.get(reverse("mine")).context["asks"]]
    assert "Maak je voorstel ‘Taal’ af" not in asked


def test_the_part_that_appears_while_typing_stands_in_the_page_as_it_is(round, ambassador):
    actions.index_theme(ThemeFactory(round=round, title="Taal"))
    draft = ThemeFactory(round=round, title="Talen", proposed_by=ambassador, published_at=None)
    client = signed_in(ambassador)
    url = reverse("theme_alike", kwargs={"school_year": round.school_year})

    part = client.get(url, {"title": "Talen", "dit": draft.pk}, headers={"HX-Request": "true"})

    assert ">Taal</a>" in part.content.decode()
    assert part.content in client.get(edit_url(draft)).content
