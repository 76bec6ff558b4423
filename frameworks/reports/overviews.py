"""What the pages over several teams show, from the tallies of the database."""

from frameworks.definitions.axes import INSIGHT, MOMENT, ROLE, names
from frameworks.definitions.definition import applying
from frameworks.figures import bars, gate, heat
from frameworks.reports.tallies import STATES, Tally

MOMENTS = {"start": "start", "tijdens": "during", "na": "after"}
# What can be chosen of these kinds is counted choice by choice.
CHOSEN = {"one", "many", "table"}


def moments_of(version):
    """The words of the moments that a version asks something at, for the address of a page."""
    if MOMENT not in version.axes:
        return list(MOMENTS)
    return [word for word, code in MOMENTS.items() if applying(version.definition, moment=code)]


def sections_of(version, moment, tallies):
    """The questions of a moment, each with how its answers are spread over what was chosen."""
    return [
        {
            "title": section["title"],
            "lines": [
                line_of(question, tallies.get(question["concept"], Tally()))
                for question in section["questions"]
            ],
        }
        for section in applying(version.definition, moment=moment)
    ]


def line_of(question, tally):
    facts = [(word, tally.of(state)) for state, word in STATES.items() if tally.of(state)]
    line = {
        "code": question["code"],
        "kind": question["kind"],
        "text": question["text"],
        "asked": tally.asked,
        "facts": facts,
        "rows": [],
        "svg": "",
    }
    if question["kind"] == "scale":
        return line | spread(question, tally)
    if question["kind"] in CHOSEN:
        line["rows"] = [(text, tally.choices.get(code, 0)) for code, text in choices_of(question)]
    return line


def choices_of(question):
    points = [(point["code"], point["text"]) for point in question["points"]]
    if question["kind"] != "table":
        return points
    return [
        (f"{one['code']}:{code}", f"{one['text']}: {text}")
        for one in question["lines"]
        for code, text in points
    ]


def spread(question, tally):
    """The steps with their counts, as rows of a table and as a bar that leans to one side."""
    points = [point for point in question["points"] if point["value"] is not None]
    counts = [tally.choices.get(point["code"], 0) for point in points]
    rows = [
        (f"{point['value']}. {point['text']}", count)
        for point, count in zip(points, counts, strict=True)
    ]
    if not sum(counts):
        return {"rows": rows, "svg": ""}
    words = ", ".join(
        f"trede {point['value']}: {count}" for point, count in zip(points, counts, strict=True)
    )
    return {"rows": rows, "svg": bars.row(f"{question['text']} {words.capitalize()}.", counts)}


def key_of(steps=4):
    return [(bars.key(step, steps), f"trede {step}") for step in range(1, steps + 1)]


def heat_of(version, moment, tallies):
    """Role by insight: the middle step of the teams; None where a framework has no such axes."""
    if not {ROLE, INSIGHT} <= set(version.axes):
        return None
    counts = {}
    for section in applying(version.definition, moment=moment):
        for question in section["questions"]:
            if question["kind"] == "scale":
                add_to_cells(counts, question, tallies.get(question["concept"], Tally()))
    used = {column for _, column in counts}
    cells = {
        place: (heat.middle(found), f"uit {sum(found.values())} antwoorden")
        for place, found in counts.items()
        if sum(found.values())
    }
    columns = [(code, name) for code, name in names(INSIGHT) if code in used]
    return columns and heat.table(
        "De middelste trede per rol en inzicht", names(ROLE), columns, cells
    )


def add_to_cells(counts, question, tally):
    """A question without a role or an insight says nothing about one: it lies in no cell."""
    values = {point["code"]: point["value"] for point in question["points"]}
    for role in question["axes"].get(ROLE, ()):
        for insight in question["axes"].get(INSIGHT, ()):
            cell = counts.setdefault((role, insight), {})
            for code, amount in tally.choices.items():
                if values.get(code):
                    cell[values[code]] = cell.get(values[code], 0) + amount


# --- for who makes the next version: through the gate -----------------------------------------

TOO_FEW = "te weinig teams"


def use_of(version, moment, tallies):
    """Per question what became of it, as far as it may be shown."""
    return [
        {
            "title": section["title"],
            "lines": [
                {
                    "code": question["code"],
                    "concept": question["concept"],
                    "text": question["text"],
                    "words": became(tallies.get(question["concept"], Tally())),
                }
                for question in section["questions"]
            ],
        }
        for section in applying(version.definition, moment=moment)
    ]


def became(tally):
    """What teams did with a question: counts, else what most did, else that they are too few."""
    shown = gate.publishable(
        gate.ONE, [(state, None) for state in STATES], {"": tally.states}, sizes={"": tally.asked}
    )
    if shown.bands:
        return ", ".join(f"{band.count} keer {STATES[band.codes[0]]}" for band in shown.bands)
    return f"vooral {STATES[shown.lean]}" if shown.lean else TOO_FEW


CHANGES = {"up": "sterker", "same": "gelijk gebleven", "down": "minder sterk"}


def choice_in_words(counts, choices):
    """Of a choice how many made which, else what most chose, else that they are too few."""
    choices = dict(choices)
    shown = gate.publishable(
        gate.ONE, [(code, None) for code in choices], {"": counts}, sizes={"": sum(counts.values())}
    )
    if shown.bands:
        return ", ".join(f"{band.count} keer {choices[band.codes[0]]}" for band in shown.bands)
    return f"vooral {choices[shown.lean]}" if shown.lean else TOO_FEW


def choices_in_words(counts, size, choices):
    """Of what one may choose more of: each that may be shown, with how many chose it."""
    choices = dict(choices)
    shown = gate.publishable(
        gate.MANY, [(code, None) for code in choices], {"": counts}, sizes={"": size}
    )
    bands = [f"{band.count} keer {choices[band.codes[0]]}" for band in shown.bands]
    return ", ".join(bands) or TOO_FEW


def score_in_words(counts):
    """A score from 1 to 5 of how teams found it, as far as it may be shown."""
    points = [(step, step) for step in range(1, 6)]
    shown = gate.publishable(gate.SCALE, points, {"": counts}, sizes={"": sum(counts.values())})
    if not shown:
        return TOO_FEW
    if shown.middle is not None:
        return f"gemiddeld {shown.middle} van 5".replace(".", ",")
    return {
        gate.LOW: "vooral laag (1 of 2)",
        gate.MIDDLE: "vooral in het midden (3)",
        gate.HIGH: "vooral hoog (4 of 5)",
    }.get(shown.lean, TOO_FEW)
