"""What colleagues said in the polls of a closed conversation, beside what its team said.

It is read when the report is, and stands in no snapshot: a poll may close after the conversation,
its texts are read later, what is counted is gone after its term, and what a team shares of its
snapshot never holds what others answered. All of it went through the gate, as on the poll's page.
"""

from collections import defaultdict

from frameworks.polls import files
from frameworks.polls.results import outcomes_of
from frameworks.teams.polling import polls_of, sentence
from knw_portal.documents.structure import Heading, Paragraph, plain

POLLS = ("peiling", "gesloten op", "deden mee", "code", "vraag", "wat", "uitkomst")
TITLE = "Wat onze collega’s zeiden"
BESIDE = ("colleagues", "pattern", "dissent", "evidence", "change", "actions")


def said_by_colleagues(conversation):
    """What came out of each poll of this conversation that is over; six queries at most."""
    return outcomes_of(polls_of(conversation).order_by("closes_at", "pk"))


def add_colleagues(picture, outcomes):
    """Give each question of the picture what colleagues said to it, for `_colleagues.html`."""
    said = defaultdict(list)
    for outcome in outcomes:
        for line in outcome.lines:
            if line.published:
                said[line.item.question["code"]].append(line)
    for section in picture["sections"]:
        for line in section["lines"]:
            line["colleagues"] = [words_of(one, line["choices"]) for one in said[line["code"]]]
        section["bare"] = [line["text"] for line in section["lines"] if is_bare(line)]
        section["lines"] = [line for line in section["lines"] if not is_bare(line)]
    return picture


def is_bare(line):
    """Nothing was answered, noted or asked of colleagues: a long row of these says it once."""
    return line["blank"] and not line["hidden"] and not any(line[name] for name in BESIDE)


def words_of(line, choices):
    item = line.item
    return {
        "about": item.line["text"] if item.line else "",
        "words": sentence(item, choices, {item.key: line.published}),
    }


def blocks(outcomes):
    """The polls at the end of the document of the report."""
    for outcome in outcomes:
        yield Heading(1, TITLE)
        if outcome.poll.intro:
            yield Paragraph(plain(outcome.poll.intro))
        yield Paragraph(f"Deden mee: {files.taken_part(outcome)}.")
        yield from files.blocks(outcome, 2)


def poll_rows(outcomes):
    """A row for each figure and each text that is shown, for a spreadsheet."""
    for number, outcome in enumerate(outcomes, start=1):
        poll = [f"peiling {number}", outcome.poll.closes_at.date(), files.taken_part(outcome)]
        for line in outcome.lines:
            for what, figure in line.rows:
                yield [*poll, line.item.question["code"], line.text, what, figure]
        for question, written in outcome.texts:
            for text in written:
                yield [*poll, question["code"], question["text"], "open tekst", text]


def sheets(outcomes):
    """A sheet of a workbook; none without a poll that is over."""
    return [("Peilingen", POLLS, list(poll_rows(outcomes)))] if outcomes else []


def rows_as_answers(outcomes, talk):
    """The same rows in the columns of the answers: a CSV file has one table only."""
    held = [talk.label, talk.held_on, talk.moment_word, talk.number]
    for poll, _, took_part, code, question, what, figure in poll_rows(outcomes):
        asked = [code, poll, question, "peiling onder collega’s", None]
        value = ["" if what == "open tekst" else f"{what}: {figure}".removeprefix(": ")]
        text = [figure if what == "open tekst" else ""]
        yield [*held, *asked, f"deden mee: {took_part}", None, "", *value, *text, "", ""]
