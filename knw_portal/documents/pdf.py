"""A document as a tagged PDF (PDF/UA-1), set by typst as a letter on A4.

Only the fonts inside typst are used, so that the same document gives the same bytes everywhere.
What is said goes to the template as JSON and is never part of its markup.
"""

import json
from dataclasses import asdict
from pathlib import Path

import typst

from knw_portal.documents.glyphs import settable
from knw_portal.documents.structure import (
    Bullets,
    Heading,
    Lines,
    Notes,
    Paragraph,
    Table,
    inline,
    is_link,
    is_visible,
    words,
)

_TEMPLATE = Path(__file__).with_name("letter.typ")


def to_pdf(document):
    """The document as the bytes of a PDF: equal documents give equal bytes."""
    return typst.compile(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"document": settable(json.dumps(_data(document), ensure_ascii=False))},
    )


def _data(document):
    written_on = document.written_on
    return {
        # PDF/UA refuses a document without a title.
        "title": document.title if is_visible(document.title) else "Zonder titel",
        "kind": document.kind,
        "language": document.language.split("-")[0],
        "author": document.author,
        "subject": document.subject or document.title,
        "keywords": document.keywords,
        "head": document.head,
        "notes": [note.number for note in document.notes()],
        # The only date in the file: nothing of the clock.
        "written_on": written_on
        and {"year": written_on.year, "month": written_on.month, "day": written_on.day},
        "blocks": [_block(block) for block in document.shown()],
    }


def _block(block):
    data = {"type": block.type}
    if isinstance(block, Heading):
        data |= {"level": block.level, "number": block.number, "text": _spans(block.text)}
    elif isinstance(block, Bullets):
        data |= _bullets(block)
    elif isinstance(block, Table):
        data |= {
            "caption": _spans(block.caption),
            "header": [_spans(cell) for cell in block.header],
            # A cell is a dictionary, because typst's flatten would also flatten its spans.
            "rows": [[{"spans": _spans(cell)} for cell in row] for row in block.rows],
            "widths": _widths(block),
            "note": _spans(block.note),
        }
    elif isinstance(block, Lines):
        data |= {"count": block.count}
    elif isinstance(block, Notes):
        data |= {"items": [_note(note) for note in block.items]}
    else:
        data |= {"text": _spans(block.text)}
        if isinstance(block, Paragraph):
            data |= {"announces": words(block.text).rstrip().endswith(":")}
    return data


def _bullets(block):
    items = [
        {"text": _spans(text), "below": below and _bullets(below)} for text, below in block.pairs()
    ]
    return {"items": items, "ordered": block.ordered}


def _note(note):
    return {
        "number": note.number,
        "text": _spans(note.text),
        "url": note.url,
        "is_link": is_link(note.url),
    }


def _widths(table):
    """A share of the width for each column, by its longest cell, within reason."""
    columns = zip(table.header, *table.rows, strict=True)
    return [min(max(max(len(words(cell)) for cell in column), 8), 48) for column in columns]


def _spans(text):
    return [asdict(span) for span in inline(text)]
