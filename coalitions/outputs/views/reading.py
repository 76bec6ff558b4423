"""What all schools heard, question by question, and what everybody learned about asking."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from coalitions.outputs.models import CollectingLesson, Collection, Delivery, InterviewNote
from coalitions.outputs.models.notes import coverage
from coalitions.outputs.polling import lines_for, polls_for
from knw_portal.access import access
from knw_portal.sheets import Sheet, page_or_file

INPUT = Sheet(
    "Input",
    {
        "school": lambda row: row[0].delivery.institution,
        "rol": lambda row: row[0].get_role_display(),
        "functie": lambda row: row[0].function,
        "team of afdeling": lambda row: row[0].team,
        "naam, met toestemming": lambda row: row[0].name,
        "gesprek op": lambda row: row[0].held_on,
        "genoteerd door": lambda row: row[0].by,
        "code": lambda row: row[1],
        "vraag": lambda row: row[2],
        "wat er gezegd is": lambda row: row[3],
    },
    permission="coalitions.read_input",
)
QUOTE = "belangrijkste uitspraak"


def this_sent_collection(request, slug, pk):
    return get_object_or_404(
        Collection.objects.visible_to(request.user).select_related(
            "coalition", "framework_version__framework"
        ),
        pk=pk,
        coalition__slug=slug,
        sent_at__isnull=False,
    )


def input_sheet(collection, notes=None):
    """Each thing that was said, a row of its own: what was handed in, or only these notes."""
    if notes is None:
        notes = handed_in(collection)
    questions = collection.questions()

    def rows():
        for note in notes:
            for question in questions:
                if text := note.said.get(question["concept"]):
                    yield note, question["code"], question["text"], text
            if note.quote:
                yield note, "", QUOTE, note.quote

    return INPUT.of(rows, collection)


def handed_in(collection):
    notes = InterviewNote.objects.filter(delivery__collection=collection)
    return list(
        notes.handed_in().for_reading().order_by("delivery__institution__name", "held_on", "pk")
    )


@require_GET
@access("coalitions.read_input", on=this_sent_collection)
def collection_input(request, collection):
    """What was said, question by question, of the schools that handed it in."""
    if collection.asks_poll:
        return polls_page(request, collection)
    if not collection.is_read_together:
        raise Http404
    if not collection.asks_notes:
        return shared_page(request, collection)
    notes = handed_in(collection)
    role, school = request.GET.get("rol", ""), request.GET.get("school", "")
    chosen = [
        note
        for note in notes
        if role in ("", note.role) and school in ("", note.delivery.institution.slug)
    ]
    deliveries = {note.delivery_id: note.delivery for note in notes}
    counts = {}
    for note in notes:
        of_school = counts.setdefault(note.delivery_id, {})
        of_school[note.role] = of_school.get(note.role, 0) + 1
    context = {
        "collection": collection,
        "coalition": collection.coalition,
        "notes": notes,
        "chosen": chosen,
        "sections": as_said(collection, chosen),
        "quotes": [note for note in chosen if note.quote],
        "coverage": coverage(deliveries.values(), counts) if notes else None,
        "roles": InterviewNote.Role.choices,
        "schools": [one.institution for one in deliveries.values()],
        "role": role,
        "school": school,
        "waiting": collection.deliveries.exclude(state=Delivery.State.DELIVERED).count(),
    }
    listing = input_sheet(collection, chosen)
    return page_or_file(request, "coalitions/outputs/collection_input.html", context, listing)


def polls_page(request, collection):
    """What came out at each school that handed its poll in, as far as the gate lets it through.

    School by school and never added up: from a total one could subtract.
    """
    delivered = collection.deliveries.filter(state=Delivery.State.DELIVERED)
    deliveries = list(delivered.select_related("institution").order_by("institution__name"))
    polls = polls_for(deliveries)
    lines = lines_for(list(polls.values()))
    context = {
        "collection": collection,
        "coalition": collection.coalition,
        "schools": [(one, lines.get(polls[one.pk].pk, [])) for one in deliveries],
        "waiting": collection.deliveries.exclude(state=Delivery.State.DELIVERED).count(),
    }
    return render(request, "coalitions/outputs/collection_polls.html", context)


def shared_page(request, collection):
    """The texts and files of every school that delivered."""
    delivered = collection.deliveries.filter(state=Delivery.State.DELIVERED)
    context = {
        "collection": collection,
        "coalition": collection.coalition,
        "deliveries": list(
            delivered.select_related("institution", "answered_by").prefetch_related("files__stored")
        ),
        "waiting": collection.deliveries.exclude(state=Delivery.State.DELIVERED).count(),
    }
    return render(request, "coalitions/outputs/collection_shared.html", context)


def as_said(collection, notes):
    """The sections with each question and what was said to it, of those that got an answer."""
    return [
        (
            section,
            [
                (question, [(note, note.said[key]) for note in notes if note.said.get(key)])
                for question in section["questions"]
                for key in [question["concept"]]
            ],
        )
        for section in collection.sections()
    ]


@require_GET
@access("coalitions.see_collections", on=this_sent_collection)
def collection_lessons(request, collection):
    """What worked for whom and what did not: to be read by all members of the coalition."""
    lessons = CollectingLesson.objects.filter(delivery__collection=collection)
    own = collection.deliveries.of(request.user).select_related("institution").first()
    context = {
        "collection": collection,
        "coalition": collection.coalition,
        "lessons": list(lessons.select_related("by", "delivery__institution")),
        "own": own,
        "mine": own and any(one.by_id == request.user.pk for one in lessons),
    }
    return render(request, "coalitions/outputs/collection_lessons.html", context)
