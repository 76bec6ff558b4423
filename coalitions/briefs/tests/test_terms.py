"""What holds for every coalition of a round, on one page."""

import pytest
from django.db import transaction
from django.db.utils import InternalError
from django.test import Client
from django.urls import reverse

from coalitions.briefs import actions
from coalitions.tests.factories import ThemeFactory, ThemeRoundFactory
from coalitions.themes.models import CommonTerm, TermsVersion
from knw_portal.log import LogEntry
from knw_portal.tests.factories import RoleFactory


@pytest.fixture
def round(db):
    round = ThemeRoundFactory()
    CommonTerm.objects.create(round=round, number=1, title="Delen", text="Alles is open.")
    return round


@pytest.fixture
def client(db):
    client = Client()
    client.force_login(RoleFactory(kind="bureau").user)
    return client


def url(round):
    return reverse("round_terms_edit", kwargs={"school_year": round.school_year})


def lines(round, *rows, version=None):
    """The form as a browser sends it; each row is (id, number, title, text)."""
    stored = sum(bool(row[0]) for row in rows)
    data = {
        "version": version or round.version,
        "afspraken-TOTAL_FORMS": len(rows),
        "afspraken-INITIAL_FORMS": stored,
    }
    for place, (pk, number, title, text) in enumerate(rows):
        data |= {
            f"afspraken-{place}-id": pk,
            f"afspraken-{place}-round": round.pk,
            f"afspraken-{place}-number": number,
            f"afspraken-{place}-title": title,
            f"afspraken-{place}-text": text,
        }
    return data


def titles(round):
    return list(round.common_terms.values_list("title", "text"))


def test_the_terms_are_changed_and_added_and_a_coalition_takes_them_over(client, round):
    first = round.common_terms.get()
    theme = ThemeFactory(round=round)

    client.post(url(round), lines(round, (first.pk, 1, "Delen", "Open."), ("", 2, "Uren", "Acht.")))
    born = actions.start_coalition(theme, number=1, by=None)

    assert titles(round) == [("Delen", "Open."), ("Uren", "Acht.")]
    assert list(born.lines.values_list("title", "text")) == titles(round)
    assert LogEntry.objects.filter(action="round.terms_edited").count() == 1


def test_a_coalition_that_began_keeps_the_terms_it_took_over(client, round):
    born = actions.start_coalition(ThemeFactory(round=round), number=1, by=None)
    first = round.common_terms.get()

    client.post(url(round), lines(round, (first.pk, 1, "Anders", "Anders.")))

    assert [term.title for term in born.lines.all()] == ["Delen"]


def test_who_was_second_sees_both_texts_and_loses_nothing(client, round):
    first = round.common_terms.get()
    client.post(url(round), lines(round, (first.pk, 1, "Delen", "Van een collega.")))

    lost = client.post(url(round), lines(round, (first.pk, 1, "Delen", "Van mij."), version=1))
    said = lost.content.decode()

    assert "Iemand anders heeft dit onderdeel intussen gewijzigd." in said
    assert "Van een collega." in said
    assert "Van mij." in said
    assert titles(round) == [("Delen", "Van een collega.")]
    round.refresh_from_db()
    client.post(url(round), lines(round, (first.pk, 1, "Delen", "Van mij.")))
    assert titles(round) == [("Delen", "Van mij.")]


def test_a_number_twice_is_refused_in_words(client, round):
    first = round.common_terms.get()

    page = client.post(url(round), lines(round, (first.pk, 1, "a", "a"), ("", 1, "b", "b")))

    assert "staat er twee keer" in page.content.decode()
    assert titles(round) == [("Delen", "Alles is open.")]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_terms(
    client, round, rows, django_assert_num_queries
):
    for number in range(2, rows + 1):
        CommonTerm.objects.create(round=round, number=number, title="Nog een", text="Tekst")
    client.get(reverse("mine"))

    with django_assert_num_queries(5):
        client.get(url(round))


def test_every_version_of_the_terms_is_kept_and_can_be_read(client, round):
    first = round.common_terms.get()

    client.post(url(round), lines(round, (first.pk, 1, "Delen", "Open.")))
    round.refresh_from_db()
    client.post(url(round), lines(round, (first.pk, 1, "Delen", "Helemaal open.")))

    kept = [version.terms[0][1] for version in TermsVersion.objects.order_by("pk")]
    assert kept == ["Alles is open.", "Open.", "Helemaal open."]
    page = client.get(url(round)).content.decode()
    assert all(text in page for text in kept)
    with pytest.raises(InternalError), transaction.atomic():
        TermsVersion.objects.update(terms=[])
