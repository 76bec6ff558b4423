"""How far people who prepared a question are apart, and what one then asks."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations

from frameworks.definitions.axes import LEVEL
from frameworks.definitions.models import MARKS

# From here on people are apart: a third of the scale between two of them, taken over all pairs;
# of choices without an order, half of the pairs.
APART_IN_STEPS, APART_IN_CHOICES = 1 / 3, 1 / 2
# With fewer, a word for what the team thinks would be the word of one person.
FEWEST = 3

PROBES = {
    "high": (
        "Jullie denken hier hetzelfde over, en positief.",
        [
            "Waaraan ziet iemand van buiten dat het zo is?",
            "Wat doen we om het zo te houden, ook als een van ons weggaat?",
        ],
    ),
    "low": (
        "Jullie denken hier hetzelfde over, en het kan beter.",
        [
            "Wat houdt ons tegen, en wat daarvan kunnen wij zelf veranderen?",
            "Wat is de kleinste stap die we binnen vier weken kunnen zetten?",
        ],
    ),
    "same": (
        "Jullie kozen ongeveer hetzelfde.",
        [
            "Bedoelen we met hetzelfde woord ook hetzelfde? Laat ieder één voorbeeld geven.",
            "Wie zou hier anders over denken, en wat zou die zeggen?",
        ],
    ),
    "divided": (
        "Jullie zien dit verschillend.",
        [
            "Laat wie het hoogst en wie het laagst koos elk een voorbeeld geven. Reageer nog niet.",
            "Gaat het verschil over wat we zien, of over wat we belangrijk vinden?",
            "Zoek geen gemiddelde. ‘Niet eens’ is ook een antwoord.",
        ],
    ),
    "unknown": (
        "De meesten van jullie weten dit nog niet.",
        [
            "Wie weet het wel? Vraag die persoon, of spreek af wie het navraagt.",
            "Hebben we dit antwoord nodig om verder te kunnen?",
        ],
    ),
}
# What a question of a level of the dialogue is after, for who leads the talk.
LEVELS = {
    "clarify": "Verhelderen: eerst begrijpen wat ieder bedoelt. Vraag: ‘Wat zie je dan gebeuren?’",
    "widen": "Verbreden: zoek een ander gezichtspunt. Vraag: ‘Hoe kijkt een student hiernaar?’",
    "deepen": "Verdiepen: zoek wat eronder zit. Vraag: ‘Waarom doen we het eigenlijk zo?’",
    "lift": "Verheffen: kijk naar de bedoeling. Vraag: ‘Waar doen we dit uiteindelijk voor?’",
}


@dataclass(frozen=True)
class Spread:
    """What the people who prepared one question think of it, together."""

    people: int = 0
    counts: dict = field(default_factory=dict)  # by the code of a choice
    notes: tuple = ()
    apart: float = -1  # 0 all the same, 1 as far as can be; -1 nothing to compare
    pattern: str = ""

    @property
    def probes(self):
        return PROBES.get(self.pattern)


def spread_of(question, prepared):
    """`prepared`: (choices, note) of each person who prepared this question."""
    notes = sorted({note for _, note in prepared if note})  # in no order that tells whose it is
    chosen = [choices for choices, _ in prepared if choices]
    counts = Counter(code for choices in chosen for code in choices)
    known = [choices for choices in chosen if "unknown" not in choices]
    pairs = [distance(question, one, other) for one, other in combinations(known, 2)]
    apart = sum(pairs) / len(pairs) if pairs else -1
    return Spread(
        people=len(prepared),
        counts=dict(counts),
        notes=tuple(notes),
        apart=apart,
        pattern=pattern_of(question, chosen, known, apart),
    )


def levels_of(question):
    return [LEVELS[code] for code in question["axes"].get(LEVEL, ())]


def pattern_of(question, chosen, known, apart):
    if len(chosen) < 2:
        return ""
    if (len(chosen) - len(known)) * 2 >= len(chosen):
        return "unknown"
    if apart < 0:
        return ""
    if question["kind"] != "scale":
        return "divided" if apart > APART_IN_CHOICES else "same"
    steps = steps_of(question)
    found = [steps[code] for choices in known for code in choices if code in steps]
    if apart > APART_IN_STEPS:
        return "divided"
    if not found:  # all of them: not applicable
        return "same"
    middle = (min(steps.values()) + max(steps.values())) / 2
    return "high" if sum(found) / len(found) > middle else "low"


def distance(question, one, other):
    """How far two people are apart, from 0 to 1."""
    if question["kind"] == "scale":
        steps = steps_of(question)
        if one[0] in MARKS or other[0] in MARKS:
            return float(one[0] != other[0])
        width = max(steps.values()) - min(steps.values()) or 1
        return abs(steps[one[0]] - steps[other[0]]) / width
    mine, theirs = set(one), set(other)
    return 1 - len(mine & theirs) / len(mine | theirs)


def steps_of(question):
    return {point["code"]: point["value"] for point in question["points"]}
