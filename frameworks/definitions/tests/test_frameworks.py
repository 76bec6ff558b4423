import pytest
from django.core.management import call_command
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from frameworks.definitions import actions
from frameworks.definitions.definition import applying, definition_of, questions_of, sha256
from frameworks.definitions.files import read
from frameworks.definitions.models import (
    AxisValue,
    Framework,
    FrameworkVersion,
    Frozen,
    Question,
    QuestionAxis,
    Scale,
    ScalePoint,
    Section,
)
from frameworks.definitions.reading import Unreadable
from frameworks.tests.factories import draft_of, published, small
from knw_portal.forms import Stale
from knw_portal.search.models import SearchText
from knw_portal.tests.factories import GroupFactory, GroupMemberFactory, RoleFactory, UserFactory


def problems(text, code=None):
    with pytest.raises(Unreadable) as caught:
        read(text, code)
    return caught.value.problems


# --- the set that comes with the portal ---------------------------------------------------------


def test_the_command_publishes_the_set_on_flexibilisation_once(db):
    call_command("load_frameworks", group="De makers")
    call_command("load_frameworks", group="De makers")

    version = FrameworkVersion.objects.get(framework__code="FLEX")
    questions = questions_of(version.definition)
    assert FrameworkVersion.objects.count() == 5
    assert (version.framework.slug, version.number) == ("raamwerk-flexibilisering", 1)
    assert version.framework.group.name == "De makers"
    assert len(questions) == version.question_count == len({one["code"] for one in questions}) == 43
    assert [section["title"] for section in version.definition["sections"]] == [
        "Start: het proces",
        "Start: het product",
        "Tijdens: het proces",
        "Tijdens: het product",
        "Na: het proces",
        "Na: het product",
    ]
    scales = [one for one in questions if one["kind"] == "scale"]
    assert len(scales) == 11
    assert {len(one["points"]) for one in scales} == {4}


def test_a_team_sees_only_what_fits_its_moment_and_its_flex_ways(db):
    call_command("load_frameworks")
    definition = FrameworkVersion.objects.get(framework__code="FLEX").definition

    asked = applying(definition, moment="start", flex=["place"])

    codes = {one["code"] for section in asked for one in section["questions"]}
    assert "FLEX-S-PD-04" in codes  # about places
    assert "FLEX-S-PC-01" in codes  # about all flex ways
    assert not codes & {"FLEX-S-PD-01", "FLEX-S-PD-02", "FLEX-S-PD-03", "FLEX-S-PD-05"}
    assert {code.split("-")[1] for code in codes} == {"S"}


# --- reading a file -----------------------------------------------------------------------------


def test_everything_wrong_in_a_file_is_said_at_once_with_its_place():
    text = """sets:
- code: X
  titel: Fout
  vragen:
  - {code: A-1, onderdeel: Deel, type: open, vraag: "Goed?"}
  - {code: A-1, onderdeel: Deel, type: open, vraag: "Dubbel?"}
  - {code: A-2, onderdeel: Deel, type: schaal4, vraag: "Drie?", rubric: [a, b, c]}
  - {code: A-3, onderdeel: Deel, type: ster, vraag: "Welk type?"}
  - {code: A-4, type: open, vraag: "Waar?"}
  - {code: A-5, onderdeel: Deel, type: open, vraag: "Flex?", flex: [vorm, kleur]}
  - {code: A-6, onderdeel: Deel, type: keuze_een, vraag: "Opties?", opties: [een]}
  - {code: A-7, onderdeel: Deel, type: open, kleur: rood}
"""
    assert problems(text) == [
        "Regel 7, vraag A-2: ‘rubric’ heeft 3 omschrijvingen, nodig zijn er 4.",
        "Regel 8, vraag A-3: type ‘ster’ kennen we niet; kies uit open, schaal4, keuze_een, "
        "keuze_meer, matrix, getal, datum, ambitie.",
        "Regel 9, vraag A-4: zeg in welk onderdeel de vraag hoort, met ‘onderdeel’ of met ‘fase’ "
        "en ‘object’.",
        "Regel 10, vraag A-5: flex ‘kleur’ kennen we niet; kies uit vorm, inhoud, tijd, plaats, "
        "tempo.",
        "Regel 11, vraag A-6: ‘opties’ is een lijst van twee of meer teksten.",
        "Regel 12, vraag A-7: ‘kleur’ kennen we niet.",
        "Regel 12, vraag A-7: ‘vraag’ ontbreekt of is geen tekst.",
        "Regel 6, vraag A-1: code ‘A-1’ is al gebruikt, zie regel 5, vraag A-1.",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("sets: [", "Regel 1, teken 8: dit is geen geldige YAML."),
        ("- los", "Er staat geen lijst ‘sets’ in het bestand."),
        ("", "Er staat geen lijst ‘sets’ in het bestand."),
        ("sets: &a [1]\nmeer: *a", "Regel 2: een verwijzing met * kan hier niet."),
        ("sets:\n- code: A\n  code: B", "Regel 3: ‘code’ staat er twee keer."),
        ("x" * 300_001, "Het bestand is te groot: hooguit 300 duizend tekens."),
        (
            small() + small("B").split("sets:")[1],
            "Kies één set uit het bestand; erin staan: TEST, B.",
        ),
        ("a: !!python/object:os.system {}", "Regel 1: een soort met ! kan hier niet."),
    ],
)
def test_a_file_that_cannot_be_read_says_where(text, problem):
    assert problems(text) == [problem]


def test_a_framework_of_another_group_cannot_be_taken_over(db):
    draft_of()

    with pytest.raises(Unreadable) as caught:
        draft_of(group=GroupFactory())

    assert caught.value.problems == ["Het raamwerk met code ‘TEST’ is van een andere groep."]


def test_reading_again_replaces_the_draft_and_gives_the_same_fingerprint(db):
    group = GroupFactory()

    prints = {sha256(definition_of(draft_of(group=group))) for _ in range(5)}

    assert len(prints) == 1
    assert FrameworkVersion.objects.count() == 1


# --- publishing ---------------------------------------------------------------------------------


def test_publishing_numbers_keeps_the_value_and_makes_it_findable(db):
    version = published()

    assert (version.number, version.sha256) == (1, sha256(version.definition))
    assert version.definition == definition_of(version)
    found = SearchText.objects.get(kind="raamwerk")
    assert found.is_public
    assert "Hoe ver zijn wij?" in found.text


def test_a_next_version_keeps_who_each_question_is_and_says_what_changed(db):
    first = published()
    text = small().replace("Welke vorm?", "Welke vormen?").replace("TEST-S-03", "TEST-S-04")

    second = actions.import_framework(text, group=first.framework.group, by=None)
    actions.publish_version(second, by=None)

    def by_code(version):
        return {one["code"]: one for one in questions_of(version.definition)}

    before, after = by_code(first), by_code(second)
    assert second.number == 2
    said = second.question_rows.values_list("concept__code", "equivalence")
    assert dict(said) == {
        "TEST-S-01": "identical",
        "TEST-S-02": "equivalent",  # a letter or two
        "TEST-S-04": "new",
        "TEST-T-01": "identical",
        "TEST-N-01": "identical",
    }
    assert before["TEST-S-02"]["concept"] == after["TEST-S-02"]["concept"]
    first.refresh_from_db()
    assert by_code(first) == before


def test_publishing_twice_is_refused_and_numbers_once(db):
    version = draft_of()
    stale = FrameworkVersion.objects.get()
    actions.publish_version(version, by=None)

    with pytest.raises(Stale):
        actions.publish_version(stale, by=None)

    assert FrameworkVersion.objects.get().number == 1


def test_the_model_refuses_to_save_a_part_of_a_published_version(db):
    version = published()
    for row in (version, Question.objects.first(), Section.objects.first(), Scale.objects.first()):
        with pytest.raises(Frozen):
            row.save()
    with pytest.raises(Frozen):
        Section(version=version, code="x", title="x", number=9).save()


@pytest.mark.parametrize("model", [Section, Scale, ScalePoint, Question, QuestionAxis])
def test_the_database_refuses_every_change_to_a_part_of_a_published_version(db, model):
    version = published()
    other = draft_of(code="ANDER", title="Ander")
    rows = model.objects.filter(version=version)
    field = "value_id" if model is QuestionAxis else "code" if model is not Question else "text"
    value = AxisValue.objects.last().pk if model is QuestionAxis else "anders"
    changes = [
        lambda: rows.filter(pk=rows.first().pk).update(**{field: value}),
        lambda: rows.filter(pk=rows.first().pk)._raw_delete("default"),
        lambda: rows.filter(pk=rows.first().pk).update(version=other),
        lambda: (
            model.objects.bulk_create(
                [Section(version=version, code="nieuw", title="Nieuw", number=9)]
            )
            if model is Section
            else model.objects.filter(version=other).update(version=version)
        ),
    ]

    for change in changes:
        with pytest.raises(InternalError), transaction.atomic():
            change()

    assert (
        model.objects.filter(version=version).count() == model.objects.filter(version=other).count()
    )


@pytest.mark.parametrize(
    "change",
    [
        {"definition": {}},
        {"sha256": "0" * 64},
        {"number": 7},
        {"question_count": 1},
        {"status": "draft", "number": None, "definition": None, "sha256": "", "published_at": None},
        {"status": "draft"},
    ],
)
def test_the_database_refuses_to_change_a_published_version(db, change):
    version = published()

    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        FrameworkVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        FrameworkVersion.objects.filter(pk=version.pk)._raw_delete("default")

    assert FrameworkVersion.objects.filter(pk=version.pk).update(status="withdrawn") == 1


# --- the pages ----------------------------------------------------------------------------------


def test_a_draft_is_known_to_its_group_and_the_bureau_only(client, db):
    framework = draft_of().framework
    writer = GroupMemberFactory(group=framework.group).user
    bureau = RoleFactory(kind="bureau").user

    def sees(user):
        return list(Framework.objects.visible_to(user)) == [framework]

    assert (sees(writer), sees(bureau), sees(UserFactory())) == (True, True, False)
    assert b"Klein raamwerk" not in client.get(reverse("framework_list")).content


def test_a_member_of_a_coalition_reads_a_file_in_and_publishes_it(client, db):
    member = GroupMemberFactory().user
    group = member.group_places.get().group
    client.force_login(member)

    wrong = client.post(
        reverse("framework_import"), {"group": group.pk, "text": "sets: ["}, follow=True
    )
    read_in = client.post(reverse("framework_import"), {"group": group.pk, "text": small()})
    client.post(
        reverse("framework_publish", kwargs={"slug": "klein-raamwerk"}),
        {"draft": FrameworkVersion.objects.get().pk},
    )

    assert "Regel 1, teken 8: dit is geen geldige YAML." in wrong.content.decode()
    assert read_in.url == reverse("framework_draft", kwargs={"slug": "klein-raamwerk"})
    version = FrameworkVersion.objects.get()
    assert (version.status, version.published_by) == ("published", member)


def test_nobody_reads_a_file_in_for_a_group_of_others(client, db):
    follower = GroupMemberFactory(role="follower")
    client.force_login(follower.user)
    other = GroupFactory()

    for group in (follower.group, other):
        client.post(reverse("framework_import"), {"group": group.pk, "text": small()})

    assert not Framework.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_rows(
    client, db, rows, django_assert_num_queries
):
    for number in range(rows):
        published(code=f"T{number}", title=f"Raamwerk {number}")
    client.force_login(UserFactory())
    client.get("/")

    with django_assert_num_queries(4):
        page = client.get(reverse("framework_list"))

    assert page.content.count(b"title-link") == rows


def test_forty_questions_are_read_from_one_value_in_three_queries(
    client, db, django_assert_num_queries
):
    call_command("load_frameworks")
    url = Framework.objects.get(code="FLEX").get_absolute_url()

    with django_assert_num_queries(4):
        page = client.get(url)

    assert page.content.count(b'class="question"') == 43


def test_sets_that_are_not_for_teams_stand_apart_under_for_whom_they_are(client, db):
    call_command("load_frameworks")

    page = client.get(reverse("framework_list"))

    assert [one.code for one in page.context["for_teams"]] == ["DATA", "FLEX", "TAZ"]
    assert [
        (heading, [one.code for one in found]) for heading, found in page.context["others"]
    ] == [
        ("Om collega’s iets te vragen", ["INP"]),
        ("Voor leden van een coalitie", ["HB"]),
    ]
    text = page.content.decode()
    assert text.index("Voor teams") < text.index("Om collega’s iets te vragen")
    for word in ("respondent", "rol binnen de instelling", "coalitielid"):
        assert word not in text.lower()


@pytest.mark.parametrize(
    ("audience", "is_for_teams", "words"),
    [
        ("", True, ""),
        ("team", True, "teams"),
        ("Onderwijsteams die net beginnen", True, "Onderwijsteams die net beginnen"),
        ("respondent", False, "collega’s aan wie je iets vraagt"),
        (" Coalitielid ", False, "leden van een coalitie"),
        ("respondenten in ons team", True, "respondenten in ons team"),
    ],
)
def test_for_whom_a_set_is_follows_from_its_own_word(audience, is_for_teams, words):
    version = FrameworkVersion(audience=audience)

    assert (version.is_for_teams, version.for_whom) == (is_for_teams, words)
