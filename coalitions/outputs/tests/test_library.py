"""The public library: what everybody finds, reads and takes along."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coalitions.briefs import actions as briefs
from coalitions.outputs.actions import outputs as actions
from coalitions.outputs.models import Output
from coalitions.outputs.views import library as views
from coalitions.tests.factories import CoalitionFactory, a_draft, an_output
from knw_portal import log
from knw_portal.files.tests import samples
from knw_portal.search.models import SearchText
from knw_portal.tests.factories import RoleFactory, UserFactory

pytestmark = pytest.mark.django_db


def upload(name="kaarten.pdf"):
    return SimpleUploadedFile(name, samples.pdf())


def found(client, **asked):
    response = client.get(reverse("library"), asked)
    return [output.title for output in response.context["page"].object_list]


def test_everybody_finds_what_is_published_and_nothing_else(client):
    an_output(title="Kaarten")
    a_draft(title="Concept")
    an_output(title="Dicht", coalition=CoalitionFactory(published_at=None))

    assert found(client) == ["Kaarten"]


@pytest.mark.parametrize("query", ["examen", "examens", "Examens", "exam", "kaarten toetsen"])
def test_an_output_is_found_by_its_words_in_any_form(client, query):
    an_output(title="Kaarten voor het examen", body="Over toetsen en examens.")
    an_output(title="Iets anders")

    assert found(client, q=query) == ["Kaarten voor het examen"]


def test_the_filters_narrow_and_say_how_many_there_are(client):
    data = CoalitionFactory(title="Data", edition="2.0", school_year="2022-2023")
    later = CoalitionFactory(title="Data", edition="3.0", school_year="2023-2024")
    an_output(title="Vragen", kind="richtvragen", coalition=data)
    an_output(title="Rollen", kind="overzicht", coalition=later)
    an_output(title="Elders", kind="overzicht")

    assert found(client, soort="overzicht") == ["Elders", "Rollen"]
    assert found(client, lijn="Data") == ["Rollen", "Vragen"]
    assert found(client, lijn="Data", jaar="2022-2023") == ["Vragen"]
    page = client.get(reverse("library"), {"soort": "overzicht"}).content.decode()
    assert "overzicht (2)" in page
    assert "Data (2)" in page
    assert "2022–2023 (1)" in page
    assert '<option value="overzicht" selected>' in page


def test_nothing_found_says_what_to_do_and_an_empty_library_says_so(client):
    empty = client.get(reverse("library")).content.decode()
    an_output()
    nothing = client.get(reverse("library"), {"q": "xyzzy"}).content.decode()

    assert "Er staat nog niets in de bibliotheek." in empty
    assert "Geen opbrengst gevonden voor ‘xyzzy’." in nothing
    assert "Toon alles" in nothing


def test_the_part_for_htmx_stands_in_the_page(client):
    an_output(title="Kaarten")

    page = client.get(reverse("library")).content.decode()
    part = client.get(reverse("library"), headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert "".join(part.split()) in "".join(page.split())


def test_a_long_list_is_leafed_through_with_what_was_asked(client, monkeypatch):
    monkeypatch.setattr(views, "PER_PAGE", 2)
    coalition = CoalitionFactory()
    for number in range(3):
        an_output(title=f"Nummer {number}", coalition=coalition, kind="toolbox")

    first = client.get(reverse("library"), {"soort": "toolbox"}).content.decode()

    assert '<a href="?soort=toolbox&amp;pagina=2" rel="next">' in first
    assert "1 tot en met 2 van 3" in first
    assert found(client, soort="toolbox", pagina=2) == ["Nummer 2"]
    assert found(client, pagina="veel") == ["Nummer 0", "Nummer 1"]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("asked", "queries"), [({}, 3), ({"q": "een", "soort": "toolbox"}, 4)])
def test_the_library_takes_the_same_queries_for_any_number_of_rows(
    client, rows, asked, queries, django_assert_num_queries
):
    for _ in range(rows):
        an_output(kind="toolbox")

    with django_assert_num_queries(queries):
        client.get(reverse("library"), asked)


@pytest.mark.parametrize("rows", [1, 3])
def test_an_output_takes_the_same_queries_for_any_number_of_rows(
    client, rows, django_assert_num_queries
):
    output = an_output(files=[upload(f"{number}.pdf") for number in range(rows)])
    for _ in range(rows):
        earlier = CoalitionFactory()
        an_output(coalition=earlier)
        output.coalition.built_on.create(earlier=earlier, is_deepening=True, note="Verder")
        output.credits.create(user=UserFactory())

    with django_assert_num_queries(6):
        client.get(output.get_absolute_url())


def test_an_output_shows_the_line_it_stands_in(client):
    earlier = CoalitionFactory(title="Data", edition="1.0", school_year="2021-2022")
    coalition = CoalitionFactory(title="Data", edition="2.0", school_year="2022-2023")
    hidden = CoalitionFactory(title="Geheim", published_at=None)
    coalition.built_on.create(earlier=earlier, is_deepening=True, note="Verder")
    hidden.built_on.create(earlier=coalition, is_deepening=True, note="Verder")
    an_output(title="De lijst", coalition=earlier)
    a_draft(title="Nog niet", coalition=earlier)
    output = an_output(title="De vragen", coalition=coalition)

    page = client.get(output.get_absolute_url()).content.decode()
    brief = client.get(coalition.get_absolute_url()).content.decode()

    for shown in (page, brief):
        assert "Data 1.0" in shown
        assert "De lijst" in shown
        assert "Nog niet" not in shown
    assert "Geheim" not in page
    assert output.get_absolute_url() in brief


def test_a_file_is_taken_along_under_its_own_name_and_head_works(client):
    output = an_output(files=[upload("Kaarten voor teams.pdf")])
    url = reverse("output_file", args=[output.slug, output.versions.get().files.get().pk])

    response = client.get(url)
    body = b"".join(response)
    head = client.head(url)

    assert body == samples.pdf()
    assert response["Content-Disposition"] == 'attachment; filename="Kaarten voor teams.pdf"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert head.status_code == 200
    assert head["Content-Length"] == str(len(body))
    head.close()


def test_files_of_a_draft_or_another_output_are_not_handed_out(client):
    draft = a_draft(files=[upload()])
    other = an_output(files=[upload()])
    mine = an_output()
    drafted, elsewhere = draft.files.get(), other.versions.get().files.get()
    by = UserFactory()
    following = actions.revise_output(mine, is_erratum=False, change_note="Meer", by=by)
    actions.add_files(following, [upload("later.pdf")], by=by)
    not_yet = following.files.get()

    for slug, file in (
        (draft.output.slug, drafted),
        (mine.slug, elsewhere),
        (mine.slug, drafted),
        (mine.slug, not_yet),
    ):
        assert client.get(reverse("output_file", args=[slug, file.pk])).status_code == 404


def test_a_next_version_changes_the_list_only_when_it_is_published(client):
    output, bureau = an_output(title="Oud"), UserFactory()
    draft = actions.revise_output(output, is_erratum=False, change_note="Meer", by=bureau)
    type(draft).objects.filter(pk=draft.pk).update(title="Nieuw")
    draft.refresh_from_db()
    before = found(client)

    actions.publish_version(draft, seen=draft.stand, by=bureau)

    assert (before, found(client)) == (["Oud"], ["Nieuw"])
    assert Output.objects.get().slug == "oud"
    assert found(client, q="nieuw") == ["Nieuw"]
    assert found(client, q="oud") == []


def test_search_follows_whether_the_coalition_can_be_read(db):
    made = an_output(title="Kijkwijzer")
    bureau = RoleFactory(kind="bureau").user
    row = SearchText.objects.filter(about=log.key(made))

    briefs.unpublish_coalition(made.coalition, by=bureau)
    assert not row.get().is_public
    briefs.publish_coalition(made.coalition, by=bureau)
    assert row.get().is_public
    assert row.get().url == made.get_absolute_url()
