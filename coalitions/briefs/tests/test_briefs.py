from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from coalitions.briefs import actions
from coalitions.briefs.forms import PARTS
from coalitions.briefs.models import Coalition, Milestone
from coalitions.tests.factories import CoalitionFactory
from knw_portal.log import LogEntry
from knw_portal.mail.models import Reminder
from knw_portal.search.models import SearchText
from knw_portal.tests.factories import FunctionFactory, GroupMemberFactory, RoleFactory


@pytest.fixture
def bureau(db, client):
    user = RoleFactory(kind="bureau").user
    client.force_login(user)
    return user


def typed(form, **changes):
    """What a browser would send for this form, with some fields changed."""
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()} | changes


def lines_typed(page, **changes):
    formset = page.context["formset"]
    sent = {"version": page.context["coalition"].version}
    for form in (formset.management_form, *formset.forms):
        for name in form.fields:
            value = form[name].value()
            sent[form.add_prefix(name)] = "" if value is None else value
    return sent | changes


def url_of(coalition, part):
    return reverse("brief_lines_edit", kwargs={"slug": coalition.slug, "part": part})


def test_a_changed_text_is_saved_logged_and_findable(client, bureau):
    coalition = CoalitionFactory()
    url = reverse("brief_edit", kwargs={"slug": coalition.slug})
    form = client.get(url).context["form"]

    client.post(url, typed(form, activity="We maken een waaier van werkvormen."))

    coalition.refresh_from_db()
    assert coalition.activity == "We maken een waaier van werkvormen."
    assert [(e.action, e.by) for e in LogEntry.objects.all()] == [("brief.edited", bureau)]
    assert "waaier" in SearchText.objects.get(about=f"coalition:{coalition.pk}").text


def test_who_saves_second_sees_both_texts_and_may_still_choose(client, bureau):
    coalition = CoalitionFactory(purpose="Eerst dit")
    url = reverse("brief_edit", kwargs={"slug": coalition.slug})
    mine = typed(client.get(url).context["form"], purpose="Mijn tekst")
    client.post(url, typed(client.get(url).context["form"], purpose="Hun tekst"))

    refused = client.post(url, mine)
    chosen = client.post(url, typed(refused.context["form"], purpose="Mijn tekst"))

    page = refused.content.decode()
    assert "Hun tekst" in page
    assert "Mijn tekst" in page
    assert chosen.status_code == 302
    assert Coalition.objects.get().purpose == "Mijn tekst"


def test_saving_the_texts_leaves_alone_what_is_not_on_the_form(client, bureau):
    coalition = CoalitionFactory(phase=Coalition.Phase.DRAFT)
    url = reverse("brief_edit", kwargs={"slug": coalition.slug})
    form = client.get(url).context["form"]
    Coalition.objects.update(phase=Coalition.Phase.ACTIVE)

    client.post(url, typed(form, phase="completed"))

    assert Coalition.objects.get().phase == Coalition.Phase.ACTIVE


def test_an_end_before_the_beginning_is_refused_in_words(client, bureau):
    coalition = CoalitionFactory(starts_on=date(2026, 9, 1))
    url = reverse("brief_edit", kwargs={"slug": coalition.slug})

    page = client.post(url, typed(client.get(url).context["form"], ends_on="2026-08-01"))

    assert page.context["form"].errors == {
        "ends_on": ["De coalitie eindigt na haar begin. Kies een latere datum."]
    }
    assert "<title>Fout: " in page.content.decode()


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_a_brief_has_a_page_that_saves_as_it_is(client, bureau, part):
    coalition = CoalitionFactory()
    page = client.get(url_of(coalition, part))

    response = client.post(url_of(coalition, part), lines_typed(page))

    assert response.url == reverse("brief_detail", kwargs={"slug": coalition.slug})
    assert Coalition.objects.get().version == 2


def test_the_page_of_a_part_holds_its_own_lines_and_no_others(client, bureau):
    coalition = CoalitionFactory()
    kinds = ("activity", "term", "criterion", "in", "parked", "connection", "source")
    for kind in kinds:
        coalition.lines.create(part=kind, title=kind, text=kind)

    shown = {}
    for part in ("punten", "afspraken", "succescriteria", "afbakening", "bronnen"):
        formset = client.get(url_of(coalition, part)).context["formset"]
        shown[part] = [form.instance.part for form in formset.initial_forms]

    assert shown == {
        "punten": ["activity"],
        "afspraken": ["term"],
        "succescriteria": ["criterion"],
        "afbakening": ["in", "parked"],
        "bronnen": ["source"],
    }


def test_a_line_is_added_changed_and_taken_away(client, bureau):
    coalition = CoalitionFactory()
    keep = coalition.lines.create(number=1, part="in", text="Wel dit")
    drop = coalition.lines.create(number=2, part="out", text="Niet dit")
    page = client.get(url_of(coalition, "afbakening"))

    client.post(
        url_of(coalition, "afbakening"),
        lines_typed(page)
        | {
            "afbakening-0-text": "Wel dit, en meer",
            "afbakening-1-DELETE": "on",
            "afbakening-2-part": "parked",
            "afbakening-2-text": "Later dit",
            "afbakening-2-number": "3",
        },
    )

    found = set(coalition.lines.values_list("pk", "part", "text"))
    assert (keep.pk, "in", "Wel dit, en meer") in found
    assert {text for _, _, text in found} == {"Wel dit, en meer", "Later dit"}
    assert drop.pk not in {pk for pk, _, _ in found}


def test_lines_changed_by_two_people_keep_the_first_and_show_the_second_both(client, bureau):
    coalition = CoalitionFactory()
    page = client.get(url_of(coalition, "afspraken"))
    fill = {"afspraken-0-title": "Inzet", "afspraken-0-number": "1"}
    client.post(
        url_of(coalition, "afspraken"), lines_typed(page) | fill | {"afspraken-0-text": "A"}
    )

    refused = client.post(
        url_of(coalition, "afspraken"), lines_typed(page) | fill | {"afspraken-0-text": "Van mij"}
    )

    assert [(term.part, term.text) for term in coalition.lines.all()] == [("term", "A")]
    assert "Iemand anders heeft dit onderdeel intussen gewijzigd" in refused.content.decode()
    assert "Van mij" in refused.content.decode()
    assert refused.context["coalition"].version == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_editing_lines_takes_the_same_queries_for_any_number_of_lines(
    client, bureau, rows, django_assert_num_queries
):
    coalition = CoalitionFactory()
    for _ in range(rows):
        coalition.desired.create(function=FunctionFactory(), wished=2)
    client.get(url_of(coalition, "samenstelling"))

    with django_assert_num_queries(6):
        page = client.get(url_of(coalition, "samenstelling"))

    assert len(page.context["formset"].forms) == rows + 2


def test_a_part_that_does_not_exist_is_not_found(client, bureau):
    assert client.get(url_of(CoalitionFactory(), "onzin")).status_code == 404


def test_the_second_of_two_sees_what_the_first_made_of_a_line_and_not_their_own_words(
    client, bureau
):
    coalition = CoalitionFactory()
    coalition.milestones.create(title="Startdocument", due_on=date(2026, 12, 1))
    page = client.get(url_of(coalition, "mijlpalen"))
    client.post(
        url_of(coalition, "mijlpalen"), lines_typed(page) | {"mijlpalen-0-title": "Van de eerste"}
    )

    refused = client.post(
        url_of(coalition, "mijlpalen"), lines_typed(page) | {"mijlpalen-0-title": "Van de tweede"}
    )

    [stored] = refused.context["theirs"]
    assert dict(stored)["Wat"] == "Van de eerste"
    assert refused.context["formset"].forms[0]["title"].value() == "Van de tweede"
    assert coalition.milestones.get().title == "Van de eerste"


def test_a_line_that_a_colleague_took_away_can_be_kept_as_a_new_one(client, bureau):
    coalition = CoalitionFactory()
    coalition.lines.create(number=1, part="in", text="Blijft")
    gone = coalition.lines.create(number=2, part="in", text="Gaat weg")
    page = client.get(url_of(coalition, "afbakening"))
    client.post(url_of(coalition, "afbakening"), lines_typed(page) | {"afbakening-1-DELETE": "on"})
    assert not coalition.lines.filter(pk=gone.pk).exists()

    refused = client.post(
        url_of(coalition, "afbakening"), lines_typed(page) | {"afbakening-1-text": "Toch houden"}
    )
    chosen = client.post(url_of(coalition, "afbakening"), lines_typed(refused))

    assert "Iemand anders heeft dit onderdeel intussen gewijzigd" in refused.content.decode()
    assert chosen.status_code == 302
    texts = coalition.lines.values_list("text", flat=True)
    assert sorted(texts) == ["Blijft", "Toch houden"]


def test_a_criterion_cannot_hide_under_itself_or_under_one_of_another_coalition(client, bureau):
    coalition = CoalitionFactory()
    own = coalition.lines.create(part="criterion", code="A-1", text="Gelukt als")
    foreign = CoalitionFactory().lines.create(part="criterion", code="B-1", text="Elders")
    page = client.get(url_of(coalition, "succescriteria"))

    for parent in (own, foreign):
        refused = client.post(
            url_of(coalition, "succescriteria"),
            lines_typed(page) | {"succescriteria-0-parent": parent.pk},
        )
        assert refused.context["formset"].forms[0].errors["parent"]

    own.refresh_from_db()
    assert own.parent is None


def test_a_line_of_another_coalition_cannot_be_reached_through_a_form(client, bureau):
    coalition = CoalitionFactory()
    coalition.lines.create(part="term", title="Eigen", text="Eigen")
    foreign = CoalitionFactory().lines.create(part="term", title="Elders", text="Elders")
    page = client.get(url_of(coalition, "afspraken"))

    client.post(
        url_of(coalition, "afspraken"),
        lines_typed(page) | {"afspraken-0-id": foreign.pk, "afspraken-0-text": "Gekaapt"},
    )

    foreign.refresh_from_db()
    assert foreign.text == "Elders"


def test_rubbish_for_a_version_is_answered_as_a_conflict(client, bureau):
    coalition = CoalitionFactory()
    page = client.get(url_of(coalition, "afspraken"))

    for rubbish in ("abc", "", "9" * 30, "-1"):
        response = client.post(
            url_of(coalition, "afspraken"), lines_typed(page) | {"version": rubbish}
        )
        assert response.status_code == 200
    assert Coalition.objects.get().version == 1


def test_a_line_to_an_earlier_coalition_says_whether_it_deepens_or_broadens(client, bureau):
    coalition, earlier = CoalitionFactory(), CoalitionFactory()
    page = client.get(url_of(coalition, "lijn"))

    refused = client.post(
        url_of(coalition, "lijn"),
        lines_typed(page) | {"lijn-0-earlier": earlier.pk, "lijn-0-note": "verder"},
    )

    assert "Kies verdieping, verbreding of allebei." in refused.content.decode()


def test_two_sources_with_one_footnote_number_are_refused_in_words(client, bureau):
    coalition = CoalitionFactory()
    page = client.get(url_of(coalition, "bronnen"))
    fill = {
        f"bronnen-{line}-{name}": value
        for line in (0, 1)
        for name, value in (("title", f"Bron {line}"), ("footnote", "1"), ("number", line))
    }

    refused = client.post(url_of(coalition, "bronnen"), lines_typed(page) | fill)

    assert "Dit nootnummer heeft al een bron" in refused.content.decode()
    assert not coalition.lines.exists()


def test_two_lines_that_change_places_are_refused_in_words_and_lose_nothing(client, bureau):
    coalition = CoalitionFactory()
    first, second = FunctionFactory(), FunctionFactory()
    coalition.desired.create(number=1, function=first)
    coalition.desired.create(number=2, function=second)
    page = client.get(url_of(coalition, "samenstelling"))

    refused = client.post(
        url_of(coalition, "samenstelling"),
        lines_typed(page)
        | {"samenstelling-0-function": second.pk, "samenstelling-1-function": first.pk},
    )

    assert "Twee regels zitten elkaar in de weg" in refused.content.decode()
    assert [wish.function for wish in coalition.desired.all()] == [first, second]
    assert Coalition.objects.get().version == 1


def test_a_line_break_in_a_title_and_a_slip_in_a_year_do_not_get_through(client, bureau):
    coalition = CoalitionFactory()
    page = client.get(url_of(coalition, "mijlpalen"))
    fill = {"mijlpalen-0-title": "Een\r\ntwee", "mijlpalen-0-due_on": "2026-12-01"}

    client.post(url_of(coalition, "mijlpalen"), lines_typed(page) | fill)
    fresh = client.get(url_of(coalition, "mijlpalen"))
    refused = client.post(
        url_of(coalition, "mijlpalen"), lines_typed(fresh) | {"mijlpalen-0-due_on": "0026-12-01"}
    )

    assert refused.context["formset"].forms[0].errors["due_on"]
    assert [(m.title, m.due_on) for m in coalition.milestones.all()] == [
        ("Een twee", date(2026, 12, 1))
    ]


# --- milestones


@pytest.fixture
def milestone(db):
    return CoalitionFactory().milestones.create(title="Startdocument", due_on=date(2031, 1, 10))


def tick(client, milestone, **data):
    slug = milestone.coalition.slug
    return client.post(reverse("milestone_done", kwargs={"slug": slug, "pk": milestone.pk}), data)


def untick(client, milestone):
    slug = milestone.coalition.slug
    return client.post(reverse("milestone_reopen", kwargs={"slug": slug, "pk": milestone.pk}))


def test_the_facilitator_ticks_a_milestone_off_and_takes_it_back(client, milestone):
    guide = GroupMemberFactory(group=milestone.coalition.group, role="facilitator").user
    client.force_login(guide)
    actions.plan_milestones(milestone.coalition)
    planned = Reminder.objects.planned().count()

    tick(client, milestone, done_on="2026-01-05")
    milestone.refresh_from_db()
    done_on, page = milestone.done_on, client.get(milestone.coalition.get_absolute_url())
    stopped = Reminder.objects.planned().count()
    untick(client, milestone)

    assert done_on == date(2026, 1, 5)
    assert "Gedaan op 5 januari 2026" in page.content.decode()
    assert (planned, stopped, Reminder.objects.planned().count()) == (1, 0, 1)
    assert Milestone.objects.get().done_on is None
    assert [(e.action, e.by) for e in LogEntry.objects.order_by("pk")] == [
        ("milestone.done", guide),
        ("milestone.reopened", guide),
    ]


def test_a_milestone_is_not_done_tomorrow_nor_twice(client, bureau, milestone):
    refused = tick(client, milestone, done_on=str(localdate() + timedelta(days=1)))
    tick(client, milestone, done_on="2026-01-05")
    tick(client, milestone, done_on="2026-02-05")

    assert "Die dag moet nog komen" in refused.content.decode()
    assert Milestone.objects.get().done_on == date(2026, 1, 5)


def test_who_edits_the_milestones_hears_that_one_was_ticked_meanwhile(client, bureau, milestone):
    url = url_of(milestone.coalition, "mijlpalen")
    page = client.get(url)
    tick(client, milestone, done_on="2026-01-05")

    refused = client.post(url, lines_typed(page))

    assert "Iemand anders heeft dit onderdeel intussen gewijzigd" in refused.content.decode()
    assert Milestone.objects.get().done_on == date(2026, 1, 5)


def test_a_milestone_of_another_coalition_is_not_reached_through_ones_own(client, milestone):
    own = CoalitionFactory()
    client.force_login(GroupMemberFactory(group=own.group, role="lead").user)

    kwargs = {"slug": own.slug, "pk": milestone.pk}
    elsewhere = client.post(reverse("milestone_done", kwargs=kwargs), {"done_on": "2026-01-05"})
    refused = tick(client, milestone, done_on="2026-01-05")

    assert (elsewhere.status_code, refused.status_code) == (404, 403)
    assert Milestone.objects.get().done_on is None
