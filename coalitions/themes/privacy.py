"""What this room keeps about a person."""

from coalitions.themes.models import BallotEvent, Idea, MeetingGuest, Theme
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


def proposals_of(user):
    return [
        {
            "thema": str(theme),
            "ronde": theme.round.school_year,
            "vraagstuk": theme.issue,
            "waarom nu": theme.urgency,
            "voorgesteld": theme.proposed_at,
        }
        for theme in Theme.objects.filter(proposed_by=user).select_related("round")
    ]


def forget_proposals(user):
    """The theme stays on its list as its institution's; who proposed it is forgotten."""
    Theme.objects.filter(proposed_by=user).update(proposed_by=None)


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


privacy.register("voorstellen voor thema's", export=proposals_of, erase=forget_proposals)
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
