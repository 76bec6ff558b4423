"""The picture of a conversation as a document: PDF now, other files from the same value."""

from django.utils.timezone import localdate

from frameworks.reports import colleagues
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


def document(conversation, names=None, outcomes=()):
    """`outcomes`: of the polls of this conversation, what came out of them."""
    trajectory = conversation.trajectory
    picture = picture_of(conversation.snapshot, names)
    colleagues.add_colleagues(picture, outcomes)
    return Document(
        title=f"Verslag van ons gesprek: {conversation}",
        head=(
            ("Team", str(trajectory.team)),
            ("Raamwerk", str(trajectory.framework_version)),
            ("Gesprek van", full_day(conversation.held_on)),
            ("Voor wie", "alleen ons team"),
            *((label, plain(value)) for label, value in picture["table"] if value),
        ),
        blocks=(*blocks(trajectory, picture), *colleagues.blocks(outcomes)),
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
    yield from goals(picture)
    yield from agreed(picture)
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
        if section["bare"]:
            yield Heading(2, "Niet ingevuld")
            yield Bullets(tuple(map(plain, section["bare"])))


def goals(picture):
    if picture["goals"]:
        yield Heading(1, "Wat we aan de start wilden")
    for goal in picture["goals"]:
        yield Heading(2, plain(goal["text"]))
        yield from answer(goal["said"], goal["text"])
    if picture["ambitions"]:
        yield Heading(1, "Onze ambities")
    for ambition in picture["ambitions"]:
        yield from wanted(ambition)


def wanted(ambition):
    """An ambition, how the team would know, and what it saw."""
    yield Heading(2, plain(ambition["text"]))
    if ambition["aside"]:
        yield Paragraph(f"*Opzij gelegd: {plain(ambition['aside'])}*")
    for outcome in ambition["outcomes"]:
        yield Heading(3, plain(outcome["statement"]))
        for name, text in outcome["signs"]:
            yield Paragraph(f"**{name}:** {plain(text)}")
        if not outcome["seen"]:
            yield Paragraph("*Nog niet op teruggekeken.*")
        for one in outcome["seen"]:
            yield Paragraph(f"**{one['on']}, {one['stand'].lower()}:** {plain(one['text'])}")
            for name, text in one["evidence"]:
                yield Paragraph(f"*Bewijs, {name.lower()}: {plain(text)}*")


def agreed(picture):
    if picture["actions"]:
        yield Heading(1, "Wat we gaan doen")
        yield Table(
            "Nieuwe acties",
            ("Wat", "Wie", "Klaar op", "Gelukt als"),
            tuple(
                (
                    plain(one["text"]),
                    plain(one["owner"] or "nog niet verdeeld"),
                    one["due"] or "geen datum",
                    plain(one["success"] or "niet gezegd"),
                )
                for one in picture["actions"]
            ),
        )
    if picture["before"]:
        yield Heading(1, "Wat we eerder afspraken")
        yield Table(
            "Acties uit eerdere gesprekken, aan het eind van dit gesprek",
            ("Wat", "Hoe ver"),
            tuple(
                (
                    plain(one["text"]),
                    plain(one["status"] + (f": {one['why']}" if one["why"] else "")),
                )
                for one in picture["before"]
            ),
        )


def said(line):
    yield Heading(2, plain(line["text"]))
    if line["hidden"]:
        yield Paragraph(f"*Niet gevraagd. Geldt alleen als {plain(line['only_if'])}.*")
    elif line["blank"]:
        yield Paragraph("*Niet ingevuld.*")
    else:
        yield from answer(line, line["text"])
    yield from beside(line)


def beside(line):
    """What was noted at a question and what colleagues said to it, beside its answer."""
    for one in line["colleagues"]:
        about = f"**{plain(one['about'])}.** " if one["about"] else ""
        yield Paragraph(about + plain(one["words"]))
    if line["pattern"]:
        yield Paragraph(f"*{line['pattern']}*")
    for text, name in line["dissent"]:
        yield Paragraph(f"**Tegengeluid{plain(f' van {name}' if name else '')}**")
        yield from (Quote(one.text) for one in paragraphs(plain(text)))
    for one in line["evidence"]:
        yield Paragraph(f"**Bewijs.** {plain(one['about'])}")
        yield from (Quote(part.text) for part in paragraphs(plain(one["text"])))
        if one["link"]:
            yield Paragraph(plain(one["link"]))
    if line["change"]:
        yield Paragraph(
            f"**Wat is er veranderd?** {plain(line['change']['what'] or 'niet gezegd')}"
        )
        yield Paragraph(
            f"**Waaraan merken we dat?** {plain(line['change']['sign'] or 'niet gezegd')}"
        )
    if line["actions"]:
        yield Bullets(tuple(f"**Actie.** {plain(one['text'])}" for one in line["actions"]))


def answer(line, text):
    if line["skipped"]:
        yield Paragraph("*Overgeslagen.* " + plain(line["reason"]))
    if line["step"]:
        yield Paragraph(f"**Trede {line['step']}:** {plain(line['chosen'][0])}")
    elif line["chosen"]:
        yield Bullets(tuple(plain(text) for text in line["chosen"]))
    if line["table"]:
        yield Table(
            plain(text),
            ("Onderdeel", "Antwoord"),
            tuple((plain(name), plain(text or "niet ingevuld")) for name, text in line["table"]),
        )
    if line["value"]:
        yield Paragraph(f"**{plain(line['value'])}**")
    if line["grid"]:
        yield Table(
            plain(text),
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
