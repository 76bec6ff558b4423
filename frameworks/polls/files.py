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


def document(poll, lines, texts, n):
    return Document(
        title=f"Uitslag van de peiling: {poll.framework_version.framework.title}",
        head=(
            ("Van", poll.group.name),
            ("Gesloten op", full_day(poll.closes_at)),
            ("Deden mee", f"{n} mensen" if n else "te weinig mensen om te tellen"),
            ("Anoniem", f"ja, vanaf {poll.minimum} antwoorden"),
        ),
        blocks=tuple(_blocks(poll, lines, texts)),
        kind="Uitslag",
        author=poll.group.name,
        subject=poll.intro or poll.framework_version.framework.title,
        written_on=localdate(poll.closes_at),
    )


def _blocks(poll, lines, texts):
    yield Paragraph(plain(how(poll)))
    for line in lines:
        yield Heading(1, plain(line.text))
        yield Table(
            plain(line.text),
            ("Wat", "Uitkomst"),
            tuple((plain(what), plain(figure)) for what, figure in line.rows),
        )
    for question, written in texts:
        yield Heading(1, plain(question["text"]))
        for text in written:
            yield Quote(plain(text))
