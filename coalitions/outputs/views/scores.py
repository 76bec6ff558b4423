"""A reader says of a draft what it means for their role."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from coalitions.outputs.actions import scores as actions
from coalitions.outputs.forms.scores import ScoreForm
from coalitions.outputs.models import MeaningScore
from coalitions.outputs.views.outputs import PUBLISHED, this_output
from knw_portal.access import access
from knw_portal.forms import Stale


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.score_output", on=this_output)
def output_score(request, output):
    draft = output.draft
    if draft is None and request.method != "POST":
        messages.info(request, PUBLISHED)
        return redirect(output.work_url)
    own = MeaningScore.objects.filter(version=draft, by=request.user).first() if draft else None
    form = ScoreForm(request.POST or None, instance=own)
    closed = draft is None
    if form.is_valid() and draft:
        try:
            actions.score_version(draft, **form.cleaned_data, by=request.user)
        except Stale:
            closed = True
        else:
            messages.success(request, "Je oordeel staat erbij. Wijzigen kan tot de publicatie.")
            return redirect(f"{output.work_url}#betekenis")
    context = {
        "form": form,
        "output": output,
        "coalition": output.coalition,
        "version": draft or output.newest_version,
        "closed": closed,
    }
    status = 409 if closed else 200
    return render(request, "coalitions/outputs/output_score.html", context, status=status)
