"""A draft as others will meet it: what a team is asked, and the picture an invented team gets."""

from frameworks.definitions.conditions import CHOOSING, in_words
from frameworks.definitions.definition import asked, minutes, questions_of
from frameworks.definitions.models import MARKS
from frameworks.figures import dots

STEPS = 4
LONGEST = 2000  # characters of an answer that is kept nowhere


def given(questions, data):
    """What was filled in: {code: {"choices": [...], "cells": {...}, "text": "..."}}."""
    return {question["code"]: _answer(question, data) for question in questions}


def _answer(question, data):
    name = question["code"]
    sent = set(data.getlist(f"{name}-choices"))
    if question["kind"] == "table":
        allowed = [
            f"{line['code']}:{point['code']}"
            for line in question["lines"]
            for point in question["points"]
        ]
        for line in question["lines"]:
            column = data.get(f"{name}-{line['code']}", "")
            sent.add(f"{line['code']}:{column}")
    else:
        allowed = [point["code"] for point in question["points"]]
    boxes = [
        f"{line['code']}:{point['code']}"
        for line in question["lines"]
        for point in question["points"]
        if question["kind"] == "grid"
    ]
    cells = {box: data.get(f"{name}-cell:{box}", "")[:LONGEST] for box in boxes}
    choices = [code for code in [*allowed, *MARKS] if code in sent]
    if question["kind"] not in ("many", "table"):
        choices = choices[:1]
    return {"choices": choices, "cells": cells, "text": data.get(f"{name}-text", "")[:LONGEST]}


def chosen_of(answers):
    return {code: set(answer["choices"]) for code, answer in answers.items()}


def blocks_of(sections, answers, everything):
    """The sections with for each question what its place on a page needs."""
    number, found = 0, []
    for section in sections:
        blocks = []
        for question in section["questions"]:
            number += 1
            answer = answers.get(question["code"], {"choices": [], "cells": {}, "text": ""})
            blocks.append(
                {
                    "number": number,
                    "question": question,
                    "text": answer["text"],
                    "choices": answer["choices"],
                    "when": in_words(question, everything),
                    "table": _table(question, answer["choices"]),
                    "grid": _grid(question, answer["cells"]),
                }
            )
        found.append(
            {
                **section,
                "minutes": section["minutes"] or minutes(section["questions"]),
                "blocks": blocks,
            }
        )
    return found


def _table(question, choices):
    if question["kind"] != "table":
        return []
    return [
        (
            line,
            [(point, f"{line['code']}:{point['code']}" in choices) for point in question["points"]],
        )
        for line in question["lines"]
    ]


def _grid(question, cells):
    if question["kind"] != "grid":
        return []
    return [
        (
            line,
            [
                (name, point, cells.get(name, ""))
                for point in question["points"]
                for name in [f"{line['code']}:{point['code']}"]
            ],
        )
        for line in question["lines"]
    ]


def left_out(sections, answers):
    """The questions that these answers pass by, each with the reason."""
    everything = [question for section in sections for question in section["questions"]]
    shown = {
        question["code"]
        for section in asked(sections, chosen_of(answers))
        for question in section["questions"]
    }
    return [
        (question["text"], in_words(question, everything))
        for question in everything
        if question["code"] not in shown
    ]


def picture_of(sections, answers):
    """What the invented team would see of its answers: a dot per scale, words for the rest."""
    scales, others = [], []
    for question in (one for section in sections for one in section["questions"]):
        answer = answers[question["code"]]
        texts = {point["code"]: point["text"] for point in question["points"]}
        said = [MARKS[code] for code in answer["choices"] if code in MARKS]
        if question["kind"] == "scale":
            values = {point["code"]: point["value"] for point in question["points"]}
            step = next((values[code] for code in answer["choices"] if code in values), None)
            words = f"trede {step}" if step else (said or ["niet ingevuld"])[0].lower()
            title = f"{question['text']} {words.capitalize()}"
            scales.append(
                {"text": question["text"], "said": words, "step": step}
                | {"svg": dots.row(title, step, STEPS, "")}
            )
            continue
        said += _said(question, answer, texts)
        others.append({"text": question["text"], "said": said, "written": answer["text"]})
    return {"scales": scales, "others": others, "heads": dots.heads(STEPS)}


def _said(question, answer, texts):
    if question["kind"] == "table":
        pairs = dict(one.split(":", 1) for one in answer["choices"] if ":" in one)
        return [
            f"{line['text']}: {texts[pairs[line['code']]]}"
            for line in question["lines"]
            if line["code"] in pairs
        ]
    if question["kind"] == "grid":
        found = []
        for line in question["lines"]:
            for column in question["points"]:
                if text := answer["cells"].get(f"{line['code']}:{column['code']}"):
                    names = {one["code"]: one["text"] for one in column.get("options", ())}
                    found.append(f"{line['text']}, {column['text']}: {names.get(text, text)}")
        return found
    return [texts[code] for code in answer["choices"] if code in texts]


def for_a_poll(definition):
    """The questions that can be put to many at once: those with choices, one by one."""
    return [
        question
        for question in questions_of(definition)
        if question["kind"] in CHOOSING and question["points"]
    ]
