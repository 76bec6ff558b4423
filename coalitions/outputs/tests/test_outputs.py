"""An output from its first sentence to the library, and back out of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.urls import reverse
from django.utils.timezone import now

from coalitions.briefs.models import Coalition
from coalitions.outputs.actions import outputs as actions
from coalitions.outputs.models import Credit, Output, OutputFile, OutputKind, OutputVersion
from coalitions.outputs.overview import (
    coalitions_past_their_end,
    outputs_to_publish,
    returned_outputs,
)
from coalitions.tests.factories import CoalitionFactory, a_draft, an_output
from knw_portal.files.models import StoredFile
from knw_portal.files.tests import samples
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.mail.models import Mail
from knw_portal.people import actions as people_actions
from knw_portal.people.privacy import everything_about
from knw_portal.search.models import SearchText

pytestmark = pytest.mark.django_db


def upload(name="kaarten.pdf"):
    return SimpleUploadedFile(name, samples.pdf())


def address(name, output, **more):
    slug = output.coalition.slug
    return reverse(name, kwargs={"slug": slug, "pk": output.pk, **more})


def texts(version, **changes):
    return {
        "title": version.title,
        "kind": version.kind_id,
        "summary": version.summary,
        "audience": "Teams",
        "how_to_use": "Begin ermee.",
        "version": version.version,
        **changes,
    }


def stored_of(version):
    return [file.stored for file in version.files.all()]


# --- begun and written ---


def test_a_member_begins_an_output_and_only_its_own_people_find_it(coalition, people, as_person):
    kind = OutputKind.objects.create(name="toolbox")
    form = {"title": "Kaarten  voor\nteams", "kind": kind.pk, "summary": "Twaalf kaarten."}

    as_person(people.anna).post(reverse("output_new", args=["saat"]), form)

    output = Output.objects.get()
    assert (output.title, output.slug) == ("Kaarten voor teams", "kaarten-voor-teams")
    assert output.draft.number == 1
    assert not output.credits.exists()
    found = SearchText.objects.filter(kind="opbrengst").matching("kaarten")
    assert found.visible_to(people.bea).count() == 1
    assert found.visible_to(people.stranger).count() == 0
    assert not Output.objects.public().exists()


def test_a_form_that_is_sent_twice_begins_one_output(coalition, people, as_person):
    kind = OutputKind.objects.create(name="toolbox")
    form = {"title": "Kaarten", "kind": kind.pk, "summary": "Twaalf kaarten."}
    anna = as_person(people.anna)

    for _ in range(2):
        response = anna.post(reverse("output_new", args=["saat"]), form)

    assert response.url == Output.objects.get().work_url


def test_two_outputs_of_one_title_have_addresses_of_their_own():
    assert [a_draft(title="Kaarten").output.slug for _ in range(3)] == [
        "kaarten",
        "kaarten-2",
        "kaarten-3",
    ]


def test_a_draft_is_written_and_the_loser_of_a_race_sees_both_texts(coalition, people, as_person):
    version = a_draft(coalition=coalition)
    url = address("output_edit", version.output)

    as_person(people.anna).post(url, texts(version, title="Kaarten", body="Van Anna"))
    lost = as_person(people.bea).post(url, texts(version, title="Kaarten", body="Van Bea"))

    version.refresh_from_db()
    assert version.body == "Van Anna"
    page = lost.content.decode()
    assert "Van Anna" in page
    assert "Van Bea" in page
    assert Output.objects.get().title == "Kaarten"


@pytest.mark.parametrize("meanwhile", ["laid before the bureau", "published"])
def test_who_was_writing_when_a_draft_was_closed_keeps_the_text(
    coalition, people, as_person, meanwhile
):
    version = a_draft(coalition=coalition)
    if meanwhile == "published":
        actions.publish_version(version, seen=version.stand, by=people.bureau)
    else:
        actions.submit_version(version, seen=version.stand, by=people.guide)

    page = as_person(people.anna).post(
        address("output_edit", version.output), texts(version, body="Een uur werk")
    )

    assert "Bewaren kan niet meer." in page.content.decode()
    assert "Een uur werk" in page.content.decode()
    version.refresh_from_db()
    assert version.body != "Een uur werk"


def test_files_are_added_taken_away_and_thrown_away_when_nobody_has_them(
    coalition, people, as_person, django_capture_on_commit_callbacks
):
    version = a_draft(coalition=coalition)
    anna = as_person(people.anna)

    anna.post(address("output_upload", version.output), {"files": [upload(), upload("twee.pdf")]})
    files = list(version.files.select_related("stored"))
    with django_capture_on_commit_callbacks(execute=True):
        anna.post(address("output_file_remove", version.output, number=files[0].pk))

    assert [str(file) for file in files] == ["kaarten.pdf", "twee.pdf"]
    assert [str(file) for file in version.files.all()] == ["twee.pdf"]
    assert [stored.name for stored in StoredFile.objects.all()] == ["twee.pdf"]
    assert not files[0].stored.path.exists()
    assert files[1].stored.path.exists()


def test_a_file_that_is_refused_comes_back_with_its_reason(coalition, people, as_person):
    version = a_draft(coalition=coalition)
    wrong = SimpleUploadedFile("macro.docx", samples.macro_docx())

    page = as_person(people.anna).post(address("output_upload", version.output), {"files": [wrong]})

    assert "macro.docx: Een Word-bestand met macro’s" in page.content.decode()
    assert not version.files.exists()
    assert not StoredFile.objects.exists()


# --- laid before the bureau ---


def test_only_a_whole_draft_is_laid_before_the_bureau(coalition, people, as_person):
    version = a_draft(coalition=coalition, audience="", body="")
    url = address("output_submit", version.output)
    guide = as_person(people.guide)

    said = guide.post(url, {"stand": version.stand}, follow=True).content.decode()

    assert version.missing() == ["de opbrengst zelf: tekst of een bestand", "voor wie het is"]
    assert "Er ontbreekt nog iets." in said
    version.refresh_from_db()
    assert version.submitted_at is None


def test_what_lies_before_the_bureau_is_not_changed_by_the_coalition(coalition, people, as_person):
    version = a_draft(coalition=coalition)
    actions.submit_version(version, seen=version.stand, by=people.guide)
    anna = as_person(people.anna)

    anna.post(address("output_edit", version.output), texts(version, title="Anders"))
    anna.post(address("output_upload", version.output), {"files": [upload()]})

    version.refresh_from_db()
    assert version.title != "Anders"
    assert not version.files.exists()
    assert [ask.title for ask in outputs_to_publish(people.bureau, None)] == [
        f"Voorgelegd: {version.title}"
    ]


def test_the_bureau_gives_back_with_a_reason_that_is_mailed_and_shown(coalition, people, as_person):
    version = a_draft(coalition=coalition)
    actions.submit_version(version, seen=version.stand, by=people.guide)

    as_person(people.bureau).post(
        address("output_return", version.output), {"reason": "Zeg voor wie."}
    )

    version.refresh_from_db()
    assert (version.submitted_at, version.return_note) == (None, "Zeg voor wie.")
    mail = Mail.objects.get(kind="output_returned")
    assert mail.to == people.guide.email
    assert "Zeg voor wie." in mail.body
    assert len(list(returned_outputs(people.guide, None))) == 1
    assert list(returned_outputs(people.anna, None)) == []


# --- published ---


def test_the_bureau_publishes_what_it_saw_and_the_makers_are_told(
    coalition, people, as_person, client
):
    own = {"context": "Bij drie scholen", "transfers": "De vragen"}
    version = a_draft(coalition=coalition, title="Kaarten", files=[upload()], **own)
    output = version.output
    actions.name_makers(output, [people.anna], by=people.guide)
    url = address("output_publish", output)
    assert "Begin ermee." in as_person(people.bureau).get(url).content.decode()

    as_person(people.bureau).post(url, {"stand": version.stand})

    page = client.get(reverse("output_detail", args=["kaarten"])).content.decode()
    texts = ("Kaarten", "Begin ermee.", "Teams", "De tekst.", *own.values())
    for said in (*texts, "kaarten.pdf", "Anna, Eerste"):
        assert said in page
    assert [mail.to for mail in Mail.objects.filter(kind="output_published")] == [people.anna.email]
    assert SearchText.objects.get(kind="opbrengst").is_public
    assert LogEntry.objects.filter(action="output.published").count() == 1


@pytest.mark.parametrize("change", ["text", "file"])
def test_what_changed_since_the_bureau_saw_it_is_not_published(coalition, people, change):
    version = a_draft(coalition=coalition)
    seen = version.stand
    if change == "text":
        OutputVersion.objects.filter(pk=version.pk).update(version=9)
    else:
        actions.add_files(version, [upload()], by=people.anna)

    with pytest.raises(Stale):
        actions.publish_version(version, seen=seen, by=people.bureau)

    assert not Output.objects.public().exists()


def test_a_draft_that_lacks_something_is_not_published(coalition, people):
    version = a_draft(coalition=coalition, how_to_use=" ")

    with pytest.raises(actions.NotWhole):
        actions.publish_version(version, seen=version.stand, by=people.bureau)


def test_the_database_refuses_every_change_to_a_published_version(coalition):
    output = an_output(coalition=coalition, files=[upload()])
    version = output.versions.get()
    other = StoredFile.objects.create(name="b.pdf", kind="pdf", size=1, digest="0" * 64)
    file = OutputFile.objects.filter(version=version)
    changes = [
        lambda: OutputVersion.objects.filter(pk=version.pk).update(body="anders"),
        lambda: OutputVersion.objects.filter(pk=version.pk).update(published_at=None),
        lambda: OutputVersion.objects.filter(pk=version.pk)._raw_delete("default"),
        lambda: OutputFile.objects.create(version=version, stored=other),
        lambda: file.update(stored=other),
        lambda: file.delete(),
    ]

    for change in changes:
        with pytest.raises(InternalError), transaction.atomic():
            change()


# --- a next version ---


def test_an_erratum_is_a_new_version_that_says_what_changed_and_the_old_one_stays(
    coalition, people, as_person, client
):
    output = an_output(coalition=coalition, title="Kaarten", body="Met fout", files=[upload()])
    bureau = as_person(people.bureau)
    asked = bureau.post(address("output_revise", output), {"is_erratum": "on"})
    assert "Schrijf op wat er is veranderd" in asked.content.decode()

    bureau.post(
        address("output_revise", output), {"is_erratum": "on", "change_note": "Vraag 3 was fout."}
    )
    draft = Output.objects.get().draft
    still = client.get(output.get_absolute_url()).content.decode()
    bureau.post(
        address("output_edit", output),
        texts(draft, body="Zonder fout", change_note="Vraag 3 was fout.", is_erratum="on"),
    )
    draft.refresh_from_db()
    bureau.post(address("output_publish", output), {"stand": draft.stand})

    assert "Met fout" in still
    newest = client.get(output.get_absolute_url()).content.decode()
    assert "Zonder fout" in newest
    assert "In deze versie is een fout verbeterd." in newest
    assert "Vraag 3 was fout." in newest
    first = client.get(reverse("output_version", args=[output.slug, 1])).content.decode()
    assert "Met fout" in first
    assert "Dit is een oudere versie." in first
    assert stored_of(output.versions.get(number=1)) == stored_of(output.versions.get(number=2))


def test_a_draft_thrown_away_leaves_what_is_published_whole(
    coalition, people, as_person, django_capture_on_commit_callbacks
):
    output = an_output(coalition=coalition, files=[upload()])
    actions.revise_output(output, is_erratum=False, change_note="Meer", by=people.guide)
    with pytest.raises(Stale):
        actions.revise_output(output, is_erratum=False, change_note="Meer", by=people.guide)

    with django_capture_on_commit_callbacks(execute=True):
        as_person(people.guide).post(address("output_drop", output))

    [stored] = stored_of(output.versions.get())
    assert stored.path.exists()
    assert Output.objects.public().get() == output


def test_a_first_draft_thrown_away_takes_the_output_and_its_files_along(
    coalition, people, as_person, django_capture_on_commit_callbacks
):
    version = a_draft(coalition=coalition, files=[upload()])
    [stored] = stored_of(version)

    with django_capture_on_commit_callbacks(execute=True):
        as_person(people.guide).post(address("output_drop", version.output))

    assert not Output.objects.exists()
    assert not SearchText.objects.filter(kind="opbrengst").exists()
    assert not stored.path.exists()


# --- from what schools delivered ---


def test_an_output_begins_with_what_schools_delivered_and_shares_their_files(
    coalition, people, collection, as_person, django_capture_on_commit_callbacks
):
    kind = OutputKind.objects.create(name="overzicht")
    school = reverse("delivery_edit", args=["saat", collection.pk, "eerste"])
    as_person(people.anna).post(
        school, {"text": "Ons verhaal", "version": 1, "files": [upload("verhaal.pdf")]}
    )
    delivery = collection.deliveries.get(institution=people.anna.institution)
    url = f"{reverse('output_new', args=['saat'])}?uitvraag={collection.pk}"
    form = {
        "title": "Verhalen",
        "kind": kind.pk,
        "summary": "Van scholen",
        "texts": [delivery.pk],
        "files": [delivery.files.get().pk],
    }
    assert "Tweede School" not in as_person(people.guide).get(url).content.decode()

    as_person(people.guide).post(url, form)

    draft = Output.objects.get().draft
    assert draft.body == "Eerste School\n\nOns verhaal"
    assert [basis.delivery for basis in draft.bases.all()] == [delivery]
    assert stored_of(draft) == [delivery.files.get().stored]
    with django_capture_on_commit_callbacks(execute=True):
        actions.drop_version(draft, by=people.guide)
    assert delivery.files.get().stored.path.exists()


def test_a_member_is_not_shown_what_other_schools_delivered(
    coalition, people, collection, as_person
):
    url = reverse("output_new", args=["saat"])

    page = as_person(people.anna).get(f"{url}?uitvraag={collection.pk}")

    assert "Je begint met wat er is geleverd" not in page.content.decode()


# --- withdrawn ---


def test_a_withdrawn_output_says_so_and_is_found_no_more_until_it_is_put_back(
    coalition, people, as_person, client
):
    output = an_output(coalition=coalition, files=[upload()])
    file = output.versions.get().files.get()
    bureau = as_person(people.bureau)

    bureau.post(address("output_withdraw", output), {"reason": "Het advies klopt niet meer."})

    gone = client.get(output.get_absolute_url())
    assert gone.status_code == 410
    assert "Het advies klopt niet meer." in gone.content.decode()
    assert not SearchText.objects.filter(kind="opbrengst").exists()
    handed_out = reverse("output_file", args=[output.slug, file.pk])
    assert client.get(handed_out).status_code == 404
    assert output.title not in client.get(reverse("library")).content.decode()

    bureau.post(address("output_restore", output))

    assert client.get(output.get_absolute_url()).status_code == 200
    assert SearchText.objects.get(kind="opbrengst").is_public


# --- makers ---


def test_who_is_named_takes_the_own_name_away_and_nobody_elses(
    coalition, people, as_person, client
):
    output = an_output(coalition=coalition)
    as_person(people.guide).post(
        address("output_makers", output), {"makers": [people.anna.pk, people.cor.pk]}
    )
    url = reverse("credit_withdraw", args=[output.slug])

    as_person(people.anna).post(url)
    as_person(people.stranger).post(url)

    assert [str(credit) for credit in output.credits.all()] == ["Cor"]
    assert "Anna" not in client.get(output.get_absolute_url()).content.decode()


def test_a_stranger_cannot_be_named(coalition, people, as_person):
    output = an_output(coalition=coalition)

    as_person(people.guide).post(address("output_makers", output), {"makers": [people.stranger.pk]})

    assert not output.credits.exists()


def test_who_is_named_takes_that_along_and_is_forgotten(coalition, people):
    output = an_output(coalition=coalition, title="Kaarten")
    actions.name_makers(output, [people.anna], by=people.guide)
    assert everything_about(people.anna)["makers"] == [
        {"opbrengst": "Kaarten", "coalitie": "Studenten aan tafel"}
    ]

    people_actions.erase_person(people.anna, by=people.bureau)

    assert not Credit.objects.exists()


# --- the end of a coalition ---


def test_a_coalition_without_an_output_is_not_finished_unless_somebody_says_why(
    coalition, people, as_person, client
):
    a_draft(coalition=coalition)
    url = reverse("coalition_finish", args=["saat"])
    bureau = as_person(people.bureau)

    refused = bureau.post(url, {"reason": " "}).content.decode()
    coalition.refresh_from_db()
    assert coalition.phase == Coalition.Phase.ACTIVE
    assert "Er staat nog niets van deze coalitie in de bibliotheek" in refused
    with pytest.raises(actions.NothingMade):
        actions.finish_coalition(coalition, by=people.bureau)

    bureau.post(url, {"reason": "De vraag verviel."})

    coalition.refresh_from_db()
    assert coalition.phase == Coalition.Phase.COMPLETED
    assert "De vraag verviel." in client.get(coalition.get_absolute_url()).content.decode()


def test_a_coalition_with_an_output_is_finished_once_and_can_be_opened_again(
    coalition, people, as_person
):
    an_output(coalition=coalition)
    bureau = as_person(people.bureau)

    bureau.post(reverse("coalition_finish", args=["saat"]))
    coalition.refresh_from_db()
    assert coalition.phase == Coalition.Phase.COMPLETED
    with pytest.raises(Stale):
        actions.finish_coalition(coalition, by=people.bureau)
    bureau.post(reverse("coalition_reopen", args=["saat"]))

    coalition.refresh_from_db()
    assert coalition.phase == Coalition.Phase.DELIVERING


def test_the_bureau_sees_coalitions_that_are_past_their_last_day(people, coalition):
    late = CoalitionFactory(title="Oud", phase="delivering", ends_on="2025-06-30")
    CoalitionFactory(phase="completed", ends_on="2025-06-30")
    late.refresh_from_db()

    assert [ask.title for ask in coalitions_past_their_end(people.bureau, now())] == [
        "Nog niet afgerond: Oud"
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_at_work_takes_the_same_queries_for_any_number_of_rows(
    coalition, people, as_person, rows, django_assert_num_queries
):
    for _ in range(rows):
        a_draft(coalition=coalition)
    client = as_person(people.anna)

    with django_assert_num_queries(5):
        client.get(reverse("output_list", args=["saat"]))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_at_work_takes_the_same_queries_for_any_number_of_rows(
    coalition, people, as_person, rows, django_assert_num_queries
):
    version = a_draft(coalition=coalition, files=[upload(f"{n}.pdf") for n in range(rows)])
    actions.name_makers(
        version.output, [people.anna, people.bea, people.cor][:rows], by=people.guide
    )
    client = as_person(people.anna)

    url = version.output.work_url
    with django_assert_num_queries(8):
        client.get(url)
