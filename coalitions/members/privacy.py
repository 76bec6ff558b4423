"""What this room keeps about a person."""

from coalitions.members.models import Interest
from knw_portal.people import privacy


def interest_of(user):
    return [
        {
            "coalitie": str(one.coalition or ""),
            "naam": one.name,
            "instelling": one.institution_other or str(one.institution or ""),
            "functie": one.function_other or str(one.function or ""),
            "bericht": one.message,
            "getoond": one.shown_at,
        }
        for one in Interest.objects.filter(email__iexact=user.email).select_related(
            "coalition", "institution", "function"
        )
    ]


def forget_interest(user):
    Interest.objects.filter(email__iexact=user.email).delete()


privacy.register("belangstelling", export=interest_of, erase=forget_interest)
