"""What a coalition has, what it wishes for, and what an applicant would add to it.

Pure functions over rows already fetched. The composition is a wish: all this warns and proposes,
and nothing here keeps anybody out.
"""

from collections import Counter
from dataclasses import dataclass, field

from knw_portal.people.models import GroupMember
from knw_portal.templatetags.portal import number

MOST_PER_INSTITUTION = 2  # more people of one institution than this, and the bureau is warned
COUNTED = {GroupMember.Role.MEMBER, GroupMember.Role.LEAD}


@dataclass(frozen=True)
class Line:
    """One function of the composition: how many are wished for, there now, and applying."""

    function: object
    wished: int | None  # None: as many as it takes
    present: int
    applying: int
    note: str = ""
    is_wish: bool = True

    @property
    def missing(self):
        return max((self.wished or 0) - self.present, 0)

    @property
    def dots(self):
        """What the picture shows, as (x, kind): who is there, who applies, who is still missing."""
        empty = max(self.missing - self.applying, 0)
        kinds = ["present"] * self.present + ["applying"] * self.applying + ["missing"] * empty
        return [(13 + 26 * place, kind) for place, kind in enumerate(kinds)]

    @property
    def width(self):
        return 4 + 26 * len(self.dots)


@dataclass(frozen=True)
class Proposal:
    """What the portal would do with an applicant, and why; the bureau decides."""

    word: str
    kind: str  # of the mark: done busy coming late
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Composition:
    lines: list[Line]
    size: int
    target: int
    institutions: int
    crowded: list[str]  # institutions with more people than we would like

    @property
    def missing(self):
        return [line for line in self.lines if line.missing]

    @property
    def room(self):
        return max(self.target - self.size, 0)


def counts_for(person):
    """The functions a person counts for: the own one and the one it falls under."""
    function = person.function
    return {function.pk, function.parent_id} - {None} if function else set()


def counted(places):
    """The people who count for the composition, each once, whatever places they hold."""
    return list({place.user_id: place.user for place in places if place.role in COUNTED}.values())


def compose(wishes, places, applicants, target):
    """The composition of a coalition beside what it wishes for."""
    people = counted(places)
    now, coming = _per_function(people), _per_function(applicants)
    lines = [
        Line(wish.function, wish.wished, now[wish.function_id], coming[wish.function_id], wish.note)
        for wish in wishes
    ]
    wished = {wish.function_id for wish in wishes}
    others = {
        person.function.pk: person.function
        for person in [*people, *applicants]
        if person.function and not counts_for(person) & wished
    }
    lines += [
        Line(function, None, now[pk], coming[pk], is_wish=False)
        for pk, function in sorted(others.items(), key=lambda one: str(one[1]))
    ]
    schools = Counter(person.institution for person in people if person.institution)
    crowded = [f"{s} ({n})" for s, n in schools.items() if n > MOST_PER_INSTITUTION]
    return Composition(lines, len(people), target, len(schools), sorted(crowded))


def _per_function(people):
    return Counter(pk for person in people for pk in counts_for(person))


def propose(person, composition, places):
    """What the portal proposes for one applicant, with its reasons and warnings."""
    schools = Counter(one.institution_id for one in counted(places))
    colleagues = schools[person.institution_id] if person.institution_id else 0
    wishes = [line for line in composition.lines if line.is_wish]
    fitting = [line for line in wishes if line.function.pk in counts_for(person)]
    open_lines = [line for line in fitting if line.missing]
    reasons, warnings = [], []
    for line in open_lines:
        reasons.append(
            f"Vult een lege plek: {line.function}, nu {line.present} van {line.wished} gewenst."
        )
    if person.institution_id and not colleagues:
        reasons.append(f"{person.institution} doet nog niet mee.")
    if person.function is None:
        warnings.append("De functie is niet bekend.")
    elif not fitting:
        warnings.append(f"De functie {person.function} staat niet in de gewenste samenstelling.")
    elif not open_lines and any(line.wished for line in fitting):
        warnings.append(f"Er zijn al genoeg mensen met de functie {person.function}.")
    if colleagues >= MOST_PER_INSTITUTION:
        warnings.append(f"Er doen al {number(colleagues)} mensen van {person.institution} mee.")
    if composition.room == 0:
        warnings.append(f"De coalitie heeft haar streefgrootte van {composition.target} al.")
    return _verdict(bool(open_lines), reasons, warnings)


def _verdict(fills_a_gap, reasons, warnings):
    if fills_a_gap and not warnings:
        return Proposal("Plaatsen", "done", reasons, warnings)
    if fills_a_gap:
        return Proposal("Plaatsen kan, let op", "busy", reasons, warnings)
    return Proposal("Wachtlijst of volger", "coming", reasons, warnings)
