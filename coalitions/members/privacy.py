"""What this room keeps about a person."""

from coalitions.members.models import Application, Interest, TakeBack
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


def applications_of(user):
    return [
        {
            "coalitie": str(one.coalition),
            "brengt": one.brings,
            "haalt": one.seeks,
            "uren per maand": one.hours,
            "afgesproken met leidinggevende": one.manager_agrees,
            "stand": one.get_state_display(),
            "toelichting": one.reason,
            "aangemeld": one.applied_at,
        }
        for one in user.applications.select_related("coalition")
    ]


def forget_applications(user):
    """What waits is gone; of what was decided only that it was stays."""
    Application.objects.filter(user=user, state__in=Application.OPEN).delete()
    Application.objects.filter(user=user).update(brings="", seeks="", hours=None, reason="")


def take_backs_of(user):
    return [
        {
            "coalitie": str(one.coalition),
            "team": str(one.team or ""),
            "wat je meenam": one.text,
            "wanneer": one.at,
        }
        for one in user.take_backs.select_related("coalition", "team__institution")
    ]


def forget_take_backs(user):
    """What somebody took home goes with them."""
    TakeBack.objects.filter(by=user).delete()


privacy.register("wat je meenam uit een coalitie", export=take_backs_of, erase=forget_take_backs)
privacy.register("aanmeldingen", export=applications_of, erase=forget_applications)
privacy.register("belangstelling", export=interest_of, erase=forget_interest)
