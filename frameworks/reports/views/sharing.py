"""A team decides with whom it shares a closed conversation."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from frameworks.reports import actions
from frameworks.reports.forms import SharingForm, SharingNoteForm
from frameworks.reports.models import Sharing
from frameworks.reports.sharing import readers, things_to_share
from frameworks.teams.views.lookups import this_conversation
from knw_portal.access import access
from knw_portal.forms import Stale

MEANWHILE = "Een collega besliste intussen over het delen. Hieronder staat hoe het nu is."


def this_closed_conversation(request, pk):
    """A closed conversation of one's own team; an open one cannot be shared."""
    conversation = this_conversation(request, pk)
    if not conversation.closed_at:
        raise Http404
    return conversation


@require_GET
@access("frameworks.share_conversation", on=this_closed_conversation)
def sharing_edit(request, conversation):
    decisions = list(conversation.sharings.select_related("by"))
    return render_form(request, conversation, form_of(request, conversation, decisions), decisions)


def form_of(request, conversation, decisions):
    """Filled with what holds now, or with what was chosen a page later."""
    newest = decisions[0] if decisions else None
    initial = {
        "level": newest.level if newest else Sharing.Level.TEAM,
        "left_out": newest.left_out if newest else [],
        "seen": newest.pk if newest else 0,
    }
    if "level" in request.GET:
        initial |= {
            "level": request.GET["level"],
            "left_out": request.GET.getlist("left_out"),
        }
    return SharingForm(initial=initial, conversation=conversation)


def render_form(request, conversation, form, decisions):
    context = {
        "conversation": conversation,
        "trajectory": conversation.trajectory,
        "form": form,
        "decisions": decisions,
        "things": things_to_share(conversation.snapshot),
    }
    return render(request, "frameworks/reports/sharing_edit.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.share_conversation", on=this_closed_conversation)
def sharing_confirm(request, conversation):
    """Says who will see what, and asks once more."""
    chosen = SharingForm(request.GET or None, conversation=conversation)
    if not chosen.is_valid():
        decisions = list(conversation.sharings.select_related("by"))
        return render_form(request, conversation, chosen, decisions)
    wanted = chosen.cleaned_data
    form = SharingNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_sharing(
                conversation, **wanted, note=form.cleaned_data["note"], by=request.user
            )
        except Stale:
            messages.warning(request, MEANWHILE)
            return redirect("sharing_edit", pk=conversation.pk)
        messages.success(request, "Het besluit staat vast. Je collega’s krijgen een mail.")
        return redirect("conversation_report", pk=conversation.pk)
    hidden = set(wanted["left_out"])
    things = things_to_share(conversation.snapshot)
    context = {
        "conversation": conversation,
        "trajectory": conversation.trajectory,
        "form": form,
        "level": wanted["level"],
        "readers": readers(conversation, wanted["level"]),
        "shown": [words for code, words in things if code not in hidden],
        "hidden": [words for code, words in things if code in hidden],
        "query": request.GET.urlencode(),
    }
    return render(request, "frameworks/reports/sharing_confirm.html", context)
