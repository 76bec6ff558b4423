"""A version as one plain value: what is published, hashed, filled in and printed.

Pages and reports read this value, never the rows: an old conversation shows what was asked then.
"""

import hashlib
import json

from frameworks.definitions.axes import FLEX, MOMENT
from frameworks.definitions.models import Question

FORMAT = 1
# How long a team talks about a question of a kind, in minutes.
MINUTES = {"open": 5, "scale": 4, "one": 3, "many": 3, "table": 5}


def definition_of(version):
    """The value of a version as its rows say it now, in five queries."""
    questions = (
        Question.objects.filter(version=version)
        .select_related("section", "scale", "lines")
        .prefetch_related("scale__points", "lines__points", "places__value__axis")
        .order_by("section__number", "number")
    )
    codes = dict(version.framework.concepts.values_list("id", "code"))
    sections = {}
    for question in questions:
        section = sections.setdefault(
            question.section_id,
            {"code": question.section.code, "title": question.section.title, "questions": []},
        )
        section["questions"].append(_question(question, codes))
    return {
        "format": FORMAT,
        "code": version.framework.code,
        "title": version.framework.title,
        "sections": list(sections.values()),
    }


def _question(question, codes):
    places = {}
    for place in question.places.all():
        places.setdefault(place.value.axis.code, []).append(place.value.code)
    return {
        "concept": str(question.concept_id),
        "code": codes[question.concept_id],
        "kind": question.kind,
        "text": question.text,
        "help": question.help,
        "core": question.is_core,
        "axes": places,
        "points": _points(question.scale),
        "lines": _points(question.lines),
        "equivalence": question.equivalence,
    }


def _points(scale):
    if scale is None:
        return []
    return [
        {"code": point.code, "value": point.value, "text": point.text}
        for point in scale.points.all()
    ]


def canonical(definition):
    """The one way to write a definition down."""
    return json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256(definition):
    return hashlib.sha256(canonical(definition).encode()).hexdigest()


def questions_of(definition):
    return [question for section in definition["sections"] for question in section["questions"]]


def applying(definition, *, moment=None, flex=None):
    """The sections with only what applies at this moment and to these flex ways; None: to all."""
    sections = []
    for section in definition["sections"]:
        questions = [
            question
            for question in section["questions"]
            if _lies_on(question, MOMENT, moment and [moment]) and _lies_on(question, FLEX, flex)
        ]
        if questions:
            sections.append({**section, "questions": questions})
    return sections


def _lies_on(question, axis, chosen):
    here = question["axes"].get(axis)
    return chosen is None or not here or bool(set(here) & set(chosen))


def minutes(questions):
    """About how long a team talks about these."""
    return sum(MINUTES[question["kind"]] for question in questions)
