"""The long list stays quick, and one finds in it what one looks for."""

from datetime import timedelta
from time import perf_counter

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from coalitions.tests.factories import ThemeFactory, ThemeRoundFactory
from coalitions.themes import actions
from coalitions.themes.models import Theme, ThemeComment, ThemeSupport
from knw_portal.search.models import SearchText
from knw_portal.tests.factories import InstitutionFactory, RoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(db):
    client = Client()
    client.force_login(RoleFactory(kind="bureau").user)
    client.get(reverse("mine"))
    return client


def long(amount):
    """A round with this many themes, each with a comment and a supporter, all findable."""
    round = ThemeRoundFactory(proposals_close_at=now() + timedelta(days=3))
    school = InstitutionFactory()
    themes = Theme.objects.bulk_create(
        Theme(
            round=round,
            title=f"Onderwerp {number} over toetsen",
            issue="Een vraagstuk van enkele regels. " * 8,
            urgency="Het speelt nu op elke school. " * 4,
            origin=Theme.Origin.values[number % 5],
            institution=school,
        )
        for number in range(amount)
    )
    ThemeComment.objects.bulk_create(ThemeComment(theme=one, text="Ja") for one in themes)
    ThemeSupport.objects.bulk_create(ThemeSupport(theme=one, institution=school) for one in themes)
    SearchText.objects.bulk_create(
        SearchText(
            about=f"theme:{one.pk}",
            kind="thema",
            title=str(one),
            text=one.issue,
            url=one.get_absolute_url(),
            is_for_bureau=True,
        )
        for one in themes
    )
    with connection.cursor() as cursor:
        for table in ("knw_portal_searchtext", "coalitions_theme", "coalitions_themecomment"):
            cursor.execute(f"ANALYZE {table}")
    return round


def test_the_list_finds_by_words_and_origin_and_says_so_when_nothing_is_found(client):
    round = ThemeRoundFactory(proposals_close_at=now() + timedelta(days=3))
    for title, origin in (("Eerlijke examens", "idea"), ("Taal", "idea"), ("Rust", "bureau")):
        actions.index_theme(ThemeFactory(round=round, title=title, origin=origin))
    actions.index_theme(ThemeFactory(title="Examen van een ander jaar"))

    def titles(**asked):
        return [one.title for one in client.get(round.get_absolute_url(), asked).context["page"]]

    assert titles(q="examen") == ["Eerlijke examens"]
    assert titles(herkomst="idea") == ["Eerlijke examens", "Taal"]
    assert titles(q="taal", herkomst="bureau") == []
    nothing = client.get(round.get_absolute_url(), {"q": "flexibel"}).content.decode()
    assert "Geen thema gevonden." in nothing


def test_a_thousand_themes_come_a_page_at_a_time_and_the_search_goes_along(client):
    round = long(1000)

    first = client.get(round.get_absolute_url(), {"q": "toets"})
    last = client.get(round.get_absolute_url(), {"q": "toets", "pagina": 20})

    assert len(first.context["page"]) == len(last.context["page"]) == 50
    assert "1 tot 50 van 1000" in first.content.decode()
    assert "?q=toets&amp;pagina=2#lijst" in first.content.decode()
    assert last.context["older_url"] == ""


def cost(client, round, django_assert_num_queries):
    """The seconds that the list, its searches and the look-alikes take at their quickest."""
    url = round.get_absolute_url()
    alike = reverse("theme_alike", kwargs={"school_year": round.school_year})
    looks = {
        url: 7,
        f"{url}?q=toetsen": 8,
        f"{url}?herkomst=idea&let-op=eerder-werk": 7,
        f"{alike}?title=toetsen": 5,
    }
    for address, queries in looks.items():
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200
    times = []
    for _ in range(6):
        began = perf_counter()
        for address in looks:
            client.get(address)
        times.append(perf_counter() - began)
    return min(times)


def test_a_thousand_themes_cost_as_many_queries_as_ten_and_hardly_more_time(
    client, django_assert_num_queries
):
    of_ten = cost(client, long(10), django_assert_num_queries)
    of_a_thousand = cost(client, long(1000), django_assert_num_queries)

    # A page shows at most fifty: five times as much to draw, a hundred times as much behind it.
    assert of_a_thousand < 5 * of_ten
