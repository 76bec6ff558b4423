"""What a team's polls ask of its people."""

from django.db.models import F, OuterRef, Subquery, Sum
from django.urls import reverse

from frameworks.polls.models import Poll, PollCount, PollText
from knw_portal import overview
from knw_portal.overview import Ask
from knw_portal.people.models import duties_of


@overview.mine
def texts_to_read(user, at):
    """For the people of a team: a closed poll with texts that nobody read yet."""
    if not duties_of(user).groups:
        return
    took_part = (
        PollCount.objects.filter(poll=OuterRef("pk"), item="")
        .values("poll")
        .annotate(n=Sum("count"))
        .values("n")
    )
    waiting = PollText.objects.filter(review=PollText.PENDING)
    polls = (
        Poll.objects.visible_to(user)
        .closed()
        .filter(pk__in=waiting.values("poll"), about__startswith="conversation:")
        .annotate(n=Subquery(took_part))
        .filter(n__gte=F("minimum"))
        .select_related("group")
    )
    for poll in polls:
        place = {"pk": poll.about.partition(":")[2], "number": poll.pk}
        yield Ask(
            title=f"Peiling van {poll.group.name}",
            text="De peiling is gesloten. Lees de open teksten na, dan staan ze in de uitslag.",
            url=reverse("poll_texts", kwargs=place),
            deed="Teksten nalezen",
        )
