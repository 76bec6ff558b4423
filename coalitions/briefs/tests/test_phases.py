import pytest
from django.urls import reverse

from coalitions.briefs import actions, phases
from coalitions.briefs.models import Coalition
from coalitions.tests.factories import CoalitionFactory, ThemeFactory
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.search.models import SearchText
from knw_portal.tests.factories import FunctionFactory, GroupMemberFactory, RoleFactory

Phase = Coalition.Phase


@pytest.fixture
def bureau(db, client):
    user = RoleFactory(kind="bureau").user
    client.force_login(user)
    return user


def url(view, coalition, **more):
    return reverse(view, kwargs={"slug": coalition.slug, **more})


def page_of(client, coalition):
    return client.get(url("phase_detail", coalition)).content.decode()


def test_a_draft_is_published_found_and_withdrawn_again(client, bureau):
    coalition = CoalitionFactory(published_at=None)
    asked = client.get(url("coalition_publish", coalition)).context["points"]
    unseen = Coalition.objects.published().count()

    client.post(url("coalition_publish", coalition))
    coalition.refresh_from_db()
    was_public = SearchText.objects.get(about=f"coalition:{coalition.pk}").is_public
    client.post(url("coalition_unpublish", coalition))

    assert "Mist nog: succescriteria" in asked
    assert "Mist nog: leden" not in asked
    assert unseen == 0
    assert coalition.published_at
    assert was_public
    assert not Coalition.objects.published().exists()
    assert not SearchText.objects.get(about=f"coalition:{coalition.pk}").is_public
    assert [entry.action for entry in LogEntry.objects.order_by("pk")] == [
        "coalition.published",
        "coalition.unpublished",
    ]


def test_a_coalition_walks_its_phases_one_step_at_a_time_and_back(client, bureau):
    coalition = CoalitionFactory()
    seen = []

    for step in ("leden-zoeken", "aan-het-werk", "opleveren", "aan-het-werk", "opdracht"):
        client.post(url("phase_move", coalition, phase=step), {"seen": coalition.phase})
        coalition.refresh_from_db()
        seen.append(coalition.phase)

    assert seen == ["recruiting", "active", "delivering", "active", "active"]
    moves = LogEntry.objects.filter(action="coalition.moved", by=bureau).order_by("pk")
    assert moves.first().details == {"before": "draft", "after": "recruiting"}
    assert moves.count() == 4


def test_nobody_looks_for_members_of_what_cannot_be_read(client, bureau):
    coalition = CoalitionFactory(published_at=None)
    page = page_of(client, coalition)

    client.post(url("phase_move", coalition, phase="leden-zoeken"), {"seen": "draft"})

    assert "Publiceer de coalitie eerst" in page
    assert Coalition.objects.get().phase == Phase.DRAFT
    assert not LogEntry.objects.exists()


def test_what_looks_for_members_or_is_completed_stays_published(client, bureau):
    for phase in (Phase.RECRUITING, Phase.COMPLETED):
        coalition = CoalitionFactory(phase=phase)
        page = page_of(client, coalition)

        client.post(url("coalition_unpublish", coalition))

        assert "Publicatie intrekken" not in page
        coalition.refresh_from_db()
        assert coalition.published_at


def test_completing_is_no_step_of_this_page(client, bureau):
    coalition = CoalitionFactory(phase=Phase.DELIVERING)

    assert client.post(url("phase_move", coalition, phase="afgerond")).status_code == 404
    with pytest.raises(Stale):
        actions.move_phase(coalition, Phase.COMPLETED, seen="delivering", by=bureau)

    assert Coalition.objects.get().phase == Phase.DELIVERING


def test_who_chose_on_an_old_page_moves_nothing(client, bureau):
    coalition = CoalitionFactory(phase=Phase.RECRUITING)
    forth = url("phase_move", coalition, phase="aan-het-werk")
    form = client.get(forth).context["form"]
    actions.move_phase(coalition, Phase.ACTIVE, seen="recruiting", by=bureau)
    actions.move_phase(coalition, Phase.DELIVERING, seen="active", by=bureau)

    page = client.post(forth, {"seen": form["seen"].value()}, follow=True).content.decode()
    client.post(forth, {"seen": "onzin"})
    client.post(url("coalition_publish", coalition))

    assert "Een collega was je voor" in page
    assert Coalition.objects.get().phase == Phase.DELIVERING
    assert LogEntry.objects.count() == 2


def test_the_page_says_what_still_misses_and_stops_saying_it(client, bureau):
    theme = ThemeFactory(issue="Scholen weten het niet.")
    coalition = CoalitionFactory(theme=theme, central_question="Scholen weten het niet.")
    before = [check.is_met for _, part in phases.checks(coalition) for check in part]
    page = page_of(client, coalition)

    Coalition.objects.update(
        central_question="Wat weten scholen?",
        activity="We vragen het.",
        starts_on="2030-09-01",
        ends_on="2031-06-30",
    )
    coalition.lines.create(part="criterion", code="A-1", text="Gelukt")
    coalition.lines.create(part="in", text="Dit")
    coalition.lines.create(part="out", text="Dat")
    coalition.desired.create(function=FunctionFactory(), wished=1)
    coalition.milestones.create(title="Start", due_on="2030-09-15")
    GroupMemberFactory(group=coalition.group, role="lead")
    coalition = Coalition.objects.get()

    assert before == [False] * 9
    assert page.count("Mist nog:") == 9
    assert all(check.is_met for _, part in phases.checks(coalition) for check in part)


def test_a_born_coalition_waits_at_the_bureau_until_it_looks_for_members(client, bureau):
    coalition = CoalitionFactory(published_at=None, title="Rekenen")
    asked = client.get(reverse("bureau")).content.decode()
    Coalition.objects.update(phase=Phase.RECRUITING, published_at="2030-01-01T10:00Z")

    after = client.get(reverse("bureau")).content.decode()

    assert "Rekenen: de opdracht is in de maak" in asked
    assert url("phase_detail", coalition) in asked
    assert "de opdracht is in de maak" not in after


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_the_phases_takes_the_same_queries_for_any_number_of_rows(
    client, bureau, rows, django_assert_num_queries
):
    coalition = CoalitionFactory()
    for number in range(rows):
        coalition.lines.create(part="criterion", code=f"A-{number}", text="Gelukt")
        coalition.milestones.create(title="Start", due_on="2030-09-15")
        GroupMemberFactory(group=coalition.group)
        actions.unpublish_coalition(coalition, by=bureau)
        actions.publish_coalition(coalition, by=bureau)
    page_of(client, coalition)

    with django_assert_num_queries(8):
        page = page_of(client, coalition)

    assert page.count("door ") == 2 * rows
