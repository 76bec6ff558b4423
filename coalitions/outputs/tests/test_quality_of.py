"""What an output looks at the quality of: chosen by its makers, found by everybody."""

import pytest
from django.urls import reverse

from coalitions.outputs.actions import outputs as actions
from coalitions.outputs.models import Output, OutputVersion
from coalitions.outputs.views import library
from coalitions.tests.factories import a_draft, an_output
from frameworks.definitions.models import QualityObject
from knw_portal.tests.factories import RoleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def objects():
    return [
        QualityObject.objects.create(code=code, name=code.capitalize(), number=number)
        for number, code in enumerate(["onderwijs", "examinering"])
    ]


def test_the_library_narrows_to_one_object_of_quality_and_says_how_many(client, objects):
    an_output(title="Toetskaart", about=objects[1])
    an_output(title="Lessen", about=objects[0])
    an_output(title="Zonder")

    response = client.get(reverse("library"), {"kwaliteit": "Examinering"})

    assert [one.title for one in response.context["page"].object_list] == ["Toetskaart"]
    chosen = {name: "" for name, *_ in library.FILTERS}
    [options] = [one["options"] for one in library.filters(chosen) if one["name"] == "kwaliteit"]
    assert options == [
        ("", "Alles"),
        ("Examinering", "Examinering (1)"),
        ("Onderwijs", "Onderwijs (1)"),
    ]
    assert "Kwaliteit van: examinering" in response.content.decode()


def test_makers_choose_it_and_the_next_version_begins_with_it(client, objects):
    version = a_draft(title="Kaart")
    client.force_login(RoleFactory(kind="bureau").user)
    page = reverse(
        "output_edit", kwargs={"slug": version.output.coalition.slug, "pk": version.output_id}
    )
    form = client.get(page).context["form"]
    data = {one.html_name: one.value() for one in form if one.value() not in (None, False)}

    assert client.post(page, data | {"about": objects[0].pk}).status_code == 302

    assert OutputVersion.objects.get(pk=version.pk).about == objects[0]
    assert Output.objects.get(pk=version.output_id).about == objects[0]


def test_a_closed_one_stays_where_it_was_chosen_and_is_offered_nowhere_else(client, objects):
    chosen, other = a_draft(title="Met", about=objects[0]), a_draft(title="Zonder")
    QualityObject.objects.filter(pk=objects[0].pk).update(is_open=False)
    client.force_login(RoleFactory(kind="bureau").user)

    offered = {}
    for version in (chosen, other):
        kwargs = {"slug": version.output.coalition.slug, "pk": version.output_id}
        form = client.get(reverse("output_edit", kwargs=kwargs)).context["form"]
        offered[version.title] = [str(one) for one in form.fields["about"].queryset]

    assert offered == {"Met": ["Onderwijs", "Examinering"], "Zonder": ["Examinering"]}


def test_the_bureau_adds_one_and_it_can_be_chosen_at_once(client):
    client.force_login(RoleFactory(kind="bureau").user)
    page = reverse("reference_new", kwargs={"list": "objecten-van-kwaliteit"})

    response = client.post(page, {"name": "Internationalisering", "number": 5})

    assert response.status_code == 302
    row = QualityObject.objects.get()
    assert (row.code, row.is_open) == ("internationalisering", True)


def test_an_output_has_a_part_of_its_own_for_quality_care(client):
    output = an_output(title="Kaart", for_quality="Stel één vraag en luister.")
    an_output(title="Zonder")
    heading = "Voor de kwaliteitszorgfunctionaris"

    html = client.get(output.get_absolute_url()).content.decode()
    other = client.get(reverse("output_detail", args=["zonder"])).content.decode()

    assert heading in html
    assert "Stel één vraag en luister." in html
    assert heading not in other
    found = client.get(reverse("library"), {"q": "luister"}).context["page"].object_list
    assert [one.title for one in found] == ["Kaart"]
    next_one = actions.revise_output(output, is_erratum=False, change_note="n", by=UserFactory())
    assert next_one.for_quality == "Stel één vraag en luister."
