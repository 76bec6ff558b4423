"""The memo of 6 April 2023 lives in the portal as data and comes out again, whole."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import InternalError
from django.urls import reverse
from django.utils.html import strip_tags
from docx import Document as WordDocument
from pypdf import PdfReader

from coalitions.briefs import actions
from coalitions.briefs import memo as memos
from coalitions.briefs.models import BriefLine, Coalition, Memo
from coalitions.desk.demo.load import load_demo
from coalitions.desk.tests.memo_points import POINTS
from coalitions.themes.models import ThemeRound
from knw_portal.documents.structure import Bullets, Heading, Notes, Table, words
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.mail.models import Mail
from knw_portal.people.models import Function, Institution, User

ROUND = "2023-2024"


@pytest.fixture
def demo(db):
    load_demo()


@pytest.fixture
def bureau(demo):
    return User.objects.get(email="oefen.bureau@example.org")


@pytest.fixture
def sent(demo):
    return Memo.objects.get(round__school_year=ROUND)


def chapters(document):
    """Each chapter's blocks as lowercase text; chapter "0" is the head above the first."""
    said = {"0": [f"{label} {value}".lower() for label, value in document.head]}
    chapter = "0"
    for block in document.blocks:
        if isinstance(block, Heading):
            if block.level == 1:
                chapter = block.number
                said[chapter] = []
            texts = [f"{block.number} {words(block.text)}"]
        elif isinstance(block, Bullets):
            texts = [
                " ".join([words(text), *(words(item) for item in (below.items if below else ()))])
                for text, below in block.pairs()
            ]
        elif isinstance(block, Table):
            texts = [" ".join(map(words, row)) for row in block.rows]
        elif isinstance(block, Notes):
            texts = [f"{note.number} {words(note.text)}" for note in block.items]
        else:
            texts = [words(block.text)]
        said[chapter] += [text.lower() for text in texts]
    return said


def missing(document):
    said = chapters(document)
    return [
        (line, what)
        for line, what, telling, chapter in POINTS
        if not any(all(word in text for word in telling) for text in said[chapter])
    ]


def test_every_point_of_the_memo_stands_in_the_generated_one(sent):
    assert missing(memos.document(sent)) == []


def test_a_point_taken_out_of_the_data_is_missed(demo, sent):
    BriefLine.objects.filter(part="out", text__contains="dashboard").delete()

    draft = Memo(round=sent.round, subject=sent.subject, dated_on=sent.dated_on)

    assert [line for line, _ in missing(memos.draft(draft))] == ["B:114"]


def test_page_pdf_and_word_file_say_the_same(client, bureau, sent):
    client.force_login(bureau)
    page = client.get(reverse("round_memo", kwargs={"school_year": ROUND}))
    pdf = client.get(reverse("round_memo_pdf", kwargs={"school_year": ROUND}))
    word = client.get(reverse("memo_docx", kwargs={"pk": sent.pk}))

    in_page = squeezed(strip_tags(page.content.decode()))
    in_pdf = squeezed("".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf.content)).pages))
    in_word = squeezed("".join(p.text for p in WordDocument(io.BytesIO(word.content)).paragraphs))
    for said in ("De coalitie bouwt geen dashboard", "FL-2", "Nieuwe thema’s voor de coalities"):
        assert squeezed(said) in in_page
        assert squeezed(said) in in_pdf
        assert squeezed(said) in in_word


def squeezed(text):
    """Text without white space, hyphens at line ends, and the many kinds of apostrophe."""
    for mark in ("&#x27;", "’", "‘"):
        text = text.replace(mark, "'")
    return "".join(text.split()).replace("\u00ad", "").replace("-", "")


def test_the_pdf_is_tagged_for_screen_readers(client, bureau, sent):
    client.force_login(bureau)

    response = client.get(reverse("memo_pdf", kwargs={"pk": sent.pk}))

    catalog = PdfReader(io.BytesIO(response.content)).trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert catalog["/Lang"] == "nl"
    assert b"pdfuaid:part" in catalog["/Metadata"].get_object().get_data()


def test_the_bureau_edits_a_brief_and_a_new_memo_shows_it_while_the_sent_one_stays(
    client, bureau, sent
):
    client.force_login(bureau)
    coalition = Coalition.objects.get(slug="flexibilisering")
    before = memos.document(sent)
    page = client.get(reverse("brief_edit", kwargs={"slug": coalition.slug}))
    typed = {name: value or "" for name, value in page.context["form"].initial.items()}
    typed["activity"] = "De coalitie maakt een nieuw soort raamwerk."

    client.post(reverse("brief_edit", kwargs={"slug": coalition.slug}), typed)
    client.post(reverse("memo_new", kwargs={"school_year": ROUND}))

    fresh = Memo.objects.get(sent_at=None)
    assert fresh.corrects == sent
    assert "de coalitie maakt een nieuw soort raamwerk." in chapters(memos.document(fresh))["2"]
    assert memos.document(Memo.objects.get(pk=sent.pk)) == before


def test_the_database_refuses_to_change_or_remove_a_sent_memo(sent):
    with pytest.raises(InternalError), transaction.atomic():
        Memo.objects.filter(pk=sent.pk).update(subject="Iets anders")
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM coalitions_memo WHERE id = %s", [sent.pk])

    assert Memo.objects.get(pk=sent.pk).subject == sent.subject


def test_sending_a_memo_keeps_its_text_and_mails_each_ambassador_once(client, bureau, sent):
    client.force_login(bureau)
    fresh = actions.start_memo(sent.round, by=bureau)
    people = set(actions.recipients(fresh).values_list("email", flat=True))
    url = reverse("memo_send", kwargs={"pk": fresh.pk})

    first = client.post(url, {"version": fresh.version})
    second = client.post(url, {"version": fresh.version})

    fresh.refresh_from_db()
    assert first.url == second.url == reverse("memo_detail", kwargs={"pk": fresh.pk})
    assert fresh.recipient_count == len(people) > 20
    mails = Mail.objects.filter(kind="memo_sent")
    assert sorted(mails.values_list("to", flat=True)) == sorted(people)
    assert LogEntry.objects.filter(action="memo.sent").count() == 1
    assert reverse("memo_detail", kwargs={"pk": fresh.pk}) in mails[0].body


def test_a_memo_whose_head_was_changed_meanwhile_is_not_sent_unseen(bureau, sent):
    fresh = actions.start_memo(sent.round, by=bureau)
    Memo.objects.filter(pk=fresh.pk).update(subject="Ander onderwerp", version=2)

    with pytest.raises(Stale):
        actions.send_memo(fresh, seen=1, by=bureau)

    assert Memo.objects.get(pk=fresh.pk).sent_at is None
    assert not Mail.objects.filter(kind="memo_sent").exists()


def test_a_correction_takes_the_place_of_what_it_corrects_and_both_say_so(client, bureau, sent):
    fresh = actions.start_memo(sent.round, by=bureau)
    actions.send_memo(fresh, seen=fresh.version, by=bureau)
    client.force_login(bureau)

    newest = client.get(reverse("round_memo", kwargs={"school_year": ROUND}))
    earlier = client.get(reverse("memo_detail", kwargs={"pk": sent.pk}))

    assert newest.context["memo"] == fresh
    assert ("Vervangt", f"de memo van 6 april 2023, ‘{sent.subject}’") in memos.document(
        Memo.objects.get(pk=fresh.pk)
    ).head
    assert reverse("memo_detail", kwargs={"pk": fresh.pk}) in earlier.content.decode()


def test_a_term_that_only_one_coalition_has_stands_in_its_chapter(demo, sent):
    coalition = Coalition.objects.get(slug="data-3")
    coalition.lines.create(
        part="term", number=9, title="Privacy", text="Geen gegevens van studenten."
    )

    said = chapters(memos.draft(Memo(round=sent.round, subject="x", dated_on=sent.dated_on)))

    assert "privacy. geen gegevens van studenten." in said["4"]
    assert not any("privacy." in text for text in said["2"])


def test_a_real_portal_gets_the_lists_without_what_is_invented(db, settings):
    settings.DEMO = False

    call_command("load_lists", stdout=io.StringIO())

    assert Institution.objects.count() == 51
    assert Function.objects.filter(code="quality_officer", parent__code="support_services").exists()
    assert not User.objects.exists()
    with pytest.raises(CommandError, match="practice portal only"):
        call_command("load_demo")


def test_a_second_load_of_the_demo_changes_nothing_and_keeps_what_was_edited(demo):
    Coalition.objects.filter(slug="data-3").update(central_question="Door iemand gewijzigd")
    before = counted()

    load_demo()

    assert counted() == before
    assert Coalition.objects.get(slug="data-3").central_question == "Door iemand gewijzigd"


def counted():
    return {
        model._meta.label: model.objects.count()
        for model in (Coalition, BriefLine, Memo, ThemeRound, User, LogEntry)
    }
