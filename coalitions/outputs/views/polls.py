"""The page on which a school opens its poll, shares it, and hands in what came out."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from coalitions.outputs.actions import polls as actions
from coalitions.outputs.forms.polls import SchoolPollForm
from coalitions.outputs.polling import polls_for
from coalitions.outputs.views.deliveries import OVER, this_delivery
from frameworks.teams.cards import card_of
from knw_portal.access import access
from knw_portal.documents.pdf import to_pdf
from knw_portal.documents.responses import PDF, download
from knw_portal.documents.structure import plain
from knw_portal.forms import CHANGED, Stale


def this_asked_for_a_poll(request, **kwargs):
    delivery = this_delivery(request, **kwargs)
    if not delivery.collection.asks_poll:
        raise Http404
    return delivery


@require_http_methods(["GET", "POST"])
@access("coalitions.deliver", on=this_asked_for_a_poll)
def delivery_poll(request, delivery):
    """Before it opens: of how many people, until when. After that there is one, and no other."""
    back = reverse("delivery_edit", kwargs=request.resolver_match.kwargs)
    if not delivery.collection.is_open:
        messages.warning(request, OVER)
        return redirect(delivery)
    if polls_for([delivery]):
        return redirect(back)
    initial = {"closes_on": delivery.collection.due_on}
    form = SchoolPollForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.open_school_poll(
                delivery,
                invited=form.cleaned_data["invited"],
                closes_at=form.closes_at,
                by=request.user,
            )
        except Stale:
            messages.warning(request, CHANGED)
        else:
            messages.success(request, "De peiling is open. Deel de link met je collega’s.")
        return redirect(back)
    context = {
        "form": form,
        "delivery": delivery,
        "collection": delivery.collection,
        "coalition": delivery.collection.coalition,
        "sections": delivery.collection.sections(),
        "back_url": back,
    }
    return render(request, "coalitions/outputs/delivery_poll_new.html", context)


@require_GET
@access("coalitions.deliver", on=this_asked_for_a_poll)
def delivery_card_pdf(request, delivery):
    """The same questions on paper, for a school that would rather talk than count."""
    collection = delivery.collection
    card = card_of(
        collection.framework_version,
        collection.questions(),
        head=(("School", str(delivery.institution)), ("Vraag", collection.title)),
        author=str(collection.coalition),
        subject=plain(collection.question),
    )
    name = slugify(f"gesprekskaart {collection} {delivery.institution}")
    return download(to_pdf(card), f"{name}.pdf", PDF, inline=True)
