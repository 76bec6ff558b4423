"""What happens to a collection: asked, moved, withdrawn, delivered to, declined and closed."""

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.timezone import now

from coalitions.members.actions import when_displaced, when_placed
from coalitions.outputs.models import Collection, Delivery, DeliveryFile
from coalitions.outputs.models.collections import DELIVERING
from coalitions.outputs.polling import askable, polls_for
from frameworks.definitions.definition import questions_of
from frameworks.polls import actions as polls
from frameworks.polls.models import Poll
from knw_portal import log
from knw_portal.files import actions as files
from knw_portal.forms import Stale
from knw_portal.mail import actions as mail
from knw_portal.mail.ledger import plan, stop
from knw_portal.mail.registry import OWN_LINK
from knw_portal.people.models import GroupMember
from knw_portal.search import actions as search

REMINDER = "collection_due"


@transaction.atomic
def draft_collection(collection, *, by):
    """Keep a question that nobody but who asks sees yet."""
    collection.concepts = first_choice(collection)
    collection.save(force_insert=True)
    log.write("collection.drafted", collection, by=by)


def first_choice(collection):
    """The questions that are ticked to begin with: the fixed core, or else all there are."""
    if not collection.framework_version_id:
        return []
    asked = questions_of(collection.definition)
    if collection.asks_poll:
        asked = askable(collection.definition)
    return [one["concept"] for one in asked if one["core"]] or [one["concept"] for one in asked]


@transaction.atomic
def choose_questions(collection, concepts, *, seen, by):
    """Which questions are asked. Raises Stale when it was sent, or changed since `by` saw it."""
    draft = Collection.objects.filter(pk=collection.pk, version=seen, sent_at=None)
    if not draft.update(concepts=concepts, version=F("version") + 1):
        raise Stale(collection)
    collection.refresh_from_db()
    log.write("collection.questions_chosen", collection, by=by, amount=len(concepts))


@transaction.atomic
def drop_collection(collection, *, by):
    """Throw a draft away. Raises Stale when it was sent meanwhile."""
    draft = Collection.objects.filter(pk=collection.pk, sent_at=None)
    if not draft.select_for_update().exists():
        raise Stale(collection)
    log.write("collection.dropped", collection, by=by)
    draft.delete()


def obstacle(collection):
    """Why a collection cannot be sent now, in words for who wants to; nothing when it can."""
    if collection.is_late:
        return "De datum is al voorbij. Kies eerst een datum die nog komt."
    if collection.framework_version_id and not collection.concepts:
        return "Er zijn nog geen vragen gekozen. Kies eerst welke vragen jullie stellen."
    if not any(person.institution_id for person in collection.people()):
        return "Er is nog niemand om het aan te vragen: geen lid heeft een school."
    return ""


@transaction.atomic
def send_collection(collection, *, seen, by):
    """Ask every institution that has members now, and mail each of those members their own link.

    Raises Stale when it changed since `by` saw it, was sent already, or has somebody to ask no
    more.
    """
    draft = Collection.objects.filter(pk=collection.pk, version=seen, sent_at=None)
    at = now()
    if not draft.update(sent_at=at, sent_by=by, asked_at=at, version=F("version") + 1):
        raise Stale(collection)
    collection.refresh_from_db()
    if obstacle(collection):
        raise Stale(collection)
    people = [person for person in collection.people() if person.institution_id]
    institutions = {person.institution_id for person in people}
    Delivery.objects.bulk_create(
        Delivery(collection=collection, institution_id=pk, asked_at=at) for pk in institutions
    )
    log.write("collection.sent", collection, by=by, institutions=sorted(institutions))
    _ask(collection, people)
    index_collection(collection)


def _ask(collection, people):
    _tell(collection, people, "collection_sent", collection.pk)
    plan(REMINDER, collection)


def _tell(collection, people, template, key, **words):
    for person in people:
        mail.post(
            template,
            to=[person],
            key=key,
            why=why(collection),
            collection=collection,
            coalition=collection.coalition,
            link=OWN_LINK,
            **words,
        )


def why(collection):
    """The end of "Je krijgt deze mail omdat …"."""
    return f"je school meedoet aan {collection.coalition} en daarvoor iets levert"


def asked_people(collection, **which):
    """Who may deliver for an institution that was asked, and of which the delivery is `which`."""
    asked = Delivery.objects.filter(collection=collection, **which)
    return collection.people().filter(institution__in=asked.values("institution"))


@transaction.atomic
def ask_institution(collection, institution, *, by):
    """Ask one more institution, which got members after the collection was sent."""
    collection = held_open(collection.pk)
    _, is_new = Delivery.objects.get_or_create(collection=collection, institution=institution)
    if not is_new:
        raise Stale(collection)
    log.write("collection.institution_asked", collection, by=by, institution=institution.pk)
    _ask(collection, collection.people().filter(institution=institution))


def held_open(pk):
    """The collection, kept still until the transaction ends. Raises Stale when it is over."""
    rows = Collection.objects.select_for_update(of=["self"], no_key=True)
    collection = rows.select_related("coalition").get(pk=pk)
    if not collection.is_open:
        raise Stale(collection)
    return collection


@when_placed
def ask_newcomer(coalition, user, *, by):
    """Whoever gets a place hears what the coalition still waits for from their institution."""
    if not _delivers(coalition, user):
        return
    for collection in Collection.objects.open().filter(
        coalition=coalition, deliveries__institution=user.institution_id
    ):
        people = asked_people(collection, state=Delivery.State.ASKED).filter(pk=user.pk)
        _ask(collection, people)


def _delivers(coalition, user):
    places = GroupMember.objects.current().filter(group=coalition.group_id, role__in=DELIVERING)
    return places.filter(user=user).exists()


@when_displaced
def let_go(coalition, user, *, by):
    """Whoever has no place left is not reminded any more."""
    for collection in Collection.objects.open().filter(coalition=coalition):
        plan(REMINDER, collection)


@transaction.atomic
def change_collection(form, *, by):
    """Change a collection; False, with both texts on the form, when somebody was first.

    Once sent: another day is told to who did not answer yet and gives new reminders, another
    question is told to everybody who was asked.
    """
    before = Collection.objects.select_for_update(of=["self"], no_key=True).get(pk=form.instance.pk)
    if before.closed_at or before.withdrawn_at:
        raise Stale(before)
    if not form.save_or_conflict():
        return False
    collection = form.instance
    changed = [
        name for name in form._meta.fields if getattr(before, name) != getattr(collection, name)
    ]
    if {"framework_version", "asks"} & set(changed):
        collection.concepts = first_choice(collection)
        collection.save(update_fields=["concepts"])
    log.write("collection.changed", collection, by=by, fields=sorted(changed))
    if collection.sent_at:
        _tell_change(collection, before, changed)
    return True


def _tell_change(collection, before, changed):
    moved, anew = "due_on" in changed, "question" in changed
    if moved:
        Collection.objects.filter(pk=collection.pk).update(asked_at=now())
        collection.refresh_from_db(fields=["asked_at"])
    if moved or anew:
        people = asked_people(collection, **({} if anew else {"state": Delivery.State.ASKED}))
        key = f"{collection.pk}:{collection.version}"
        _tell(collection, people, "collection_changed", key, before=before, moved=moved, anew=anew)
    plan(REMINDER, collection)
    index_collection(collection)


@transaction.atomic
def withdraw_collection(collection, reason, *, by):
    """Nothing is asked any more: everybody who was asked is told, and nobody is reminded."""
    moved = Collection.objects.open().filter(pk=collection.pk)
    if not moved.update(withdrawn_at=now(), withdraw_reason=reason, version=F("version") + 1):
        raise Stale(collection)
    collection.refresh_from_db()
    log.write("collection.withdrawn", collection, by=by)
    stop(REMINDER, collection, "De uitvraag is ingetrokken.")
    _tell(collection, asked_people(collection), "collection_withdrawn", collection.pk)
    search.forget(log.key(collection))


@transaction.atomic
def close_collection(collection, *, by):
    """From here on nobody delivers, and nobody is reminded. The bureau may open it again."""
    if (
        not Collection.objects.open()
        .filter(pk=collection.pk)
        .update(closed_at=now(), version=F("version") + 1)
    ):
        raise Stale(collection)
    log.write("collection.closed", collection, by=by)
    stop(REMINDER, collection, "De uitvraag is gesloten.")


@transaction.atomic
def reopen_collection(collection, *, by):
    """It takes deliveries again, and reminds again of what is still to come."""
    closed = Collection.objects.filter(pk=collection.pk, closed_at__isnull=False)
    if not closed.update(closed_at=None, version=F("version") + 1):
        raise Stale(collection)
    collection.refresh_from_db()
    log.write("collection.reopened", collection, by=by)
    plan(REMINDER, collection)


@transaction.atomic
def deliver(form, *, by, by_link=False):
    """Deliver, or improve what was delivered; False when a colleague changed the text first.

    Who did it gets a receipt, and nobody of that institution is reminded any more. When it is done
    on behalf of the institution, by who asks, its people are told that and by whom. New files stay
    also when the text was changed first: they take nothing away. Raises Stale when the collection
    is over, and Refused when a file cannot be kept.
    """
    delivery = form.instance
    collection = held_open(delivery.collection_id)
    if collection.asks_notes and not has_input(delivery):
        raise Stale(delivery)
    if collection.asks_poll:
        close_poll_of(delivery, by=by)
    for upload in form.cleaned_data["files"]:
        DeliveryFile.objects.create(delivery=delivery, stored=files.keep(upload, by=by))
    if not form.save_or_conflict():
        form.list_files()
        return False
    for one in delivery.files.filter(pk__in=form.cleaned_data["remove"]).select_related("stored"):
        one.delete()
        files.let_go(one.stored)
    at, delivered = now(), Delivery.State.DELIVERED
    Delivery.objects.filter(pk=delivery.pk).update(
        answered_at=Case(When(state=delivered, then=F("answered_at")), default=Value(at)),
        changed_at=at,
        answered_by=by,
        state=delivered,
        reason="",
    )
    delivery.refresh_from_db()
    amount = delivery.files.count()
    own = by.institution_id == delivery.institution_id
    log.write("delivery.delivered", delivery, by=by, by_link=by_link, own=own, files=amount)
    plan(REMINDER, collection)
    _tell(
        collection,
        [by] if own else asked_people(collection, pk=delivery.pk),
        "delivery_received" if own else "delivery_on_behalf",
        f"{delivery.pk}:{delivery.version}",
        delivery=delivery,
        amount=amount,
        by=by,
    )
    return True


def close_poll_of(delivery, *, by):
    """What a school hands in of a poll is final: nobody answers any more. Raises Stale without."""
    poll = polls_for([delivery]).get(delivery.pk)
    if poll is None:
        raise Stale(delivery)
    if poll.phase == Poll.OPEN:
        polls.close_poll(poll, by=by)


def has_input(delivery):
    """Whether there is at least one note in which something was written."""
    return any(not note.is_empty for note in delivery.notes.all())


@transaction.atomic
def take_back(delivery, *, by):
    """What was handed in is opened again, to write more; reminders come again. Raises Stale.

    Only notes: a text is changed where it stands, and what came out of a poll is final.
    """
    collection = held_open(delivery.collection_id)
    if not collection.asks_notes:
        raise Stale(delivery)
    handed = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.DELIVERED)
    if not handed.update(
        state=Delivery.State.ASKED,
        answered_at=None,
        changed_at=None,
        answered_by=None,
        version=F("version") + 1,
    ):
        raise Stale(delivery)
    log.write("delivery.taken_back", delivery, by=by)
    plan(REMINDER, collection)


@transaction.atomic
def decline(delivery, reason, *, by, by_link=False):
    """Say that one's institution will not deliver, and why; it may still change its mind.

    Raises Stale when it has delivered, or when the collection is over.
    """
    collection, at = held_open(delivery.collection_id), now()
    row = Delivery.objects.filter(pk=delivery.pk).exclude(state=Delivery.State.DELIVERED)
    if not row.update(
        state=Delivery.State.DECLINED,
        reason=reason,
        answered_at=at,
        changed_at=at,
        answered_by=by,
        version=F("version") + 1,
    ):
        raise Stale(delivery)
    log.write("delivery.declined", delivery, by=by, by_link=by_link)
    plan(REMINDER, collection)


def index_collection(collection):
    """Make what is asked findable by the people of the coalition; not what anybody delivered."""
    search.index(
        log.key(collection),
        kind="uitvraag",
        title=f"{collection.coalition}: {collection.title}",
        text=collection.question,
        url=collection.get_absolute_url(),
        is_for_bureau=True,
        group=collection.coalition.group,
    )
