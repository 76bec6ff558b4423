from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from coalitions.briefs import actions
from coalitions.briefs.forms import DoneForm
from coalitions.briefs.models import Coalition, Milestone
from knw_portal.access import access
from knw_portal.forms import Stale

CHANGED = "Iemand anders was je voor. Zo staat het nu."


def this_milestone(request, slug, pk):
    seen = Coalition.objects.visible_to(request.user).filter(slug=slug)
    milestones = Milestone.objects.select_related("coalition")
    return get_object_or_404(milestones, pk=pk, coalition__in=seen)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.tick_milestone", on=this_milestone)
def milestone_done(request, milestone):
    coalition = milestone.coalition
    form = DoneForm(request.POST or None)
    if form.is_valid():
        try:
            actions.tick_milestone(milestone, form.cleaned_data["done_on"], by=request.user)
        except Stale:
            messages.warning(request, CHANGED)
        else:
            messages.success(request, f"Afgevinkt: {milestone.title}.")
        return redirect(f"{coalition.get_absolute_url()}#jaar")
    context = {
        "form": form,
        "title": f"{milestone.title}: gedaan?",
        "place": coalition,
        "text": "De mijlpaal telt dan als gehaald, en niemand krijgt er nog een herinnering over.",
        "submit": "Afvinken",
        "cancel_url": f"{coalition.get_absolute_url()}#jaar",
    }
    return render(request, "confirm.html", context)


@require_POST
@access("coalitions.tick_milestone", on=this_milestone)
def milestone_reopen(request, milestone):
    try:
        actions.untick_milestone(milestone, by=request.user)
    except Stale:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, f"Weer open: {milestone.title}.")
    return redirect(f"{milestone.coalition.get_absolute_url()}#jaar")
