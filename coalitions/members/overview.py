"""What the bureau should know of the interest people showed."""

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse

from coalitions.briefs.models import Coalition
from coalitions.members.models import Application, Interest
from knw_portal import overview

FRESH = timedelta(days=14)


@overview.late
def fresh_interest(user, at):
    count = Interest.objects.confirmed().filter(confirmed_at__gt=at - FRESH).count()
    if count:
        yield overview.Ask(
            title=f"Nieuwe belangstelling voor coalities: {count}",
            text="Bevestigd in de afgelopen twee weken.",
            url=reverse("interest_list"),
        )


@overview.late
def waiting_applications(user, at):
    """How many people wait for an answer, coalition by coalition."""
    waiting = Count("applications", filter=Q(applications__state=Application.State.APPLIED))
    coalitions = Coalition.objects.annotate(waiting=waiting).filter(waiting__gt=0)
    for coalition in coalitions.order_by("title"):
        yield overview.Ask(
            title=f"Aanmeldingen voor {coalition}: {coalition.waiting}",
            text="Ze wachten op een plek, de wachtlijst of een ander antwoord.",
            url=reverse("member_list", kwargs={"slug": coalition.slug}),
            deed="Leden zoeken",
        )
