"""What the quality is of: a list that the bureau keeps, as a tag on questions."""

import pytest
from django.urls import reverse

from frameworks.definitions import actions
from frameworks.definitions.definition import definition_of, questions_of, sha256
from frameworks.definitions.files import from_yaml, to_json, to_yaml
from frameworks.definitions.models import FrameworkVersion, QualityObject, Question
from frameworks.definitions.reading import Unreadable, read_set
from frameworks.definitions.xlsform import to_xlsform
from frameworks.tests.factories import draft_of, published, small
from knw_portal.tests.factories import GroupFactory, GroupMemberFactory

pytestmark = pytest.mark.django_db
KIND = 'vraag: "Welke vorm?"'


@pytest.fixture(autouse=True)
def listed():
    return QualityObject.objects.create(code="examinering", name="Examinering")


def tagged(word="examinering"):
    return small().replace(KIND, f"{KIND}, kwaliteit: {word}")


def about(definition):
    return {one["code"]: one["about"] for one in questions_of(definition) if "about" in one}


def test_without_a_tag_nothing_is_added_to_what_is_published():
    assert about(definition_of(draft_of())) == {}


@pytest.mark.parametrize("word", ["examinering", "Examinering", "EXAMINERING"])
def test_a_file_names_it_by_its_code_or_its_name(word):
    version = actions.import_framework(tagged(word), group=GroupFactory(), by=None)

    assert about(definition_of(version)) == {
        "TEST-S-02": {"code": "examinering", "name": "Examinering"}
    }


def test_a_word_that_is_not_on_the_list_is_refused_with_what_to_do():
    with pytest.raises(Unreadable) as refused:
        actions.import_framework(tagged("toetsen"), group=GroupFactory(), by=None)

    [problem] = refused.value.problems
    assert problem.endswith(
        "kwaliteit ‘toetsen’ staat niet op de lijst; kies uit examinering, of vraag het bureau om "
        "het toe te voegen."
    )


@pytest.mark.parametrize("write", [to_yaml, to_json, to_xlsform])
def test_every_kind_of_file_takes_it_out_and_in_again(write):
    group = GroupFactory()
    version = actions.import_framework(tagged(), group=group, by=None)
    before = definition_of(version)

    content = write(before)
    again = actions.import_framework(content, group=group, by=None)

    assert about(before)
    assert sha256(definition_of(again)) == sha256(before)


def test_it_goes_along_to_the_next_version_and_a_published_one_keeps_the_name_it_had(listed):
    version = actions.import_framework(tagged(), group=GroupFactory(), by=None)
    actions.publish_version(version, by=None)
    QualityObject.objects.filter(pk=listed.pk).update(name="Toetsing en examinering")

    draft = actions.begin_next_version(version, by=None)

    assert about(definition_of(draft))["TEST-S-02"]["name"] == "Toetsing en examinering"
    shown = FrameworkVersion.objects.get(pk=version.pk).shown
    assert about(shown)["TEST-S-02"]["name"] == "Examinering"
    assert read_set(from_yaml(to_yaml(shown))[0])["questions"][1]["about"]["code"] == "examinering"


def test_it_is_chosen_in_the_browser_and_shown_to_readers(client):
    version = draft_of()
    client.force_login(GroupMemberFactory(group=version.framework.group).user)
    QualityObject.objects.create(code="oud", name="Oud woord", is_open=False)
    page = reverse("draft_question_edit", kwargs={"slug": "klein-raamwerk", "code": "TEST-S-02"})
    form = client.get(page).context["form"]
    data = {one.html_name: one.value() for one in form if one.value() not in (None, False)}

    response = client.post(page, data | {"about": "examinering"})

    assert response.status_code == 302
    assert [code for code, _ in form.fields["about"].choices] == ["", "examinering"]
    assert Question.objects.get(concept__code="TEST-S-02").about.code == "examinering"
    actions.publish_version(version, by=None)
    html = client.get(reverse("framework_detail", kwargs={"slug": "klein-raamwerk"}))
    assert "Kwaliteit van: examinering." in html.content.decode()


def test_two_who_choose_another_at_once_see_both(client):
    version = draft_of()
    client.force_login(GroupMemberFactory(group=version.framework.group).user)
    page = reverse("draft_question_edit", kwargs={"slug": "klein-raamwerk", "code": "TEST-S-02"})
    form = client.get(page).context["form"]
    data = {one.html_name: one.value() for one in form if one.value() not in (None, False)}
    client.post(page, data | {"about": "examinering"})

    response = client.post(page, data)

    [conflict] = response.context["form"].conflict
    assert (conflict["field"].name, conflict["mine"], conflict["theirs"]) == (
        "about",
        "",
        "examinering",
    )


def test_a_code_on_the_list_never_changes(listed):
    published(code="ANDER", title="Ander")
    with pytest.raises(Exception, match="quality_object_keeps_its_code"):
        QualityObject.objects.filter(pk=listed.pk).update(code="anders")
