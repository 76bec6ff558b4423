"""What collections and outputs ask of people, and what the bureau should see of them."""

from django.db.models import F
from django.urls import reverse
from django.utils.timezone import localdate

from coalitions.briefs.models import Coalition
from coalitions.briefs.overview import next_dates
from coalitions.outputs.models import Collection, Delivery, OutputVersion
from knw_portal import overview
from knw_portal.overview import Ask
from knw_portal.people.models import GroupMember, duties_of
from knw_portal.templatetags.portal import number


@overview.mine
def my_deliveries(user, at):
    """What one's institution was asked and did not answer yet."""
    if not duties_of(user).groups:
        return
    waiting = Delivery.objects.of(user).waiting().filter(collection__in=Collection.objects.open())
    for delivery in waiting.select_related("collection__coalition", "institution"):
        collection = delivery.collection
        yield Ask(
            title=f"{'Haal input op' if collection.asks_notes else 'Lever'} voor je school: "
            f"{collection.title}",
            text=f"{collection.coalition} vraagt dit aan {delivery.institution}.",
            url=reverse(
                "delivery_edit",
                kwargs={
                    "slug": collection.coalition.slug,
                    "pk": collection.pk,
                    "institution": delivery.institution.slug,
                },
            ),
            deed="Leveren",
            due=collection.due_on,
        )


@overview.late
def late_collections(user, at):
    """Those past their day, and those with an answer from everybody, that can be closed."""
    for collection in Collection.objects.open().with_counts().select_related("coalition"):
        missing = collection.asked_count - collection.delivered_count - collection.declined_count
        if not missing:
            yield Ask(
                title=f"Alle antwoorden zijn binnen: {collection.title}",
                text=f"Uitvraag van {collection.coalition}, {stand(collection)}.",
                url=collection.get_absolute_url(),
                deed="Bekijken en sluiten",
            )
        elif collection.is_late:
            yield Ask(
                title=f"Nog niet alles is geleverd: {collection.title}",
                text=f"Uitvraag van {collection.coalition}, {stand(collection)}.",
                url=collection.get_absolute_url(),
                deed="Kijken wie er nog moet",
                due=collection.due_on,
            )


@next_dates
def next_collections(at):
    """Of each coalition the collection that is due next, with how many delivered."""
    coming = Collection.objects.open().with_counts().order_by(F("due_on").desc())
    return {
        one.coalition_id: (one.due_on, f"uitvraag, {stand(one)}")
        for one in coming
        if not one.is_late
    }


def stand(collection):
    """How far it is: drie van vijf scholen leverden, één levert niet."""
    said = (
        f"{number(collection.delivered_count)} van {number(collection.asked_count)} "
        f"{'school' if collection.asked_count == 1 else 'scholen'} "
        f"{'leverde' if collection.delivered_count == 1 else 'leverden'}"
    )
    if collection.declined_count:
        verb = "levert" if collection.declined_count == 1 else "leveren"
        said += f", {number(collection.declined_count)} {verb} niet"
    return said


@overview.mine
def returned_outputs(user, at):
    """For who leads or guides a coalition: what the bureau gave back."""
    duties = duties_of(user)
    roles = GroupMember.Role.LEAD, GroupMember.Role.FACILITATOR
    guided = [group for group in duties.groups if duties.in_group(group, *roles)]
    if not guided:
        return
    returned = OutputVersion.objects.filter(
        published_at=None, output__coalition__group__in=guided
    ).exclude(return_note="")
    for version in returned.select_related("output__coalition"):
        yield Ask(
            title=f"Het bureau vraagt nog iets: {version.title}",
            text=f"Concept van een opbrengst van {version.output.coalition}.",
            url=version.output.work_url,
            deed="Lezen wat",
        )


@overview.late
def outputs_to_publish(user, at):
    waiting = OutputVersion.objects.filter(published_at=None, submitted_at__isnull=False)
    for version in waiting.select_related("output__coalition").order_by("submitted_at"):
        yield Ask(
            title=f"Voorgelegd: {version.title}",
            text=f"Opbrengst van {version.output.coalition}, voor de bibliotheek.",
            url=version.output.work_url,
            deed="Bekijken en publiceren",
        )


@overview.late
def coalitions_past_their_end(user, at):
    """Those whose last day has passed, and that nobody finished yet."""
    over = Coalition.objects.published().exclude(phase=Coalition.Phase.COMPLETED)
    for coalition in over.filter(ends_on__lt=localdate(at)).order_by("ends_on"):
        yield Ask(
            title=f"Nog niet afgerond: {coalition}",
            text="De laatste dag is voorbij.",
            url=reverse("coalition_finish", kwargs={"slug": coalition.slug}),
            deed="Afronden",
            due=coalition.ends_on,
        )
