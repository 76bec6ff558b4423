"""What a theme round asks of people, by its dates."""

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from coalitions.themes.models import Idea, MeetingGuest, RollEntry, Theme, ThemeRound
from knw_portal import overview
from knw_portal.dates import span
from knw_portal.overview import Ask, Running
from knw_portal.people.models import Role, duties_of


@overview.mine
def proposals_that_close(user, at):
    """For ambassadors: the long list is still open."""
    if not duties_of(user).has(Role.Kind.AMBASSADOR, Role.Kind.DEPUTY):
        return
    for round in ThemeRound.objects.filter(proposals_close_at__gt=at):
        yield Ask(
            title=f"Lees de lange lijst voor {round.year_words}",
            text="Mist er een thema dat op jouw school speelt? Stel het voor.",
            url=round.get_absolute_url(),
            deed="Naar de lange lijst",
            due=round.proposals_close_at,
            role="ambassador",
        )


@overview.mine
def drafts_that_wait(user, at):
    """A proposal that is not on the list yet, while that is still open."""
    drafts = Theme.objects.filter(
        proposed_by=user, published_at=None, round__proposals_close_at__gt=at
    )
    for draft in drafts.select_related("round"):
        yield Ask(
            title=f"Maak je voorstel ‘{draft}’ af",
            text="Het is een concept. Stemmen kan pas als het op de lange lijst staat.",
            url=draft.get_absolute_url(),
            deed="Naar het concept",
            due=draft.round.proposals_close_at,
            role="ambassador",
        )


@overview.mine
def votes_that_wait(user, at):
    """For ambassadors and deputies: their institution has not voted and still can."""
    schools = duties_of(user).institutions(Role.Kind.AMBASSADOR, Role.Kind.DEPUTY)
    if not schools:
        return
    waiting = (
        RollEntry.objects.silent()
        .open_to(user)
        .filter(institution__in=schools, round__in=ThemeRound.objects.voting(at))
    )
    for entry in waiting.select_related("round", "institution"):
        yield Ask(
            title=f"Stem op de thema’s voor {entry.round.year_words}",
            text=f"{entry.institution} heeft nog niet gestemd.",
            url=reverse(
                "ballot_edit",
                kwargs={
                    "school_year": entry.round.school_year,
                    "institution": entry.institution.slug,
                },
            ),
            deed="Stem uitbrengen",
            due=entry.round.vote_closes_at,
            role="ambassador",
        )


@overview.mine
def meeting_that_comes(user, at):
    """For who is invited to the ambassadors' meeting: answer, or where to be."""
    if not duties_of(user).has(Role.Kind.AMBASSADOR, Role.Kind.DEPUTY):
        return
    guests = MeetingGuest.objects.filter(
        user=user, meeting__ends_at__gt=at, meeting__cancelled_at=None
    ).exclude(answer=MeetingGuest.Answer.NO)
    for guest in guests.select_related("meeting__round"):
        meeting = guest.meeting
        yield Ask(
            title="De ambassadeurs komen bijeen"
            if guest.answer
            else "Laat weten of je komt: bijeenkomst van de ambassadeurs",
            text=f"{span(meeting.starts_at, meeting.ends_at, at=at)}"
            f"{f', {meeting.place}' if meeting.place else ''}.",
            url=meeting.get_absolute_url(),
            deed="Bekijken" if guest.answer else "Antwoorden",
            due=localdate(meeting.starts_at),
            role="ambassador",
        )


@overview.late
def rounds_that_wait(user, at):
    """What a round asks of the bureau next: opening the vote, or laying down the decision."""
    in_room = Q(method=ThemeRound.Method.ROOM, proposals_close_at__lte=at)
    rounds = ThemeRound.objects.standing().filter(
        Q(vote_closes_at__isnull=False) | in_room, board_confirmed_on=None, decision_sent_at=None
    )
    for round in rounds:
        kwargs = {"school_year": round.school_year}
        if round.vote_closed(at):
            yield Ask(
                title=f"{round}: leg het besluit vast",
                text=round.return_reason or "De uitslag is bekend.",
                url=reverse("decision_edit", kwargs=kwargs),
                deed="Naar het besluit",
            )
        elif not round.is_ballot_round:
            yield Ask(
                title=f"{round}: vul de telling in de zaal in",
                text="De voorstellen zijn gesloten.",
                url=reverse("room_count_edit", kwargs=kwargs),
                deed="Telling invullen",
            )
        elif not round.roll_frozen_at and not round.proposals_open(at):
            yield Ask(
                title=f"{round}: zet de stemming open",
                text="De voorstellen zijn gesloten.",
                url=reverse("round_open", kwargs=kwargs),
                deed="Nakijken en openen",
                due=round.vote_opens_at,
            )


@overview.running
def running_rounds(user, at):
    for round in ThemeRound.objects.for_list().standing().filter(board_confirmed_on=None):
        coming = [
            (day, text)
            for day, text in (
                (round.proposals_close_at, "voorstellen sluiten"),
                (round.vote_opens_at, "stemming begint"),
                (round.vote_closes_at, "stemming sluit"),
                (round.meeting_on, "bijeenkomst van de ambassadeurs"),
            )
            if day and overview.day_of(day) >= localdate(at)
        ]
        coming.sort(key=lambda one: overview.day_of(one[0]))
        yield Running(
            title=str(round),
            url=round.get_absolute_url(),
            phase=round.phase(at).capitalize(),
            stand=f"{round.theme_count} voorstellen, {round.seats} te kiezen",
            next_date=coming[0][0] if coming else None,
            next_text=coming[0][1] if coming else "",
        )


@overview.late
def ideas_that_wait(user, at):
    """Confirmed ideas of which the giver heard nothing yet."""
    count = Idea.objects.waiting().count()
    if count:
        yield Ask(
            title=f"Ideeën voor thema’s die wachten: {count}",
            text="Maak er een voorstel van, of leg ze terzijde. De gever hoort het.",
            url=reverse("idea_list"),
            deed="Naar de ideeën",
        )
