"""What this room keeps about a person: what they wrote for their team, under their id."""

from django.db.models import Q

from frameworks.teams.models import AnswerRevision, Trajectory
from knw_portal.people import privacy


def teams_of(user):
    # What they wrote as a guest, before they went on with this account, is theirs too.
    mine = Q(by=user) | Q(by__became=user)
    written = AnswerRevision.objects.filter(mine).exclude(version=1)
    return {
        "trajecten die je begon": [
            {"traject": str(one), "uitdaging": one.challenge, "begonnen": one.started_at}
            for one in Trajectory.objects.filter(started_by=user).for_page()
        ],
        "wat je in gesprekken van je team opschreef": [
            {
                "gesprek": one.answer.conversation_id,
                "vraag": one.answer.concept.code,
                "tekst": one.text,
                "keuzes": one.choices,
                "vakken": one.cells,
                "hoe het antwoord tot stand kwam": one.get_basis_display(),
                "reden van overslaan": one.reason,
                "wanneer": one.at,
            }
            for one in written.select_related("answer__concept")
        ],
    }


def leave(user):
    """Answers are the team's and hold no names; who typed them is an id whose row is emptied."""


privacy.register("teams", export=teams_of, erase=leave)
