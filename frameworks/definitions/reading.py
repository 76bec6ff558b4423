"""Reads the file of a framework: everything that is wrong is said at once, with its place."""

import re

import yaml
from django.utils.text import slugify

from frameworks.definitions.axes import AXES, EVERY, MOMENT, OBJECT, codes_by_word
from frameworks.definitions.models import MARKS

LARGEST = 300_000  # characters
MOST_QUESTIONS = 150
KINDS = {
    "open": "open",
    "schaal4": "scale",
    "keuze_een": "one",
    "keuze_meer": "many",
    "matrix": "table",
}
STEPS = 4
QUESTION_KEYS = {
    "code", "vraag", "type", "hulp", "kern", "rubric", "opties", "rijen", "kolommen", "onderdeel",
    *(word for word, _, _ in AXES.values()),
}  # fmt: skip
LINE = "__line__"


class Unreadable(Exception):
    """A file that cannot become a framework; `problems` says why, each with its place."""

    def __init__(self, problems):
        super().__init__("; ".join(problems))
        self.problems = problems


class _Loader(yaml.SafeLoader):
    """Remembers on which line a group of keys begins, and takes no shortcut that could explode."""

    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent):
            line = self.peek_event().start_mark.line + 1
            raise Unreadable([f"Regel {line}: een verwijzing met * kan hier niet."])
        return super().compose_node(parent, index)

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                raise Unreadable([f"Regel {line}: ‘{key.value}’ staat er twee keer."])
            seen.add(key.value)
        return {**super().construct_mapping(node, deep=deep), LINE: node.start_mark.line + 1}


def read(text, code=None):
    """The one set in a file, or of several the one with this code, ready to be made into rows."""
    if len(text) > LARGEST:
        raise Unreadable([f"Het bestand is te groot: hooguit {LARGEST // 1000} duizend tekens."])
    try:
        found = yaml.load(text, Loader=_Loader)  # noqa: S506  it is a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(
            [f"Regel {mark.line + 1}, teken {mark.column + 1}: dit is geen geldige YAML."]
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(["Dit is geen geldige YAML."]) from error
    sets = found.get("sets") if isinstance(found, dict) else None
    if not isinstance(sets, list) or not all(isinstance(one, dict) for one in sets) or not sets:
        raise Unreadable(["Er staat geen lijst ‘sets’ in het bestand."])
    chosen = [one for one in sets if code is None or one.get("code") == code]
    if len(chosen) != 1:
        codes = ", ".join(str(one.get("code")) for one in sets)
        raise Unreadable([f"Kies één set uit het bestand; erin staan: {codes}."])
    return _Set(chosen[0]).read()


class _Set:
    def __init__(self, raw):
        self.raw = raw
        self.problems = []

    def read(self):
        place = f"Regel {self.raw[LINE]}"
        title = self.words(self.raw, "titel", place, 120)
        code = self.words(self.raw, "code", place, 20)
        questions = self.raw.get("vragen")
        if not isinstance(questions, list) or not questions:
            self.problems.append(f"{place}: de set heeft geen ‘vragen’.")
            questions = []
        if len(questions) > MOST_QUESTIONS:
            self.problems.append(f"{place}: meer dan {MOST_QUESTIONS} vragen in één set.")
        read = [
            self.question(question, number)
            for number, question in enumerate(questions[:MOST_QUESTIONS], start=1)
        ]
        if title and not slugify(title):
            self.problems.append(f"{place}: ‘titel’ heeft geen letters voor een adres.")
        self.unique(read)
        if self.problems:
            raise Unreadable(self.problems)
        return {"code": code, "title": title, "slug": slugify(title), "questions": read}

    def unique(self, questions):
        first = {}
        for question in filter(None, questions):
            code = question["code"]
            if code in first:
                self.problems.append(
                    f"{question['place']}: code ‘{code}’ is al gebruikt, zie r{first[code][1:]}."
                )
            first.setdefault(code, question["place"])

    def question(self, raw, number):
        if not isinstance(raw, dict):
            self.problems.append(f"Vraag {number}: dit is geen groep met ‘code’ en ‘vraag’.")
            return None
        place = f"Regel {raw[LINE]}, vraag {raw.get('code') or number}"
        for key in sorted(set(map(str, raw)) - QUESTION_KEYS - {LINE}):
            self.problems.append(f"{place}: ‘{key}’ kennen we niet.")
        code = self.words(raw, "code", place, 40)
        if code and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", code):
            self.problems.append(f"{place}: een code heeft alleen letters, cijfers en streepjes.")
        kind = KINDS.get(raw.get("type"))
        if kind is None:
            self.problems.append(
                f"{place}: type ‘{raw.get('type')}’ kennen we niet; kies uit {', '.join(KINDS)}."
            )
        if not isinstance(raw.get("kern", False), bool):
            self.problems.append(f"{place}: ‘kern’ is true of false.")
        places = {axis: self.values(raw, axis, place) for axis in AXES}
        return {
            "place": place,
            "code": code,
            "kind": kind,
            "text": self.words(raw, "vraag", place, 500),
            "help": self.words(raw, "hulp", place, 500, needed=False),
            "core": raw.get("kern", False) is True,
            "axes": {axis: values for axis, values in places.items() if values},
            "section": self.section(raw, places, place),
            "points": self.points(raw, kind, place),
            "lines": self.listed(raw, "rijen", place) if kind == "table" else [],
        }

    def words(self, raw, key, place, most, *, needed=True):
        value = raw.get(key)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.problems.append(f"{place}: ‘{key}’ ontbreekt of is geen tekst.")
            return ""
        if len(value) > most:
            self.problems.append(f"{place}: ‘{key}’ is langer dan {most} tekens.")
        return value.strip().replace("\x00", "")

    def values(self, raw, axis, place):
        """The codes on an axis; none when it holds for all of them."""
        word = AXES[axis][0]
        given = raw.get(word, [])
        given = given if isinstance(given, list) else [given]
        if given == [EVERY]:
            return []
        known = codes_by_word(axis)
        for one in given:
            if one not in known:
                self.problems.append(
                    f"{place}: {word} ‘{one}’ kennen we niet; kies uit {', '.join(known)}."
                )
        return [code for code in known.values() if code in {known.get(one) for one in given}]

    def section(self, raw, places, place):
        """Code and title of the part of the set in which a question stands."""
        if isinstance(raw.get("onderdeel"), str) and slugify(raw["onderdeel"]):
            return slugify(raw["onderdeel"])[:60], raw["onderdeel"].strip()[:120]
        if len(places[MOMENT]) == 1 and len(places[OBJECT]) == 1:
            [moment], [thing] = places[MOMENT], places[OBJECT]
            names = {axis: {code: name for code, _, name in AXES[axis][2]} for axis in places}
            the = {"process": "het proces", "product": "het product"}[thing]
            return f"{moment}-{thing}", f"{names[MOMENT][moment]}: {the}"
        self.problems.append(
            f"{place}: zeg in welk onderdeel de vraag hoort, met ‘onderdeel’ of met ‘fase’ en "
            "‘object’."
        )
        return "", ""

    def points(self, raw, kind, place):
        if kind == "scale":
            steps = self.listed(raw, "rubric", place)
            if steps and len(steps) != STEPS:
                self.problems.append(
                    f"{place}: ‘rubric’ heeft {len(steps)} omschrijvingen, nodig zijn er {STEPS}."
                )
            return [
                {**step, "code": str(number), "value": number}
                for number, step in enumerate(steps, start=1)
            ]
        key = {"one": "opties", "many": "opties", "table": "kolommen"}.get(kind)
        return self.listed(raw, key, place) if key else []

    def listed(self, raw, key, place):
        """A list of texts as points, each with a code made of its text, once and for all."""
        texts = raw.get(key)
        if not isinstance(texts, list) or len(texts) < 2:
            self.problems.append(f"{place}: ‘{key}’ is een lijst van twee of meer teksten.")
            return []
        points, codes = [], set(MARKS)
        for number, text in enumerate(texts, start=1):
            if not isinstance(text, str) or not text.strip() or len(text) > 400:
                self.problems.append(
                    f"{place}: nummer {number} van ‘{key}’ is geen tekst van hooguit 400 tekens."
                )
                continue
            code = slugify(text)[:50] or f"punt-{number}"
            if code in codes:
                code = f"{code}-{number}"
            codes.add(code)
            points.append({"code": code, "value": None, "text": text.strip()})
        return points
