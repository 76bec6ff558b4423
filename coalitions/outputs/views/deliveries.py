"""The pages of who delivers, signed in or by the link in a mail, and of who reads it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from coalitions.outputs import links
from coalitions.outputs.actions import collections as actions
from coalitions.outputs.forms.collections import DeclineForm, DeliveryForm
from coalitions.outputs.models import Collection, Delivery, DeliveryFile, InterviewNote
from coalitions.outputs.models.notes import CODES, gaps
from coalitions.outputs.polling import lines_for, polls_for
from frameworks.polls import files
from frameworks.polls.models import Poll
from frameworks.teams.views.team_polls import qr_of
from knw_portal.access import PUBLIC, access
from knw_portal.files.checks import Refused
from knw_portal.files.responses import download
from knw_portal.forms import Stale

DONE = "Geleverd. Je krijgt een mail als bewijs."
DONE_FOR_THEM = "Geleverd namens de school. De mensen van die school krijgen er een mail over."
OVER = "Leveren kan niet meer: deze uitvraag is voorbij."
BOTH = "Een collega was je net voor. Bekijk hieronder de tekst en verstuur dan opnieuw."


def this_delivery(request, slug, pk, institution):
    return get_object_or_404(
        Delivery.objects.select_related(
            "collection__coalition",
            "collection__kind",
            "collection__framework_version",
            "institution",
            "answered_by",
        ),
        collection=pk,
        collection__in=Collection.objects.visible_to(request.user),
        collection__coalition__slug=slug,
        institution__slug=institution,
    )


@require_GET
@access("coalitions.read_delivery", on=this_delivery)
def delivery_detail(request, delivery):
    """What was handed in; notes that were not, the institution alone may read."""
    may_read = delivery.state == Delivery.State.DELIVERED or request.user.has_perm(
        "coalitions.deliver", delivery
    )
    notes = list(delivery.notes.for_reading()) if may_read else []
    poll = polls_for([delivery]).get(delivery.pk) if delivery.collection.asks_poll else None
    shown = may_read and poll and poll.phase == Poll.CLOSED
    context = {
        "poll": poll if shown else None,
        "lines": lines_for([poll]).get(poll.pk, []) if shown else (),
        "notes": notes_as_read(notes, delivery.collection.questions() if notes else []),
        "delivery": delivery,
        "collection": delivery.collection,
        "coalition": delivery.collection.coalition,
        "files": list(delivery.files.select_related("stored")),
    }
    return render(request, "coalitions/outputs/delivery_detail.html", context)


def this_file(request, slug, pk, number):
    return get_object_or_404(
        DeliveryFile.objects.select_related("stored", "delivery__collection__coalition"),
        pk=number,
        delivery__collection=pk,
        delivery__collection__in=Collection.objects.visible_to(request.user),
        delivery__collection__coalition__slug=slug,
    )


@require_safe
@access("coalitions.read_delivery", on=this_file)
def delivery_file(request, file):
    return download(file.stored)


@require_http_methods(["GET", "POST"])
@access("coalitions.deliver", on=this_delivery)
def delivery_edit(request, delivery):
    if not delivery.collection.is_open:
        messages.warning(request, OVER)
        return redirect(delivery)
    return delivery_form(
        request,
        delivery,
        by=request.user,
        done_url=delivery.get_absolute_url(),
        decline_url=reverse("delivery_decline", kwargs=request.resolver_match.kwargs),
    )


def this_delivery_of_text(request, **kwargs):
    delivery = this_delivery(request, **kwargs)
    if delivery.collection.framework_version_id:
        raise Http404
    return delivery


@require_http_methods(["GET", "POST"])
@access("coalitions.run_collections", on=this_delivery_of_text)
def delivery_on_behalf(request, delivery):
    """Who asks puts in what came by mail or on paper; the people of the school are told."""
    if not delivery.collection.is_open:
        messages.warning(request, OVER)
        return redirect(delivery)
    return delivery_form(
        request,
        delivery,
        by=request.user,
        done_url=delivery.collection.get_absolute_url(),
        decline_url="",
        on_behalf=True,
    )


def notes_as_read(notes, questions):
    """Each note with the questions to which something was said."""
    return [
        (
            note,
            [(one, note.said[one["concept"]]) for one in questions if one["concept"] in note.said],
        )
        for note in notes
    ]


@require_POST
@access("coalitions.deliver", on=this_delivery)
def delivery_take_back(request, delivery):
    try:
        actions.take_back(delivery, by=request.user)
    except Stale:
        messages.warning(request, "Terughalen kan niet: er is niets ingeleverd, of het is voorbij.")
        return redirect(delivery)
    messages.success(request, "Jullie input staat weer open. Lever opnieuw als je klaar bent.")
    return redirect("delivery_edit", **request.resolver_match.kwargs)


def delivery_form(request, delivery, *, by, done_url, decline_url, by_link=False, on_behalf=False):
    """Show what is asked with the form to deliver it, or take what was sent in."""
    form = DeliveryForm(request.POST or None, request.FILES or None, instance=delivery)
    if form.is_valid():
        try:
            if actions.deliver(form, by=by, by_link=by_link):
                messages.success(request, DONE_FOR_THEM if on_behalf else DONE)
                return redirect(done_url)
            messages.warning(request, BOTH)
        except Stale:
            messages.warning(request, OVER)
            return redirect(done_url)
        except Refused as error:
            form.add_error("files", error)
    context = {
        "form": form,
        "delivery": delivery,
        "collection": delivery.collection,
        "coalition": delivery.collection.coalition,
        "person": by,
        "by_link": by_link,
        "on_behalf": on_behalf,
        "done_url": done_url,
        "decline_url": decline_url,
    }
    if delivery.collection.asks_poll:
        context |= poll_of(request, delivery)
        return render(request, "coalitions/outputs/delivery_poll.html", context)
    if delivery.collection.asks_notes:
        context |= notes_of(delivery)
        return render(request, "coalitions/outputs/delivery_notes.html", context)
    return render(request, "coalitions/outputs/delivery_form.html", context)


def poll_of(request, delivery):
    """The poll of a school: its link while it is open, and after it what the gate lets through."""
    poll = polls_for([delivery]).get(delivery.pk)
    context = {"poll": poll, "sections": delivery.collection.sections()}
    if poll is None:
        return context
    if poll.phase == Poll.OPEN:
        link = request.build_absolute_uri(poll.get_absolute_url())
        return {**context, "link": link, "qr": qr_of(request, poll)}
    return {**context, "lines": lines_for([poll]).get(poll.pk, []), "how": files.how(poll)}


def notes_of(delivery):
    """What the institution wrote down so far, and with which roles it did not speak yet."""
    notes = list(delivery.notes.for_reading())
    for note in notes:
        note.delivery = delivery
    counts = [sum(note.role == code for note in notes) for code in CODES]
    return {
        "notes": notes,
        "by_role": list(zip(InterviewNote.Role.labels, counts, strict=True)),
        "gaps": gaps(counts),
        "sections": delivery.collection.sections(),
    }


@require_http_methods(["GET", "POST"])
@access("coalitions.deliver", on=this_delivery)
def delivery_decline(request, delivery):
    return decline_form(
        request, delivery, by=request.user, back_url=delivery.get_absolute_url(), by_link=False
    )


def decline_form(request, delivery, *, by, back_url, by_link):
    collection = delivery.collection
    if not collection.is_open or delivery.state == Delivery.State.DELIVERED:
        messages.warning(request, "Jullie hebben al geleverd, of de uitvraag is voorbij.")
        return redirect(back_url)
    form = DeclineForm(request.POST or None, initial={"reason": delivery.reason})
    if form.is_valid():
        try:
            actions.decline(delivery, form.cleaned_data["reason"], by=by, by_link=by_link)
        except Stale:
            messages.warning(request, "Een collega heeft intussen al geantwoord.")
        else:
            messages.success(request, "Genoteerd: jullie leveren niet. Toch leveren kan nog.")
        return redirect(back_url)
    context = {
        "form": form,
        "title": "Wij leveren niet",
        "text": f"Je zegt dit namens {delivery.institution}, over ‘{collection.title}’. "
        "Jullie krijgen dan geen herinneringen meer. Je kunt later alsnog leveren.",
        "place": collection.coalition,
        "submit": "Wij leveren niet",
        "cancel_url": back_url,
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC, on=links.this_delivery)
def delivery_link(request, found):
    """The page behind the link in the mail; opening it changes nothing."""
    if found is None:
        return render(request, "coalitions/outputs/delivery_dead.html", status=410)
    delivery, person = found
    if not delivery.collection.is_open:
        return over(request, delivery)
    if delivery.collection.framework_version_id:
        return invitation(request, delivery, person)
    response = delivery_form(
        request,
        delivery,
        by=person,
        by_link=True,
        done_url=request.path,
        decline_url=reverse("delivery_link_decline", kwargs=request.resolver_match.kwargs),
    )
    response["Cache-Control"] = "private, no-store"
    return response


def invitation(request, delivery, person):
    """What is asked, with its guide. Notes are written and read signed in: they may be delicate."""
    context = {
        "delivery": delivery,
        "collection": delivery.collection,
        "coalition": delivery.collection.coalition,
        "person": person,
        "sections": delivery.collection.sections(),
        "decline_url": reverse("delivery_link_decline", kwargs=request.resolver_match.kwargs),
    }
    response = render(request, "coalitions/outputs/delivery_invitation.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def over(request, delivery):
    """A link that is whole, about something that is asked no more."""
    context = {
        "delivery": delivery,
        "collection": delivery.collection,
        "coalition": delivery.collection.coalition,
    }
    return render(request, "coalitions/outputs/delivery_over.html", context, status=410)


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC, on=links.this_delivery)
def delivery_link_decline(request, found):
    if found is None:
        return render(request, "coalitions/outputs/delivery_dead.html", status=410)
    delivery, person = found
    if not delivery.collection.is_open:
        return over(request, delivery)
    back_url = reverse("delivery_link", kwargs=request.resolver_match.kwargs)
    response = decline_form(request, delivery, by=person, back_url=back_url, by_link=True)
    response["Cache-Control"] = "private, no-store"
    return response
