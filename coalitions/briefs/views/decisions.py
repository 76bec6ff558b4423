from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from coalitions.briefs import actions
from coalitions.briefs.forms import DecisionForm, ReturnForm
from coalitions.briefs.models import Coalition, ThemeLine
from coalitions.themes import wording
from coalitions.themes.actions import outcome_of, return_decision
from coalitions.themes.models import Decision, ThemeRound
from knw_portal.access import access
from knw_portal.forms import Stale


def this_round(request, school_year):
    return get_object_or_404(ThemeRound, school_year=school_year)


@require_http_methods(["GET", "POST"])
@access("coalitions.record_decision", on=this_round)
def decision_edit(request, round):
    """What the bureau makes of the result, theme by theme, for the board to confirm."""
    if not round.can_be_decided():
        messages.warning(
            request,
            "Het besluit is al bevestigd door het bestuur."
            if round.board_confirmed_on
            else "Een besluit kan pas als er gestemd is en de stemming gesloten is.",
        )
        return redirect(round)
    outcome = outcome_of(round)
    known = {theme.pk: theme for theme in round.themes.standing().select_related("decision")}
    themes = [known[row["theme"]] for row in outcome["rows"]]
    earlier = Coalition.objects.filter(school_year__lt=round.year)
    form = DecisionForm(
        request.POST or None,
        themes=themes,
        outcome=outcome,
        coalitions=earlier.order_by("title", "-edition", "-school_year"),
    )
    form.initial = decided_before(form, round)
    stale = False
    if form.is_valid():
        try:
            actions.lay_before_board(
                round,
                form.rows,
                lines=form.lines,
                note=form.cleaned_data["toelichting"],
                seen=form.cleaned_data["version"],
                by=request.user,
            )
        except Stale:
            stale = True
            round.refresh_from_db()
        else:
            messages.success(request, "Het besluit ligt nu bij het bestuur.")
            return redirect("result_detail", school_year=round.school_year)
    context = {
        "form": form,
        "round": round,
        "result": {**outcome, **wording.tied(outcome)},
        "stale": stale,
        "rows": [decision_row(form, row) for row in outcome["rows"]],
    }
    status = 409 if stale else 200
    return render(request, "coalitions/briefs/decision_edit.html", context, status=status)


def decision_row(form, row):
    """One theme of the result with its fields; what is seldom filled in is folded away.

    The reason stands in sight with who has a place or is tied, and wherever there is one.
    """
    fields, outcome = form.fields_of(row["theme"]), form.outcome
    reason = fields["motivering"]
    line = [fields[name] for name in ("voorganger", "verdieping", "verbreding", "opzicht")]
    return {
        **row,
        "said": wording.bar(outcome.get("method"), row),
        "won": row["theme"] in outcome["winners"],
        "tied": row["theme"] in outcome["tied"],
        "explains": row["theme"] in [*outcome["winners"], *outcome["tied"]]
        or bool(reason.errors or reason.value() or fields["gekozen"].value()),
        "fields": fields,
        "line": line,
        "builds_on": any(field.errors or field.value() for field in line),
    }


def decided_before(form, round):
    """What the form begins with: an earlier decision, else the result itself.

    An edition of an earlier coalition is filled in as what its theme builds on.
    """
    initial = {"version": round.version, "toelichting": round.decision_note}
    lines = {line.theme_id: line for line in ThemeLine.objects.filter(theme__round=round)}
    newest = {}
    for pk, coalition in form.coalitions.items():
        newest.setdefault(coalition.title.casefold(), pk)
    for theme in form.themes:
        decision, line = getattr(theme, "decision", None), lines.get(theme.pk)
        said = {
            "gekozen": decision.is_chosen if decision else theme.pk in form.outcome["winners"],
            "motivering": decision.motivation if decision else "",
            "voorganger": newest.get(theme.title.casefold(), "") if not decision else "",
        }
        if line:
            said |= {
                "voorganger": str(line.earlier_id),
                "verdieping": line.is_deepening,
                "verbreding": line.is_broadening,
                "opzicht": line.note,
            }
        initial |= {f"{name}-{theme.pk}": value for name, value in said.items()}
    return initial


def decision_page(request, round, form, *, status=200):
    """The decision per theme beside the result, as it lies before the board."""
    outcome = outcome_of(round)
    result = {**outcome, **wording.tied(outcome)}
    decided = Decision.objects.filter(theme__round=round)
    decisions = {
        one.theme_id: one for one in decided.select_related("theme__line__earlier", "theme")
    }
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
