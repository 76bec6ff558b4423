"""What this room keeps about a person."""

from coalitions.outputs.models import Credit, Delivery
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


def credits_of(user):
    mine = Credit.objects.filter(user=user).select_related("output__coalition")
    return [{"opbrengst": one.output.title, "coalitie": str(one.output.coalition)} for one in mine]


def forget_credits(user):
    Credit.objects.filter(user=user).delete()


privacy.register("makers", export=credits_of, erase=forget_credits)
