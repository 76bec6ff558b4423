"""The pages of who asks: what, from whom, by when, and how far it is."""

from django.contrib import messages
from django.db.models import Max, Min
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from coalitions.briefs.models import Coalition
from coalitions.outputs.actions import collections as actions
from coalitions.outputs.asking import remarks
from coalitions.outputs.bundle import bundle
from coalitions.outputs.forms.collections import (
    CollectionForm,
    DraftForm,
    InstitutionForm,
    QuestionsForm,
    WithdrawForm,
)
from coalitions.outputs.models import Collection, Delivery, InterviewNote
from coalitions.outputs.models.notes import coverage
from coalitions.outputs.starters import STARTERS
from coalitions.outputs.views.reading import input_sheet
from knw_portal import log
from knw_portal.access import access
from knw_portal.documents.tables import to_xlsx
from knw_portal.forms import CHANGED, Stale, version_in
from knw_portal.mail.actions import drafts
from knw_portal.mail.messages import as_html, footer, text_part
from knw_portal.mail.models import Reminder
from knw_portal.people.models import Institution
from knw_portal.sheets import Sheet, page_or_file

COLLECTIONS = Sheet(
    "Uitvragen",
    {
        "uitvraag": "title",
        "soort": "get_asks_display",
        "wat er gevraagd is": "question",
        "uiterlijk": "due_on",
        "verstuurd": "sent_at",
        "gesloten": "closed_at",
        "ingetrokken": "withdrawn_at",
        "scholen gevraagd": "asked_count",
        "leverden": "delivered_count",
        "leveren niet": "declined_count",
    },
    permission="coalitions.run_collections",
)
STAND = Sheet(
    "Stand",
    {
        "school": lambda row: row[0].institution,
        "stand": lambda row: row[0].get_state_display(),
        "door": lambda row: row[0].answered_by,
        "wanneer": lambda row: row[0].answered_at,
        "te laat": lambda row: row[0].is_late,
        "gewijzigd": lambda row: row[0].changed_at if row[0].was_changed else None,
        "bestanden": lambda row: len(row[0].files.all()),
        "notities": lambda row: row[0].note_count,
        "tekst": lambda row: row[0].text,
        "reden": lambda row: row[0].reason,
        "laatst herinnerd": lambda row: row[1],
    },
    permission="coalitions.run_collections",
)


def this_coalition(request, slug):
    return get_object_or_404(Coalition.objects.visible_to(request.user), slug=slug)


def this_collection(request, slug, pk):
    return get_object_or_404(
        Collection.objects.visible_to(request.user).select_related(
            "coalition", "kind", "framework_version__framework"
        ),
        pk=pk,
        coalition__slug=slug,
    )


@require_GET
@access("coalitions.see_collections", on=this_coalition)
def collection_list(request, coalition):
    own = Delivery.objects.of(request.user).filter(collection__coalition=coalition)
    answers = {delivery.collection_id: delivery for delivery in own}
    collections = list(
        Collection.objects.visible_to(request.user)
        .filter(coalition=coalition)
        .with_counts()
        .select_related("coalition")
    )
    lines = [(collection, answers.get(collection.pk)) for collection in collections]
    context = {
        "coalition": coalition,
        "drafts": [line for line in lines if not line[0].sent_at],
        "open": [line for line in reversed(lines) if line[0].is_open],
        "over": [line for line in lines if line[0].sent_at and not line[0].is_open],
    }
    template = "coalitions/outputs/collection_list.html"
    return page_or_file(request, template, context, COLLECTIONS.of(collections, coalition))


@require_http_methods(["GET", "POST"])
@access("coalitions.run_collections", on=this_coalition)
def collection_new(request, coalition):
    starter = STARTERS.get(request.GET.get("voorbeeld"))
    form = DraftForm(
        request.POST or None,
        instance=Collection(coalition=coalition),
        initial=starter.initial() if starter else None,
    )
    if form.is_valid():
        actions.draft_collection(form.instance, by=request.user)
        messages.success(request, "De uitvraag is bewaard. Er is nog niets verstuurd.")
        return redirect(after_draft(form.instance))
    context = {
        "form": form,
        "coalition": coalition,
        "starters": STARTERS.values(),
        "starter": starter,
    }
    return render(request, "coalitions/outputs/collection_form.html", context)


def after_draft(collection):
    """First which questions, where there are any to choose; then who gets it."""
    name = "collection_questions" if collection.framework_version_id else "collection_send"
    return reverse(name, kwargs={"slug": collection.coalition.slug, "pk": collection.pk})


@require_http_methods(["GET", "POST"])
@access("coalitions.run_collections", on=this_collection)
def collection_questions(request, collection):
    if collection.sent_at or not collection.framework_version_id:
        return redirect(collection)
    form = QuestionsForm(request.POST or None, collection=collection)
    if form.is_valid():
        try:
            seen = version_in(request.POST)
            actions.choose_questions(collection, form.chosen(), seen=seen, by=request.user)
        except Stale:
            messages.warning(request, CHANGED)
            return redirect(collection)
        messages.success(request, "De vragen zijn gekozen. Er is nog niets verstuurd.")
        return redirect("collection_send", slug=collection.coalition.slug, pk=collection.pk)
    context = {"form": form, "collection": collection, "coalition": collection.coalition}
    return render(request, "coalitions/outputs/collection_questions.html", context)


@require_GET
@access("coalitions.see_collections", on=this_collection)
def collection_detail(request, collection):
    runs = request.user.has_perm("coalitions.run_collections", collection)
    shown = collection.deliveries if runs else collection.deliveries.of(request.user)
    deliveries = list(
        shown.select_related("institution", "answered_by")
        .prefetch_related("files__stored")
        .with_notes()
        .order_by("institution__name", "pk")
    )
    for delivery in deliveries:
        delivery.collection = collection
    stand = how_far(collection, deliveries) if runs and collection.sent_at else {}
    context = {
        "collection": collection,
        "coalition": collection.coalition,
        "runs": runs,
        "own": next(filter(lambda one: may_deliver(request.user, one), deliveries), None),
        "obstacle": "" if collection.sent_at or not runs else actions.obstacle(collection),
        "sections": collection.sections(),
        "remarks": remarks(collection.question) if runs and not collection.sent_at else (),
    }
    if collection.asks_notes and deliveries:
        notes = InterviewNote.objects.filter(delivery__in=deliveries)
        context["coverage"] = coverage(deliveries, notes.by_role())
    listings = [STAND.of(stand["deliveries"], collection)] if stand else []
    template = "coalitions/outputs/collection_detail.html"
    return page_or_file(request, template, context | stand, *listings)


def answered(collection):
    """Each institution's delivery, with when it was last reminded."""
    deliveries = collection.deliveries.select_related("institution", "answered_by")
    reminded, _ = reminders_of(collection)
    deliveries = deliveries.prefetch_related("files").with_notes()
    for one in deliveries.order_by("institution__name"):
        one.collection = collection
        yield one, reminded.get(one.institution_id)


def may_deliver(user, delivery):
    return user.has_perm("coalitions.deliver", delivery)


def how_far(collection, deliveries):
    """What who asks sees: every institution with its answer and when it was last reminded."""
    reminded, coming = reminders_of(collection)
    states = Delivery.State
    return {
        "deliveries": [(one, reminded.get(one.institution_id)) for one in deliveries],
        "next_reminder": coming if collection.is_open else None,
        "delivered": sum(one.state == states.DELIVERED for one in deliveries),
        "declined": sum(one.state == states.DECLINED for one in deliveries),
        "not_asked": not_asked(collection) if collection.is_open else (),
    }


def reminders_of(collection):
    """When people of each institution were last reminded, and when anybody is next."""
    planned = (
        Reminder.objects.filter(kind=actions.REMINDER, about=log.key(collection))
        .order_by()
        .values_list("state", "to__institution")
        .annotate(first=Min("due_at"), last=Max("due_at"))
    )
    sent, coming = {}, []
    for state, institution, first, last in planned:
        if state == Reminder.State.SENT:
            sent[institution] = last
        elif state == Reminder.State.PLANNED:
            coming.append(first)
    return sent, min(coming, default=None)


def not_asked(collection):
    """Institutions that have members now and were not asked."""
    people = collection.people().order_by()
    return Institution.objects.filter(pk__in=people.values("institution")).exclude(
        deliveries__collection=collection
    )


@require_http_methods(["GET", "POST"])
@access("coalitions.run_collections", on=this_collection)
def collection_edit(request, collection):
    kind = CollectionForm if collection.sent_at else DraftForm
    form = kind(request.POST or None, instance=collection)
    try:
        if collection.sent_at and not collection.is_open:
            raise Stale(collection)
        if form.is_valid() and actions.change_collection(form, by=request.user):
            messages.success(request, "De uitvraag is gewijzigd.")
            if "framework_version" in form.changed_data:
                return redirect(after_draft(collection))
            return redirect(collection)
    except Stale:
        messages.warning(request, "Deze uitvraag is voorbij en verandert niet meer.")
        return redirect(collection)
    context = {"form": form, "coalition": collection.coalition, "collection": collection}
    return render(request, "coalitions/outputs/collection_form.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.run_collections", on=this_collection)
def collection_send(request, collection):
    """Who will get it and the mail as it will be; only the button on it sends."""
    if request.method == "POST":
        try:
            seen = version_in(request.POST)
            actions.send_collection(collection, seen=seen, by=request.user)
        except Stale:
            messages.warning(request, CHANGED)
        else:
            messages.success(request, "De uitvraag is verstuurd.")
        return redirect(collection)
    if collection.sent_at:
        return redirect(collection)
    people = list(collection.people())
    asked = [person for person in people if person.institution_id]
    context = {
        "collection": collection,
        "coalition": collection.coalition,
        "obstacle": actions.obstacle(collection),
        "sections": collection.sections(),
        "remarks": remarks(collection.question),
        "people": asked,
        "school_count": len({person.institution_id for person in asked}),
        "homeless": [person for person in people if not person.institution_id],
        **(example(collection, asked[0]) if asked else {}),
    }
    return render(request, "coalitions/outputs/collection_send.html", context)


def example(collection, person):
    """The mail to one of them. Without the link: that is a key, and only for that person."""
    (mail,) = drafts(
        "collection_sent",
        [person],
        key="",
        why=actions.why(collection),
        collection=collection,
        coalition=collection.coalition,
        link="(hier komt de eigen link van wie de mail krijgt)",
    )
    return {
        "mail": mail,
        "html": as_html(mail.body),
        "html_footer": as_html(footer(mail)),
        "text": text_part(mail, mail.body),
    }


@require_http_methods(["GET", "POST"])
@access("coalitions.run_collections", on=this_collection)
def collection_drop(request, collection):
    if collection.sent_at:
        return redirect(collection)
    if request.method == "POST":
        try:
            actions.drop_collection(collection, by=request.user)
        except Stale:
            messages.warning(request, CHANGED)
            return redirect(collection)
        messages.success(request, f"Weggegooid: {collection.title}.")
        return redirect("collection_list", slug=collection.coalition.slug)
    return confirmation(
        request,
        collection,
        title="Dit concept weggooien?",
        text="Er is nog niets verstuurd. Niemand merkt er iets van.",
        submit="Weggooien",
    )


def confirmation(request, collection, **words):
    context = {
        "place": collection.coalition,
        "cancel_url": collection.get_absolute_url(),
        **words,
    }
    return render(request, "confirm.html", context)


@require_POST
@access("coalitions.run_collections", on=this_collection)
def collection_add(request, collection):
    form = InstitutionForm(request.POST, institutions=not_asked(collection))
    if not form.is_valid():
        messages.error(request, "Kies een school die het nog niet gevraagd is.")
        return redirect(collection)
    institution = form.cleaned_data["institution"]
    try:
        actions.ask_institution(collection, institution, by=request.user)
    except Stale:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, f"Ook aan {institution} gevraagd, met een mail.")
    return redirect(collection)


@require_http_methods(["GET", "POST"])
@access("coalitions.run_collections", on=this_collection)
def collection_withdraw(request, collection):
    form = WithdrawForm(request.POST or None)
    if not collection.is_open:
        return redirect(collection)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        return settle(
            request,
            collection,
            lambda: actions.withdraw_collection(collection, reason, by=request.user),
            "De uitvraag is ingetrokken. Iedereen krijgt een mail.",
        )
    return confirmation(
        request,
        collection,
        form=form,
        title=f"‘{collection.title}’ intrekken",
        text="Niemand hoeft dan nog te leveren. Iedereen aan wie het gevraagd is, krijgt een mail, "
        "en herinneringen gaan niet meer uit. Wat al geleverd is, blijft bewaard. "
        "Heropenen kan niet: vraag je het later toch, maak dan een nieuwe uitvraag.",
        submit="Intrekken en mailen",
    )


def settle(request, collection, deed, done):
    """Do what was confirmed, and go back to the collection; or say that it cannot any more."""
    try:
        deed()
    except Stale:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, done)
    return redirect(collection)


@require_http_methods(["GET", "POST"])
@access("coalitions.run_collections", on=this_collection)
def collection_close(request, collection):
    if not collection.is_open:
        return redirect(collection)
    if request.method == "POST":
        return settle(
            request,
            collection,
            lambda: actions.close_collection(collection, by=request.user),
            "De uitvraag is gesloten. Heropenen kan nog.",
        )
    waiting = collection.deliveries.waiting().count()
    return confirmation(
        request,
        collection,
        title=f"‘{collection.title}’ sluiten?",
        text="Daarna kan niemand nog leveren of iets wijzigen, en gaan er geen herinneringen meer "
        "uit. Je kunt de uitvraag weer heropenen.",
        points=missing_words(waiting),
        submit="Sluiten",
    )


def missing_words(waiting):
    if not waiting:
        return []
    who = "Eén school heeft" if waiting == 1 else f"{waiting} scholen hebben"
    return [f"{who} nog niet geantwoord."]


@require_POST
@access("coalitions.run_collections", on=this_collection)
def collection_reopen(request, collection):
    return settle(
        request,
        collection,
        lambda: actions.reopen_collection(collection, by=request.user),
        "De uitvraag staat weer open. Er ging geen mail uit: verzet zo nodig de datum.",
    )


@require_safe
@access("coalitions.run_collections", on=this_collection)
def collection_bundle(request, collection):
    """Everything that was delivered in one file: a folder for each institution, and the table."""
    overview = to_xlsx(f"Uitvraag {collection}", *STAND.of(answered(collection)).table())
    name = slugify(f"uitvraag {collection.pk} {collection.title}") + ".zip"
    more = {}
    if collection.asks_notes:
        notes = input_sheet(collection).table()
        more["notities.xlsx"] = to_xlsx(f"Input {collection}", *notes)
    response = FileResponse(bundle(collection, overview, more), as_attachment=True, filename=name)
    response["Content-Type"] = "application/zip"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
