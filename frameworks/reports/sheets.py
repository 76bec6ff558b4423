"""Answers as rows for a spreadsheet: long (a row per answer) and wide (a column per question).

Columns are named after the code of a question, which no wording changes. What was asked and which
choices there were comes from the snapshot of each talk, so that nothing moves when a later version
takes a choice away.
"""

from frameworks.reports.moments import NOT_ASKED, concepts_of, words_of
from frameworks.reports.picture import line_of

LONG = (
    "gesprek", "gesprek van", "moment", "versie", "code", "deel", "vraag", "soort", "vaste kern",
    "stand", "trede", "gekozen codes", "antwoord", "tekst", "hoe kwamen we ertoe",
    "reden van overslaan",
)  # fmt: skip
WIDE = ("gesprek", "gesprek van", "moment", "versie")
HIDDEN = "niet gedeeld"
KINDS = {
    "open": "open vraag",
    "scale": "schaal",
    "one": "één keuze",
    "many": "meer keuzes",
    "table": "tabel met keuzes",
    "grid": "tabel met vakken",
    "number": "getal",
    "date": "datum",
    "ambition": "ambitie",
}


def long_rows(talks):
    for talk in talks:
        for section in talk.snapshot["sections"]:
            for question in section["questions"]:
                yield [
                    talk.label,
                    talk.held_on,
                    talk.moment_word,
                    talk.number,
                    *answer_row(section, question, question["code"] in talk.hidden),
                ]


def answer_row(section, question, hidden):
    line, answer = line_of(question), question["answer"]
    asked = [
        question["code"],
        section["title"],
        question["text"],
        KINDS.get(question["kind"], question["kind"]),
        question["core"],
    ]
    if hidden:
        return [*asked, HIDDEN, None, "", "", "", "", ""]
    return [
        *asked,
        stand(line),
        line["step"],
        ", ".join(answer["choices"]),
        words_of({**question, "answer": {**answer, "text": ""}}),
        line["written"],
        line["basis"],
        line["reason"],
    ]


def stand(line):
    """Answered, or one of four kinds of nothing, which stay apart."""
    if line["skipped"]:
        return "overgeslagen"
    if line["mark"]:
        return line["mark"].lower()
    return "niet ingevuld" if line["blank"] else "beantwoord"


def wide(talks):
    """The header and a row per talk."""
    concepts = concepts_of(talks)
    codes = [found[-1][1]["code"] for found in concepts.values()]
    rows = []
    for talk in talks:
        questions = talk.questions
        cells = [
            cell(talk, questions[concept]) if concept in questions else f"({NOT_ASKED})"
            for concept in concepts
        ]
        rows.append([talk.label, talk.held_on, talk.moment_word, talk.number, *cells])
    return [*WIDE, *codes], rows


def cell(talk, question):
    if question["code"] in talk.hidden:
        return f"({HIDDEN})"
    return words_of(question, nothing=True)


def sheets(talks):
    """The two sheets of a workbook."""
    return [("Per antwoord", LONG, list(long_rows(talks))), ("Per gesprek", *wide(talks))]
