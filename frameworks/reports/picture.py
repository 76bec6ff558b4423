"""The picture of a team's answers, from the snapshot of a closed conversation."""

from collections import Counter

from frameworks.figures import dots
from frameworks.teams.models import AnswerFields
from frameworks.teams.snapshot import chosen, mark_of, value_of, written

STEPS = 4
BASES = dict(AnswerFields.Basis.choices)
KEY = [
    ("consensus", "consensus"),
    ("majority", "meerderheid"),
    ("no_agreement", "niet eens"),
    ("", "niet gezegd hoe"),
]


def picture_of(snapshot):
    """What page and PDF both show."""
    sections = [
        {"title": section["title"], "lines": [line_of(one) for one in section["questions"]]}
        for section in snapshot["sections"]
    ]
    lines = [line for section in sections for line in section["lines"]]
    scales = [line for line in lines if line["kind"] == "scale"]
    return {
        "lesson": snapshot["lesson"],
        "sections": sections,
        "scales": scales,
        "heads": dots.heads(STEPS),
        "key": [
            (dots.key(look), words)
            for look, words in KEY
            if any(line["step"] and line["look"] == look for line in scales)
        ],
        "facts": facts_of(lines),
        "lead": lead_of(lines),
    }


def line_of(question):
    answer = question["answer"]
    found, mark = chosen(question, answer["choices"]), mark_of(answer["choices"])
    skipped = answer["basis"] == AnswerFields.Basis.SKIPPED
    blank = not any(answer.values())
    boxes = written(question, answer["cells"])
    step = None
    if question["kind"] == "scale" and not skipped and not mark:
        values = {point["code"]: point["value"] for point in question["points"]}
        step = next((values[code] for code in answer["choices"] if code in values), None)
    look = "" if skipped else answer["basis"]
    without = "overgeslagen" if skipped else mark.lower() if mark else "niet ingevuld"
    said = f"trede {step}" if step else without
    title = f"{question['text']} {said.capitalize()}"
    if step:
        title += f", {BASES[look].lower()}" if look else ", niet gezegd hoe"
    return {
        "code": question["code"],
        "kind": question["kind"],
        "text": question["text"],
        "core": question["core"],
        "step": step,
        "said": said,
        "look": look,
        "basis": BASES.get(answer["basis"], ""),
        "reason": answer["reason"] if skipped else "",
        "mark": mark,
        "skipped": skipped,
        "blank": blank,
        "written": answer["text"],
        "chosen": [] if question["kind"] == "table" else found,
        "table": found if question["kind"] == "table" and any(text for _, text in found) else [],
        "value": value_of(question, answer["cells"]) if question["kind"] != "grid" else "",
        "columns": [column["text"] for column in question["points"]],
        "grid": boxes if any(any(texts) for _, texts in boxes) else [],
        "svg": dots.row(title, step, STEPS, look) if question["kind"] == "scale" else "",
    }


def facts_of(lines):
    """How the team came to its answers, as counts; four kinds of nothing stay apart."""
    bases = Counter(line["basis"] for line in lines)
    marks = Counter(line["mark"] for line in lines if not line["skipped"])
    facts = [(name, bases[name]) for name in BASES.values()]
    facts += [(name, marks[name]) for name in marks if name]
    facts.append(("Niet ingevuld", sum(line["blank"] for line in lines)))
    return [(name, f"{count} van {len(lines)}") for name, count in facts if count]


def lead_of(lines):
    count = sum(not line["blank"] and not line["skipped"] for line in lines)
    agreed = sum(line["basis"] == BASES["consensus"] for line in lines)
    split = sum(line["basis"] == BASES["no_agreement"] for line in lines)
    lead = f"Jullie beantwoordden {count} van de {len(lines)} vragen, {agreed} met consensus."
    if split:
        lead += f" Over {split} {'vraag' if split == 1 else 'vragen'} werden jullie het niet eens: "
        lead += "een goed begin voor het volgende gesprek."
    return lead
