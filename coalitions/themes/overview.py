"""What a theme round asks of people, by its dates."""

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localdate

from coalitions.themes.models import Idea, ThemeRound
from knw_portal import overview
from knw_portal.overview import Ask, Running
from knw_portal.people.models import Role, duties_of

FRESH = timedelta(days=14)


@overview.mine
def proposals_that_close(user, at):
    """For ambassadors: the long list is still open."""
    if not duties_of(user).has(Role.Kind.AMBASSADOR, Role.Kind.DEPUTY):
        return
    for round in ThemeRound.objects.filter(proposals_close_at__gt=at):
        yield Ask(
            title=f"Lees de lange lijst voor {round.school_year.replace('-', '–')}",
            text="Mist er een thema dat op jouw school speelt? Laat het het bureau weten.",
            url=round.get_absolute_url(),
            deed="Naar de lange lijst",
            due=round.proposals_close_at,
            role="ambassador",
        )


@overview.running
def running_rounds(user, at):
    for round in ThemeRound.objects.for_list().filter(board_confirmed_on=None):
        coming = [
            (day, text)
            for day, text in (
                (round.proposals_close_at, "voorstellen sluiten"),
                (round.meeting_on, "bijeenkomst van de ambassadeurs"),
            )
            if day and overview.day_of(day) >= localdate(at)
        ]
        yield Running(
            title=str(round),
            url=round.get_absolute_url(),
            phase=round.phase(at).capitalize(),
            stand=f"{round.theme_count} voorstellen, {round.seats} te kiezen",
            next_date=coming[0][0] if coming else None,
            next_text=coming[0][1] if coming else "",
        )


@overview.late
def fresh_ideas(user, at):
    count = Idea.objects.confirmed().filter(confirmed_at__gt=at - FRESH).count()
    if count:
        yield Ask(
            title=f"Nieuwe ideeën voor thema’s: {count}",
            text="Bevestigd in de afgelopen twee weken.",
            url=reverse("idea_list"),
        )
