"""A version for a table with paper: the guide of each section, the questions, room to write."""

from frameworks.definitions.definition import applying, minutes
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
    return Document(
        title=version.framework.title,
        head=(
            ("Versie", f"{version.number}, {full_day(version.published_at)}"),
            ("Voor", version.audience or "team"),
            ("Team", WRITE_HERE),
            ("Datum", WRITE_HERE),
        ),
        blocks=tuple(block for section in sections for block in section_blocks(section)),
        kind="Op papier",
        author="Kwaliteitsnetwerk mbo",
        subject=version.framework.title,
        written_on=version.published_at.date(),
    )


def section_blocks(section):
    time = section["minutes"] or minutes(section["questions"])
    yield Heading(1, plain(section["title"]))
    yield Paragraph(f"{plain(section['purpose'])} *Ongeveer {time} minuten.*".strip())
    if section["steps"]:
        yield Bullets(tuple(plain(step) for step in section["steps"]), ordered=True)
    for question in section["questions"]:
        yield from question_blocks(question)


def question_blocks(question):
    yield Heading(2, plain(question["text"]))
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
