"""The kinds of file that people may send in, and how each is recognised inside a zip."""

from dataclasses import dataclass

OPENXML = "application/vnd.openxmlformats-officedocument."
OPENDOCUMENT = "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class Kind:
    code: str
    word: str
    endings: tuple  # of a name; the first is the usual one
    media_type: str
    folder: str = ""  # of an Office file: where in the zip its own parts stand


KINDS = (
    Kind("pdf", "PDF", ("pdf",), "application/pdf"),
    Kind("docx", "Word", ("docx",), OPENXML + "wordprocessingml.document", "word/"),
    Kind("xlsx", "Excel", ("xlsx",), OPENXML + "spreadsheetml.sheet", "xl/"),
    Kind("pptx", "PowerPoint", ("pptx",), OPENXML + "presentationml.presentation", "ppt/"),
    Kind("odt", "OpenDocument-tekst", ("odt",), OPENDOCUMENT + "text"),
    Kind("ods", "OpenDocument-rekenblad", ("ods",), OPENDOCUMENT + "spreadsheet"),
    Kind("odp", "OpenDocument-presentatie", ("odp",), OPENDOCUMENT + "presentation"),
    Kind("png", "PNG-afbeelding", ("png",), "image/png"),
    Kind("jpg", "JPG-afbeelding", ("jpg", "jpeg"), "image/jpeg"),
)
BY_CODE = {kind.code: kind for kind in KINDS}
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)
TAKEN = (
    "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument (.odt, .ods, .odp), "
    "PNG en JPG"
)
