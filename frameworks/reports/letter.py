"""The picture of a conversation as a document: PDF now, other files from the same value."""

from django.utils.timezone import localdate

from frameworks.reports.picture import picture_of
from knw_portal.dates import full_day
from knw_portal.documents.structure import (
    Bullets,
    Document,
    Heading,
    Paragraph,
    Quote,
    Table,
    paragraphs,
    plain,
)


def document(conversation):
    trajectory = conversation.trajectory
    picture = picture_of(conversation.snapshot)
    return Document(
        title=f"Verslag van ons gesprek: {conversation}",
        head=(
            ("Team", str(trajectory.team)),
            ("Raamwerk", str(trajectory.framework_version)),
            ("Gesprek van", full_day(conversation.held_on)),
            ("Voor wie", "alleen ons team"),
        ),
        blocks=tuple(blocks(trajectory, picture)),
        kind="Verslag",
        author=trajectory.team.name,
        subject=trajectory.challenge,
        written_on=localdate(conversation.closed_at),
    )


def blocks(trajectory, picture):
    yield Paragraph(plain(trajectory.challenge))
    yield Paragraph(plain(picture["lead"]))
    if picture["lesson"]:
        yield Heading(1, "Wat leerden wij als team")
        yield from paragraphs(plain(picture["lesson"]))
    if picture["scales"]:
        yield Heading(1, "De treden")
        yield Table(
            "Trede per vraag, van 1 tot en met 4",
            ("Vraag", "Trede", "Hoe kwamen we ertoe"),
            tuple(
                (plain(line["text"]), line["said"], line["basis"] or "niet gezegd")
                for line in picture["scales"]
            ),
        )
    for section in picture["sections"]:
        yield Heading(1, plain(section["title"]))
        for line in section["lines"]:
            yield from said(line)


def said(line):
    yield Heading(2, plain(line["text"]))
    if line["blank"]:
        yield Paragraph("*Niet ingevuld.*")
        return
    if line["skipped"]:
        yield Paragraph("*Overgeslagen.* " + plain(line["reason"]))
    if line["step"]:
        yield Paragraph(f"**Trede {line['step']}:** {plain(line['chosen'][0])}")
    elif line["chosen"]:
        yield Bullets(tuple(plain(text) for text in line["chosen"]))
    if line["table"]:
        yield Table(
            plain(line["text"]),
            ("Onderdeel", "Antwoord"),
            tuple((plain(name), plain(text or "niet ingevuld")) for name, text in line["table"]),
        )
    if line["value"]:
        yield Paragraph(f"**{plain(line['value'])}**")
    if line["grid"]:
        yield Table(
            plain(line["text"]),
            ("Onderdeel", *(plain(column) for column in line["columns"])),
            tuple(
                (plain(name), *(plain(text or "niet ingevuld") for text in texts))
                for name, texts in line["grid"]
            ),
        )
    if line["mark"]:
        yield Paragraph(f"*{line['mark']}.*")
    for paragraph in paragraphs(plain(line["written"])):
        yield Quote(paragraph.text)
    if line["basis"] and not line["skipped"]:
        yield Paragraph(f"*{line['basis']}.*")
