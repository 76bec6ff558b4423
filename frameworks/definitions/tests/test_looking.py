"""A draft as a team, a poll or an invented team meets it, and what its makers say of it."""

import pytest
from django.db import InternalError, transaction
from django.urls import reverse

from frameworks.definitions import actions, privacy
from frameworks.definitions.definition import definition_of
from frameworks.definitions.demo import load_demo_draft
from frameworks.definitions.models import AxisValue, Framework, Remark
from frameworks.definitions.tests.test_conditions import SET
from frameworks.tests.factories import draft_of
from knw_portal.tests.factories import GroupFactory, GroupMemberFactory, RoleFactory, UserFactory

TABLES = """
sets:
- code: TAB
  titel: Tabellen
  vragen:
  - {code: T-1, onderdeel: Een, type: schaal4, vraag: "Hoe ver?", rubric: [a, b, c, d]}
  - {code: T-2, onderdeel: Een, type: matrix, vraag: "Wie?", rijen: [Wij, Zij], kolommen: [Ja, Nee]}
  - {code: T-3, onderdeel: Een, type: matrix, vraag: "Wat?", rijen: [Wij, Zij],
     kolommen: [Stap (open), Klaar (ja/nee)]}
  - {code: T-4, onderdeel: Een, type: open, vraag: "En verder?"}
"""


@pytest.fixture
def group(db):
    return GroupFactory()


@pytest.fixture
def member(client, group):
    user = GroupMemberFactory(group=group).user
    client.force_login(user)
    return user


def url(name, slug="klein-raamwerk", **kwargs):
    return reverse(name, kwargs={"slug": slug} | kwargs)


def shown(page):
    return [
        block["question"]["code"]
        for section in page.context["sections"]
        for block in section["blocks"]
    ]


def test_a_preview_shows_what_such_a_team_is_asked_with_its_minutes(client, group, member):
    draft_of(group=group)

    whole = client.get(url("draft_preview"))
    start = client.get(url("draft_preview"), {"moment": "start", "flex": ["time"]})
    odd = client.get(url("draft_preview"), {"moment": "nooit", "flex": ["kleur"], "rol": "x"})

    assert len(shown(whole)) == len(shown(odd)) == 5
    assert shown(start) == ["TEST-S-01", "TEST-S-03"]
    assert (start.context["minutes"], start.context["core"]) == (7, 1)
    assert '<fieldset class="plain" disabled>' in whole.content.decode()


def test_a_poll_holds_the_questions_with_choices_one_by_one(client, group, member):
    draft_of(group=group)

    first = client.get(url("draft_poll")).content.decode()
    last = client.get(url("draft_poll"), {"nr": "2"}).content.decode()
    beyond = client.get(url("draft_poll"), {"nr": "99"}).content.decode()

    assert ("Hoe ver zijn wij?" in first, "Welke tijden?" in first) == (True, False)
    assert ("Hoe ver zijn wij?" in last, "Welke tijden?" in last) == (False, True)
    assert "vraag 2 van 2" in beyond
    assert "Welke vorm?" not in first + last  # an open one


def test_without_choices_there_is_no_poll_and_the_page_says_so(client, group, member):
    actions.import_framework(
        "sets: [{code: O, titel: Open, vragen: [{code: O, onderdeel: A, type: open, vraag: W}]}]",
        group=group,
        by=None,
    )

    page = client.get(url("draft_poll", "open")).content.decode()

    assert "Met alleen open vragen kan er geen peiling zijn." in page


def test_an_invented_team_is_asked_what_follows_from_its_answers_and_nothing_is_kept(
    client, group, member, django_assert_num_queries
):
    actions.import_framework(SET, group=group, by=None)
    address = url("draft_trial", "met-voorwaarden")

    begin = client.get(address)
    yes = client.post(address, {"A-1-choices": "ja"})
    further = client.post(address, {"A-1-choices": "ja", "A-2-choices": ["dit", "x"]})
    back = client.post(address, {"A-1-choices": "nee", "A-2-choices": "dit", "A-3-text": "weg"})

    assert shown(begin) == shown(back) == ["A-1"]
    assert shown(yes) == ["A-1", "A-2"]
    assert shown(further) == ["A-1", "A-2", "A-3"]
    assert begin.context["picture"] is None
    assert further.context["picture"]["others"][1]["said"] == ["Dit"]
    assert "Alleen als het antwoord op ‘Wat?’ is: Dit of Dat" in back.content.decode()
    assert shown(client.get(address)) == ["A-1"]  # another visit begins with nothing


def test_the_picture_of_a_trial_has_a_dot_per_scale_and_words_for_the_rest(client, group, member):
    actions.import_framework(TABLES, group=group, by=None)

    page = client.post(
        url("draft_trial", "tabellen"),
        {
            "T-1-choices": "3",
            "T-2-wij": "ja",
            "T-2-zij": "misschien",
            "T-3-cell:wij:stap": "Bellen",
            "T-3-cell:zij:klaar": "nee",
            "T-4-text": "<b>Veel</b>",
        },
    )

    picture = page.context["picture"]
    assert [(line["text"], line["said"]) for line in picture["scales"]] == [("Hoe ver?", "trede 3")]
    assert "<title>Hoe ver? Trede 3</title>" in picture["scales"][0]["svg"]
    assert [line["said"] for line in picture["others"]] == [
        ["Wij: Ja"],
        ["Wij, Stap: Bellen", "Zij, Klaar: nee"],
        [],
    ]
    html = page.content.decode()
    assert "Dit team bestaat niet." in html
    assert "&lt;b&gt;Veel&lt;/b&gt;" in html
    assert 'value="Bellen"' in html  # what was filled in stays in the form


def test_unknown_is_not_a_step_in_the_picture(client, group, member):
    actions.import_framework(TABLES, group=group, by=None)

    page = client.post(url("draft_trial", "tabellen"), {"T-1-choices": "unknown"})

    assert page.context["picture"]["scales"][0]["said"] == "weten we nog niet"


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("draft_preview", 8), ("draft_poll", 8), ("draft_trial", 8)]
)
def test_looking_takes_the_same_queries_however_much_there_is(
    client, group, member, rows, name, queries, django_assert_num_queries
):
    questions = ", ".join(
        f"{{code: Q-{n}, onderdeel: D{n}, type: keuze_een, vraag: W, opties: [a, b]}}"
        for n in range(rows)
    )
    text = f"sets: [{{code: Q, titel: Veel, vragen: [{questions}]}}]"
    actions.import_framework(text, group=group, by=None)
    address = url(name, "veel")
    client.get("/")

    with django_assert_num_queries(queries):
        client.get(address)


# --- the ten insights ---------------------------------------------------------------------------

DATA = """
sets:
- code: D
  titel: Data
  vragen:
  - {code: D-1, onderdeel: Een, type: open, vraag: "Wat zien we?", inzicht: [I02, I10]}
"""


def test_the_bureau_betters_the_name_of_an_insight_and_every_page_says_so(client, group):
    version = actions.import_framework(DATA, group=group, by=None)
    actions.publish_version(version, by=None)
    before = version.sha256
    client.force_login(RoleFactory(kind="bureau").user)
    form = client.get(reverse("insight_edit")).context["form"]
    given = {bound.html_name: bound.value() for bound in form}

    client.post(reverse("insight_edit"), given | {"i02": "Wie er is"})
    late = client.post(reverse("insight_edit"), given | {"i02": "Iets anders"}).content.decode()

    page = client.get(url("framework_detail", "data")).content.decode()
    assert "Wie er is. Team en inzet." in page
    assert ("Wie er is" in late, "Iets anders" in late) == (True, True)
    assert AxisValue.objects.called("insight")["i02"] == "Wie er is"
    client.post(url("framework_renew", "data"))
    edit = client.get(url("draft_question_edit", "data", code="D-1")).content.decode()
    assert "Wie er is" in edit
    version.refresh_from_db()
    assert version.sha256 == before


# --- remarks ------------------------------------------------------------------------------------


def remark(client, place="TEST-S-01", text="Klopt dit?"):
    return client.post(url("remark_new", place=place), {"text": text})


def test_a_remark_is_made_dealt_with_and_opened_again(client, group, member):
    draft_of(group=group)
    remark(client)
    made = Remark.objects.get()

    client.post(url("remark_resolve", pk=made.pk))
    done = client.get(url("remark_list")).content.decode()
    client.post(url("remark_reopen", pk=made.pk))
    again = client.get(url("remark_list")).content.decode()
    writing = client.get(url("draft_write")).content.decode()

    assert (made.by, made.place, made.number) == (member, "TEST-S-01", 1)
    assert "1 opmerking, waarvan 0 open" in done
    assert f"door {member.name}" in done
    assert "1 opmerking, waarvan 1 open" in again
    assert "1 open opmerking" in writing
    assert "1 opmerking<" in writing


@pytest.mark.parametrize("place", ["geheel", "start-het-proces", "TEST-N-01"])
def test_one_can_speak_of_the_whole_of_a_section_and_of_a_question(client, group, member, place):
    draft_of(group=group)

    remark(client, place)

    assert Remark.objects.get().place == ("" if place == "geheel" else place)


def test_an_empty_remark_and_one_about_nothing_are_refused(client, group, member):
    draft_of(group=group)

    empty = remark(client, text=" ").content.decode()
    nowhere = remark(client, "TEST-X")

    assert "Schrijf eerst een opmerking" in empty
    assert 'href="#id_TEST-S-01_text"' in empty
    assert nowhere.status_code == 404
    assert not Remark.objects.exists()


def test_remarks_stay_with_the_version_and_outlive_reading_in_again(client, group, member):
    version = draft_of(group=group)
    remark(client)
    remark(client, "TEST-S-02", "Over iets dat verdwijnt")
    again = draft_of(group=group)
    listed = client.get(url("remark_list")).content.decode()
    actions.publish_version(again, by=member)
    actions.begin_next_version(again, by=member)

    kept = client.get(url("remark_kept", number=1)).content.decode()
    fresh = client.get(url("remark_list")).content.decode()
    late = client.post(url("remark_resolve", pk=Remark.objects.first().pk))

    assert version.pk != again.pk
    assert "Klopt dit?" in listed
    assert ("Klopt dit?" in kept, "Klopt dit?" in fresh) == (True, False)
    assert "<form" not in kept.split("<main")[1].split("</main>")[0]
    assert late.status_code == 404  # about version 1 nothing changes any more
    with pytest.raises(InternalError), transaction.atomic():
        Remark.objects.update(place="x")


def test_the_second_to_deal_with_a_remark_is_told(client, group, member):
    draft_of(group=group)
    remark(client)
    made = Remark.objects.get()
    address = url("remark_resolve", pk=made.pk)

    client.post(address)
    page = client.post(address, follow=True)

    assert "Er is intussen iets veranderd." in page.content.decode()


@pytest.mark.parametrize("role", ["follower", "reader", "critical_friend"])
def test_a_member_who_does_not_write_reads_and_remarks(client, group, role):
    draft_of(group=group)
    client.force_login(GroupMemberFactory(group=group, role=role).user)

    remark(client)

    assert Remark.objects.count() == 1
    assert client.get(url("draft_write")).status_code == 403
    assert client.get(url("draft_trial")).status_code == 200


def test_who_leaves_takes_their_words_along_and_leaves_none(client, group, member):
    draft_of(group=group)
    remark(client)
    remark(client, "geheel", "Nog iets")

    taken = privacy.remarks_of(member)
    privacy.forget_remarks(member)

    [said] = taken.values()
    assert [(one["waarover"], one["opmerking"]) for one in said] == [
        ("TEST-S-01", "Klopt dit?"),
        ("", "Nog iets"),
    ]
    assert set(Remark.objects.values_list("text", flat=True)) == {"(gewist)"}


@pytest.mark.parametrize("rows", [1, 3])
def test_remarks_take_the_same_queries_however_many(
    client, group, member, rows, django_assert_num_queries
):
    draft_of(group=group)
    for number in range(rows):
        client.force_login(GroupMemberFactory(group=group).user)
        remark(client, text=f"Nummer {number}")
    client.get("/")

    with django_assert_num_queries(12):
        client.get(url("remark_list"))


def test_the_demo_draft_has_a_condition_and_remarks_once(db):
    group, by = GroupFactory(), UserFactory()

    load_demo_draft(group, by)
    load_demo_draft(group, by)

    framework = Framework.objects.get()
    sections = definition_of(framework.versions.get())["sections"]
    assert [len(section["questions"]) for section in sections] == [3, 2]
    assert sum("when" in one for one in sections[0]["questions"]) == 2
    assert [bool(one.resolved_at) for one in Remark.objects.order_by("pk")] == [False, True]
