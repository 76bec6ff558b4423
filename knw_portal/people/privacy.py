"""What the portal keeps about a person, to hand over and to forget; each room says its own part.

A room registers in its own `privacy.py`:

    privacy.register("post", export=mail_of, erase=forget_mail)

`export(user)` returns what json can write. `erase(user)` empties what names the person and leaves
what others need (a decision, a total). It is called while `user.email` is still known.
"""

from collections.abc import Callable
from dataclasses import dataclass

from knw_portal.people.models import AmbassadorRequest


@dataclass(frozen=True)
class Keeper:
    name: str
    export: Callable
    erase: Callable


keepers: list[Keeper] = []


def register(name, *, export, erase):
    """Make known what a room keeps, once: twice would be handed over and wiped twice."""
    if any(keeper.name == name or keeper.export == export for keeper in keepers):
        raise ValueError(f"what {name} keeps about people is registered already")
    keepers.append(Keeper(name, export, erase))


own_affairs: list[Callable] = []


def keep_to_themselves(groups):
    """Make known which groups are the affair of their own people: the bureau is not told who is in.

    `groups()` gives the ids of those groups, as a subquery.
    """
    own_affairs.append(groups)


def places_for_others(places):
    """These places in groups, without those in groups that keep to themselves."""
    for groups in own_affairs:
        places = places.exclude(group__in=groups())
    return places


def everything_about(user):
    """All that the portal keeps about somebody, room by room."""
    return {keeper.name: keeper.export(user) for keeper in keepers}


def profile_of(user):
    return {
        "naam": user.name,
        "e-mailadres": user.email,
        "instelling": user.institution.name if user.institution else "",
        "functie": user.function_other or (user.function.name if user.function else ""),
        "functie bij de instelling": user.job_title,
        "afdeling": user.department,
        "deskundigheid": user.expertise,
        "account sinds": user.joined_at,
        "laatst ingelogd": user.last_login,
        "rollen": [
            {"rol": str(role), "vanaf": role.since, "tot en met": role.until}
            for role in user.roles.select_related("institution")
        ],
        "groepen": [
            {
                "groep": place.group.name,
                "rol": place.get_role_display(),
                "vanaf": place.since,
                "tot en met": place.until,
            }
            for place in user.group_places.select_related("group")
        ],
    }


def requests_of(user):
    return [
        {
            "naam": one.name,
            "instelling": one.institution.name,
            "functie": one.job_title,
            "motivatie": one.motivation,
            "gevraagd": one.asked_at,
            "besluit": one.get_verdict_display(),
            "toelichting": one.reason,
        }
        for one in AmbassadorRequest.objects.filter(email__iexact=user.email).select_related(
            "institution"
        )
    ]


def forget_requests(user):
    mine = AmbassadorRequest.objects.filter(email__iexact=user.email)
    mine.filter(verdict="").delete()
    mine.update(name="(gewist)", email="", job_title="", motivation="", reason="")


def leave(user):
    """Nothing here: the person's own row is emptied last, by the action that erases."""


def guest_rows_of(user):
    return [
        {"naam als gast": one.name, "wat je doet": one.function_other, "sinds": one.joined_at}
        for one in user.was_guest.all()
    ]


def forget_guest_rows(user):
    user.was_guest.update(name="(gewist)", function_other="")


register("profiel", export=profile_of, erase=leave)
register("als gast", export=guest_rows_of, erase=forget_guest_rows)
register("aanmeldingen als ambassadeur", export=requests_of, erase=forget_requests)
