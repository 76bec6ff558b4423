"""What people who knock at the door ask of the bureau."""

from datetime import timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.timezone import localdate

from knw_portal import overview
from knw_portal.people.models import AmbassadorRequest

PATIENCE = timedelta(days=14)  # the form promises an answer within two weeks


@overview.late
def waiting_requests(user, at):
    waiting = AmbassadorRequest.objects.waiting().aggregate(
        count=Count("pk"), first=Min("confirmed_at")
    )
    if waiting["count"]:
        yield overview.Ask(
            title=f"Aanmeldingen als ambassadeur: {waiting['count']}",
            text="Laat toe of wijs af; de aanvrager krijgt bericht.",
            url=reverse("signup_list"),
            deed="Beslissen",
            due=localdate(waiting["first"]) + PATIENCE,
        )
