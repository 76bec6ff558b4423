"""A next version, what it says of the one before, mended spelling, and withdrawing."""

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from frameworks.definitions import actions
from frameworks.definitions.definition import definition_of, questions_of, sha256
from frameworks.definitions.models import (
    Axis,
    AxisValue,
    Erratum,
    Framework,
    FrameworkVersion,
    ScalePoint,
    Section,
)
from frameworks.definitions.reading import Unreadable
from frameworks.teams import actions as teams
from frameworks.tests.factories import published, small, team_of
from knw_portal.forms import Stale
from knw_portal.search.models import SearchText
from knw_portal.tests.factories import GroupMemberFactory, UserFactory

GRID = """
sets:
- code: TEST
  titel: Klein raamwerk
  onderdelen: [{titel: Een, doel: Begrijpen, minuten: 9, stappen: [Lees, Praat]}]
  vragen:
  - {code: T-1, onderdeel: Een, type: matrix, vraag: "Wie?", rijen: [Wij, Zij],
     kolommen: [Wat (open), Hoe (goed/slecht)]}
"""


@pytest.fixture
def version(db):
    return published()


@pytest.fixture
def writer(client, version):
    user = GroupMemberFactory(group=version.framework.group).user
    client.force_login(user)
    return user


def url(name, version, **kwargs):
    if name not in ("framework_publish", "framework_renew", "framework_draft", "framework_detail"):
        kwargs["number"] = version.number
    return reverse(name, kwargs={"slug": version.framework.slug, **kwargs})


def said(version):
    return dict(version.question_rows.values_list("concept__code", "equivalence"))


# --- the next version ---------------------------------------------------------------------------


def test_one_click_makes_a_draft_that_asks_the_same_of_the_same_questions(client, version, writer):
    first = client.post(url("framework_renew", version))
    second = client.post(url("framework_renew", version))

    draft = FrameworkVersion.objects.get(status="draft")
    assert first.url == second.url == reverse("draft_write", kwargs={"slug": "klein-raamwerk"})
    assert definition_of(draft) == version.definition  # identities and all
    assert set(said(draft).values()) == {"identical"}


def test_publishing_asks_of_each_question_and_proposes_by_comparing(client, version, writer):
    text = (
        small()
        .replace("Hoe ver zijn wij?", "Waar staan we en wat is nodig?")
        .replace("Welke vorm?", "Welke vormen?")
        .replace("TEST-S-03", "TEST-S-04")
    )
    draft = actions.import_framework(text, group=version.framework.group, by=writer)

    page = client.get(url("framework_publish", version)).content.decode()
    client.post(
        url("framework_publish", version),
        {"draft": draft.pk} | said(draft) | {"TEST-S-01": "equivalent"},
    )

    assert page.count("<select") == 4  # one is new
    assert page.count('value="identical" selected') == 2
    assert page.count('value="changed" selected') == 1
    assert page.count('value="equivalent" selected') == 1
    assert "Staat er niet meer in" in page
    assert said(FrameworkVersion.objects.get(number=2)) == {
        "TEST-S-01": "equivalent",
        "TEST-S-02": "equivalent",
        "TEST-S-04": "new",
        "TEST-T-01": "identical",
        "TEST-N-01": "identical",
    }


def test_what_is_not_the_same_to_the_letter_cannot_be_called_so(client, version, writer):
    text = small().replace("Welke vorm?", "Welke vormen?")
    draft = actions.import_framework(text, group=version.framework.group, by=writer)

    page = client.post(
        url("framework_publish", version),
        {"draft": draft.pk} | said(draft) | {"TEST-S-02": "identical"},
    )

    assert "TEST-S-02 is niet letterlijk hetzelfde als in de vorige versie." in (
        page.content.decode()
    )
    assert FrameworkVersion.objects.filter(status="published").get() == version
    with pytest.raises(Unreadable):
        actions.publish_version(draft, by=None, equivalences={"TEST-S-02": "identical"})


def test_who_looked_at_a_draft_that_was_replaced_does_not_publish_the_other(
    client, version, writer
):
    draft = actions.import_framework(small(), group=version.framework.group, by=writer)
    seen = {"draft": draft.pk} | said(draft)
    actions.import_framework(GRID, group=version.framework.group, by=writer)

    client.post(url("framework_publish", version), seen)

    assert FrameworkVersion.objects.filter(number__isnull=False).get() == version


def test_a_removed_option_is_a_change_and_the_old_version_keeps_it(version):
    before = version.definition
    text = small().replace("[Niets, Iets, Veel]", "[Niets, Veel]")

    second = actions.import_framework(text, group=version.framework.group, by=None)
    actions.publish_version(second, by=None)

    assert said(second)["TEST-N-01"] == "changed"
    version.refresh_from_db()
    assert version.definition == before
    assert version.sha256 == sha256(before) != second.sha256


def test_the_database_keeps_what_a_published_version_said_of_its_questions(version):
    with pytest.raises(InternalError), transaction.atomic():
        version.question_rows.update(equivalence="identical")


def test_an_old_version_has_a_page_of_its_own(client, version):
    second = actions.import_framework(
        small().replace("Welke vorm?", "Met welke vorm beginnen we?"),
        group=version.framework.group,
        by=None,
    )
    actions.publish_version(second, by=None)

    old = client.get(url("framework_version", version)).content.decode()
    new = client.get(url("framework_detail", version)).content.decode()

    assert ("Welke vorm?" in old, "Met welke vorm" in old) == (True, False)
    assert ("Welke vorm?" in new, "Met welke vorm" in new) == (False, True)
    assert url("framework_version", version) in new
    assert "Begin met je team" not in old


# --- what never changes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Section, {"purpose": "Anders"}),
        (Section, {"minutes": 1}),
        (Section, {"steps": ["Anders"]}),
        (ScalePoint, {"kind": "number"}),
        (ScalePoint, {"options": []}),
        (FrameworkVersion, {"audience": "iedereen"}),
        (FrameworkVersion, {"axes": []}),
    ],
)
def test_the_database_refuses_to_change_what_is_new_of_a_published_version(db, model, change):
    version = published()
    second = actions.import_framework(GRID, group=version.framework.group, by=None)
    actions.publish_version(second, by=None)
    rows = model.objects.filter(pk=second.pk) if model is FrameworkVersion else model.objects

    with pytest.raises(InternalError), transaction.atomic():
        rows.update(**change)


@pytest.mark.parametrize("model", [Axis, AxisValue])
def test_an_axis_keeps_its_codes_and_loses_no_value(db, model):
    actions.load_axes()

    for change in (
        lambda: model.objects.update(code="anders"),
        lambda: model.objects.all()._raw_delete("default"),
    ):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            change()

    assert model.objects.filter(name="").update(name="x") == 0
    assert model.objects.update(name="Een betere naam") > 0


# --- spelling -----------------------------------------------------------------------------------


def test_mended_spelling_is_shown_and_the_version_stays_as_it_was(client, version, writer):
    before, fingerprint = version.definition, version.sha256
    trajectory = team_of(UserFactory(), framework=version.framework)
    talk = teams.open_conversation(trajectory, "start", by=trajectory.started_by)
    page = client.get(url("framework_mend", version, code="TEST-S-01"))
    given = {name: field.initial for name, field in page.context["form"].fields.items()}

    client.post(
        url("framework_mend", version, code="TEST-S-01"),
        given | {"TEST-S-01 text": "Hoe ver zijn we?", "TEST-S-01 points 2": "Eén idee."},
    )

    version.refresh_from_db()
    assert (version.definition, version.sha256) == (before, fingerprint)
    assert sha256(version.definition) == fingerprint
    assert list(Erratum.objects.values_list("place", "before", "after", "made_by")) == [
        ("TEST-S-01 text", "Hoe ver zijn wij?", "Hoe ver zijn we?", writer.pk),
        ("TEST-S-01 points 2", "Een idee.", "Eén idee.", writer.pk),
    ]
    shown = client.get(url("framework_detail", version)).content.decode()
    assert "<del>Hoe ver zijn wij?</del> <ins>Hoe ver zijn we?</ins>" in shown
    assert '<h3 class="question">Hoe ver zijn we?</h3>' in shown
    assert "Hoe ver zijn we?" in SearchText.objects.get(kind="raamwerk").text
    client.force_login(trajectory.started_by)
    assert "Hoe ver zijn we?" in client.get(talk.get_absolute_url()).content.decode()


def test_more_than_spelling_is_a_next_version(client, version, writer):
    page = client.post(
        url("framework_mend", version, code="TEST-S-02"),
        {"TEST-S-02 text": "Wat willen studenten?"},
    )

    assert "dit is meer dan een spelfout" in page.content.decode()
    assert not Erratum.objects.exists()


def test_a_mistake_in_a_mended_text_can_be_mended_again_and_goes_on_to_the_next_version(version):
    for text in ("Welke vorrm?", "Welke vorm dan?"):
        actions.mend_spelling(version, {"TEST-S-02 text": text}, by=None)

    draft = actions.begin_next_version(FrameworkVersion.objects.get(), by=None)

    texts = {one["code"]: one["text"] for one in questions_of(definition_of(draft))}
    assert texts["TEST-S-02"] == "Welke vorm dan?"
    assert said(draft)["TEST-S-02"] == "equivalent"


def test_errata_are_never_changed_or_taken_away(version):
    actions.mend_spelling(version, {"TEST-S-02 text": "Welke vorm!"}, by=None)

    for change in (
        lambda: Erratum.objects.update(after="x"),
        lambda: Erratum.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()


def test_nothing_is_mended_of_a_draft_or_where_there_is_no_such_question(client, version, writer):
    draft = actions.begin_next_version(version, by=writer)

    with pytest.raises(Stale):
        actions.mend_spelling(draft, {"TEST-S-02 text": "Welke vorm!"}, by=writer)
    missing = client.get(url("framework_mend", version, code="TEST-X"))

    assert missing.status_code == 404


# --- withdrawing --------------------------------------------------------------------------------


def test_a_withdrawn_version_is_not_offered_but_read_and_its_conversations_go_on(
    client, version, writer
):
    trajectory = team_of(writer, framework=version.framework)
    client.get(url("framework_withdraw", version))
    client.post(url("framework_withdraw", version))
    client.post(url("framework_withdraw", version))

    page = client.get(url("framework_detail", version)).content.decode()
    begin = client.get(reverse("trajectory_new")).content.decode()
    late = client.post(reverse("trajectory_new"), {"version": version.pk})
    talk = teams.open_conversation(trajectory, "start", by=writer)

    assert "Ingetrokken" in page
    assert "Begin met je team" not in page
    assert "Er is nog geen raamwerk om mee te beginnen." in begin
    assert "Dit raamwerk is niet te kiezen" in late.content.decode()
    assert client.get(talk.get_absolute_url()).status_code == 200
    assert list(Framework.objects.visible_to(UserFactory())) == [version.framework]
    assert not SearchText.objects.filter(kind="raamwerk").exists()


def test_with_the_newest_withdrawn_teams_choose_the_one_before(version):
    second = actions.import_framework(small(), group=version.framework.group, by=None)
    actions.publish_version(second, by=None)

    actions.withdraw_version(second, by=None)

    assert list(FrameworkVersion.objects.newest()) == [version]
    with pytest.raises(Stale):
        actions.withdraw_version(second, by=None)


def test_a_number_is_never_given_again(version):
    actions.withdraw_version(version, by=None)

    second = actions.begin_next_version(FrameworkVersion.objects.get(), by=None)
    actions.publish_version(second, by=None)

    assert second.number == 2


# --- paper --------------------------------------------------------------------------------------


def test_on_paper_every_question_has_its_guide_and_room_to_write(client, version):
    second = actions.import_framework(GRID, group=version.framework.group, by=None)
    actions.publish_version(second, by=None)

    page = client.get(url("framework_paper", second)).content.decode()
    pdf = client.get(url("framework_paper_pdf", second))

    for words in ("Begrijpen", "Ongeveer 9 minuten.", "Lees", "Praat", "Wie?", "☐ goed", "Wij"):
        assert words in page
    assert page.count("☐ weten we nog niet") == 1
    assert page.count('class="room"') == 1
    assert pdf.content.startswith(b"%PDF")


def test_paper_of_one_moment_holds_what_is_asked_then(client, version):
    whole = client.get(url("framework_paper", version)).content.decode()
    start = client.get(url("framework_paper", version), {"moment": "start"}).content.decode()
    pdf = client.get(url("framework_paper_pdf", version), {"moment": "start"})

    assert ("Wat horen we?" in whole, "Wat horen we?" in start) == (True, False)
    assert "Hoe ver zijn wij?" in start
    assert "klein-raamwerk-versie-1-start.pdf" in pdf["Content-Disposition"]


# --- what it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_a_version_take_the_same_queries_however_many_there_are(
    client, version, writer, rows, django_assert_num_queries
):
    for number in range(2, rows + 2):
        actions.mend_spelling(version, {"TEST-S-02 text": "Welke vorm" + "?" * number}, by=None)
        following = actions.begin_next_version(version, by=None)
        actions.publish_version(following, by=None)
    actions.begin_next_version(version, by=None)
    client.get("/")

    with django_assert_num_queries(6):
        client.get(url("framework_version", version))
    with django_assert_num_queries(14):
        client.get(url("framework_publish", version))
    with django_assert_num_queries(6):
        client.get(url("framework_paper", version))
