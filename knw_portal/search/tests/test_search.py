from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from knw_portal.people.models import Duties, Group
from knw_portal.search.actions import forget, index
from knw_portal.search.models import SearchText
from knw_portal.search.words import MOST_WORDS, forms_of, words_of

pytestmark = pytest.mark.django_db


def made(about="coalition:1", **changes):
    values = {"kind": "coalitie", "title": "Een titel", "text": "", "url": "/x/"} | changes
    index(about, **values)


def found(query):
    return SearchText.objects.matching(query).abouts()


def somebody(*roles, groups=()):
    places = {group.pk: frozenset({"member"}) for group in groups}
    return SimpleNamespace(duties=Duties(frozenset((role, None) for role in roles), places))


# The words of our field that PostgreSQL's Dutch stemmer takes for different ones.
HOLES = [
    ("examen", "examens"), ("coalitie", "coalities"), ("thema", "thema's"), ("thema", "thema’s"),
    ("regio", "regio's"), ("college", "colleges"), ("plan", "plannen"), ("lid", "leden"),
    ("criterium", "criteria"),
]  # fmt: skip
REGULAR = [
    ("docent", "docenten"), ("opleiding", "opleidingen"), ("school", "scholen"),
    ("bestuur", "besturen"), ("afspraak", "afspraken"), ("bedrijf", "bedrijven"),
    ("huis", "huizen"), ("werkgroep", "werkgroepen"), ("bijeenkomst", "bijeenkomsten"),
    ("audit", "audits"), ("norm", "normen"), ("ambitie", "ambities"), ("kind", "kinderen"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "many"), HOLES + REGULAR)
def test_singular_and_plural_find_each_other_in_text_and_title(one, many):
    made("a:1", text=f"Wij spreken vandaag over {many} van ons.")
    made("a:2", text=f"Wij spreken vandaag over één {one}.")
    made("a:3", title=f"Over {many}")
    made("a:4", title=f"Over {one}")
    made("a:5", text="Hierin staat iets heel anders.")

    assert set(found(one)) == {"a:1", "a:2", "a:3", "a:4"}
    assert set(found(many)) == {"a:1", "a:2", "a:3", "a:4"}


@pytest.mark.parametrize(
    "query", ["flexibilsering", "flexiblisering", "Flexibilisring", "flexibilisering", "FLEX"]
)
def test_a_title_is_found_with_a_typing_error_and_by_its_beginning(query):
    made("a:1", title="Flexibilisering van het onderwijs")
    made("a:2", title="Teams aan zet")

    assert found(query) == ["a:1"]


@pytest.mark.parametrize(
    "query", ["coordinatie", "coördinatie", "COÖRDINATIE", "coo\u0308rdinatie"]
)
@pytest.mark.parametrize("text", ["coordinatie", "coördinatie", "coo\u0308rdinatie"])
def test_accents_do_not_matter(query, text):
    made(text=f"De {text} is geregeld.")

    assert found(query) == ["coalition:1"]


def test_every_word_must_be_found_but_common_ones_do_not_count():
    made("a:1", title="Data", text="Een handreiking voor teams.")
    made("a:2", title="Data", text="Iets anders.")

    assert found("de handreikingen over data") == ["a:1"]
    assert sorted(found("data")) == ["a:1", "a:2"]
    assert found("data dashboard") == []


def test_a_title_counts_for_more_than_a_text():
    made("a:1", title="Een ander onderwerp", text="toetsen " * 3)
    made("a:2", title="Toetsen", text="iets anders")
    made("a:3", title="Nog iets", text="Hier gaat het één keer over toetsen, verder niet.")

    assert found("toetsen")[0] == "a:2"
    assert set(found("toetsen")) == {"a:1", "a:2", "a:3"}


@pytest.mark.parametrize(
    "query",
    [
        "'", "''", "&", "|", "!", ":*", "()", "<->", "\\", "%", "_", "a & | b", "'; DROP TABLE x",
        "\x00", "\ud800", "²", "ﬁ", "中文", "😀", "-1", "e\u0301" * 500, "x" * 10_000,
        "woord " * 2_000, "de het een", "İ", "a:b*", "thema's'",
    ],
)  # fmt: skip
def test_no_query_is_an_error(query):
    made(text="een tekst")

    assert found(query) in ([], ["coalition:1"])


@pytest.mark.parametrize("query", ["", "   ", "'&!", "\x00"])
def test_a_query_without_words_finds_nothing(query):
    made(text="een tekst")

    assert found(query) == []


def test_a_long_query_costs_no_more_than_some_words():
    assert len(words_of(" ".join(f"woord{n}" for n in range(5_000)))) == MOST_WORDS
    assert [len(word) for word in words_of("x" * 10_000)] == [40]


def test_what_is_asked_for_of_a_word():
    assert {"plan", "plannen"} <= set(forms_of("plannen"))
    assert {"plan", "plannen", "plans"} <= set(forms_of("plan"))
    assert forms_of("ai") == ["ai"]


def test_who_may_find_what():
    ours, theirs = Group.objects.create(name="ours"), Group.objects.create(name="theirs")
    made("a:public", is_public=True)
    made("a:ours", group=ours)
    made("a:theirs", group=theirs)
    made("a:draft", group=theirs, is_for_bureau=True)
    made("a:closed")

    def sees(user):
        return set(SearchText.objects.visible_to(user).abouts())

    assert sees(AnonymousUser()) == {"a:public"}
    assert sees(somebody()) == {"a:public"}
    assert sees(somebody("ambassador")) == {"a:public"}
    assert sees(somebody(groups=[ours])) == {"a:public", "a:ours"}
    assert sees(somebody("bureau")) == {"a:public", "a:draft"}
    assert sees(somebody("board", groups=[ours])) == {"a:public", "a:draft", "a:ours"}


def test_what_is_for_ambassadors_is_found_by_ambassadors_and_deputies_only():
    made("a:1", title="Thema", is_for_ambassadors=True)

    seen = {
        role: SearchText.objects.visible_to(somebody(role)).abouts()
        for role in ("ambassador", "deputy", "bureau", "board", "expert")
    }

    assert seen == {
        "ambassador": ["a:1"], "deputy": ["a:1"], "bureau": [], "board": [], "expert": [],
    }  # fmt: skip


def resembling(title):
    return [row.about for row in SearchText.objects.resembling(title)]


def test_a_title_resembles_what_has_half_its_words_in_the_title_or_all_anywhere():
    made("a:1", title="Toetsen zonder stress", text="niets")
    made("a:2", title="Iets anders", text="Over toetsen, studenten en hun stress.")
    made("a:3", title="Nog iets", text="Over toetsen alleen.")

    assert resembling("Stress van studenten bij toetsen") == ["a:1", "a:2"]
    assert set(resembling("toets")) == {"a:1", "a:2", "a:3"}
    assert resembling("de het een ' &") == []


def test_what_one_may_not_find_is_not_found_by_its_words():
    made("a:1", title="Geheim plan")
    made("a:2", title="Openbaar plan", is_public=True)

    matching = SearchText.objects.visible_to(AnonymousUser()).matching("plannen")

    assert matching.abouts() == ["a:2"]


def test_indexing_again_changes_the_one_row():
    group = Group.objects.create(name="x")
    made("a:1", title="Oud", text="verdwenen", group=group)
    first = SearchText.objects.get()

    made("a:1", title="Nieuw", text="gebleven", is_public=True)

    row = SearchText.objects.get()
    assert (row.pk, str(row), row.text, row.is_public, row.group) == (
        first.pk, "Nieuw", "gebleven", True, None,
    )  # fmt: skip
    assert row.updated_at > first.updated_at
    assert found("verdwenen") == []
    assert found("gebleven") == ["a:1"]


def test_what_is_forgotten_is_not_found_and_may_be_forgotten_again():
    made("a:1", title="Weg")
    made("a:2", title="Weg")

    forget("a:1")
    forget("a:1")

    assert found("weg") == ["a:2"]


def test_any_text_can_be_indexed():
    made(title="t" * 500 + "\x00", text="\ud800\x00" + " ".join(map(str, range(300_000))))

    row = SearchText.objects.get()
    assert len(row.title) == 300
    assert len(row.text) == 100_000


def test_indexing_and_searching_each_cost_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        made(text="een tekst")
    with django_assert_num_queries(1):
        assert found("teksten") == ["coalition:1"]


def test_a_search_reads_the_indexes_and_not_the_table():
    SearchText.objects.bulk_create(
        SearchText(about=f"a:{n}", kind="x", title=f"titel{n}", text=f"tekst{n} " * 20, url="/")
        for n in range(5_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE knw_portal_searchtext")

    plan = SearchText.objects.matching("flexibilsering").explain()

    assert "Seq Scan" not in plan
    assert all(name in plan for name in ("search_dutch", "search_simple", "search_title"))
