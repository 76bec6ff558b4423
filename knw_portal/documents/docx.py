"""A document as a Word file with real styles, so that it can be read by headings and edited on."""

from datetime import UTC, datetime
from io import BytesIO

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from knw_portal.documents.structure import (
    Bullets,
    Heading,
    Lines,
    Notes,
    Quote,
    Table,
    inline,
    is_link,
)

SERIF = "Georgia"
INK = RGBColor(0x1B, 0x23, 0x2E)
INK_SOFT = RGBColor(0x52, 0x5A, 0x66)
WOAD = RGBColor(0x1D, 0x44, 0x68)
MADDER = "AB2F2A"
# In points: the letters, and the space below the paragraph.
SIZES = {
    "Normal": (10.5, 8),
    "Title": (22, 14),
    "Subtitle": (9.5, 4),
    "Heading 1": (15, 6),
    "Heading 2": (11.5, 4),
    "Heading 3": (10.5, 3),
    "Caption": (10, 4),
    "Quote": (10.5, 8),
}
# Word refuses a property longer than this.
LONGEST_PROPERTY = 255


def to_docx(document):
    """The document as the bytes of a .docx."""
    letter = _Letter(document)
    letter.write()
    file = BytesIO()
    letter.word.save(file)
    return file.getvalue()


class _Letter:
    def __init__(self, document):
        self.document = document
        self.word = docx.Document()
        self.notes = {note.number for note in document.notes()}
        self.marked = set()
        self.bookmarks = 0

    def write(self):
        self.set_properties()
        self.set_styles()
        self.word.add_paragraph(self.document.kind, style="Subtitle")
        self.word.add_paragraph(self.document.title, style="Title")
        for label, value in self.document.head:
            line = self.word.add_paragraph(style="Memo Head")
            line.add_run(label).font.color.rgb = INK_SOFT
            line.add_run("\t" + value)
        for block in self.document.shown():
            self.block(block)

    def set_properties(self):
        document, properties = self.document, self.word.core_properties
        properties.title = document.title[:LONGEST_PROPERTY]
        properties.author = properties.last_modified_by = document.author[:LONGEST_PROPERTY]
        properties.subject = document.subject[:LONGEST_PROPERTY]
        properties.keywords = ", ".join(document.keywords)[:LONGEST_PROPERTY]
        properties.category = document.kind[:LONGEST_PROPERTY]
        properties.language = self.language()
        properties.comments = ""
        if document.written_on:
            on = document.written_on
            properties.created = properties.modified = datetime(
                on.year, on.month, on.day, tzinfo=UTC
            )

    def language(self):
        return "nl-NL" if self.document.language == "nl" else self.document.language

    def set_styles(self):
        section = self.word.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(3.4), Cm(2.6)
        section.top_margin = section.bottom_margin = Cm(2.5)
        styles = self.word.styles
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), self.language())
        defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        for old in defaults.findall(qn("w:lang")):
            defaults.remove(old)
        defaults.append(language)
        for name, (size, space) in SIZES.items():
            _set_face(styles[name], size, space)
        for name in ("Heading 1", "Title"):
            styles[name].font.bold = False
        styles["Heading 1"].paragraph_format.space_before = Pt(20)
        styles["Heading 3"].font.italic = True
        styles["Heading 3"].font.bold = False
        styles["Subtitle"].font.italic = False
        styles["Caption"].paragraph_format.keep_with_next = True
        styles["Quote"].paragraph_format.left_indent = Cm(0.8)
        head = styles.add_style("Memo Head", WD_STYLE_TYPE.PARAGRAPH)
        head.base_style = styles["Normal"]
        head.paragraph_format.space_after = Pt(2)
        head.paragraph_format.left_indent = Cm(2.4)
        head.paragraph_format.first_line_indent = Cm(-2.4)
        head.paragraph_format.tab_stops.add_tab_stop(Cm(2.4))
        _draw_thread(styles["Title"])

    def block(self, block):
        if isinstance(block, Heading):
            heading = self.word.add_heading(level=block.level)
            self.say(heading, block.text, lead=f"{block.number}  " if block.number else "")
        elif isinstance(block, Bullets):
            self.bullets(block, "")
        elif isinstance(block, Lines):
            for _ in range(block.count):
                self.word.add_paragraph("_" * 70)
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Notes):
            for note in block.items:
                self.note(note)
        else:
            style = "Quote" if isinstance(block, Quote) else None
            self.say(self.word.add_paragraph(style=style), block.text)

    def bullets(self, block, level):
        style = ("List Number" if block.ordered else "List Bullet") + level
        numbering = self.fresh_numbering(style) if block.ordered else None
        for text, below in block.pairs():
            line = self.word.add_paragraph(style=style)
            line.paragraph_format.space_after = Pt(3)
            if numbering is not None:
                line._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = numbering
                line._p.pPr.numPr.get_or_add_ilvl().val = 0
            self.say(line, text)
            if below:
                self.bullets(below, " 2")

    def fresh_numbering(self, style):
        """A numbering that begins at 1 again; Word would go on where the list before ended."""
        numberings = self.word.part.numbering_part.numbering_definitions._numbering
        of_style = self.word.styles[style].element.pPr.numPr.numId.val
        abstract = numberings.num_having_numId(of_style).abstractNumId.val
        fresh = numberings.add_num(abstract)
        fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
        return fresh.numId

    def table(self, block):
        if block.caption:
            self.say(self.word.add_paragraph(style="Caption"), block.caption)
        table = self.word.add_table(rows=0, cols=len(block.header), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        for cells in (block.header, *block.rows):
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, text in zip(row.cells, cells, strict=True):
                self.say(cell.paragraphs[0], text, bold=cells is block.header)
                cell.paragraphs[0].paragraph_format.space_after = Pt(2)
        # A header row that returns on each page is also the one a screen reader announces.
        table.rows[0]._tr.trPr.append(OxmlElement("w:tblHeader"))
        note = self.word.add_paragraph()
        if block.note:
            self.say(note, block.note)

    def note(self, note):
        line = self.word.add_paragraph(style="List Paragraph")
        line.paragraph_format.space_after = Pt(3)
        self.bookmark(line, f"noot_{note.number}")
        self.say(line, note.text, lead=f"{note.number}  ")
        if note.url:
            line.add_run(" ")
            if is_link(note.url):
                self.link(line, note.url, note.url)
            else:
                line.add_run(note.url)

    def say(self, line, text, *, lead="", bold=False):
        """Write inline text into a paragraph."""
        if lead:
            line.add_run(lead)
        for span in inline(text):
            if span.line:
                line.add_run().add_break()
                continue
            if span.mark:
                run = self.mark(line, span.mark)
            elif span.url:
                run = self.link(line, span.text, span.url)
            else:
                run = line.add_run(span.text)
            run.bold = True if span.strong or bold else None
            run.italic = True if span.emphasis else None

    def mark(self, line, number):
        if number not in self.notes:
            run = line.add_run(str(number))
        else:
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), f"noot_{number}")
            link.set(qn("w:tooltip"), f"Noot {number}")
            run = _run_inside(line, link, str(number))
        run.font.superscript = True
        return run

    def link(self, line, text, url):
        link = OxmlElement("w:hyperlink")
        link.set(
            qn("r:id"), line.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        )
        run = _run_inside(line, link, text)
        run.font.color.rgb = WOAD
        run.font.underline = True
        return run

    def bookmark(self, line, name):
        self.bookmarks += 1
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(tag)
            mark.set(qn("w:id"), str(self.bookmarks))
            if tag == "w:bookmarkStart":
                mark.set(qn("w:name"), name)
            line._p.append(mark)


def _run_inside(line, link, text):
    run = line.add_run(text)
    line._p.append(link)
    link.append(run._r)
    return run


def _set_face(style, size, space):
    style.font.name = SERIF
    style.font.size = Pt(size)
    style.font.color.rgb = INK
    style.paragraph_format.space_after = Pt(space)
    # The theme's face would win over the name.
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [name for name in faces.attrib if name.lower().endswith("theme")]:
        del faces.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        faces.set(qn(name), SERIF)


def _draw_thread(style):
    """One red line under the title, in place of the blue one of Word's own."""
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "8"), ("color", MADDER)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind",
        "w:contextualSpacing", "w:jc", "w:outlineLvl",
    )  # fmt: skip
