"""Who sees what of a shared conversation, in words and as values."""

from frameworks.reports.models import LESSON, Sharing
from knw_portal.people.models import GroupMember, Role, User

TEAM, INSTITUTION, COALITION, NETWORK = Sharing.Level
# What a snapshot holds beside the answer to a question; it stays with the team.
BESIDE = {"dissent", "evidence", "actions", "change", "pattern"}
# Of the group of a framework, those who read what teams share with it.
MAKERS = (GroupMember.Role.MEMBER, GroupMember.Role.LEAD, GroupMember.Role.FACILITATOR)


def things_to_share(snapshot):
    """Everything of a closed conversation that can be left out: (code, words)."""
    things = [
        (question["code"], question["text"])
        for section in snapshot["sections"]
        for question in section["questions"]
        if any(question["answer"].values())
    ]
    return [*([(LESSON, "Wat leerden wij als team")] if snapshot["lesson"] else []), *things]


def shared_snapshot(snapshot, left_out):
    """A snapshot without what the team kept to itself; a section without questions falls away.

    What people said beside an answer, who they are and what they are going to do, is never shared.
    """
    hidden = set(left_out)
    sections = [
        {
            **section,
            "questions": [
                {name: value for name, value in one.items() if name not in BESIDE}
                for one in section["questions"]
                if one["code"] not in hidden
            ],
        }
        for section in snapshot["sections"]
    ]
    return {
        "format": snapshot["format"],
        "framework": snapshot["framework"],
        "moment": snapshot["moment"],
        "lesson": "" if LESSON in hidden else snapshot["lesson"],
        "sections": [section for section in sections if section["questions"]],
    }


def ambassadors_of(institution):
    """Who reads what a team shares with its institution."""
    held = Role.objects.current().filter(
        kind__in=[Role.Kind.AMBASSADOR, Role.Kind.DEPUTY], institution=institution
    )
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def makers_of(framework):
    """Who reads what a team shares with the coalition of its framework."""
    places = GroupMember.objects.current().filter(group=framework.group_id, role__in=MAKERS)
    return User.objects.filter(pk__in=places.values("user"), is_active=True)


def readers(conversation, level):
    """Who will see what, line by line, for who decides about it. Two queries at most."""
    trajectory = conversation.trajectory
    institution, framework = trajectory.team.institution, trajectory.framework_version.framework
    if level == TEAM:
        return ["Alleen jullie team ziet dit gesprek. Wie het eerder kon lezen, kan dat niet meer."]
    lines = [
        f"De ambassadeurs van {institution} lezen jullie antwoorden, met de naam van jullie team. "
        + today(ambassadors_of(institution))
    ]
    if level in (COALITION, NETWORK):
        lines.append(
            f"De leden van ‘{framework.group}’ lezen jullie antwoorden, met de naam van jullie "
            f"team en jullie instelling. Zij maken het raamwerk ‘{framework}’. "
            + today(makers_of(framework))
        )
    if level == NETWORK:
        lines.append(
            "De treden tellen mee in de spiegel van het netwerk. Die laat zien waar de middelste "
            "helft van de teams staat, nooit wie wat zei. Dat kan pas met minstens vijf teams van "
            "drie instellingen. De spiegel wordt op de eerste van de maand gemaakt."
        )
    lines.append(
        "Bureau en bestuur lezen jullie antwoorden niet, tenzij iemand daar ook ambassadeur van "
        "jullie instelling is of in die coalitie zit."
        if level in (COALITION, NETWORK)
        else "Bureau, bestuur, andere collega’s en andere scholen lezen jullie antwoorden niet."
    )
    lines.append(
        "Jullie kunnen dit altijd terugdraaien. Wat iemand al las of opschreef, blijft gelezen."
    )
    return lines


def today(people):
    names = [person.name for person in people[:20]]
    if not names:
        return "Op dit moment is dat niemand."
    return f"Op dit moment: {', '.join(names)}."
