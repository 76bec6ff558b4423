from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.urls import reverse

from coalitions.briefs import actions
from coalitions.briefs.models import Coalition, Lineage
from coalitions.outputs.models import OutputKind
from coalitions.tests.factories import CoalitionFactory, an_output
from knw_portal.tests.factories import FunctionFactory, GroupMemberFactory, RoleFactory


def find(client, query):
    return client.get(reverse("coalition_list"), {"q": query}).context["page"]


def test_a_draft_is_known_to_its_own_people_the_bureau_and_the_board_only(db):
    draft = CoalitionFactory(published_at=None)
    published = CoalitionFactory()
    member = GroupMemberFactory(group=draft.group).user
    outsider = GroupMemberFactory(group=published.group).user
    bureau, board = RoleFactory(kind="bureau").user, RoleFactory(kind="board").user

    seen = {
        person: set(Coalition.objects.visible_to(person))
        for person in (AnonymousUser(), outsider, member, bureau, board)
    }

    assert seen.pop(outsider) == {published}
    assert seen.pop(member) == seen.pop(bureau) == seen.pop(board) == {draft, published}
    assert list(seen.values()) == [{published}]


def test_somebody_whose_place_has_ended_is_an_outsider_again(db):
    draft = CoalitionFactory(published_at=None)
    former = GroupMemberFactory(group=draft.group, until=date(2021, 6, 30)).user

    assert not Coalition.objects.visible_to(former).exists()


def test_a_long_list_of_coalitions_has_pages(client, db):
    for number in range(51):
        CoalitionFactory(title=f"Nummer {number:02}")

    first = client.get(reverse("coalition_list"), {"iets": "a b"})
    second = client.get(first.context["page"].older_url)

    assert (len(first.context["page"]), len(second.context["page"])) == (50, 1)
    assert first.context["page"].older_url == "/coalities/?iets=a+b&pagina=2"
    assert "51 tot 51 van 51" in second.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_rows(
    client, db, rows, django_assert_num_queries
):
    for _ in range(rows):
        GroupMemberFactory(group=CoalitionFactory().group)

    with django_assert_num_queries(2):
        page = client.get(reverse("coalition_list"))

    assert [coalition.member_count for coalition in page.context["page"]] == [1] * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_coalition_takes_the_same_queries_for_any_number_of_rows(
    client, db, rows, django_assert_num_queries
):
    coalition = CoalitionFactory(activity="We zoeken het uit.")
    for number in range(rows):
        coalition.lines.create(part="activity", text=f"Punt {number}")
        parent = coalition.lines.create(part="criterion", code=f"A-{number}", text="Gelukt als")
        coalition.lines.create(part="criterion", code="x", title="deel", text="deel", parent=parent)
        Lineage.objects.create(
            later=coalition, earlier=CoalitionFactory(), is_deepening=True, note="verder"
        )

        coalition.lines.create(part="source", title="Bron", footnote=number + 1)
        coalition.milestones.create(title="Mijlpaal", due_on=date(2031, 1, number + 1))
        coalition.desired.create(function=FunctionFactory(), wished=2)

    with django_assert_num_queries(7):
        page = client.get(coalition.get_absolute_url())

    assert page.content.count(b"Punt ") == rows
    assert page.content.count(b'id="bron-') == rows


def test_htmx_gets_the_rows_and_a_browser_the_page_that_holds_them(client, db):
    CoalitionFactory()
    page = client.get(reverse("coalition_list"))
    rows = client.get(reverse("coalition_list"), headers={"hx-request": "true"})

    assert b"<html" not in rows.content
    assert rows.content.strip() in page.content
    assert "HX-Request" in page.headers["Vary"]


def test_coalitions_are_found_by_the_words_of_their_brief_in_any_form(client, db):
    exams = CoalitionFactory(central_question="Hoe examineren we eerlijk?", title="Toetsen")
    exams.lines.create(part="activity", text="Een handreiking voor examens in kleine teams.")
    other = CoalitionFactory(central_question="Hoe praten we met studenten?", title="Aan tafel")
    for coalition in (exams, other):
        actions.index_coalition(coalition)

    assert list(find(client, "examen")) == [exams]
    assert list(find(client, "student")) == [other]
    assert list(find(client, "fiets")) == []
    assert (
        "Geen coalitie gevonden voor ‘fiets’"
        in client.get(reverse("coalition_list"), {"q": "fiets"}).content.decode()
    )


def test_what_a_coalition_does_not_do_stands_on_its_page(client, db):
    coalition = CoalitionFactory(activity="We maken een overzicht.")
    coalition.lines.create(part="out", text="Een dashboard bouwen")

    page = client.get(coalition.get_absolute_url()).content.decode()

    assert page.index("<h3>Niet</h3>") < page.index("Een dashboard bouwen")


def test_a_footnote_mark_becomes_a_link_to_its_source_and_typed_html_stays_text(client, db):
    coalition = CoalitionFactory(activity="Vier rollen[^1] en <b>niets</b> meer[^9].")
    coalition.lines.create(part="source", title="Vier rollen beschreven", footnote=1)

    page = client.get(coalition.get_absolute_url()).content.decode()

    assert 'Vier rollen<sup><a href="#bron-1" aria-label="Bron 1">1</a></sup>' in page
    assert "&lt;b&gt;niets&lt;/b&gt; meer." in page


def test_perspective_and_form_and_outputs_stand_on_the_page(client, db):
    coalition = CoalitionFactory(perspective="kwaliteitszorg", form="werkexperiment")
    an_output(coalition=coalition, kind="handreiking", title="Waaier")

    page = client.get(coalition.get_absolute_url()).content.decode()

    for said in ("Perspectief: kwaliteitszorg", "vorm: werkexperiment", "Waaier", "handreiking"):
        assert said in page


def test_a_dashboard_is_no_kind_of_output(db):
    with pytest.raises(IntegrityError):
        OutputKind.objects.create(name="Dashboard voor teams")


def test_an_edition_that_is_still_a_draft_is_not_named_on_the_page_of_the_earlier_one(client, db):
    earlier = CoalitionFactory(title="Data", edition="1.0")
    draft = CoalitionFactory(title="Geheim", edition="2.0", published_at=None)
    member = GroupMemberFactory(group=draft.group).user
    Lineage.objects.create(earlier=earlier, later=draft, is_deepening=True)
    address = reverse("coalition_detail", args=[earlier.slug])

    for_all = client.get(address).content.decode()
    client.force_login(member)

    assert "Geheim" not in for_all
    assert "Geheim" in client.get(address).content.decode()
