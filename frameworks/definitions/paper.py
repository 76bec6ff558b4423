"""A version for a table with paper: the guide of each section, the questions, room to write."""

from frameworks.definitions.axes import places_of
from frameworks.definitions.conditions import in_words
from frameworks.definitions.definition import applying, minutes, questions_of
from knw_portal.dates import full_day
from knw_portal.documents.structure import (
    Bullets,
    Document,
    Heading,
    Lines,
    Paragraph,
    Table,
    plain,
)

ROOM = {"open": 6, "ambition": 6, "number": 1, "date": 1}  # lines to write on
BOX = "☐"
WRITE_HERE = "_" * 30
NOTHING = "☐ weten we nog niet   ☐ niet van toepassing"
BASIS = "☐ consensus   ☐ meerderheid   ☐ niet eens   ☐ overgeslagen"


def document(version, *, moment=None):
    sections = applying(version.shown, moment=moment)
    questions = questions_of(version.shown)
    return Document(
        title=version.framework.title,
        head=(
            ("Versie", f"{version.number}, {full_day(version.published_at)}"),
            ("Voor", version.for_whom or "teams"),
            ("Team", WRITE_HERE),
            ("Datum", WRITE_HERE),
        ),
        blocks=tuple(block for section in sections for block in section_blocks(section, questions)),
        kind="Op papier",
        author="Kwaliteitsnetwerk mbo",
        subject=version.framework.title,
        written_on=version.published_at.date(),
    )


def section_blocks(section, questions):
    time = section["minutes"] or minutes(section["questions"])
    yield Heading(1, plain(section["title"]))
    yield Paragraph(f"{plain(section['purpose'])} *Ongeveer {time} minuten.*".strip())
    if section["steps"]:
        yield Bullets(tuple(plain(step) for step in section["steps"]), ordered=True)
    for question in section["questions"]:
        yield from question_blocks(question, questions)


def question_blocks(question, questions):
    yield Heading(2, plain(question["text"]))
    if when := in_words(question, questions):
        yield Paragraph(f"{plain(when)}.")
    if question["help"]:
        yield Paragraph(f"*{plain(question['help'])}*")
    if question["kind"] in ("table", "grid"):
        yield Table(
            f"Antwoord op ‘{plain(question['text'])}’",
            ("Onderdeel", *(plain(point["text"]) for point in question["points"])),
            tuple(
                (plain(line["text"]), *(in_box(point) for point in question["points"]))
                for line in question["lines"]
            ),
        )
    elif question["points"]:
        for point in question["points"]:
            step = f"{point['value']}. " if point["value"] else ""
            yield Paragraph(f"{BOX} {step}{plain(point['text'])}")
    yield Lines(ROOM.get(question["kind"], 2))
    yield Paragraph(f"{NOTHING}\n{BASIS}")


def in_box(column):
    """What stands in a box of a table: something to tick, or nothing yet."""
    if "kind" not in column:
        return BOX
    if not column["options"]:
        return "\n" * 5
    return "\n".join(f"{BOX} {plain(option['text'])}" for option in column["options"])


def reading_document(definition, called=()):
    """Everything that a definition says, line by line, to lay beside another one."""
    questions = questions_of(definition)
    blocks = []
    for section in definition["sections"]:
        blocks.append(Heading(1, plain(section["title"])))
        blocks.append(Paragraph(plain(section["purpose"])))
        if section["minutes"]:
            blocks.append(Paragraph(f"{section['minutes']} minuten"))
        blocks.append(Bullets(tuple(plain(step) for step in section["steps"])))
        for question in section["questions"]:
            blocks.append(Heading(2, plain(question["text"])))
            blocks.append(Paragraph(plain(question["help"])))
            for part in ("lines", "points"):
                blocks.append(Bullets(tuple(plain(as_line(one)) for one in question[part])))
            about = ["Vaste kern"] if question["core"] else []
            about += [
                *places_of(question, called),
                question["source"],
                in_words(question, questions),
            ]
            blocks.append(Paragraph(plain(". ".join(filter(None, about)))))
    return Document(title=definition["title"], blocks=tuple(blocks))


def as_line(point):
    options = ", ".join(option["text"] for option in point.get("options", ()))
    return f"{point['text']} ({options})" if options else point["text"]
