"""What this room keeps about a person: what they decided, sent or wrote for their team."""

from frameworks.reports.models import Experience, Objection, PracticeCard, RoleScore, Sharing
from frameworks.teams.privacy import of
from knw_portal.people import privacy


def reports_of(user):
    return {
        "wat je namens je team over delen vastlegde": [
            {
                "gesprek": one.conversation_id,
                "met wie": one.get_level_display(),
                "niet mee": one.left_out,
                "waarom": one.note,
                "wanneer": one.at,
            }
            for one in Sharing.objects.filter(of(user))
        ],
        "wat je over vragen aan de makers stuurde": [
            {
                "vraag": one.concept.code,
                "wat": one.get_kind_display(),
                "toelichting": one.text,
                "wanneer": one.at,
                "ingetrokken": one.withdrawn_at,
            }
            for one in Objection.objects.filter(of(user)).select_related("concept")
        ],
        "hoe je het gebruik van een raamwerk vond": [
            {"gesprek": one.conversation_id, "tekst": one.text, "wanneer": one.at}
            for one in Experience.objects.filter(of(user))
        ],
        "hoe een raamwerk jou hielp": [
            {
                "raamwerk": str(one.framework),
                "rol": one.get_role_display(),
                **{name: getattr(one, name) for name in RoleScore.SCORES},
                "gebruikt": one.get_is_used_display(),
                "waarvoor": one.purposes,
                "wanneer in de cyclus": one.get_step_display(),
                "tekst": one.text,
                "wanneer": one.at,
            }
            for one in RoleScore.objects.filter(by=user).select_related("framework")
        ],
        "praktijkkaarten die je begon": [
            {
                **{name: getattr(one, name) for name in PracticeCard.TEXTS},
                "stand": one.get_status_display(),
                "begonnen": one.made_at,
            }
            for one in PracticeCard.objects.filter(of(user, "made_by"))
        ],
    }


def leave(user):
    """What a team said is the team's and holds no names; who typed it is an id, its row emptied.

    How a framework helps somebody in their own work is their own, and goes with them.
    """
    RoleScore.objects.filter(by=user).delete()


privacy.register("delen en praktijkkaarten", export=reports_of, erase=leave)
