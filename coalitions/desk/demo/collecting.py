"""The demo of collections: what coalitions ask of institutions, and what some delivered."""

from django.core.files.uploadedfile import SimpleUploadedFile

from coalitions.briefs.models import Coalition
from coalitions.desk.demo.reading import day, moment
from coalitions.outputs.actions import collections as actions
from coalitions.outputs.models import (
    CollectingLesson,
    Collection,
    Delivery,
    DeliveryFile,
    InterviewNote,
    OutputKind,
)
from coalitions.outputs.models.notes import CONSENT
from frameworks.definitions.models import FrameworkVersion
from knw_portal import log
from knw_portal.documents.docx import to_docx
from knw_portal.documents.pdf import to_pdf
from knw_portal.documents.structure import Document, Paragraph
from knw_portal.files.actions import keep
from knw_portal.mail.ledger import MISSED, plan
from knw_portal.mail.models import Reminder
from knw_portal.people.models import GroupMember, User


def load_collections(specs):
    """One that is due later is sent by its facilitator, with its mail; others are put in as rows.

    Then what was sent and delivered gets the day that the file names.
    """
    for spec in specs["collections"]:
        coalition = Coalition.objects.get(slug=spec["coalition"])
        if coalition.collections.filter(title=spec["title"]).exists():
            continue
        collection = Collection(
            coalition=coalition,
            title=spec["title"],
            question=spec["question"].strip(),
            kind=OutputKind.objects.get(name=spec["kind"]) if "kind" in spec else None,
            due_on=day(spec["due"]),
        )
        if "asks" in spec:
            collection.asks = spec["asks"]
            collection.framework_version = (
                FrameworkVersion.objects.newest().filter(framework__code=spec["set"]).get()
            )
        ask(collection, User.objects.get(email=spec["asked_by"]), at=moment(spec["asked"]))
        for note in spec.get("notes", []):
            load_note(collection, note)
        for answer in spec["deliveries"]:
            load_answer(collection, answer)
        for lesson in spec.get("lessons", []):
            load_lesson(collection, lesson)
        if "closed" in spec:
            Collection.objects.filter(pk=collection.pk).update(closed_at=moment(spec["closed"]))
        collection.refresh_from_db()
        plan(actions.REMINDER, collection)
        # What would have left before today is in the ledger as if it had.
        missed = Reminder.objects.filter(about=log.key(collection), reason=MISSED)
        missed.update(state=Reminder.State.SENT, reason="")
        actions.index_collection(collection)


def ask(collection, guide, *, at):
    if collection.is_late:
        places = GroupMember.objects.filter(
            group=collection.coalition.group_id,
            role__in=actions.DELIVERING,
            user__institution__isnull=False,
        )
        collection.sent_at, collection.sent_by, collection.asked_at = at, guide, at
        collection.save()
        Delivery.objects.bulk_create(
            Delivery(collection=collection, institution_id=pk, asked_at=at)
            for pk in sorted(set(places.values_list("user__institution", flat=True)))
        )
    else:
        actions.draft_collection(collection, by=guide)
        actions.send_collection(collection, seen=collection.version, by=guide)
        Collection.objects.filter(pk=collection.pk).update(sent_at=at, asked_at=at)
        collection.deliveries.update(asked_at=at)


def load_note(collection, spec):
    """A talk at home; its questions are named by their codes."""
    person = User.objects.get(email=spec["email"])
    concepts = {one["code"]: one["concept"] for one in collection.questions()}
    on = day(spec["held"])
    InterviewNote.objects.create(
        delivery=collection.deliveries.get(institution=person.institution_id),
        by=person,
        held_on=on,
        created_at=moment(spec["held"], hour=15),
        changed_at=moment(spec["held"], hour=16),
        role=spec["role"],
        function=spec["function"],
        team=spec.get("team", ""),
        name=spec.get("name", ""),
        consent=CONSENT if "name" in spec else "",
        said={concepts[code]: text for code, text in spec["said"].items()},
        quote=spec.get("quote", ""),
    )


def load_lesson(collection, spec):
    person = User.objects.get(email=spec["email"])
    CollectingLesson.objects.create(
        delivery=collection.deliveries.get(institution=person.institution_id),
        by=person,
        at=moment(spec["at"], hour=15),
        **{name: spec.get(name, "") for name in ("worked", "did_not", "tip")},
    )


def load_answer(collection, answer):
    person = User.objects.get(email=answer["email"])
    delivery = collection.deliveries.get(institution=person.institution_id)
    declined, at = "reason" in answer, moment(answer["at"], hour=14)
    delivery.state = Delivery.State.DECLINED if declined else Delivery.State.DELIVERED
    delivery.text = answer.get("text", "").strip()
    delivery.reason = answer.get("reason", "")
    delivery.answered_by, delivery.answered_at, delivery.changed_at = person, at, at
    delivery.version = 2
    delivery.save()
    for file in answer.get("files", []):
        upload = SimpleUploadedFile(file["name"], made(file))
        DeliveryFile.objects.create(delivery=delivery, stored=keep(upload, by=person))


def made(file):
    """A small PDF or Word file, by our own writers."""
    document = Document(title=file["title"], blocks=(Paragraph(file["text"]),))
    return to_pdf(document) if file["name"].endswith(".pdf") else to_docx(document)
