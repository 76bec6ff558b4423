"""What this room keeps about a person."""

from coalitions.themes.models import Idea
from knw_portal.people import privacy


def ideas_of(user):
    return [
        {
            "idee": one.title,
            "vraagstuk": one.issue,
            "naam": one.name,
            "werkplek": one.institution_name,
            "gegeven": one.given_at,
        }
        for one in Idea.objects.filter(email__iexact=user.email)
    ]


def forget_ideas(user):
    """The idea may stay, without who gave it; one that never counted goes."""
    mine = Idea.objects.filter(email__iexact=user.email)
    mine.filter(confirmed_at=None, theme=None).delete()
    mine.update(name="(gewist)", email="", institution_name="")


privacy.register("ideeën", export=ideas_of, erase=forget_ideas)
