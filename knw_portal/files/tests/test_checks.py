"""What is kept and what is refused, by what is in the file and not by its name."""

import io
import tracemalloc
from time import process_time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from knw_portal.files import checks
from knw_portal.files.checks import Refused, clean_name, inspect
from knw_portal.files.tests import samples
from knw_portal.files.tests.samples import PAGE


def upload(name, body):
    return SimpleUploadedFile(name, body)


TAKEN = {
    "stuk.pdf": samples.pdf,
    "stuk.docx": samples.docx,
    "geschreven.docx": lambda: samples.word("Goedemiddag"),
    "lijst.xlsx": samples.xlsx,
    "dia.pptx": samples.pptx,
    "stuk.odt": lambda: samples.odf("odt"),
    "lijst.ods": lambda: samples.odf("ods"),
    "dia.odp": lambda: samples.odf("odp"),
    "beeld.png": samples.png,
    "beeld.jpg": samples.jpg,
    "beeld.jpeg": samples.jpg,
    "STUK.PDF": samples.pdf,
    "notulen.v2.pdf": samples.pdf,
    "boek.xlsx": lambda: samples.xlsx(("xl/embeddings/oleObject1.bin", b"x")),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_of_a_kind_we_take_is_known_by_its_content(name):
    kind = inspect(upload(name, TAKEN[name]()))

    assert name.rpartition(".")[2].lower() in kind.endings


ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
REFUSED = {
    "empty.pdf": (lambda: b"", checks.EMPTY),
    "page.pdf": (lambda: PAGE, checks.WEB_PAGE),
    "page.html": (lambda: PAGE, checks.WEB_PAGE),
    "page.png": (lambda: PAGE, checks.WEB_PAGE),
    "drawing.svg": (lambda: b"<svg onload='alert(1)'/>", checks.WEB_PAGE),
    "drawing.png": (lambda: b"<?xml version='1.0'?><svg/>", checks.WEB_PAGE),
    "program.exe": (lambda: b"MZ\x90\0" + b"\0" * 99, checks.PROGRAM),
    "program.pdf": (lambda: b"MZ\x90\0" + b"\0" * 99, checks.PROGRAM),
    "program.docx": (lambda: b"\x7fELF" + b"\0" * 99, checks.PROGRAM),
    "script.pdf": (lambda: b"#!/bin/sh\nrm -r .\n", checks.PROGRAM),
    "code.js": (lambda: b"alert(1)", checks.ANOTHER_KIND),
    "words.pdf": (lambda: b"zomaar tekst", checks.ANOTHER_KIND),
    "moving.gif": (lambda: b"GIF89a" + b"\0" * 99, checks.ANOTHER_KIND),
    "pack.zip": (lambda: samples.zipped(("a.txt", "a")), checks.ANOTHER_KIND),
    "pack.docx": (lambda: samples.zipped(("a.txt", "a")), checks.ANOTHER_KIND),
    "java.docx": (lambda: samples.zipped(("META-INF/MANIFEST.MF", "a")), checks.ANOTHER_KIND),
    "sum.odt": (
        lambda: samples.zipped(
            ("mimetype", "application/vnd.oasis.opendocument.formula"), ("content.xml", "")
        ),
        checks.ANOTHER_KIND,
    ),
    "old.doc": (lambda: checks.OLD_OFFICE + b"\0" * 99, checks.OLD),
    "locked.docx": (lambda: checks.OLD_OFFICE + b"\0" * 99, checks.OLD),
    "locked-zip.docx": (samples.locked, checks.LOCKED),
    "locked.odt": (
        lambda: samples.odf("odt", ("META-INF/manifest.xml", "<manifest:encryption-data/>")),
        checks.LOCKED,
    ),
    "macro.docx": (samples.macro_docx, "Een Word-bestand met macro’s of programma’s"),
    "hidden.docx": (
        lambda: samples.docx(("word/VBAPROJECT.BIN", b"x")),
        "Een Word-bestand met macro’s",
    ),
    "macro.xlsx": (
        lambda: samples.xlsx(("xl/macrosheets/sheet1.xml", "<x/>")),
        "Een Excel-bestand met macro’s",
    ),
    "macro.odt": (
        lambda: samples.odf("odt", ("Basic/Standard/M.xml", "<x/>")),
        "Een OpenDocument-tekst-bestand met macro’s",
    ),
    "carrier.docx": (
        lambda: samples.docx(("word/embeddings/a.exe", b"MZ")),
        "Een Word-bestand met macro’s",
    ),
    "bomb.docx": (samples.bomb, checks.TOO_FULL),
    "crowd.docx": (
        lambda: samples.docx(*((f"word/{n}", b"") for n in range(2001))),
        checks.TOO_FULL,
    ),
    "laughs.docx": (lambda: samples.docx(("word/document.xml", ENTITIES)), checks.BROKEN),
    "laughs-utf16.docx": (
        lambda: samples.docx(("word/document.xml", ENTITIES.encode("utf-16"))),
        checks.BROKEN,
    ),
    "far.docx": (
        lambda: samples.docx(("word/a.xml", f"<!--{'x' * (checks.CHUNK - 12)}-->{ENTITIES}")),
        checks.BROKEN,
    ),
    "lying.docx": (samples.lying, checks.BROKEN),
    "squeezed.docx": (samples.squeezed, checks.BROKEN),
    "misnamed.docx": (samples.misnamed, checks.BROKEN),
    "half.docx": (lambda: samples.docx()[:-40], checks.BROKEN),
    "half.pdf": (lambda: samples.pdf()[:-4000], checks.BROKEN),
    "half.png": (lambda: samples.png()[:-6], checks.BROKEN),
    "half.jpg": (lambda: samples.jpg()[:8], checks.BROKEN),
    "html-first.pdf": (lambda: b"%PDF-1.4\n" + PAGE + samples.pdf(), checks.DOUBLE),
    "html-last.pdf": (lambda: samples.pdf() + PAGE, checks.DOUBLE),
    "zip-last.pdf": (lambda: samples.pdf() + samples.docx(), checks.DOUBLE),
    "zip-last.png": (lambda: samples.png(behind=samples.docx()), checks.DOUBLE),
    "text-last.png": (lambda: samples.png(behind=b"more"), checks.DOUBLE),
    "jar-last.jpg": (lambda: samples.jpg() + samples.zipped(("A.class", "a")), checks.DOUBLE),
    "page.jpg": (lambda: samples.jpg(note=b"JFIF" + PAGE), checks.DOUBLE),
    "vast.png": (lambda: samples.png(50_000, 50_000), checks.TOO_MANY_PIXELS),
    "vast.jpg": (lambda: samples.jpg(50_000, 50_000), checks.TOO_MANY_PIXELS),
    "nothing.png": (lambda: samples.png(0, 5), checks.BROKEN),
    "word.pdf": (samples.docx, "De naam eindigt op .pdf, maar de inhoud is Word."),
    "stuk.pdf.html": (samples.pdf, "De naam eindigt op .html, maar de inhoud is PDF."),
    "stuk": (samples.pdf, "maar de inhoud is PDF."),
    "rekenblad.docx": (samples.xlsx, "maar de inhoud is Excel."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_we_do_not_take_is_refused_with_its_reason(name):
    make, reason = REFUSED[name]
    body = make()
    tracemalloc.start()
    began = process_time()

    with pytest.raises(Refused) as refused:
        inspect(upload(name, body))

    used, (_, peak) = process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reason in refused.value.messages[0]
    assert used < 2
    assert peak < 30 * 1024 * 1024


def test_a_file_past_the_limit_is_refused_with_its_size(settings):
    settings.UPLOAD_MB = 1
    whole = samples.docx(("word/media/a.bin", bytes(range(256)) * 5))
    room = checks.limit()

    with pytest.raises(Refused, match=r"Dit bestand is 1,0 MB. We nemen bestanden aan tot 1 MB"):
        inspect(upload("a.docx", whole + b"x" * (room + 1 - len(whole))))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("notulen.pdf", "notulen.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"..\..\boot.pdf", "boot.pdf"),
        ("/root/a.pdf", "a.pdf"),
        (r"C:\Users\a.pdf", "a.pdf"),
        ("%2e%2e%2fa.pdf", "%2e%2e%2fa.pdf"),
        ("con.pdf", "_con.pdf"),
        ("NUL", "_NUL"),
        ("lpt1.docx", "_lpt1.docx"),
        ("console.pdf", "console.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("rekening\u202efdp.exe", "rekeningfdp.exe"),
        ("a\u2066b\u200f.pdf", "ab.pdf"),
        ("  a   b .pdf ", "a b.pdf"),
        ('a"b<c>|?*:.pdf', "a b c.pdf"),
        ("é" * 300 + ".pdf", "é" * 120 + ".pdf"),
        ("a." + "x" * 300, "a." + "x" * 10),
        ("e\u0301tude.pdf", "étude.pdf"),
        ("...", "bestand"),
        ("\u202e", "bestand"),
        (".pdf", "pdf"),
    ],
)
def test_a_name_is_shown_without_folder_and_without_what_disguises(given, shown):
    assert clean_name(given) == shown


def test_an_upload_is_read_once_however_often_it_is_asked():
    file = upload("a.docx", samples.docx())
    inspect(file)
    file.file = io.BytesIO(b"something else")

    assert inspect(file).code == "docx"
