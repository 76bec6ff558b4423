"""A document as a letter on a page of the portal."""

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from knw_portal.documents.structure import (
    Bullets,
    Heading,
    Lines,
    Notes,
    Table,
    inline,
    is_link,
    words,
)


def to_html(document):
    """The document as an <article>; its title is the page's h1, its headings are h2, h3 and h4."""
    page = _Page(document)
    return render_to_string(
        "documents/letter.html",
        {"document": document, "sections": page.sections()},
    )


def to_sections(document):
    """The sections of a document, each with its `blocks`, for a page that says more about them."""
    return _Page(document).sections()


class _Page:
    """Remembers which footnotes were already pointed to: only the first mark can be returned to."""

    def __init__(self, document):
        self.document = document
        self.notes = {note.number for note in document.notes()}
        self.marked = set()

    def sections(self):
        """The blocks, divided at each heading of the first level; what precedes those is first."""
        sections = [{"number": "", "blocks": []}]
        for block in self.document.shown():
            if isinstance(block, Heading) and block.level == 1:
                sections.append({"number": block.number, "blocks": []})
            sections[-1]["blocks"].append(self.block(block))
        return [section for section in sections if section["blocks"]]

    def block(self, block):
        """What the template of a block shows."""
        shown = {"template": f"documents/_{block.type}.html"}
        if isinstance(block, Heading):
            shown |= {"level": block.level, "number": block.number, "text": self.text(block.text)}
        elif isinstance(block, Bullets):
            shown |= self.bullets(block)
        elif isinstance(block, Table):
            shown |= {
                "caption": self.text(block.caption),
                "name": words(block.caption),
                "header": [self.text(cell) for cell in block.header],
                "rows": [[self.text(cell) for cell in row] for row in block.rows],
                "note": self.text(block.note),
            }
        elif isinstance(block, Lines):
            shown |= {"count": range(block.count)}
        elif isinstance(block, Notes):
            shown |= {"notes": [self.note(note) for note in block.items]}
        else:
            shown |= {"text": self.text(block.text)}
        return shown

    def bullets(self, block):
        items = [
            {"text": self.text(text), "below": below and self.bullets(below)}
            for text, below in block.pairs()
        ]
        return {"items_shown": items, "ordered": block.ordered}

    def note(self, note):
        return {
            "number": note.number,
            "text": self.text(note.text),
            "url": note.url,
            "is_link": is_link(note.url),
            "is_marked": note.number in self.marked,
        }

    def text(self, text):
        """Inline text as HTML; every character of the author's is escaped."""
        return format_html_join("", "{}", ((self.span(span),) for span in inline(text)))

    def span(self, span):
        if span.line:
            return mark_safe("<br>")
        html = self.mark(span.mark) if span.mark else format_html("{}", span.text)
        if span.url:
            html = format_html('<a href="{}">{}</a>', span.url, html)
        if span.emphasis:
            html = format_html("<em>{}</em>", html)
        if span.strong:
            html = format_html("<strong>{}</strong>", html)
        return html

    def mark(self, number):
        if number not in self.notes:
            return format_html("<sup>{}</sup>", number)
        anchor = "" if number in self.marked else format_html(' id="noot-{}-terug"', number)
        self.marked.add(number)
        return format_html(
            '<sup><a{} href="#noot-{}" aria-label="Noot {}">{}</a></sup>',
            anchor,
            number,
            number,
            number,
        )
