"""Small files of every kind, true and false, as bytes."""

import io
import struct
import zipfile
import zlib

from docx import Document as Word
from openpyxl import Workbook

from knw_portal.documents.docx import to_docx
from knw_portal.documents.pdf import to_pdf
from knw_portal.documents.structure import Document
from knw_portal.files.kinds import BY_CODE

PAGE = b"<!doctype html><html><script>alert(1)</script></html>"


def pdf():
    return to_pdf(Document(title="Een handreiking", blocks=[]))


def docx(*extra):
    return with_parts(to_docx(Document(title="Een handreiking", blocks=[])), *extra)


def xlsx(*extra):
    return with_parts(saved(Workbook()), *extra)


def pptx(*extra):
    kind = BY_CODE["pptx"].media_type
    types = f'<Types><Override ContentType="{kind}.main+xml"/></Types>'
    return zipped(("[Content_Types].xml", types), ("ppt/presentation.xml", "<p/>"), *extra)


def odf(code, *extra):
    return zipped(("mimetype", BY_CODE[code].media_type), ("content.xml", "<c/>"), *extra)


def png(width=2, height=2, behind=b""):
    def part(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    size = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress((b"\0" + b"\0" * min(width, 9)) * min(height, 9))
    start = b"\x89PNG\r\n\x1a\n"
    return start + part(b"IHDR", size) + part(b"IDAT", body) + part(b"IEND", b"") + behind


def jpg(width=2, height=2, note=b"JFIF"):
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"
    return (
        b"\xff\xd8\xff\xe0" + struct.pack(">H", len(note) + 2) + note
        + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame
        + b"\xff\xda\0\2\0\xff\xd9"
    )  # fmt: skip


def saved(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word(text):
    document = Word()
    document.add_paragraph(text)
    return saved(document)


def zipped(*parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts:
            archive.writestr(name, body)
    return file.getvalue()


def with_parts(whole, *extra):
    """The same zip with parts added, or in the place of those of that name."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(*(parts | dict(extra)).items())


def part_of(whole, name):
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return archive.read(name)


def macro_docx():
    """A .docm, whatever its name says."""
    types = part_of(docx(), "[Content_Types].xml")
    main = BY_CODE["docx"].media_type.encode() + b".main+xml"
    macro = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    return docx(("[Content_Types].xml", types.replace(main, macro)), ("word/vbaProject.bin", b"x"))


def bomb():
    return docx(("word/media/grows.bin", b"\0" * (40 * 1024 * 1024)))


def squeezed():
    """Packed in another way than Office does: it unpacks all at once, whatever it says."""
    file, whole = io.BytesIO(), zipfile.ZipFile(io.BytesIO(docx()))
    with whole, zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        for name in whole.namelist():
            archive.writestr(name, whole.read(name))
    return file.getvalue()


def misnamed():
    """A part whose name says that it is UTF-8 and is not."""
    whole = docx(("word/media/é.bin", b"a"))
    return whole.replace("é".encode(), b"\xff\xfe")


def locked():
    """A zip whose parts say that they are encrypted."""
    whole = bytearray(docx())
    at = whole.find(b"PK\x01\x02")
    whole[at + 8] |= 1
    return bytes(whole)


def lying():
    """A zip with a part that is other than its checksum says."""
    whole = docx(("word/media/a.bin", b"abcdefgh" * 4))
    at = whole.rfind(b"PK\x01\x02")
    return whole[: at + 16] + b"\1\2\3\4" + whole[at + 20 :]
