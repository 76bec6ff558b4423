"""Checks what a file says of a framework: everything that is wrong is said at once, with its place.

Every kind of file is first made into the same groups of Dutch keys (see `files.py`); this is where
those become what `actions` makes rows of.
"""

import re

from django.utils.functional import cached_property
from django.utils.text import slugify

from frameworks.definitions.axes import AXES, EVERY, MOMENT, OBJECT, codes_by_word
from frameworks.definitions.conditions import faults
from frameworks.definitions.models import MARKS, QualityObject

MOST_QUESTIONS = 150
KINDS = {
    "open": "open",
    "schaal4": "scale",
    "keuze_een": "one",
    "keuze_meer": "many",
    "matrix": "table",  # or "grid", when its columns say what is filled in
    "getal": "number",
    "datum": "date",
    "ambitie": "ambition",
}
BOXES = {"open": "open", "getal": "number", "datum": "date", "keuze": "one"}
STEPS = 4
PLACE = "__place__"  # where in the file a group of keys stands, in words
SET_KEYS = {"code", "titel", "doelgroep", "assen", "onderdelen", "vragen"}
SECTION_KEYS = {"titel", "code", "doel", "minuten", "stappen"}
WHEN_KEYS = {"vraag", "is", PLACE}
QUESTION_KEYS = {
    "code", "vraag", "type", "hulp", "bron", "kern", "rubric", "opties", "rijen", "kolommen",
    "onderdeel", "als", "kwaliteit", *(word for word, _, _ in AXES.values()),
}  # fmt: skip
RESERVED = {"nieuw", "inlezen", "inzichten"}  # addresses of pages beside those of the frameworks
CODE = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
POINT_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
# Names of fields on the page of a conversation, which a line of a table shares its place with.
TAKEN = {*MARKS, "text", "basis", "reason", "version", "mark", "choices", "cells"}
_BOX = re.compile(r"(.+?)\s*\((open|getal|datum|[^()/]+(?:/[^()/]+)+)\)")


class Unreadable(Exception):
    """A file that cannot become a framework; `problems` says why, each with its place."""

    def __init__(self, problems):
        self.problems = [storable(problem) for problem in problems]
        super().__init__("; ".join(self.problems))


def read_set(raw):
    """What a checked set says, ready to be made into rows."""
    return _Set(raw).read()


class _Set:
    def __init__(self, raw):
        self.raw = raw
        self.problems = []

    def read(self):
        place = self.raw[PLACE]
        self.known(self.raw, SET_KEYS, place)
        title = self.words(self.raw, "titel", place, 120)
        code = self.words(self.raw, "code", place, 20)
        if code and not CODE.fullmatch(code):
            self.problems.append(
                f"{place}: een code begint met een letter en heeft alleen letters, cijfers en "
                "streepjes."
            )
        audience = self.words(self.raw, "doelgroep", place, 60, needed=False)
        axes = self.raw.get("assen") or []
        if not isinstance(axes, list):
            self.problems.append(f"{place}: ‘assen’ is geen lijst.")
            axes = []
        for axis in axes:
            if axis not in ("onderdeel", *(word for word, _, _ in AXES.values())):
                self.problems.append(f"{place}: as ‘{axis}’ kennen we niet.")
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
        slug = slugify(title)[:80]
        if title and not slug:
            self.problems.append(f"{place}: ‘titel’ heeft geen letters voor een adres.")
        if slug in RESERVED:
            self.problems.append(f"{place}: kies een andere ‘titel’ dan ‘{title}’.")
        self.unique(read)
        self.conditions([question for question in read if question])
        sections = self.sections([question["section"] for question in filter(None, read)])
        if self.problems:
            raise Unreadable(self.problems)
        return {
            "code": code,
            "title": title,
            "slug": slug,
            "audience": audience,
            "sections": sections,
            "questions": read,
        }

    def known(self, raw, keys, place):
        for key in sorted(set(map(str, raw)) - keys - {PLACE}):
            self.problems.append(f"{place}: ‘{key}’ kennen we niet.")

    def unique(self, questions):
        first = {}
        for question in filter(None, questions):
            code = question["code"].lower()
            if code in first:
                here = first[code][0].lower() + first[code][1:]
                self.problems.append(
                    f"{question['place']}: code ‘{question['code']}’ is al gebruikt, zie {here}."
                )
            first.setdefault(code, question["place"])

    def conditions(self, questions):
        """Each condition with the codes of its points, where it gave their texts."""
        by_code = {question["code"]: question for question in questions}
        for question in questions:
            if when := question.get("when"):
                source = by_code.get(when["question"], {"points": []})
                codes = {point["code"] for point in source["points"]}
                texts = {point["text"]: point["code"] for point in source["points"]}
                wanted = [one if one in codes else texts.get(one, one) for one in when["is"]]
                order = [point["code"] for point in source["points"]]
                strange = [one for one in wanted if one not in order]
                when["is"] = [one for one in order if one in wanted] + strange
        for code, fault in faults(questions):
            self.problems.append(f"{by_code[code]['place']}: {fault}")

    def sections(self, titles):
        """The sections in the order of their questions, each with what guides the talk."""
        guides = self.guides()
        sections = {}
        for title in dict.fromkeys(filter(None, titles)):
            guide = guides.pop(title, {"code": "", "purpose": "", "minutes": None, "steps": []})
            code = guide["code"] or slugify(title)[:60]
            if code in sections:
                self.problems.append(
                    f"De onderdelen ‘{sections[code]['title']}’ en ‘{title}’ lijken te veel op "
                    "elkaar."
                )
            sections[code] = {**guide, "code": code, "title": title}
        for title in guides:
            self.problems.append(f"Onderdeel ‘{title}’ heeft geen vragen.")
        return list(sections.values())

    def guides(self):
        guides = {}
        given = self.raw.get("onderdelen") or []
        for number, raw in enumerate(given if isinstance(given, list) else [given], start=1):
            place = f"Onderdeel {number}"
            if not isinstance(raw, dict):
                self.problems.append(f"{place}: dit is geen groep met ‘titel’ en ‘doel’.")
                continue
            place = f"{raw.get(PLACE, place)}, onderdeel {raw.get('titel') or number}"
            self.known(raw, SECTION_KEYS, place)
            title = self.words(raw, "titel", place, 120)
            if title in guides:
                self.problems.append(f"{place}: dit onderdeel staat er twee keer.")
            minutes = raw.get("minuten")
            if minutes is not None and not (type(minutes) is int and 0 < minutes <= 480):
                self.problems.append(f"{place}: ‘minuten’ is een getal van 1 tot en met 480.")
            steps = raw.get("stappen") or []
            if not isinstance(steps, list) or not all(
                isinstance(step, str) and 0 < len(step.strip()) <= 300 for step in steps
            ):
                self.problems.append(f"{place}: ‘stappen’ is een lijst van korte teksten.")
                steps = []
            code = raw.get("code") or ""
            if code and not (isinstance(code, str) and POINT_CODE.fullmatch(code)):
                self.problems.append(
                    f"{place}: een code heeft alleen kleine letters, cijfers en streepjes."
                )
                code = ""
            guides[title] = {
                "code": code,
                "purpose": self.words(raw, "doel", place, 400, needed=False),
                "minutes": minutes,
                "steps": [storable(step.strip()) for step in steps],
            }
        guides.pop("", None)
        return guides

    def question(self, raw, number):
        if not isinstance(raw, dict):
            self.problems.append(f"Vraag {number}: dit is geen groep met ‘code’ en ‘vraag’.")
            return None
        place = f"{raw[PLACE]}, vraag {raw.get('code') or number}"
        self.known(raw, QUESTION_KEYS, place)
        code = self.words(raw, "code", place, 40)
        if code and not CODE.fullmatch(code):
            self.problems.append(
                f"{place}: een code begint met een letter en heeft alleen letters, cijfers en "
                "streepjes."
            )
        kind = KINDS.get(raw.get("type")) if isinstance(raw.get("type"), str) else None
        if kind is None:
            self.problems.append(
                f"{place}: type ‘{raw.get('type')}’ kennen we niet; kies uit {', '.join(KINDS)}."
            )
        if not isinstance(raw.get("kern", False), bool):
            self.problems.append(f"{place}: ‘kern’ is true of false.")
        places = {axis: self.values(raw, axis, place) for axis in AXES}
        points = self.points(raw, kind, place)
        return {
            "place": place,
            "code": code,
            "kind": "grid" if kind == "table" and any("kind" in one for one in points) else kind,
            "text": self.words(raw, "vraag", place, 500),
            "help": self.words(raw, "hulp", place, 500, needed=False),
            "source": self.words(raw, "bron", place, 200, needed=False),
            "core": raw.get("kern", False) is True,
            "axes": {axis: values for axis, values in places.items() if values},
            "section": self.section(raw, places, place),
            "points": points,
            "lines": self.listed(raw, "rijen", place) if kind == "table" else [],
            **self.about(raw, place),
            **self.when(raw, place),
        }

    def about(self, raw, place):
        """What the quality is of, by its code or its name on the list that the bureau keeps."""
        if raw.get("kwaliteit") is None:
            return {}
        wanted = self.words(raw, "kwaliteit", place, 60)
        if not wanted:
            return {}
        row = self.objects.get(wanted) or self.objects.get(wanted.lower())
        if row is None:
            known = ", ".join(dict.fromkeys(one.code for one in self.objects.values()))
            self.problems.append(
                f"{place}: kwaliteit ‘{wanted}’ staat niet op de lijst; kies uit {known}, of "
                "vraag het bureau om het toe te voegen."
            )
            return {}
        return {"about": {"code": row.code, "name": row.name}}

    @cached_property
    def objects(self):
        """Read once, and only for a file that names one."""
        return QualityObject.objects.by_word()

    def when(self, raw, place):
        """On which answer a question hangs; see `conditions`."""
        if raw.get("als") is None:
            return {}
        given = raw["als"]
        if not isinstance(given, dict) or not isinstance(given.get("vraag"), str):
            self.problems.append(f"{place}: ‘als’ is een groep met ‘vraag’ en ‘is’.")
            return {}
        self.known(given, WHEN_KEYS, f"{place}, als")
        wanted = given.get("is")
        wanted = wanted if isinstance(wanted, list) else [wanted]
        wanted = [str(one) if type(one) is int else one for one in wanted]
        if not wanted or not all(isinstance(one, str) and one for one in wanted):
            self.problems.append(f"{place}: ‘is’ bij ‘als’ noemt een of meer keuzes.")
            return {}
        return {"when": {"question": given["vraag"], "is": wanted}}

    def words(self, raw, key, place, most, *, needed=True):
        value = raw.get(key)
        if value is None and not needed:
            return ""
        value = storable(value) if isinstance(value, str) else value
        if not isinstance(value, str) or not value.strip():
            self.problems.append(f"{place}: ‘{key}’ ontbreekt of is geen tekst.")
            return ""
        if len(value) > most:
            self.problems.append(f"{place}: ‘{key}’ is langer dan {most} tekens.")
        return value.strip()

    def values(self, raw, axis, place):
        """The codes on an axis; none when it holds for all of them."""
        word = AXES[axis][0]
        given = raw.get(word, [])
        given = given if isinstance(given, list) else [given]
        if given == [EVERY]:
            return []
        known = codes_by_word(axis)
        for one in given:
            if not isinstance(one, str) or one not in known:
                self.problems.append(
                    f"{place}: {word} ‘{one}’ kennen we niet; kies uit {', '.join(known)}."
                )
        return [code for one, code in known.items() if one in given]

    def section(self, raw, places, place):
        """The title of the part of the set in which a question stands."""
        if isinstance(raw.get("onderdeel"), str) and slugify(raw["onderdeel"]):
            return self.words(raw, "onderdeel", place, 120)
        if len(places[MOMENT]) == 1 and len(places[OBJECT]) == 1:
            [moment], [thing] = places[MOMENT], places[OBJECT]
            moments = {code: name for code, _, name in AXES[MOMENT][2]}
            things = {"process": "het proces", "product": "het product"}
            return f"{moments[moment]}: " + (
                things.get(thing) or {"way": "de weg", "result": "het resultaat"}[thing]
            )
        self.problems.append(
            f"{place}: zeg in welk onderdeel de vraag hoort, met ‘onderdeel’ of met ‘fase’ en "
            "‘object’."
        )
        return ""

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
        return self.listed(raw, key, place, columns=kind == "table") if key else []

    def listed(self, raw, key, place, *, columns=False):
        given = raw.get(key)
        if not isinstance(given, list) or len(given) < 2:
            self.problems.append(f"{place}: ‘{key}’ is een lijst van twee of meer teksten.")
            return []
        points, problems = points_of(given, key, columns=columns)
        self.problems += [f"{place}: {problem}" for problem in problems]
        return points


def storable(text):
    """Without what no database keeps: NUL, and half of a pair of UTF-16."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def points_of(given, key, *, columns=False):
    """A list as points with codes, and what is wrong with it.

    An item is a text, whose code is made of it once and for all, or has a `code` and a `tekst`.
    A column may end in what is filled in there: "(open)", "(getal)", "(datum)", "(ja/nee)".
    """
    points, problems, codes = [], [], set(TAKEN)
    for number, item in enumerate(given, start=1):
        item = item if isinstance(item, dict) else {"tekst": item}
        text, box = item.get("tekst"), None
        text = storable(text) if isinstance(text, str) else text
        if columns and isinstance(text, str) and "code" not in item:
            if len(text) <= 400 and (found := _BOX.fullmatch(text.strip())):
                text, box = found.groups()
        elif columns:
            box = item.get("soort")
        if not isinstance(text, str) or not text.strip() or len(text) > 400:
            problems.append(f"nummer {number} van ‘{key}’ is geen tekst van hooguit 400 tekens.")
            continue
        text = text.strip()
        code = item.get("code")
        if code is None:
            code = slugify(text)[:50] or f"punt-{number}"
            while code in codes:
                code = f"{code}-{number}"
        elif not isinstance(code, str) or not POINT_CODE.fullmatch(code) or code in codes:
            problems.append(
                f"code ‘{code}’ van nummer {number} van ‘{key}’ kan niet: gebruik kleine letters, "
                "cijfers en streepjes, en elke code één keer."
            )
            continue
        codes.add(code)
        point = {"code": code, "value": None, "text": text}
        if box is not None:
            point |= box_of(item, box, key, number, problems)
        points.append(point)
    boxes = sum("kind" in point for point in points)
    if 0 < boxes < len(points):
        problems.append(
            "zeg van elke kolom wat je erin invult, zoals ‘(open)’, of van geen enkele."
        )
    return points, problems


def box_of(item, box, key, number, problems):
    """What is filled in under a column."""
    if isinstance(box, str) and "/" in box:
        box, options = "keuze", [{"tekst": text} for text in box.split("/")]
    else:
        options = item.get("opties") or []
    if not isinstance(box, str) or box not in BOXES:
        problems.append(
            f"soort ‘{box}’ van nummer {number} van ‘{key}’ kennen we niet; kies uit "
            f"{', '.join(BOXES)}."
        )
        return {}
    if box != "keuze":
        return {"kind": BOXES[box], "options": []}
    if not isinstance(options, list) or len(options) < 2:
        problems.append(f"nummer {number} van ‘{key}’ heeft geen opties om uit te kiezen.")
        return {}
    points, wrong = points_of(options, f"opties van {key}")
    problems += wrong
    return {
        "kind": "one",
        "options": [{"code": point["code"], "text": point["text"]} for point in points],
    }
