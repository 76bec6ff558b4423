"""A version as one plain value: what is published, hashed, filled in and printed.

Pages and reports read this value, never the rows: an old conversation shows what was asked then.
"""

import hashlib
import json

from frameworks.definitions.axes import FLEX, MOMENT, ROLE
from frameworks.definitions.models import Question

FORMAT = 2
# How long a team talks about a question of a kind, in minutes.
MINUTES = {
    "open": 5,
    "ambition": 8,
    "scale": 4,
    "one": 3,
    "many": 3,
    "table": 5,
    "grid": 8,
    "number": 2,
    "date": 2,
}


def definition_of(version):
    """The value of a version as its rows say it now, in five queries."""
    questions = (
        Question.objects.filter(version=version)
        .select_related("section", "scale", "lines", "about")
        .prefetch_related("scale__points", "lines__points", "places__value__axis")
        .order_by("section__number", "number")
    )
    codes = dict(version.framework.concepts.values_list("id", "code"))
    sections = {}
    for question in questions:
        section = sections.setdefault(
            question.section_id,
            {
                "code": question.section.code,
                "title": question.section.title,
                "purpose": question.section.purpose,
                "minutes": question.section.minutes,
                "steps": question.section.steps,
                "questions": [],
            },
        )
        section["questions"].append(_question(question, codes))
    return {
        "format": FORMAT,
        "code": version.framework.code,
        "title": version.framework.title,
        "audience": version.audience,
        "sections": list(sections.values()),
    }


def _question(question, codes):
    places = {}
    for place in question.places.all():
        places.setdefault(place.value.axis.code, []).append(place.value.code)
    value = {
        "concept": str(question.concept_id),
        "code": codes[question.concept_id],
        "kind": question.kind,
        "text": question.text,
        "help": question.help,
        "source": question.source,
        "core": question.is_core,
        "axes": places,
        "points": _points(question.scale),
        "lines": _points(question.lines),
    }
    if question.about_id:  # left out where nothing was chosen: older fingerprints stay the same
        value["about"] = {"code": question.about.code, "name": question.about.name}
    if question.when_concept_id:
        value["when"] = {
            "question": codes[question.when_concept_id],
            "is": question.when_points,
        }
    return value


def _points(scale):
    if scale is None:
        return []
    return [_point(point) for point in scale.points.all()]


def _point(point):
    value = {"code": point.code, "value": point.value, "text": point.text}
    if point.kind:
        value |= {"kind": point.kind, "options": point.options}
    return value


def canonical(definition):
    """The one way to write a definition down."""
    return json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256(definition):
    return hashlib.sha256(canonical(definition).encode()).hexdigest()


def questions_of(definition):
    return [question for section in definition["sections"] for question in section["questions"]]


def axes_of(questions):
    """The axes on which at least one of these questions lies."""
    return {axis for question in questions for axis in question["axes"]}


def applying(definition, *, moment=None, flex=None, roles=None):
    """The sections with only what applies at this moment, to these flex ways and roles.

    None: to all of them.
    """
    chosen = {MOMENT: moment and [moment], FLEX: flex, ROLE: roles}
    sections = []
    for section in definition["sections"]:
        questions = [
            question
            for question in section["questions"]
            if all(_lies_on(question, axis, codes) for axis, codes in chosen.items())
        ]
        if questions:
            sections.append({**section, "questions": questions})
    return sections


def _lies_on(question, axis, chosen):
    here = question["axes"].get(axis)
    return chosen is None or not here or bool(set(here) & set(chosen))


def meets(question, chosen):
    """Whether a question is asked, given what was chosen before it.

    `chosen`: {code of a question: set of codes of points}; only of questions that were asked.
    """
    when = question.get("when")
    return when is None or not set(when["is"]).isdisjoint(chosen.get(when["question"], ()))


def asked(sections, chosen):
    """The sections with only the questions whose condition is met; what hangs on a question that
    is not asked is not asked either, whatever was once answered there."""
    answered, left = {}, []
    for section in sections:
        questions = []
        for question in section["questions"]:
            if meets(question, answered):
                questions.append(question)
                answered[question["code"]] = set(chosen.get(question["code"], ()))
        if questions:
            left.append({**section, "questions": questions})
    return left


def minutes(questions):
    """About how long a team talks about these."""
    return sum(MINUTES[question["kind"]] for question in questions)
