"""The same document as page, PDF and Word file."""

import re
import subprocess
import sys
import unicodedata
from io import BytesIO

import docx
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from pypdf import PdfReader

from knw_portal.documents.docx import to_docx
from knw_portal.documents.glyphs import RANGES, settable
from knw_portal.documents.page import to_html
from knw_portal.documents.pdf import to_pdf
from knw_portal.documents.structure import (
    Bullets,
    Document,
    Heading,
    Note,
    Notes,
    Paragraph,
    Quote,
    Table,
    plain,
)
from knw_portal.documents.tests.factories import HOSTILE, WORDS, letter


def soup(document):
    return BeautifulSoup(to_html(document), "html.parser")


def pdf(document):
    return PdfReader(BytesIO(to_pdf(document)))


def word(document):
    return docx.Document(BytesIO(to_docx(document)))


def in_html(document):
    page = soup(document)
    for back in page.select('a[href$="-terug"]'):
        back.decompose()
    return page.get_text(" ")


def in_pdf(document):
    return "\n".join(page.extract_text() for page in pdf(document).pages)


def in_docx(document):
    body = word(document).element.body
    return " ".join(
        "".join(node.text or " " for node in line.iter(qn("w:t"), qn("w:tab"), qn("w:br")))
        for line in body.iter(qn("w:p"))
    )


def letters(text):
    """What a text says, without space, list signs and page feet: each output has its own."""
    text = unicodedata.normalize("NFKC", text.replace("\u200b", ""))
    return re.sub(r"Nieuwe thema’s voor september\s+pagina \d+ van \d+|[\s•–]", "", text)


@pytest.mark.parametrize("output", [in_html, in_docx])
def test_page_and_word_file_say_the_same_in_the_same_order(output):
    said = letters(output(letter()))

    assert said.replace("Noten1Een", "NotenEen") == letters(WORDS)


def test_pdf_says_the_same_in_the_same_order():
    said = letters(in_pdf(letter()))

    # A PDF's numbers of list items are part of its text.
    expected = letters(WORDS.replace("eerst kiezen dan", "1. eerst kiezen 2. dan"))
    assert said == expected.replace("NotenEen", "Noten1.Een")


def test_page_is_a_letter_with_headings_in_steps_and_numbers_in_the_margin():
    page = soup(letter())

    assert [(h.name, h.get_text()) for h in page.find_all(["h1", "h2", "h3", "h4"])] == [
        ("h1", "Nieuwe thema’s voor september"),
        ("h2", "Aanleiding"),
        ("h3", "1.1 Wat volgt"),
        ("h4", "Samenstelling"),
        ("h2", "Noten"),
    ]
    assert [n.get_text(strip=True) for n in page.select(".entry-margin.numeral")] == ["1", ""]
    assert [dt.get_text() for dt in page.select("dl.letter-head dt")] == ["Aan", "Status"]
    assert page.select_one("ul > li > ul > li").get_text() == "duiden"
    assert [th["scope"] for th in page.select("thead th")] == ["col", "col"]


def test_footnote_marks_and_notes_point_at_each_other_by_name():
    page = soup(
        Document("x", blocks=(Paragraph("a[^1] b[^1] c[^7]"), Notes((Note(1, "n"), Note(2, "m")))))
    )

    assert [str(mark) for mark in page.find_all("sup")] == [
        '<sup><a aria-label="Noot 1" href="#noot-1" id="noot-1-terug">1</a></sup>',
        '<sup><a aria-label="Noot 1" href="#noot-1">1</a></sup>',
        "<sup>7</sup>",
    ]
    assert [(li["id"], li["value"], [a["aria-label"] for a in li("a")]) for li in page("li")] == [
        ("noot-1", "1", ["Terug naar de tekst bij noot 1"]),
        ("noot-2", "2", []),
    ]
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))


def everywhere(text):
    """A document with a person's text in every place that can hold it."""
    said = plain(text)
    return Document(
        text,
        head=((text, text),),
        blocks=(
            Heading(1, said, text), Heading(2, said, text), Paragraph(said), Quote(said),
            Bullets((said, (said, Bullets((said,))))), Bullets((said,), ordered=True),
            Table(said, (said, said), ((said, said),), said),
            Notes((Note(1, said, text),)),
        ),
        kind=text, author=text, subject=text, keywords=(text,),
    )  # fmt: skip


def test_hostile_text_is_only_text_on_the_page():
    page = soup(everywhere(HOSTILE))

    assert page.find_all(["script", "strong", "em"]) == []
    assert page.find_all("a", href=True) == []
    assert page.select_one("blockquote p").get_text().startswith("<script>alert(1)</script> #incl")
    assert "*sterk* [l](https://e.org)" in page.select_one("blockquote p").get_text()
    assert not re.search("[\x00\x07\x1b\u202e]", str(page))


def test_hostile_text_is_only_text_in_the_pdf():
    said = in_pdf(everywhere(HOSTILE))

    assert "<script>alert(1)</script>" in said
    assert "#panic()" in said.replace("\n", " ")
    assert "$x^2$" in said.replace("\n", " ")
    assert "*sterk*" in said.replace("\n", " ")
    assert not re.search("[\x00\x07\x1b\u202e]", said)


def test_a_word_of_10000_letters_is_broken_and_none_of_it_is_lost():
    word_without_end = "x" * 10_000
    document = Document("y" * 1_000, blocks=(Paragraph(word_without_end),))

    lines = in_pdf(document).splitlines()

    assert sum(line.count("x") for line in lines) == 10_000
    assert max(len(line.replace("\u200b", "")) for line in lines) < 120
    assert word_without_end in in_html(document)
    assert word_without_end in in_docx(document)


def test_hostile_text_is_only_text_in_the_word_file():
    file = word(everywhere(HOSTILE))

    said = in_docx(everywhere(HOSTILE))

    assert said.count("<script>alert(1)</script>") >= 10
    assert list(file.element.body.iter(qn("w:hyperlink"))) == []
    assert not re.search("[\x00\x07\x1b\u202e]", said)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", ""]
)
def test_an_address_of_another_kind_is_shown_but_is_no_link(url):
    document = Document("x", blocks=(Notes((Note(1, "bron", url),)),))

    assert soup(document).find_all("a") == []
    assert "/A" not in [key for page in pdf(document).pages for key in page.get("/Annots", [])]
    assert all("/Annots" not in page for page in pdf(document).pages)
    assert list(word(document).element.body.iter(qn("w:hyperlink"))) == []
    assert url in in_html(document)


def test_pdf_is_tagged_and_says_so():
    root = pdf(letter()).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "nl"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def structure(node):
    """The kinds of all elements of a PDF's structure, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        return [kind for child in node for kind in structure(child)]
    if not hasattr(node, "get"):
        return []
    own = [node["/S"]] if "/S" in node else []
    return own + (structure(node["/K"]) if "/K" in node else [])


def test_pdf_has_a_structure_to_read_by():
    kinds = structure(pdf(letter()).trailer["/Root"]["/StructTreeRoot"]["/K"])

    telling = re.compile(r"/(H\d|L|Table|BlockQuote|TH|Caption)")
    assert [kind for kind in kinds if telling.fullmatch(kind)] == [
        "/H1", "/H2", "/H3", "/L", "/L", "/L", "/BlockQuote", "/H4", "/Table", "/Caption",
        "/TH", "/TH", "/H2", "/L",
    ]  # fmt: skip


def test_pdf_carries_its_title_author_and_date():
    about = pdf(letter()).metadata

    assert (about.title, about.author, about.subject) == (
        "Nieuwe thema’s voor september", "Bureau", "Drie thema’s",
    )  # fmt: skip
    assert about["/Keywords"] == "coalities, thema’s"
    assert about["/CreationDate"] == "D:20230406000000Z"


def test_pdf_holds_its_own_letters():
    fonts = [
        font.get_object()["/BaseFont"]
        for page in pdf(letter()).pages
        for font in page["/Resources"]["/Font"].values()
    ]

    assert {name.split("+")[1].split("-")[0] for name in fonts} == {"LibertinusSerif"}


@pytest.mark.parametrize("changes", [{}, {"written_on": None}])
def test_the_same_document_gives_the_same_bytes_in_another_process(changes):
    ours = to_pdf(letter(**changes))

    script = (
        "import sys, hashlib\n"
        "from knw_portal.documents.pdf import to_pdf\n"
        "from knw_portal.documents.tests.factories import letter\n"
        f"sys.stdout.buffer.write(to_pdf(letter(**{changes!r})))"
    )
    theirs = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout

    assert theirs == ours


def test_every_character_that_we_say_can_be_set_can_be_set():
    bounds = [[int(end, 16) for end in pair.split("-")] for pair in RANGES.split()]
    characters = " ".join(chr(code) for b in bounds for code in range(b[0], b[-1] + 1))
    said = plain(characters)

    document = Document("x", blocks=(Paragraph(said), Heading(1, f"*{said}*"), Heading(2, said)))

    assert len(to_pdf(document)) > 100_000
    assert settable(characters) == characters


def test_a_character_that_cannot_be_set_becomes_a_box_and_loose_accents_join_their_letter():
    assert settable("a 😀 e\u0301 \u200d中\ufe0f") == "a □ é □"


@pytest.mark.parametrize(
    "document",
    [
        Document(""), Document("\u200d"), Document("x", language="nl-NL"),
        Document("x", blocks=(Heading(3, "a"), Heading(1, ""), Paragraph(""), Bullets(()))),
        Document("x", blocks=(Table("", ("a",), ()), Notes(()), Paragraph("[^1]"))),
    ],
)  # fmt: skip
def test_a_document_with_little_in_it_still_comes_out(document):
    assert to_pdf(document).startswith(b"%PDF")
    assert to_docx(document).startswith(b"PK")
    assert "<article" in to_html(document)


def test_word_file_has_real_styles_and_properties():
    file = word(letter())

    styles = [line.style.name for line in file.paragraphs if line.text]
    assert styles == [
        "Subtitle", "Title", "Memo Head", "Memo Head", "Heading 1", "Normal", "Heading 2", "Normal",
        "List Bullet", "List Bullet", "List Bullet 2", "List Bullet 2", "List Number",
        "List Number", "Quote", "Heading 3", "Caption", "Normal", "Heading 1", "List Paragraph",
    ]  # fmt: skip
    about = file.core_properties
    assert (about.title, about.author, about.language, about.keywords, about.created.year) == (
        "Nieuwe thema’s voor september", "Bureau", "nl-NL", "coalities, thema’s", 2023,
    )  # fmt: skip
    assert file.styles.element.xpath("//w:rPrDefault//w:lang/@w:val") == ["nl-NL"]
    header, *others = file.tables[0].rows
    assert header._tr.xpath("./w:trPr/w:tblHeader")
    assert not any(row._tr.xpath("./w:trPr/w:tblHeader") for row in others)


def test_each_numbered_list_of_the_word_file_begins_at_one():
    file = word(Document("x", blocks=(Bullets(("a", "b"), True), Bullets(("c",), True))))

    numberings = [line._p.pPr.numPr.numId.val for line in file.paragraphs if line.text in "abc"]
    starts = file.part.numbering_part.element.xpath("//w:lvlOverride/w:startOverride/@w:val")

    assert numberings[0] == numberings[1] != numberings[2]
    assert starts == ["1", "1"]
