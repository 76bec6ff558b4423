"""What this room keeps about a person: what they said about a draft, under their id."""

from frameworks.definitions.models import Remark
from knw_portal.people import privacy


def remarks_of(user):
    return {
        "wat je over een concept van een raamwerk zei": [
            {
                "raamwerk": str(one.framework),
                "versie": one.number,
                "waarover": one.place,
                "opmerking": one.text,
                "wanneer": one.made_at,
            }
            for one in user.remarks.select_related("framework")
        ]
    }


def forget_remarks(user):
    """That something was said and dealt with stays; its words go."""
    Remark.objects.filter(by=user).update(text="(gewist)")


privacy.register("raamwerken", export=remarks_of, erase=forget_remarks)
