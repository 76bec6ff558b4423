"""The files a framework can be read from and written to: YAML, JSON and XLSForm."""

import json

import yaml
from django.utils.text import slugify

from frameworks.definitions.axes import AXES, words_by_code
from frameworks.definitions.definition import FORMAT, canonical, questions_of
from frameworks.definitions.reading import BOXES, KINDS, PLACE, Unreadable, points_of, read_set
from frameworks.definitions.xlsform import from_xlsform

LARGEST = 300_000  # characters of a text
LARGEST_FILE = 2_000_000  # bytes of a spreadsheet
YAML, JSON, XLSX = "yaml", "json", "xlsx"
TOP_KEYS = {"versie", "sets", PLACE}
# A number that is longer takes minutes to read, or is one that Python will not write out.
NUMBERS, LONGEST_NUMBER = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}, 30
LIST_OF = {"scale": "rubric", "one": "opties", "many": "opties", "table": "kolommen"}
LIST_OF["grid"] = "kolommen"
WORD_OF = {kind: word for word, kind in KINDS.items()} | {"grid": "matrix"}
WORD_OF_BOX = {kind: word for word, kind in BOXES.items()}


def read(content, code=None):
    """The one set in a file (text, or the bytes of a spreadsheet), ready to be made into rows.

    Of several sets the one with this code. Raises Unreadable with everything that is wrong.
    """
    return read_set(chosen(content, code))


def chosen(content, code):
    if isinstance(content, bytes):
        if len(content) > LARGEST_FILE:
            raise Unreadable([f"Het bestand is te groot: hooguit {LARGEST_FILE // 1000} kB."])
        return from_xlsform(content)
    if len(content) > LARGEST:
        raise Unreadable([f"Het bestand is te groot: hooguit {LARGEST // 1000} duizend tekens."])
    if content.lstrip().startswith("{") and '"format"' in content[:10_000]:
        return from_json(content)
    sets = from_yaml(content)
    found = [one for one in sets if code is None or one.get("code") == code]
    if len(found) != 1:
        codes = ", ".join(str(one.get("code")) for one in sets)
        raise Unreadable([f"Kies één set uit het bestand; erin staan: {codes}."])
    return found[0]


# --- YAML: made to be written by people ---------------------------------------------------------


class _Loader(yaml.SafeLoader):
    """Remembers on which line a group of keys begins, and takes no shortcut that could explode."""

    def compose_node(self, parent, index):
        event = self.peek_event()
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise Unreadable([f"Regel {line}: een verwijzing met * kan hier niet."])
        if getattr(event, "tag", None):  # what it asks for need not fit what stands there
            raise Unreadable([f"Regel {line}: een soort met ! kan hier niet."])
        return super().compose_node(parent, index)

    def construct_object(self, node, deep=False):
        if node.tag in NUMBERS and len(node.value) > LONGEST_NUMBER:
            line = node.start_mark.line + 1
            raise Unreadable([f"Regel {line}: dit getal is te lang."])
        return super().construct_object(node, deep=deep)

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                line = key.start_mark.line + 1
                raise Unreadable([f"Regel {line}: dit is geen geldige YAML."])
            if key.value in seen:
                line = key.start_mark.line + 1
                raise Unreadable([f"Regel {line}: ‘{key.value}’ staat er twee keer."])
            seen.add(key.value)
        found = super().construct_mapping(node, deep=deep)
        return {**found, PLACE: f"Regel {node.start_mark.line + 1}"}


def from_yaml(text):
    try:
        found = yaml.load(text, Loader=_Loader)  # noqa: S506  it is a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(
            [f"Regel {mark.line + 1}, teken {mark.column + 1}: dit is geen geldige YAML."]
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Unreadable(["Dit is geen geldige YAML."]) from error
    sets = found.get("sets") if isinstance(found, dict) else None
    if not isinstance(sets, list) or not all(isinstance(one, dict) for one in sets) or not sets:
        raise Unreadable(["Er staat geen lijst ‘sets’ in het bestand."])
    if unknown := sorted(set(map(str, found)) - TOP_KEYS):
        raise Unreadable([f"Regel 1: ‘{key}’ kennen we niet." for key in unknown])
    return sets


def to_yaml(definition):
    return yaml.safe_dump(
        {"sets": [as_words(definition)]}, allow_unicode=True, sort_keys=False, width=110
    )


def as_words(definition):
    """A definition in the Dutch keys of a file."""
    guides = [
        {
            "titel": section["title"],
            **code_of(section),
            **filled(doel=section["purpose"], minuten=section["minutes"], stappen=section["steps"]),
        }
        for section in definition["sections"]
    ]
    return {
        "code": definition["code"],
        "titel": definition["title"],
        **filled(
            doelgroep=definition["audience"],
            onderdelen=[guide for guide in guides if len(guide) > 1],
        ),
        "vragen": [
            question_as_words(question, section["title"])
            for section in definition["sections"]
            for question in section["questions"]
        ],
    }


def code_of(section):
    """The code of a section, where it does not follow from its title."""
    return {"code": section["code"]} if section["code"] != slugify(section["title"])[:60] else {}


def question_as_words(question, section):
    words = {
        "code": question["code"],
        "onderdeel": section,
        "type": WORD_OF[question["kind"]],
        "vraag": question["text"],
        **filled(hulp=question["help"], bron=question["source"]),
        **({"kern": True} if question["core"] else {}),
    }
    if about := question.get("about"):
        words["kwaliteit"] = about["code"]
    for axis, (word, _, _) in AXES.items():
        by_code = words_by_code(axis)
        if codes := question["axes"].get(axis):
            words[word] = [by_code[code] for code in codes]
    if key := LIST_OF.get(question["kind"]):
        words[key] = listed(question["points"], key)
    if question["lines"]:
        words["rijen"] = listed(question["lines"], "rijen")
    if when := question.get("when"):
        words["als"] = {"vraag": when["question"], "is": when["is"]}
    return words


def filled(**words):
    return {key: value for key, value in words.items() if value}


def listed(points, key):
    """A list as short as reads back to the very same points."""
    columns = key == "kolommen"
    if key == "rubric":
        return [point["text"] for point in points]
    short = [short_of(point) for point in points]
    if points_of(short, key, columns=columns) == (points, []):
        return short
    return [long_of(point) for point in points]


def short_of(point):
    if "kind" not in point:
        return point["text"]
    box = WORD_OF_BOX[point["kind"]]
    if point["options"]:
        box = "/".join(option["text"] for option in point["options"])
    return f"{point['text']} ({box})"


def long_of(point):
    words = {"code": point["code"], "tekst": point["text"]}
    if "kind" in point:
        words["soort"] = WORD_OF_BOX[point["kind"]]
        words |= filled(
            opties=[{"code": one["code"], "tekst": one["text"]} for one in point["options"]]
        )
    return words


# --- JSON: the published value itself, for machines ---------------------------------------------

POINT = {"code": str, "value": (int, type(None)), "text": str, "kind?": str, "options?": [dict]}
WHEN = {"question": str, "is": [str]}
ABOUT = {"code": str, "name": str}
QUESTION = {
    "concept": str, "code": str, "kind": str, "text": str, "help": str, "source": str,
    "core": bool, "axes": dict, "points": [POINT], "lines": [POINT], "when?": WHEN,
    "about?": ABOUT,
}  # fmt: skip
SECTION = {
    "code": str, "title": str, "purpose": str, "minutes": (int, type(None)), "steps": [str],
    "questions": [QUESTION],
}  # fmt: skip
SET = {"format": int, "code": str, "title": str, "audience": str, "sections": [SECTION]}


def to_json(definition):
    """As it was published, but on lines; the fingerprint is of the same value, `canonical`."""
    return json.dumps(json.loads(canonical(definition)), ensure_ascii=False, indent=1) + "\n"


def from_json(text):
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(
            [f"Regel {error.lineno}, teken {error.colno}: dit is geen geldige JSON."]
        ) from error
    except (RecursionError, ValueError) as error:
        raise Unreadable(["Dit is geen geldige JSON."]) from error
    if problems := list(misfits(found, SET, "")):
        raise Unreadable(problems[:20])
    if found["format"] != FORMAT:
        raise Unreadable([f"Dit bestand heeft vorm {found['format']}; het portaal leest {FORMAT}."])
    if strange := {axis for one in questions_of(found) for axis in one["axes"]} - set(AXES):
        raise Unreadable([f"As ‘{axis}’ kennen we niet." for axis in sorted(strange)])
    try:
        raw = as_words(found)
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable([f"‘{error.args[0]}’ kennen we niet."]) from error
    return placed(raw)


def placed(raw):
    """The Dutch keys of a definition, each with the place that a mistake would have."""
    raw[PLACE] = "Set"
    for number, guide in enumerate(raw.get("onderdelen", []), start=1):
        guide[PLACE] = f"Onderdeel {number}"
    for number, question in enumerate(raw["vragen"], start=1):
        question[PLACE] = f"Nummer {number}"
    return raw


def checked(definition):
    """What a file of this definition reads back to; Unreadable where that cannot be."""
    return read_set(placed(as_words(definition)))


def misfits(value, shape, place):
    """Where a value out of a file is not of the shape it must have."""
    where = place or "Het bestand"
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            yield f"{where}: hier hoort een groep."
            return
        for name, below in shape.items():
            key = name.rstrip("?")
            if key in value:
                yield from misfits(value[key], below, f"{place}.{key}" if place else key)
            elif name == key:
                yield f"{where}: ‘{key}’ ontbreekt."
        for key in sorted(set(value) - {name.rstrip("?") for name in shape}):
            yield f"{where}: ‘{key}’ kennen we niet."
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{where}: hier hoort een lijst."
            return
        for number, item in enumerate(value, start=1):
            yield from misfits(item, shape[0], f"{place} {number}")
    elif not isinstance(value, shape) or (isinstance(value, bool) and shape is not bool):
        yield f"{where}: deze waarde past hier niet."
