"""What this room keeps about a person: what they wrote for their team, under their id."""

from django.db.models import F, Q
from django.utils.timezone import now

from frameworks.teams.models import (
    Ambition,
    AnswerRevision,
    Change,
    Dissent,
    Evidence,
    Interpretation,
    Intervention,
    IssueGuide,
    Outcome,
    OutcomeCheck,
    OwnQuestion,
    Preparation,
    QualityAsk,
    Team,
    TeamAction,
    Trajectory,
)
from knw_portal.people import privacy


def of(user, name="by"):
    """Rows of theirs, also of when they were a guest, before they went on with this account."""
    return Q(**{name: user}) | Q(**{f"{name}__became": user})


def teams_of(user):
    written = AnswerRevision.objects.filter(of(user)).exclude(version=1)
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
        **plans_of(user),
        "vragen aan kwaliteitszorg, van jou of aan jou": [
            {"vraag": one.text, "gevraagd": one.asked_at, "teruggenomen": one.ended_at}
            # What a team took back, is of who asked it alone.
            for one in QualityAsk.objects.filter(
                of(user, "asked_by") | of(user, "person") & Q(ended_at=None)
            )
        ],
    }


def plans_of(user):
    """What somebody wrote for their team outside its conversations, and what they draw."""
    added = of(user, "added_by")
    return {
        "eigen vragen die je toevoegde": [one.text for one in OwnQuestion.objects.filter(added)],
        "ambities die je opschreef": [one.text for one in Ambition.objects.filter(added)],
        "opbrengsten die je opschreef": [one.statement for one in Outcome.objects.filter(added)],
        "terugblikken die je opschreef": [
            {"tekst": one.seen, "wanneer": one.at} for one in OutcomeCheck.objects.filter(of(user))
        ],
        "acties die je toevoegde": [one.text for one in TeamAction.objects.filter(added)],
        "acties die je trekt": [one.text for one in TeamAction.objects.filter(owner=user)],
        "duidingen die je opschreef": [one.seen for one in Interpretation.objects.filter(added)],
        "interventies die je opschreef": [one.what for one in Intervention.objects.filter(added)],
        "interventies die je trekt": [one.what for one in Intervention.objects.filter(owner=user)],
        "interventies waarop je terugkeek": [
            one.result for one in Intervention.objects.filter(of(user, "reviewed_by"))
        ],
        "gidsen die je maakte": [one.issue for one in IssueGuide.objects.filter(added)],
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
            for one in Preparation.objects.filter(of(user, "user")).select_related("concept")
        ],
        "tegengeluid dat je met je naam opschreef": [
            {
                "gesprek": one.conversation_id,
                "vraag": one.concept.code,
                "tekst": one.text,
                "wanneer": one.at,
            }
            for one in Dissent.objects.filter(of(user)).select_related("concept")
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
            for one in Evidence.objects.filter(of(user)).select_related("concept")
        ],
        "wat je opschreef over wat er veranderde": [
            {
                "gesprek": one.conversation_id,
                "vraag": one.concept.code,
                "wat": one.what,
                "waaraan": one.sign,
            }
            for one in Change.objects.filter(of(user)).select_related("concept")
        ],
    }


def forget_preparations(user):
    """What was for their own eyes is gone; what stands beside an answer is the team's by now."""
    Preparation.objects.filter(of(user, "user")).delete()


def leave(user):
    """What was written is the team's and holds no names; who typed it is an id, its row emptied.

    What somebody would still do, is nobody's now: the team sees that it needs another hand.
    """
    TeamAction.objects.open().filter(owner=user).update(owner=None, version=F("version") + 1)
    QualityAsk.objects.standing().filter(person=user).update(ended_at=now(), ended_by=user)
    Intervention.objects.waiting().filter(owner=user).update(owner=None, version=F("version") + 1)


privacy.keep_to_themselves(lambda: Team.objects.values("group"))
privacy.register("teams", export=teams_of, erase=leave)
privacy.register("teamgesprekken", export=talks_of, erase=forget_preparations)
