"""What a team said at its moments, beside each other, from the snapshots of its closed talks."""

from dataclasses import dataclass

from frameworks.definitions.axes import OBJECT, PDCA, names
from frameworks.figures import dots, dumbbell
from frameworks.reports.mirror import in_words
from frameworks.reports.picture import line_of

WORDS = {"start": "Start", "during": "Tijdens", "after": "Na"}
NOT_ASKED = "niet gevraagd"


@dataclass(frozen=True, eq=False)
class Talk:
    """A closed conversation as the report reads it."""

    label: str  # "Tijdens 2"
    moment: str
    held_on: object
    number: int  # of the version of the framework that was asked
    snapshot: dict
    hidden: frozenset = frozenset()  # codes that the team kept to itself, for other readers

    @property
    def moment_word(self):
        return WORDS[self.moment]

    @property
    def questions(self):
        return {
            question["concept"]: question
            for section in self.snapshot["sections"]
            for question in section["questions"]
        }


def report_of(talks, since, cells=()):
    """What page, PDF and Word file all show. `talks` in the order in which they were held.

    `since`: as of which version a question compares, by (concept, version number). `cells`: the
    mirror of the network that these talks may be held against.
    """
    mirror = {(str(one.concept_id), one.since, one.moment): one for one in cells}
    lines = [line for line in asked(talks, since, mirror) if line["kinds"] == {"scale"}]
    scales = [line for line in lines if any(dot["step"] for dot in line["dots"])]
    return {
        "talks": talks,
        "heads": dots.heads(max((line["steps"] for line in scales), default=4)),
        "key": [
            (dumbbell.key(moment), word)
            for moment, word in WORDS.items()
            if any(talk.moment == moment for talk in talks)
        ],
        "scales": scales,
        "more": [line for line in scales if sum(bool(dot["step"]) for dot in line["dots"]) > 1],
        "changes": list(changes_of(scales)),
        "broken": [line for line in scales if line["is_broken"]],
        "has_mirror": any(line["is_mirrored"] for line in scales),
        "goals": goals_of(talks),
        "said_again": [one for one in said_again(talks, since) if one["cells"]],
        "lessons": [(talk, talk.snapshot["lesson"]) for talk in talks if talk.snapshot["lesson"]],
    }


def concepts_of(talks):
    """Every question of these talks, in the order of the newest that asked it."""
    order = {}
    for talk in talks:
        for concept, question in talk.questions.items():
            order.setdefault(concept, []).append((talk, question))
    return order


def asked(talks, since, mirror):
    for concept, found in concepts_of(talks).items():
        newest = found[-1][1]
        steps = max((point["value"] or 0 for point in newest["points"]), default=0)
        line = {
            "concept": concept,
            "code": newest["code"],
            "text": newest["text"],
            "kinds": {question["kind"] for _, question in found},
            "steps": max(steps, 2),
        }
        yield line | drawn(concept, found, since, mirror, line)


def drawn(concept, found, since, mirror, line):
    """The dots of one question and the drawing they make."""
    shown, before, bands = [], None, []
    for talk, question in found:
        said = line_of(question)
        began = since.get((concept, talk.number), talk.number)
        cell = mirror.get((concept, began, talk.moment))
        if cell:
            bands.append((talk, cell))
        shown.append(
            {
                "talk": talk,
                "step": said["step"],
                "said": said["said"],
                "basis": said["basis"],
                "compares": before in (None, began),
                "band": in_words(cell) if cell else "",
            }
        )
        before = began
    mirrored = bands[-1][1] if bands else None
    band = (mirrored.low, mirrored.high) if mirrored and mirrored.low else None
    words = "; ".join(f"{one['talk'].label.lower()} {one['said']}" for one in shown)
    broken = not all(one["compares"] for one in shown)
    title = f"{line['text']} {words.capitalize()}."
    if broken:
        title += " De vraag is tussendoor veranderd: de lijn is onderbroken."
    if mirrored:
        title += f" Netwerk, {bands[-1][0].label.lower()}: {in_words(mirrored)}."
    svg = dumbbell.row(
        title,
        [(one["talk"].moment, one["step"], one["compares"]) for one in shown],
        line["steps"],
        band,
    )
    return {
        "dots": shown,
        "is_broken": broken,
        "is_mirrored": bool(bands),
        "svg": svg,
        "title": title,
    }


def changes_of(scales):
    """Where the step moved between the first and the last time it compares, in words."""
    for line in scales:
        run = []
        for dot in line["dots"]:
            if not dot["compares"]:
                run = []
            if dot["step"]:
                run.append(dot)
        if len(run) > 1 and run[0]["step"] != run[-1]["step"]:
            first, last = run[0], run[-1]
            yield {
                "text": line["text"],
                "words": f"van trede {first['step']} ({first['talk'].label.lower()}) "
                f"naar trede {last['step']} ({last['talk'].label.lower()})",
            }


def goals_of(talks):
    """What the team wanted at the start beside what it said at the end, thing by thing."""
    return [*answers_beside(talks), *ambitions_beside(talks)]


def ambitions_beside(talks):
    """What the team set itself, as its last talk had it, beside what it saw of that since."""
    pairs = []
    for number, ambition in enumerate(talks[-1].snapshot.get("ambitions", ()) if talks else (), 1):
        wanted = [("Onze ambitie", ambition["text"])]
        became = [("Opzij gelegd", ambition["aside"])] if ambition["aside"] else []
        for outcome in ambition["outcomes"]:
            signs = "\n".join(f"{name}: {text}" for name, text in outcome["signs"])
            wanted.append((outcome["statement"], signs))
            became += [
                (outcome["statement"], f"{one['on']}, {one['stand'].lower()}: {one['text']}")
                for one in outcome["seen"]
            ]
        pairs.append({"name": f"Ambitie {number}", "wanted": wanted, "became": became})
    return pairs


def answers_beside(talks):
    """What the set counts as the plan, beside what it counts as the look back."""
    start = next((talk for talk in talks if talk.moment == "start"), None)
    after = next((talk for talk in reversed(talks) if talk.moment == "after"), None)
    if start is None:
        return []
    things = [*names(OBJECT), (None, "")]
    pairs = []
    for code, name in things:
        wanted = [one for one in start.questions.values() if is_goal(one) and lies(one, code)]
        ended = after.questions.values() if after else ()
        became = [one for one in ended if is_outcome(one) and lies(one, code)]
        left, right = answers_in(wanted), answers_in(became)
        if left or right:
            pairs.append({"name": name, "wanted": left, "became": right})
    return pairs


def is_goal(question):
    plans = "plan" in question["axes"].get(PDCA, ())
    return question["kind"] == "ambition" or (plans and question["kind"] == "open")


def is_outcome(question):
    return question["kind"] == "ambition" or "check" in question["axes"].get(PDCA, ())


def lies(question, thing):
    here = question["axes"].get(OBJECT, [])
    return thing in here if thing else not here


def answers_in(questions):
    return [(one["text"], words) for one in questions if (words := words_of(one))]


def words_of(question, *, nothing=False):
    """An answer as text: what was chosen and what was written. `nothing`: also say why not."""
    line = line_of(question)
    if line["blank"] or line["skipped"] or line["mark"]:
        if not nothing:
            return line["written"] if line["mark"] else ""
        return f"({line['said']}{': ' + line['reason'] if line['reason'] else ''})"
    parts = []
    if line["step"]:
        parts.append(f"Trede {line['step']}: {line['chosen'][0]}")
    else:
        parts += line["chosen"]
    parts += [f"{name}: {text}" for name, text in line["table"] if text]
    parts += [line["value"]] if line["value"] else []
    for name, texts in line["grid"]:
        named = zip(line["columns"], texts, strict=True)
        parts += [f"{name}, {column}: {text}" for column, text in named if text]
    parts += [line["written"]] if line["written"] else []
    return "\n".join(parts)


def said_again(talks, since):
    """Questions without a step that were asked more than once, with what was said each time."""
    for concept, found in concepts_of(talks).items():
        if len(found) < 2 or found[-1][1]["kind"] == "scale":
            continue
        began = [since.get((concept, talk.number), talk.number) for talk, _ in found]
        cells = [
            {"talk": talk, "words": words_of(question, nothing=True)} for talk, question in found
        ]
        if any(words_of(question) for _, question in found):
            yield {
                "text": found[-1][1]["text"],
                "is_broken": len(set(began)) > 1,
                "cells": cells,
            }
