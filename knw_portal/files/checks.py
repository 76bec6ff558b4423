"""Whether a file may be kept: judged by what is in it, with a reason that says what to do."""

import io
import re
import struct
import unicodedata
import zipfile
import zlib

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from knw_portal.files.kinds import BY_CODE, KINDS, TAKEN

MOST_MEMBERS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
RATIO_FROM = 1024 * 1024  # what is small unpacked may be packed as tightly as it likes
MOST_PIXELS = 40_000_000
NAME_LENGTH = 120
CHUNK = 64 * 1024

# .doc and .xls, and any Office file with a password
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
PAGES = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|svg|iframe)\b", re.IGNORECASE)
MACROS = re.compile(
    r"vbaproject\w*\.bin$|vbadata\.xml$|(^|/)macrosheets/|(^|/)activex/|^basic/|^scripts/"
    r"|\.(exe|dll|js|vbs|ps1|bat|cmd|scr|jar|hta|lnk|html?)$",
    re.IGNORECASE,
)
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)

ANOTHER_KIND = f"Dit soort bestand nemen we niet aan. Wat wel kan: {TAKEN}."
EMPTY = "Dit bestand is leeg. Kies het bestand met de inhoud."
PROGRAM = f"Een programma nemen we niet aan. Wat wel kan: {TAKEN}."
WEB_PAGE = "Een webpagina of SVG nemen we niet aan. Bewaar het als PDF, PNG of JPG."
OLD = (
    "Dit is een oud soort Office-bestand, of er zit een wachtwoord op. "
    "Sla het op als .docx, .xlsx of .pptx zonder wachtwoord."
)
LOCKED = "Er zit een wachtwoord op dit bestand. Sla het op zonder wachtwoord."
BROKEN = "Dit bestand is kapot of niet af. Sla het opnieuw op en kies het nog eens."
DOUBLE = (
    "In dit bestand zit nog een ander bestand verborgen. Sla het opnieuw op en kies het nog eens."
)
TOO_FULL = "Dit bestand wordt uitgepakt veel te groot. Maak het kleiner of splits het."
TOO_MANY_PIXELS = "Deze afbeelding heeft meer dan 40 miljoen beeldpunten. Maak haar kleiner."

NO_ROOM = (
    "Er is nu geen ruimte om het bestand te bewaren. Er is niets veranderd. "
    "Probeer het straks nog eens, of mail het bureau."
)


class Refused(ValidationError):
    """A file that is not kept, in words for who sent it."""


def limit():
    return settings.UPLOAD_MB * 1024 * 1024


def inspect(upload):
    """The kind of an uploaded file; Refused when it is not one that we keep.

    Reads all of it once: what was found is remembered on the upload.
    """
    if not hasattr(upload, "found_kind"):
        upload.found_kind = _inspect(upload)
    return upload.found_kind


def _inspect(upload):
    if getattr(upload, "did_not_fit", False):
        raise Refused(NO_ROOM)
    if upload.size > limit():
        size = filesizeformat(upload.size).replace("\xa0", " ")
        raise Refused(
            f"Dit bestand is {size}. We nemen bestanden aan tot {settings.UPLOAD_MB} MB. "
            "Maak het kleiner of splits het."
        )
    if not upload.size:
        raise Refused(EMPTY)
    upload.seek(0)
    head = upload.read(8192)
    kind = _kind_of(upload, head)
    ending = upload.name.rpartition(".")[2].lower()
    if ending not in kind.endings:
        raise Refused(
            f"De naam eindigt op .{clean_name(ending)[:10]}, maar de inhoud is {kind.word}. "
            f"Geef het een naam die eindigt op .{kind.endings[0]}."
        )
    upload.seek(0)
    return kind


def _kind_of(upload, head):
    if head.startswith(OLD_OFFICE):
        raise Refused(OLD)
    if head.startswith(PROGRAMS):
        raise Refused(PROGRAM)
    guess = filetype.guess(head)
    found = guess.extension if guess else ""
    if head.startswith(b"PK\x03\x04"):
        return _look_into_zip(upload)
    if found not in ("pdf", "png", "jpg"):
        raise Refused(WEB_PAGE if PAGES.search(head) else ANOTHER_KIND)
    if PAGES.search(head[:1024]) or _is_zip_too(upload):
        raise Refused(DOUBLE)
    {"pdf": _look_into_pdf, "png": _look_into_png, "jpg": _look_into_jpg}[found](upload)
    return BY_CODE[found]


def _is_zip_too(upload):
    upload.seek(0)
    return zipfile.is_zipfile(upload.file)


# --- Office -----------------------------------------------------------------------------------


PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def _look_into_zip(upload):
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload.file) as archive:
            members = archive.infolist()
            _look_at_sizes(members)
            names = [member.filename for member in members]
            kind = _office_kind(archive, names)
            if any(MACROS.search(name) for name in names):
                raise Refused(_no_macros(kind))
            for member in members:
                _unpack(archive, member)
    except Refused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error, ValueError) as error:
        raise Refused(BROKEN) from error
    except (NotImplementedError, RuntimeError) as error:  # packed in a way Office does not use
        raise Refused(BROKEN) from error
    return kind


def _look_at_sizes(members):
    if any(member.flag_bits & 1 for member in members):
        raise Refused(LOCKED)
    # Other ways of packing give more than a chunk at a time, whatever size a member says it has.
    if any(member.compress_type not in PACKED for member in members):
        raise Refused(BROKEN)
    if len({member.filename for member in members}) < len(members):
        raise Refused(DOUBLE)  # two programs would each open another one
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if (
        len(members) > MOST_MEMBERS
        or unpacked > MOST_UNPACKED
        or (unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1))
    ):
        raise Refused(TOO_FULL)


def _office_kind(archive, names):
    """Which Office file this zip is, by the parts it is made of."""
    if "mimetype" in names and "content.xml" in names:
        said = _beginning(archive, "mimetype").decode("ascii", "replace").strip()
        kind = next((kind for kind in KINDS if kind.media_type == said), None)
        if kind is None or kind.folder:
            raise Refused(ANOTHER_KIND)
        if b"encryption-data" in _beginning(archive, "META-INF/manifest.xml", names):
            raise Refused(LOCKED)
        return kind
    contents = _beginning(archive, "[Content_Types].xml", names)
    folders = {name.partition("/")[0] + "/" for name in names}
    kind = next((kind for kind in KINDS if kind.folder in folders), None)
    if kind is None:
        raise Refused(ANOTHER_KIND)
    if b"macroenabled" in contents.lower():
        raise Refused(_no_macros(kind))
    if kind.media_type.encode() + b".main+xml" not in contents:
        raise Refused(ANOTHER_KIND)
    return kind


def _no_macros(kind):
    return (
        f"Een {kind.word}-bestand met macro’s of programma’s nemen we niet aan. "
        f"Sla het op als .{kind.endings[0]} zonder macro’s."
    )


def _beginning(archive, name, names=None):
    if names is not None and name not in names:
        return b""
    with archive.open(name) as part:
        return part.read(1024 * 1024)


def _unpack(archive, member):
    """Read a part to its end: a wrong size or checksum raises, text that grows is refused."""
    before = b""
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            if member.filename.endswith((".xml", ".rels")):
                # As UTF-8 or UTF-16, and also where it stands across two chunks.
                seen = (before + chunk).replace(b"\0", b"")
                if b"<!ENTITY" in seen:
                    raise Refused(BROKEN)
                before = chunk[-32:]


# --- PDF and pictures -------------------------------------------------------------------------


def _look_into_pdf(upload):
    upload.seek(max(upload.size - 4096, 0))
    tail = upload.read()
    if b"%%EOF" not in tail:
        raise Refused(BROKEN)
    if PAGES.search(tail.rpartition(b"%%EOF")[2]):
        raise Refused(DOUBLE)


def _look_into_png(upload):
    """Part by part to the end: nothing may stand behind a picture."""
    upload.seek(8)
    at, first = 8, True
    while True:
        start = upload.read(8)
        if len(start) < 8:
            raise Refused(BROKEN)
        length, name = struct.unpack(">I4s", start)
        if first:
            if name != b"IHDR" or length != 13:
                raise Refused(BROKEN)
            _look_at_pixels(*struct.unpack(">II", upload.read(8)))
            first = False
        at += length + 12
        if at > upload.size:
            raise Refused(BROKEN)
        if name == b"IEND":
            break
        upload.seek(at)
    if at < upload.size:
        raise Refused(DOUBLE)


def _look_into_jpg(upload):
    """Its parts up to the one that says how large it is."""
    upload.seek(2)
    while True:
        start = upload.read(4)
        if len(start) < 4 or start[0] != 0xFF:
            raise Refused(BROKEN)
        marker, length = start[1], struct.unpack(">H", start[2:])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            frame = upload.read(5)
            if len(frame) < 5:
                raise Refused(BROKEN)
            height, width = struct.unpack(">HH", frame[1:])
            _look_at_pixels(width, height)
            return
        if marker in (0xD9, 0xDA) or length < 2:
            raise Refused(BROKEN)
        upload.seek(length - 2, io.SEEK_CUR)


def _look_at_pixels(width, height):
    if not width or not height:
        raise Refused(BROKEN)
    if width * height > MOST_PIXELS:
        raise Refused(TOO_MANY_PIXELS)


# --- the name ---------------------------------------------------------------------------------


def clean_name(name):
    """A given name as we show it: no folder, nothing unseen, fit for every file system.

    Unseen are control characters, and those that turn the direction of what follows: with them
    "exe.pdf" could be shown as "fdp.exe".
    """
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1])
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = " ".join(re.sub(r'[:*?"<>|]', " ", name).split()).strip(" .")
    stem, dot, ending = name.rpartition(".")
    name = f"{stem[:NAME_LENGTH].rstrip(' .')}{dot}{ending[:10]}" if stem else name[:NAME_LENGTH]
    return f"_{name}" if RESERVED.match(name) else name or "bestand"
