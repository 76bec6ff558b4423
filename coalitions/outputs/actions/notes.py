"""What happens to notes of talks, and to what members learned about asking."""

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from coalitions.outputs.actions.collections import held_open
from coalitions.outputs.models import CollectingLesson, Delivery, InterviewNote
from knw_portal import log
from knw_portal.forms import Stale


def hold_unhanded(delivery):
    """The delivery, kept still while a note in it changes. Raises Stale when it was handed in."""
    held_open(delivery.collection_id)
    if Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.DELIVERED).exists():
        raise Stale(delivery)


@transaction.atomic
def start_note(note, *, by):
    """Keep a new note, as far as it goes. Raises Stale when nothing more can be handed in."""
    hold_unhanded(note.delivery)
    note.by = by
    note.save(force_insert=True)
    log.write("note.started", note, by=by)


@transaction.atomic
def change_note(form, *, by):
    """Write on in a note; False, with both texts on the form, when it was changed elsewhere.

    Raises Stale when it was handed in, or thrown away.
    """
    hold_unhanded(form.instance.delivery)
    if not InterviewNote.objects.filter(pk=form.instance.pk).exists():
        raise Stale(form.instance)
    if not form.save_or_conflict():
        return False
    InterviewNote.objects.filter(pk=form.instance.pk).update(changed_at=now())
    log.write("note.changed", form.instance, by=by)
    return True


@transaction.atomic
def drop_note(note, *, by):
    hold_unhanded(note.delivery)
    log.write("note.dropped", note, by=by)
    if not InterviewNote.objects.filter(pk=note.pk).delete()[0]:
        raise Stale(note)


@transaction.atomic
def forget_name(note, *, by):
    """Who spoke is named no more, also after it was handed in: consent may always be withdrawn."""
    if (
        not InterviewNote.objects.filter(pk=note.pk)
        .exclude(name="")
        .update(name="", consent="", version=F("version") + 1)
    ):
        raise Stale(note)
    log.write("note.name_forgotten", note, by=by)


@transaction.atomic
def write_lesson(form, *, by):
    """Say how collecting went; False, with both texts on the form, when it was changed elsewhere.

    It may be written after everything is closed: then one knows best.
    """
    lesson = form.instance
    if lesson.pk:
        if not form.save_or_conflict():
            return False
    else:
        lesson.by = by
        _, is_new = CollectingLesson.objects.get_or_create(
            delivery=lesson.delivery, by=by, defaults=form.texts()
        )
        if not is_new:
            raise Stale(lesson)
        lesson = CollectingLesson.objects.get(delivery=lesson.delivery, by=by)
    log.write("lesson.written", lesson, by=by)
    return True
