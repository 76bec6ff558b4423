"""What still misses in a draft before it can be published, each with the part it is about."""

from dataclasses import dataclass

from frameworks.definitions.conditions import faults
from frameworks.definitions.definition import questions_of
from frameworks.definitions.files import checked
from frameworks.definitions.models import Section
from frameworks.definitions.reading import STEPS, Unreadable

CHOICES = {"one": "keuzes", "many": "keuzes", "table": "kolommen", "grid": "kolommen"}


@dataclass(frozen=True)
class Problem:
    text: str
    question: str = ""  # its code
    section: str = ""  # its code


def problems_of(version, definition):
    """Everything at once, in the order of the draft."""
    questions = questions_of(definition)
    if not questions:
        return [Problem("Dit raamwerk heeft nog geen vragen.")]
    found = list(empty_sections(version))
    for question in questions:
        found += [
            Problem(f"‘{question['text']}’: {why}", question=question["code"])
            for why in missing(question)
        ]
    texts = {question["code"]: question["text"] for question in questions}
    found += [Problem(f"‘{texts[code]}’: {why}", question=code) for code, why in faults(questions)]
    if found:
        return found
    try:
        # The last net: what is published can be read in again by every portal.
        checked(definition)
    except Unreadable as error:
        return [Problem(problem) for problem in error.problems]
    return []


def empty_sections(version):
    for section in Section.objects.filter(version=version, questions=None):
        yield Problem(
            f"Onderdeel ‘{section.title}’ heeft geen vragen. Voeg er een vraag aan toe of "
            "verwijder het.",
            section=section.code,
        )


def missing(question):
    kind, points, lines = question["kind"], question["points"], question["lines"]
    if kind == "scale" and (len(points) != STEPS or not all(point["text"] for point in points)):
        yield f"vul alle {STEPS} omschrijvingen van de schaal in."
    if kind in CHOICES and len(points) < 2:
        yield f"er zijn twee of meer {CHOICES[kind]} nodig."
    if kind in ("table", "grid") and len(lines) < 2:
        yield "er zijn twee of meer rijen nodig."
    if kind == "grid":
        for point in points:
            if "kind" not in point:
                yield f"zeg wat je invult in de kolom ‘{point['text']}’."
            elif point["kind"] == "one" and len(point["options"]) < 2:
                yield f"de kolom ‘{point['text']}’ heeft twee of meer keuzes nodig."
