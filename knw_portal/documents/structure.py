"""What a document says, apart from how it looks: page, PDF and Word file are all made from this.

Text is a small inline language of our own: **strong**, *emphasis*, [label](https://…) and [^1]
for a footnote mark. A new line is a line break; everything else is literal. Text that a person
typed goes through `plain`, so that it says exactly what was typed.
"""

import re
import unicodedata
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import ClassVar

FORMAT = 1

# Characters that no document needs and that harm one: controls, the marks that reverse the
# direction of what follows, halves of a pair, and what XML cannot hold.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_NEW_LINE = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_URL = re.compile(r"(?:https?://|mailto:)(?:[^\s()<>\"\\]|\([^\s()<>\"\\]*\))+")
_TOKEN = re.compile(
    r"\\(?P<escaped>[\\*\[\]])"
    r"|(?P<fence>\*\*|\*)"
    r"|\[\^(?P<mark>[1-9][0-9]{0,2})\]"
    r"|\[(?P<label>(?:\\.|[^\\\[\]\n])+)\]\((?P<url>" + _URL.pattern + r")\)"
    r"|(?P<line>\n)"
)


def clean(text):
    """Text without the characters that could break or disguise a document."""
    return _UNWANTED.sub("", _NEW_LINE.sub("\n", text))


def plain(text):
    """Text that a person typed, as inline text that says literally that."""
    return re.sub(r"([\\*\[\]])", r"\\\1", clean(text))


def is_link(url):
    """Whether an address may be a link: http, https and mailto only."""
    return bool(_URL.fullmatch(url))


def is_visible(text):
    """Whether any character of a text leaves a mark on paper."""
    return any(not c.isspace() and unicodedata.category(c)[0] not in "MC" for c in text)


def paragraphs(text):
    """The paragraphs of inline text in which an empty line divides them."""
    parts = (part.strip() for part in re.split(r"\n[ \t]*\n", clean(text)))
    return tuple(Paragraph(part) for part in parts if part)


@dataclass(frozen=True)
class Span:
    """A run of characters with one look: the inline language, read."""

    text: str = ""
    strong: bool = False
    emphasis: bool = False
    url: str = ""
    mark: int = 0
    line: bool = False


def inline(text):
    """The runs of an inline text, in order."""
    tokens = []
    at = 0
    for match in _TOKEN.finditer(text):
        if match.start() > at:
            tokens.append(("text", text[at : match.start()], None))
        tokens.append((match.lastgroup, match.group(), match))
        at = match.end()
    if at < len(text):
        tokens.append(("text", text[at:], None))
    return tuple(_spans(tokens, _pairs(tokens)))


def words(text):
    """What an inline text says, without its looks: for a file's name or a table of contents."""
    return "".join(" " if span.line else span.text for span in inline(text))


def _pairs(tokens):
    """Which stars open or close something; the others are just stars."""
    paired = set()
    opened = {}
    for index, (_, raw, match) in enumerate(tokens):
        if match is None or match.lastgroup != "fence":
            continue
        before = tokens[index - 1][1][-1:] if index else " "
        after = tokens[index + 1][1][:1] if index + 1 < len(tokens) else " "
        start = opened.get(raw)
        if start is not None and not before.isspace() and index > start + 1:
            paired |= {opened.pop(raw), index}
        elif not after.isspace():
            opened[raw] = index
    return paired


def _spans(tokens, paired):
    look = {"strong": False, "emphasis": False}
    said = ""
    for index, (kind, raw, match) in enumerate(tokens):
        if index in paired or kind in ("mark", "url", "line"):
            if said:
                yield Span(said, **look)
                said = ""
            if index in paired:
                name = "strong" if raw == "**" else "emphasis"
                look[name] = not look[name]
            elif kind == "mark":
                yield Span(mark=int(match["mark"]), **look)
            elif kind == "url":
                label = re.sub(r"\\([\\*\[\]])", r"\1", match["label"])
                yield Span(label, url=match["url"], **look)
            else:
                yield Span(line=True)
        else:
            said += match["escaped"] if kind == "escaped" else raw
    if said:
        yield Span(said, **look)


class _Part:
    """Makes every text clean and every list a tuple, so that equal documents are equal."""

    def __post_init__(self):
        for field in fields(self):
            object.__setattr__(self, field.name, _settled(getattr(self, field.name)))


def _settled(value):
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list | tuple):
        return tuple(_settled(item) for item in value)
    return value


@dataclass(frozen=True)
class Heading(_Part):
    """A heading under the document's title. Its number is text of the author's: "2" or "2.1"."""

    type: ClassVar = "heading"
    level: int
    text: str
    number: str = ""

    def __post_init__(self):
        super().__post_init__()
        if self.level not in (1, 2, 3):
            raise ValueError(f"A heading has level 1, 2 or 3, not {self.level!r}.")


@dataclass(frozen=True)
class Paragraph(_Part):
    type: ClassVar = "paragraph"
    text: str


@dataclass(frozen=True)
class Bullets(_Part):
    """A list. An item is a text, or a text with the Bullets under it: one level, no deeper."""

    type: ClassVar = "bullets"
    items: tuple
    ordered: bool = False

    def __post_init__(self):
        super().__post_init__()
        for item in self.items:
            if not isinstance(item, str) and any(type(below) is tuple for below in item[1].items):
                raise ValueError("A list goes one level deep.")

    def pairs(self):
        """Every item as text and the Bullets under it, or None."""
        return tuple((item, None) if isinstance(item, str) else item for item in self.items)


@dataclass(frozen=True)
class Table(_Part):
    type: ClassVar = "table"
    caption: str
    header: tuple
    rows: tuple
    note: str = ""

    def __post_init__(self):
        super().__post_init__()
        if any(len(row) != len(self.header) for row in self.rows):
            raise ValueError(f"In table {self.caption!r} a row is not as long as the header.")


@dataclass(frozen=True)
class Quote(_Part):
    type: ClassVar = "quote"
    text: str


@dataclass(frozen=True)
class Lines(_Part):
    """Room to write by hand, on paper."""

    type: ClassVar = "lines"
    count: int


@dataclass(frozen=True)
class Note(_Part):
    """What a footnote mark points to; its address is shown, and is a link when it may be one."""

    number: int
    text: str
    url: str = ""


@dataclass(frozen=True)
class Notes(_Part):
    type: ClassVar = "notes"
    items: tuple[Note, ...]


_BLOCKS = {kind.type: kind for kind in (Heading, Paragraph, Bullets, Table, Quote, Lines, Notes)}


@dataclass(frozen=True)
class Document(_Part):
    """A memo, report or letter. Only its blocks hold inline text; all else is literal."""

    title: str
    head: tuple[tuple[str, str], ...] = ()
    blocks: tuple = ()
    language: str = "nl"
    kind: str = "Memo"
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    written_on: date | None = None

    def __post_init__(self):
        super().__post_init__()
        numbers = [note.number for note in self.notes()]
        if len(numbers) != len(set(numbers)):
            raise ValueError(f"A note's number is used twice: {sorted(numbers)}.")

    def shown(self):
        """The blocks as every output shows them: none without words, and no leap between headings.

        A leap (from a title to a level 3) is a wall for who reads by headings; PDF/UA forbids it.
        """
        shown = []
        level = 0
        for block in self.blocks:
            if isinstance(block, Heading) and _says_something(block):
                level = min(block.level, level + 1)
                shown.append(replace(block, level=level))
            elif _says_something(block):
                shown.append(block)
        return tuple(shown)

    def notes(self):
        """Every note, in order."""
        return tuple(
            note for block in self.blocks if isinstance(block, Notes) for note in block.items
        )


def _says_something(block):
    if isinstance(block, Heading):
        return is_visible(words(block.text))
    if isinstance(block, Bullets | Notes):
        return bool(block.items)
    if isinstance(block, Lines):
        return block.count > 0
    return bool(block.header if isinstance(block, Table) else block.text.strip())


def to_json(document):
    """The document as a dictionary that a JSONField or file can hold and `from_json` reads back."""
    values = {field.name: getattr(document, field.name) for field in fields(document)}
    values["head"] = [list(pair) for pair in document.head]
    values["keywords"] = list(document.keywords)
    values["written_on"] = document.written_on and document.written_on.isoformat()
    values["blocks"] = [_block_to_json(block) for block in document.blocks]
    return {"format": FORMAT} | values


def from_json(values):
    """The document that `to_json` wrote down; raises ValueError when it is something else."""
    if values.get("format") != FORMAT:
        raise ValueError(f"This portal reads document format {FORMAT}, not {values.get('format')}.")
    values = {name: value for name, value in values.items() if name != "format"}
    written_on = values.pop("written_on")
    blocks = [_block_from_json(block) for block in values.pop("blocks")]
    return Document(
        **values, blocks=blocks, written_on=written_on and date.fromisoformat(written_on)
    )


def _block_to_json(block):
    if isinstance(block, Bullets):
        items = [
            text if below is None else [text, _block_to_json(below)]
            for text, below in block.pairs()
        ]
        return {"type": block.type, "items": items, "ordered": block.ordered}
    return {"type": block.type} | _listed(asdict(block))


def _listed(value):
    if isinstance(value, dict):
        return {name: _listed(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_listed(item) for item in value]
    return value


def _block_from_json(values):
    values = dict(values)
    kind = _BLOCKS.get(values.pop("type"))
    if kind is None:
        raise ValueError("This portal does not know a block of this document.")
    if kind is Bullets:
        values["items"] = [
            item if isinstance(item, str) else (item[0], _block_from_json(item[1]))
            for item in values["items"]
        ]
    if kind is Notes:
        values["items"] = [Note(**note) for note in values["items"]]
    return kind(**values)
