"""What the phases of a coalition mean, and what still misses on the way."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator

from coalitions.briefs.models import Coalition
from knw_portal.people.models import GroupMember

Phase = Coalition.Phase

# In the order of a coalition's life. A coalition moves one step, forth or back; the last step
# belongs to the room of the outputs, since nobody completes a coalition that delivered nothing.
STEPS = (Phase.DRAFT, Phase.RECRUITING, Phase.ACTIVE, Phase.DELIVERING)
ADDRESSES = {
    "opdracht": Phase.DRAFT,
    "leden-zoeken": Phase.RECRUITING,
    "aan-het-werk": Phase.ACTIVE,
    "opleveren": Phase.DELIVERING,
}
MEANINGS = {
    Phase.DRAFT: "Het bureau schrijft de opdracht. Aanmelden kan nog niet.",
    Phase.RECRUITING: "Mensen melden zich aan, en het bureau zoekt een goede mix.",
    Phase.ACTIVE: "De coalitie komt bijeen en werkt. Belangstelling tonen kan nog, aanmelden niet.",
    Phase.DELIVERING: "De coalitie rondt haar opbrengsten af. Nieuwe mensen zoekt ze niet meer.",
    Phase.COMPLETED: "De opbrengsten staan er. De pagina blijft te lezen.",
}

# What is checked, by heading, and which of it somebody should see before a step.
BRIEF, PEOPLE = "De opdracht", "Mensen en planning"
NEEDS = {Phase.RECRUITING: BRIEF, Phase.ACTIVE: PEOPLE, Phase.DELIVERING: PEOPLE}


@dataclass(frozen=True)
class Check:
    """Something a coalition needs; what misses is a warning and stops nobody."""

    text: str
    is_met: bool
    url: str


def neighbours(phase):
    """The phases one step from this one: back, forth; None where there is none to move to here."""
    if phase not in STEPS:
        return None, None
    place = STEPS.index(phase)
    return STEPS[place - 1] if place else None, (*STEPS, None)[place + 1]


def address_of(phase):
    return next(address for address, one in ADDRESSES.items() if one == phase)


def checks(coalition):
    """What a reader, an applicant and a member would miss, in two lists with their headings."""
    brief = coalition.brief()
    issue = coalition.theme.issue if coalition.theme else None
    still_issue = issue and coalition.central_question == Truncator(issue).chars(1000)
    roles = set(
        GroupMember.objects.current()
        .filter(group=coalition.group_id)
        .values_list("role", flat=True)
        .distinct()
    )
    guiding = {GroupMember.Role.LEAD, GroupMember.Role.FACILITATOR}
    working = {GroupMember.Role.MEMBER, GroupMember.Role.LEAD}
    texts = reverse("brief_edit", kwargs={"slug": coalition.slug})

    def lines(part):
        return reverse("brief_lines_edit", kwargs={"slug": coalition.slug, "part": part})

    members = reverse("member_list", kwargs={"slug": coalition.slug})
    return [
        (
            BRIEF,
            [
                Check(
                    "een eigen centrale vraag, niet de tekst van het thema",
                    bool(coalition.central_question) and not still_issue,
                    texts,
                ),
                Check("waar de coalitie zich mee bezighoudt", bool(coalition.activity), texts),
                Check("succescriteria", bool(brief["criterion"]), lines("succescriteria")),
                Check(
                    "wat er wel en niet bij hoort",
                    bool(brief["in"] and brief["out"]),
                    lines("afbakening"),
                ),
                Check(
                    "de gewenste samenstelling",
                    bool(coalition.desired.all()),
                    lines("samenstelling"),
                ),
            ],
        ),
        (
            PEOPLE,
            [
                Check(
                    "begin en eind",
                    bool(coalition.starts_on and coalition.ends_on),
                    texts,
                ),
                Check("mijlpalen", bool(coalition.milestones.all()), lines("mijlpalen")),
                Check("een trekker of procesbegeleider", bool(roles & guiding), members),
                Check("leden", bool(roles & working), members),
            ],
        ),
    ]
