from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from coalitions.briefs import actions
from coalitions.briefs.forms import CommonTermLines
from coalitions.briefs.views.decisions import this_round
from knw_portal.access import access
from knw_portal.forms import Stale, version_in


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.edit_common_terms", on=this_round)
def round_terms_edit(request, round):
    """What holds for every coalition of the round, on one page."""
    formset = CommonTermLines(request.POST or None, instance=round, prefix="afspraken")
    theirs = None
    try:
        if request.POST and actions.edit_common_terms(
            round, formset, seen=version_in(request.POST), by=request.user
        ):
            messages.success(request, "De afspraken van de ronde zijn bewaard.")
            return redirect(round)
    except Stale:
        round.refresh_from_db(fields=["version"])
        formset = formset.carried_over()
        theirs = formset.as_stored()
    context = {
        "round": round,
        "formset": formset,
        "theirs": theirs,
        "versions": round.terms_versions.select_related("by"),
    }
    return render(request, "coalitions/briefs/round_terms_edit.html", context)
