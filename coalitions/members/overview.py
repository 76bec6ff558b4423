"""What the bureau should know of the interest people showed."""

from datetime import timedelta

from django.urls import reverse

from coalitions.members.models import Interest
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
