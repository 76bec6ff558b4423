"""The result of a poll to take along: a document and a list, from the lines that the page shows."""

from django.utils.timezone import localdate

from knw_portal.dates import full_day
from knw_portal.documents.structure import Document, Heading, Paragraph, Quote, Table, plain
from knw_portal.sheets import Sheet

HOW = (
    "Aantallen staan er pas vanaf {minimum} mensen, en alleen waar niemand eruit te halen is. "
    "‘Ongeveer’ is berekend uit de aantallen die je ziet."
)


def how(poll):
    """Why some figures are not there, in two sentences."""
    return HOW.format(minimum=poll.minimum)


def taken_part(outcome):
    """How many people took part, in words."""
    return f"{outcome.n} mensen" if outcome.n else "te weinig mensen om te tellen"


def row_of(line, row):
    what, figure = row
    return {"question": line.text, "what": what, "figure": figure}


RESULT = Sheet(
    "Uitslag",
    {
        "vraag": lambda row: row["question"],
        "wat": lambda row: row["what"],
        "uitkomst": lambda row: row["figure"],
    },
)


def listing(lines):
    """The lines as a list for a spreadsheet program."""
    return RESULT.of([row_of(line, row) for line in lines for row in line.rows])


def document(outcome):
    poll = outcome.poll
    return Document(
        title=f"Uitslag van de peiling: {poll.framework_version.framework.title}",
        head=(
            ("Van", poll.group.name),
            ("Gesloten op", full_day(poll.closes_at)),
            ("Deden mee", taken_part(outcome)),
            ("Anoniem", f"ja, vanaf {poll.minimum} antwoorden"),
        ),
        blocks=tuple(blocks(outcome)),
        kind="Uitslag",
        author=poll.group.name,
        subject=poll.intro or poll.framework_version.framework.title,
        written_on=localdate(poll.closes_at),
    )


def blocks(outcome, level=1):
    """What came out of a poll, under headings of this level."""
    yield Paragraph(plain(how(outcome.poll)))
    for line in outcome.lines:
        yield Heading(level, plain(line.text))
        yield Table(
            plain(line.text),
            ("Wat", "Uitkomst"),
            tuple((plain(what), plain(figure)) for what, figure in line.rows),
        )
    for question, written in outcome.texts:
        yield Heading(level, plain(question["text"]))
        for text in written:
            yield Quote(plain(text))
