"""What this room keeps about a person."""

from coalitions.outputs.models import (
    CollectingLesson,
    Credit,
    Delivery,
    InterviewNote,
    MeaningScore,
)
from knw_portal.people import privacy


def deliveries_of(user):
    mine = Delivery.objects.filter(answered_by=user).select_related(
        "collection__coalition", "institution"
    )
    return [
        {
            "uitvraag": one.collection.title,
            "coalitie": str(one.collection.coalition),
            "namens": one.institution.name,
            "stand": one.get_state_display(),
            "wanneer": one.changed_at,
            "tekst": one.text,
            "waarom niet": one.reason,
        }
        for one in mine
    ]


def keep_deliveries(user):
    """What an institution delivered is its own. The row knows who only by id, and stays whole."""


privacy.register("leveringen", export=deliveries_of, erase=keep_deliveries)


def notes_of(user):
    """What somebody wrote down of talks; what others said of them is kept by role, not by name."""
    mine = InterviewNote.objects.filter(by=user).select_related("delivery__collection")
    return [
        {
            "uitvraag": one.delivery.collection.title,
            "gesprek op": one.held_on,
            "met": one.whom,
            "wat er gezegd is": list(one.said.values()),
            "uitspraak": one.quote,
        }
        for one in mine
    ]


def keep_notes(user):
    """A note is the input of an institution: it stays, and knows who wrote it only by id."""


privacy.register("notities van gesprekken", export=notes_of, erase=keep_notes)


def lessons_of(user):
    mine = CollectingLesson.objects.filter(by=user).select_related("delivery__collection")
    return [
        {
            "uitvraag": one.delivery.collection.title,
            "wat werkte": one.worked,
            "wat niet werkte": one.did_not,
            "tip": one.tip,
        }
        for one in mine
    ]


def forget_lessons(user):
    """What somebody learned is said under their name to a few colleagues, and goes with them."""
    CollectingLesson.objects.filter(by=user).delete()


privacy.register("terugblikken op uitvragen", export=lessons_of, erase=forget_lessons)


def scores_of(user):
    mine = MeaningScore.objects.filter(by=user).select_related("version")
    return [
        {
            "opbrengst": str(one.version),
            "rol": one.get_role_display(),
            "oordeel": one.score,
            "waarom": one.remark,
            "wanneer": one.scored_at,
        }
        for one in mine
    ]


def forget_scores(user):
    """What a reader thought is said under their name, and goes with them."""
    MeaningScore.objects.filter(by=user).delete()


privacy.register("oordelen over opbrengsten", export=scores_of, erase=forget_scores)


def credits_of(user):
    mine = Credit.objects.filter(user=user).select_related("output__coalition")
    return [{"opbrengst": one.output.title, "coalitie": str(one.output.coalition)} for one in mine]


def forget_credits(user):
    Credit.objects.filter(user=user).delete()


privacy.register("makers", export=credits_of, erase=forget_credits)
