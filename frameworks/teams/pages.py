"""What the page of a conversation shows, as plain values: forty questions are one template."""

import json

from django.utils.safestring import mark_safe

from frameworks.definitions.definition import minutes
from frameworks.definitions.models import MARKS
from frameworks.teams.models import AnswerFields, TeamAnswer
from frameworks.teams.snapshot import chosen, mark_of

LABELS = {
    "choices": "Keuze",
    "text": "Tekst",
    "basis": "Hoe kwamen we tot dit antwoord?",
    "reason": "Reden van overslaan",
}


def sections_of(conversation, answers, clashes=None):
    """The sections with for each question its answer; `clashes`: Conflict by code."""
    clashes = clashes or {}
    number, sections = 0, []
    for section in conversation.sections():
        blocks = []
        for question in section["questions"]:
            number += 1
            answer = answers.get(question["concept"]) or TeamAnswer(version=0)
            clash = clashes.get(question["code"])
            blocks.append(block_of(question, answer, clash, number))
        sections.append(
            {
                "title": section["title"],
                "minutes": minutes(section["questions"]),
                "blocks": blocks,
            }
        )
    return sections


def block_of(question, answer, clash, number):
    values = clash.mine if clash else answer.values()
    choices = set(values["choices"])
    return {
        "number": number,
        # Letters, digits and dashes only (the import sees to that): no need to escape it 100 times.
        "code": mark_safe(question["code"]),  # noqa: S308
        "question": question,
        "answer": answer,
        "values": values,
        "choices": choices,
        "basis": values["basis"],
        "mark": next((code for code in MARKS if code in choices), ""),
        "table": [
            (
                line,
                [
                    (point, f"{line['code']}:{point['code']}" in choices)
                    for point in question["points"]
                ],
            )
            for line in question["lines"]
        ],
        "conflict": clash and conflict_of(question, clash),
        "knot": "tied-open" if answer.is_blank else "tied-done",
    }


def conflict_of(question, clash):
    """Both texts, each as it would be read, and as values for the script."""
    theirs, mine = clash.answer.values(), clash.mine
    return {
        "by": clash.answer.updated_by,
        "at": clash.answer.updated_at,
        "version": clash.answer.version,
        "theirs": json.dumps(theirs),
        "mine": json.dumps(mine),
        "parts": [
            (LABELS[part], as_read(question, part, theirs), as_read(question, part, mine))
            for part in clash.parts
        ],
    }


def as_read(question, part, values):
    value = values[part]
    if part == "basis":
        value = dict(AnswerFields.Basis.choices).get(value, "")
    elif part == "choices":
        found = chosen(question, value)
        if question["kind"] == "table":
            found = [f"{line}: {text}" for line, text in found if text]
        value = "\n".join([*found, *filter(None, [mark_of(value)])])
    return value or "(leeg)"
