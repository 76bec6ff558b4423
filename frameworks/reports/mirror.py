"""The mirror of the network: where the teams stand, as a lean or a band. Never a rank or a mean."""

from dataclasses import dataclass
from uuid import UUID

from frameworks.figures import gate

RULE = (
    "De spiegel is er pas als minstens vijf teams van drie instellingen hun trede bij een vraag "
    "met het netwerk delen, en hooguit de helft daarvan van één instelling is."
)
LEANS = {
    gate.LOW: "de teams staan samen vooral laag op de schaal",
    gate.MIDDLE: "de teams staan samen vooral in het midden van de schaal",
    gate.HIGH: "de teams staan samen vooral hoog op de schaal",
}


@dataclass(frozen=True)
class Said:
    """A step of one team at one question."""

    concept: UUID
    number: int  # of the version
    moment: str
    team: int
    institution: int
    value: int
    steps: tuple  # every step of the scale


def cells_of(said, since):
    """The cells that may be shown, as values of a MirrorCell.

    `since`: as of which version a question may be compared, by (concept, version number). A team
    that used two versions counts once, with the newest.
    """
    groups = {}
    for one in sorted(said, key=lambda one: one.number):
        key = (one.concept, since.get((str(one.concept), one.number), one.number), one.moment)
        groups.setdefault(key, {})[one.team] = one
    for (concept, began, moment), by_team in groups.items():
        steps = list(by_team.values())[-1].steps
        answers = [(one.institution, one.value) for one in by_team.values()]
        shown = gate.mirror([(step, step) for step in steps], answers)
        if shown:
            band = shown.between or (None,)
            yield {
                "concept_id": concept,
                "since": began,
                "moment": moment,
                "lean": shown.lean,
                "low": band[0],
                "high": band[-1],
            }


def in_words(cell):
    """What a cell says."""
    if cell.low is None:
        return LEANS[cell.lean]
    if cell.low == cell.high:
        return f"de middelste helft van de teams staat op trede {cell.low}"
    return f"de middelste helft van de teams staat op trede {cell.low} tot en met {cell.high}"
