"""What this room keeps about a person: what they wrote for their team, under their id."""

from frameworks.teams.models import (
    AnswerRevision,
    Change,
    Dissent,
    Evidence,
    Preparation,
    Trajectory,
)
from knw_portal.people import privacy


def teams_of(user):
    written = AnswerRevision.objects.filter(by=user).exclude(version=1)
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


def talks_of(user):
    """What somebody prepared for themselves, and noted beside the answers of their team."""
    return {
        "wat je voor een gesprek voorbereidde": [
            {
                "gesprek": one.conversation_id,
                "vraag": one.concept.code,
                "keuzes": one.choices,
                "notitie": one.note,
                "wanneer": one.updated_at,
            }
            for one in Preparation.objects.filter(user=user).select_related("concept")
        ],
        "tegengeluid dat je met je naam opschreef": [
            {
                "gesprek": one.conversation_id,
                "vraag": one.concept.code,
                "tekst": one.text,
                "wanneer": one.at,
            }
            for one in Dissent.objects.filter(by=user).select_related("concept")
        ],
        "bewijs dat je noemde": [
            {
                "gesprek": one.conversation_id,
                "vraag": one.concept.code,
                "soort": one.get_kind_display(),
                "tekst": one.text,
                "link": one.link,
                "bron": one.source,
                "periode": one.period,
                "wanneer": one.at,
            }
            for one in Evidence.objects.filter(by=user).select_related("concept")
        ],
        "wat je opschreef over wat er veranderde": [
            {
                "gesprek": one.conversation_id,
                "vraag": one.concept.code,
                "wat": one.what,
                "waaraan": one.sign,
            }
            for one in Change.objects.filter(by=user).select_related("concept")
        ],
    }


def forget_preparations(user):
    """What was for their own eyes is gone; what stands beside an answer is the team's by now."""
    Preparation.objects.filter(user=user).delete()


def leave(user):
    """Answers are the team's and hold no names; who typed them is an id whose row is emptied."""


privacy.register("teams", export=teams_of, erase=leave)
privacy.register("teamgesprekken", export=talks_of, erase=forget_preparations)
