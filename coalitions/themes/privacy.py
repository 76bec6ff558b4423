"""What this room keeps about a person."""

from django.utils.timezone import now

from coalitions.themes.models import (
    BallotEvent,
    EarlierWork,
    Idea,
    MeetingGuest,
    Theme,
    ThemeComment,
    ThemeSupport,
)
from knw_portal.people import privacy


def ideas_of(user):
    return [
        {
            "idee": one.title,
            "vraagstuk": one.issue,
            "naam": one.name,
            "werkplek": one.institution_name,
            "gegeven": one.given_at,
            "werd het voorstel": str(one.theme) if one.theme else "",
            "waarom niet": one.set_aside_reason,
        }
        for one in Idea.objects.filter(email__iexact=user.email).select_related("theme")
    ]


def forget_ideas(user):
    """The idea may stay, without who gave it; one that never counted goes."""
    mine = Idea.objects.filter(email__iexact=user.email)
    mine.filter(confirmed_at=None, theme=None).delete()
    mine.update(name="(gewist)", email="", institution_name="")


privacy.register("ideeën", export=ideas_of, erase=forget_ideas)


def proposals_of(user):
    return [
        {
            "thema": str(theme),
            "ronde": theme.round.school_year,
            "vraagstuk": theme.issue,
            "waarom nu": theme.urgency,
            "voorgesteld": theme.proposed_at,
            "op de lange lijst": theme.published_at,
            "ingetrokken": theme.withdrawn_at,
        }
        for theme in Theme.objects.filter(proposed_by=user).select_related("round")
    ]


def forget_proposals(user):
    """The theme stays on its list as its institution's; who proposed it is forgotten.

    A draft was never on a list, so it goes.
    """
    Theme.objects.filter(proposed_by=user, published_at=None).delete()
    Theme.objects.filter(proposed_by=user).update(proposed_by=None)


def talk_of(user):
    return {
        "reacties": [
            {
                "thema": str(one.theme),
                "reactie": one.text,
                "geschreven": one.said_at,
                "ingetrokken": one.withdrawn_at,
                "verborgen omdat": one.hidden_reason,
            }
            for one in ThemeComment.objects.filter(by=user).select_related("theme")
        ],
        "steun": [
            {"thema": str(one.theme), "namens": one.institution.name, "sinds": one.since}
            for one in ThemeSupport.objects.filter(by=user).select_related("theme", "institution")
        ],
        "eerder werk nagegaan": [
            {
                "thema": str(one.theme),
                "bekeken": one.looked_at,
                "conclusie": one.conclusion,
                "wanneer": one.checked_at,
            }
            for one in EarlierWork.objects.filter(checked_by=user).select_related("theme")
        ],
    }


def forget_talk(user):
    """What one said goes; that one's institution supports a theme stays, as its own.

    A check on earlier work stays: it belongs to the theme, and its writer's row is emptied.
    """
    mine = ThemeComment.objects.filter(by=user)
    mine.filter(withdrawn_at=None).update(withdrawn_at=now())
    mine.update(text="(gewist)", by=None)
    ThemeSupport.objects.filter(by=user).update(by=None)


def votes_of(user):
    """That one voted for an institution, and when. What was chosen is the institution's own."""
    return [
        {
            "ronde": event.entry.round.school_year,
            "instelling": event.entry.institution.name,
            "wat": event.get_what_display(),
            "wanneer": event.at,
            "volgcode": event.tracker,
        }
        for event in BallotEvent.objects.filter(by=user).select_related(
            "entry__round", "entry__institution"
        )
    ]


def keep_votes(user):
    """The ledger of a vote holds ids and no names, and has to stay whole."""


privacy.register("voorstellen voor thema’s", export=proposals_of, erase=forget_proposals)
privacy.register("reacties en steun bij thema’s", export=talk_of, erase=forget_talk)
privacy.register("uitgebrachte stemmen", export=votes_of, erase=keep_votes)


def meetings_of(user):
    return [
        {
            "bijeenkomst": str(guest.meeting),
            "wanneer": guest.meeting.starts_at,
            "namens": guest.institution.name,
            "antwoord": guest.get_answer_display(),
            "was erbij": guest.was_present,
        }
        for guest in MeetingGuest.objects.filter(user=user).select_related(
            "meeting__round", "institution"
        )
    ]


def leave_meetings(user):
    """Who was there stays as a row without a name; what was not held yet goes."""
    MeetingGuest.objects.filter(user=user, was_present=None).delete()


privacy.register("bijeenkomsten van ambassadeurs", export=meetings_of, erase=leave_meetings)
