from datetime import date

from knw_portal.documents.structure import (
    Bullets,
    Document,
    Heading,
    Note,
    Notes,
    Paragraph,
    Quote,
    Table,
)


def letter(**changes):
    """A memo that uses everything a document can hold."""
    values = {
        "title": "Nieuwe thema’s voor september",
        "head": (("Aan", "Ambassadeurs"), ("Status", "Ter informatie")),
        "blocks": (
            Heading(1, "Aanleiding", "1"),
            Paragraph(
                "We kozen **drie thema’s** uit *tien*.[^1] Zie [de lijst](https://example.org/l)."
            ),
            Heading(2, "Wat volgt", "1.1"),
            Paragraph("De thema’s:"),
            Bullets(
                ("Flexibilisering", ("Data", Bullets(("duiden", "handelen")))),
            ),
            Bullets(("eerst kiezen", "dan werven"), ordered=True),
            Quote("Wat doen we maandag anders?"),
            Heading(3, "Samenstelling"),
            Table("Wie we zoeken", ("Functie", "Aantal"), (("Docent", "4"), ("Student", "2"))),
            Paragraph("Met groet,\nhet bureau"),
            Heading(1, "Noten"),
            Notes((Note(1, "Een model voor het gesprek.", "https://example.org/model"),)),
        ),
        "author": "Bureau",
        "subject": "Drie thema’s",
        "keywords": ("coalities", "thema’s"),
        "written_on": date(2023, 4, 6),
    }
    return Document(**values | changes)


# What each output must say, in this order.
WORDS = """
Memo Nieuwe thema’s voor september Aan Ambassadeurs Status Ter informatie
1 Aanleiding We kozen drie thema’s uit tien. 1 Zie de lijst .
1.1 Wat volgt De thema’s: Flexibilisering Data duiden handelen eerst kiezen dan werven
Wat doen we maandag anders? Samenstelling Wie we zoeken Functie Aantal Docent 4 Student 2
Met groet, het bureau Noten Een model voor het gesprek. https://example.org/model
"""
HOSTILE = (
    '<script>alert(1)</script> #include "x" #panic() $x^2$ `raw` @ref *sterk* [l](https://e.org) '
    "= kop \\u{41} \u202eomgekeerd \x00\x07\x1b 😀 e\u0301 \u200d עברית"
)
