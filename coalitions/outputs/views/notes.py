"""The pages on which a member writes down what was said in a talk, and how asking went."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from coalitions.outputs.actions import notes as actions
from coalitions.outputs.forms.notes import LessonForm, NoteForm
from coalitions.outputs.models import CollectingLesson, Collection, Delivery, InterviewNote
from coalitions.outputs.views.deliveries import this_delivery
from knw_portal.access import access
from knw_portal.forms import Stale

OVER = "Deze notitie ligt vast: jullie hebben geleverd, of de uitvraag is voorbij."
BOTH = "Deze notitie is intussen op een andere plek gewijzigd. Bekijk beide teksten hieronder."


def this_asked_for_notes(request, **kwargs):
    delivery = this_delivery(request, **kwargs)
    if not delivery.collection.asks_notes:
        raise Http404
    return delivery


def this_note(request, slug, pk, institution, number):
    return get_object_or_404(
        InterviewNote.objects.select_related(
            "delivery__collection__coalition",
            "delivery__collection__framework_version",
            "delivery__institution",
        ),
        pk=number,
        delivery__collection=pk,
        delivery__collection__in=Collection.objects.visible_to(request.user),
        delivery__collection__coalition__slug=slug,
        delivery__institution__slug=institution,
    )


def is_fixed(delivery):
    return not delivery.collection.is_open or delivery.state == Delivery.State.DELIVERED


def of_delivery(name, delivery):
    return reverse(
        name,
        kwargs={
            "slug": delivery.collection.coalition.slug,
            "pk": delivery.collection_id,
            "institution": delivery.institution.slug,
        },
    )


def step_in(request, last):
    """Which screen was asked for, counted from 0; None is the whole form."""
    text = request.GET.get("stap", "")
    step = int(text) - 1 if text.isascii() and text.isdigit() and len(text) < 4 else -1
    return step if 0 <= step <= last else None


@require_http_methods(["GET", "POST"])
@access("coalitions.deliver", on=this_asked_for_notes)
def note_new(request, delivery):
    return note_form(request, InterviewNote(delivery=delivery))


@require_http_methods(["GET", "POST"])
@access("coalitions.write_note", on=this_note)
def note_edit(request, note):
    return note_form(request, note)


def note_form(request, note):
    """The whole form or one screen of it, with the guide; each submit keeps what is there."""
    delivery = note.delivery
    back_url = of_delivery("delivery_edit", delivery)
    if is_fixed(delivery):
        messages.warning(request, OVER)
        return redirect(delivery)
    sections = delivery.collection.sections()
    questions = [one for section in sections for one in section["questions"]]
    step = step_in(request, last=len(questions) + 1)
    form = NoteForm(request.POST or None, instance=note, questions=questions, step=step)
    if form.is_valid():
        try:
            if save_note(form, by=request.user):
                messages.success(request, "Bewaard.")
                return redirect(next_address(form.instance, step, len(questions), back_url))
            messages.warning(request, BOTH)
        except Stale:
            messages.warning(request, OVER)
            return redirect(delivery)
    context = {
        "form": form,
        "note": note,
        "delivery": delivery,
        "collection": delivery.collection,
        "coalition": delivery.collection.coalition,
        "back_url": back_url,
        "sections": sections_beside(sections, questions, step),
        "step": step,
        "steps": len(questions) + 2,
        "page_url": request.path,
    }
    return render(request, "coalitions/outputs/note_form.html", context)


def save_note(form, *, by):
    if form.instance.pk:
        return actions.change_note(form, by=by)
    actions.start_note(form.note(), by=by)
    return True


def next_address(note, step, amount, back_url):
    """The next screen; back to all notes after the last one or after the whole form."""
    if step is None or step > amount:
        return back_url
    return f"{note.get_absolute_url()}?stap={step + 2}"


def sections_beside(sections, questions, step):
    """The guide beside the form: all of it, or that of the section of the question on screen."""
    if step is None:
        return sections
    if not 0 < step <= len(questions):
        return []
    return [one for one in sections if questions[step - 1] in one["questions"]]


@require_http_methods(["GET", "POST"])
@access("coalitions.write_note", on=this_note)
def note_drop(request, note):
    back_url = of_delivery("delivery_edit", note.delivery)
    if is_fixed(note.delivery):
        messages.warning(request, OVER)
        return redirect(note.delivery)
    if request.method == "POST":
        try:
            actions.drop_note(note, by=request.user)
        except Stale:
            messages.warning(request, OVER)
            return redirect(note.delivery)
        messages.success(request, "De notitie is weggegooid.")
        return redirect(back_url)
    context = {
        "title": "Deze notitie weggooien?",
        "text": f"Gesprek met: {note.whom}. Weg is weg: je kunt dit niet ongedaan maken.",
        "place": note.delivery.collection.coalition,
        "submit": "Weggooien",
        "cancel_url": note.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_POST
@access("coalitions.read_delivery", on=this_note)
def note_unname(request, note):
    try:
        actions.forget_name(note, by=request.user)
    except Stale:
        messages.warning(request, "Er staat geen naam meer bij deze notitie.")
    else:
        messages.success(request, "De naam is weg. De functie en wat er gezegd is, blijven staan.")
    return redirect(note.delivery)


@require_http_methods(["GET", "POST"])
@access("coalitions.deliver", on=this_delivery)
def lesson_edit(request, delivery):
    """How it went for oneself; all members of the coalition read it."""
    lessons = CollectingLesson.objects.filter(delivery=delivery, by=request.user)
    lesson = lessons.first() or CollectingLesson(delivery=delivery)
    form = LessonForm(request.POST or None, instance=lesson)
    where = {"slug": delivery.collection.coalition.slug, "pk": delivery.collection_id}
    if form.is_valid():
        try:
            if actions.write_lesson(form, by=request.user):
                messages.success(request, "Bewaard. Alle leden van de coalitie kunnen het lezen.")
                return redirect("collection_lessons", **where)
            messages.warning(request, "Je hebt dit intussen op een andere plek gewijzigd.")
        except Stale:
            messages.warning(request, "Je had dit al ingevuld. Hieronder staat wat er nu staat.")
            return redirect(request.path)
    context = {
        "form": form,
        "delivery": delivery,
        "collection": delivery.collection,
        "coalition": delivery.collection.coalition,
        "back_url": reverse("collection_lessons", kwargs=where),
    }
    return render(request, "coalitions/outputs/lesson_edit.html", context)
