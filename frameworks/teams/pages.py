"""What the page of a conversation shows, as plain values: forty questions are one template."""

import json

from django.utils.safestring import mark_safe

from frameworks.definitions.definition import minutes, questions_of
from frameworks.definitions.models import MARKS
from frameworks.polls.asking import is_asked
from frameworks.teams.answering import VALUE
from frameworks.teams.conditions import chosen_in, only_if
from frameworks.teams.models import AnswerFields, TeamAnswer
from frameworks.teams.snapshot import chosen, in_words, mark_of, value_of
from frameworks.teams.talk import Around

LABELS = {
    "choices": "Keuze",
    "cells": "Ingevuld",
    "text": "Tekst",
    "basis": "Hoe kwamen we tot dit antwoord?",
    "reason": "Reden van overslaan",
}


def sections_of(conversation, answers, clashes=None, around=None):
    """The sections with for each question its answer; `clashes`: Conflict by code."""
    clashes, around = clashes or {}, around or Around()
    asked = conversation.sections()
    questions = questions_of({"sections": asked})
    chosen = chosen_in(questions, answers)
    number, sections = 0, []
    for section in asked:
        blocks = []
        for question in section["questions"]:
            number += 1
            concept = question["concept"]
            answer = answers.get(concept) or TeamAnswer(version=0)
            block = block_of(question, answer, clashes.get(question["code"]), number)
            if question.get("when", {}).get("question") in chosen:
                block["condition"] = only_if(question, questions)
            if not is_asked(question, chosen):
                block["only_if"] = block["condition"]
            block["earlier"] = around.earlier.answers.get(concept)
            block["beside"] = around.beside.get(concept)
            block["spread"] = around.spreads.get(concept)
            blocks.append(block)
        sections.append(
            {
                "code": section["code"],
                "title": section["title"],
                "minutes": section["minutes"] or minutes(section["questions"]),
                "purpose": section["purpose"],
                "steps": section["steps"],
                "blocks": blocks,
            }
        )
    return sections


def blocks_in(sections):
    return [block for section in sections for block in section["blocks"]]


def in_talking_order(conversation, sections):
    """The questions one after the other, as the team goes through them; not what is not asked."""
    asked = [block for block in blocks_in(sections) if not block["only_if"]]
    if conversation.order == conversation.Order.SPREAD and conversation.revealed_at:
        return sorted(asked, key=lambda block: -apart(block))
    return asked


def first_of(conversation, sections):
    """The number of the question that the talk begins with."""
    order = in_talking_order(conversation, sections)
    return order[0]["number"] if order else 1


def apart(block):
    return block["spread"].apart if block["spread"] else -1


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
        "value": values["cells"].get(VALUE, ""),
        "grid": grid_of(question, values["cells"]),
        "table": [
            (
                line,
                [
                    (point, f"{line['code']}:{point['code']}" in choices)
                    for point in question["points"]
                ],
            )
            for line in question["lines"]
            if question["kind"] == "table"
        ],
        "conflict": clash and conflict_of(question, clash),
        "knot": "tied-open" if answer.is_blank else "tied-done",
        # What may stand around it. Named here: a template looks long for what is not there.
        "condition": "",  # when it is asked, in words; `only_if`: and that is not so now
        "only_if": "",
        "earlier": None,
        "beside": None,
        "spread": None,
        "colleagues": None,  # a template that shows what colleagues said in a poll
        "alone": False,  # the one question of its page
    }


def grid_of(question, cells):
    """Each line of a table with a box per column: its name, the column, what stands in it."""
    if question["kind"] != "grid":
        return []
    return [
        (
            line,
            [
                (name, column, cells.get(name, ""))
                for column in question["points"]
                for name in [f"{line['code']}:{column['code']}"]
            ],
        )
        for line in question["lines"]
    ]


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
    elif part == "cells" and question["kind"] == "grid":
        columns = question["points"]
        value = "\n".join(
            f"{line['text']}, {column['text']}: {in_words(column, value[name])}"
            for line in question["lines"]
            for column in columns
            for name in [f"{line['code']}:{column['code']}"]
            if value.get(name)
        )
    elif part == "cells":
        value = value_of(question, value)
    elif part == "choices":
        found = chosen(question, value)
        if question["kind"] == "table":
            found = [f"{line}: {text}" for line, text in found if text]
        value = "\n".join([*found, *filter(None, [mark_of(value)])])
    return value or "(leeg)"
