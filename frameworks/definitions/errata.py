"""Spelling mistakes, mended over a published text; the text itself stays as it was published."""

from copy import deepcopy
from difflib import SequenceMatcher

ENOUGH_ALIKE = 0.8  # below this it is no longer the same sentence


def texts_of(definition):
    """Every text that may hold a mistake: its place, and the part of the value it stands in.

    A place is made of codes, never of a position: "FLEX-S-PC-01 text", "FLEX-S-PC-04 points 2".
    """
    for section in definition["sections"]:
        yield f"{section['code']} title", section, "title"
        if section["purpose"]:
            yield f"{section['code']} purpose", section, "purpose"
        for question in section["questions"]:
            for part in ("text", "help"):
                if question[part]:
                    yield f"{question['code']} {part}", question, part
            for part in ("points", "lines"):
                for point in question[part]:
                    yield f"{question['code']} {part} {point['code']}", point, "text"


def with_errata(definition, errata):
    """A definition as it is shown. The one that was given does not change."""
    latest = {erratum.place: erratum.after for erratum in errata}
    if not latest:
        return definition
    shown = deepcopy(definition)
    for place, where, part in texts_of(shown):
        where[part] = latest.get(place, where[part])
    return shown


def is_only_spelling(before, after):
    return SequenceMatcher(None, before, after, autojunk=False).ratio() >= ENOUGH_ALIKE
