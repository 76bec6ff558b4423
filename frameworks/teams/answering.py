"""What a person sent for one question, read against the definition and nothing else."""

import re
from datetime import date
from uuid import UUID

from frameworks.definitions.models import MARKS
from frameworks.teams.models import AnswerFields

LONGEST, LONGEST_REASON, LONGEST_CELL = 10_000, 300, 2_000
NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,6})?")
VALUE = "value"  # the box of a number or a date


class Unfit(Exception):
    """A text is longer than is kept, or is no number or date; nothing was saved of it."""


def allowed(question):
    """Every code that an answer to this question may hold."""
    codes = [point["code"] for point in question["points"]]
    if question["kind"] == "table":
        codes = [f"{line['code']}:{code}" for line in question["lines"] for code in codes]
    if question["kind"] == "grid":
        codes = []
    return [*codes, *MARKS]


def boxes(question):
    """Every box of a question that one writes in: its name, its kind, its codes to choose from."""
    if question["kind"] in ("number", "date"):
        yield VALUE, question["kind"], ()
    if question["kind"] == "grid":
        for line in question["lines"]:
            for column in question["points"]:
                codes = [option["code"] for option in column["options"]]
                yield f"{line['code']}:{column['code']}", column["kind"], codes


def sent(question, data):
    """The parts of an answer in posted data; fields are named after the question's code."""
    name = question["code"]
    given = {*data.getlist(f"{name}-choices"), *data.getlist(f"{name}-mark")}
    if question["kind"] == "table":
        for line in question["lines"]:
            column = data.get(f"{name}-{line['code']}", "")
            given.add(f"{line['code']}:{column}")
    text, reason = words(data.get(f"{name}-text", "")), words(data.get(f"{name}-reason", ""))
    if len(text) > LONGEST or len(reason) > LONGEST_REASON:
        raise Unfit("Een antwoord mag hooguit 10.000 tekens lang zijn. Maak het korter.")
    basis = data.get(f"{name}-basis", "")
    cells = {
        box: fit(kind, codes, words(data.get(f"{name}-cell:{box}", "")))
        for box, kind, codes in boxes(question)
    }
    return {
        "choices": [code for code in allowed(question) if code in given],
        "cells": {box: value for box, value in cells.items() if value},
        "text": text,
        "basis": basis if basis in AnswerFields.Basis.values else "",
        "reason": reason,
    }


def fit(kind, codes, value):
    """What was written in a box, as it is kept."""
    value = value.strip()
    if not value:
        return ""
    if kind == "one":
        return value if value in codes else ""
    if kind == "number":
        if not NUMBER.fullmatch(value):
            raise Unfit("Schrijf een getal, zoals 12 of 12,5. Woorden kunnen eronder.")
        return value.replace(",", ".")
    if kind == "date":
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise Unfit("Schrijf een datum, zoals 2026-11-22. Woorden kunnen eronder.") from error
    if len(value) > LONGEST_CELL:
        raise Unfit("In een vak passen hooguit 2.000 tekens. Maak het korter.")
    return value


def only_sent(question, data):
    """The parts and boxes that the script says it sends; None where the whole question is sent."""
    if "only" not in data:
        return None
    names = {*AnswerFields.PARTS, *(f"cell:{box}" for box, _, _ in boxes(question))}
    return names & {*data.getlist("only")} - {"cells"}


def op_of(data):
    """The number that the browser gave to this save, if it gave one."""
    try:
        return UUID(data["op"])
    except (KeyError, ValueError):
        return None


def seen_version(question, data):
    version = data.get(f"{question['code']}-version", "")
    return int(version) if version.isdecimal() and len(version) < 9 else 0


def words(text):
    return text.replace("\r\n", "\n").replace("\x00", "").rstrip()
