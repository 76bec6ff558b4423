from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from coalitions.briefs import actions
from coalitions.briefs.forms import ReturnForm
from coalitions.themes.actions import count_of, return_decision
from coalitions.themes.models import Decision, ThemeRound
from knw_portal.access import access
from knw_portal.forms import Stale


def this_round(request, school_year):
    return get_object_or_404(ThemeRound, school_year=school_year)


def decision_page(request, round, form, *, status=200):
    """The decision per theme beside the result, as it lies before the board."""
    result = count_of(round).result
    decisions = {one.theme_id: one for one in Decision.objects.filter(theme__round=round)}
    rows = [(row, decisions.get(row["theme"])) for row in result["rows"]]
    context = {
        "round": round,
        "result": result,
        "rows": rows,
        "form": form,
        "chosen": [row["title"] for row, decision in rows if decision and decision.is_chosen],
        "departures": [
            row["title"]
            for row, decision in rows
            if decision and decision.is_chosen != (row["theme"] in result["winners"])
        ],
    }
    return render(request, "coalitions/briefs/decision_confirm.html", context, status=status)


def nothing_to_confirm(request, round):
    """Sent on with a word when the board has nothing to confirm here; None when it has."""
    if round.can_be_decided() and round.decision_sent_at:
        return None
    if round.board_confirmed_on:
        messages.info(request, "Dit besluit is bevestigd. Het verandert niet meer.")
    else:
        messages.info(request, "Er ligt nu geen besluit om te bevestigen.")
    return redirect(round)


@require_http_methods(["GET", "POST"])
@access("coalitions.confirm_decision", on=this_round)
def decision_confirm(request, round):
    if elsewhere := nothing_to_confirm(request, round):
        return elsewhere
    if request.method == "POST":
        try:
            seen = int(request.POST.get("version") or 0)
            born = actions.confirm_decision(round, seen=seen, by=request.user)
        except (Stale, ValueError):
            messages.warning(request, "Het besluit is intussen gewijzigd. Bekijk het nog eens.")
            return redirect("decision_confirm", school_year=round.school_year)
        names = ", ".join(str(coalition) for coalition in born)
        messages.success(request, f"Het besluit is bevestigd. Dit worden coalities: {names}.")
        return redirect(round)
    return decision_page(request, round, ReturnForm())


@require_POST
@access("coalitions.confirm_decision", on=this_round)
def decision_return(request, round):
    if elsewhere := nothing_to_confirm(request, round):
        return elsewhere
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return decision_page(request, round, form)
    try:
        seen = int(request.POST.get("version") or 0)
        reason = form.cleaned_data["reason"]
        return_decision(round, reason=reason, seen=seen, by=request.user)
    except (Stale, ValueError):
        messages.warning(request, "Het besluit is intussen gewijzigd. Bekijk het nog eens.")
        return redirect("decision_confirm", school_year=round.school_year)
    messages.success(request, "Het besluit is terug bij het bureau, met je reden.")
    return redirect(round)
