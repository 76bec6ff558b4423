"""An answer in words, wherever it is read back: in a report, or beside the next question."""

from frameworks.teams.models import AnswerFields
from frameworks.teams.snapshot import chosen, mark_of, value_of, written

BASES = dict(AnswerFields.Basis.choices)


def said(question, answer):
    """What was said. Blank, skipped, "unknown", "na" and hidden stay apart."""
    found, mark = chosen(question, answer["choices"]), mark_of(answer["choices"])
    skipped = answer["basis"] == AnswerFields.Basis.SKIPPED
    blank = not any(answer.values())
    boxes = written(question, answer["cells"])
    step = None
    if question["kind"] == "scale" and not skipped and not mark:
        values = {point["code"]: point["value"] for point in question["points"]}
        step = next((values[code] for code in answer["choices"] if code in values), None)
    return {
        "step": step,
        "look": "" if skipped else answer["basis"],
        "basis": BASES.get(answer["basis"], ""),
        "reason": answer["reason"] if skipped else "",
        "mark": mark,
        "skipped": skipped,
        "blank": blank,
        "hidden": bool(question.get("hidden")),
        "only_if": question.get("only_if", ""),
        "written": answer["text"],
        "chosen": [] if question["kind"] == "table" else found,
        "table": found if question["kind"] == "table" and any(text for _, text in found) else [],
        "value": value_of(question, answer["cells"]) if question["kind"] != "grid" else "",
        "columns": [column["text"] for column in question["points"]],
        "grid": boxes if any(any(texts) for _, texts in boxes) else [],
    }
