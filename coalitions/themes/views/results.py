from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from coalitions.themes import actions
from coalitions.themes.forms import (
    DecisionForm,
)
from coalitions.themes.views.rounds import this_round
from knw_portal.access import access
from knw_portal.forms import Stale
from knw_portal.people.models import Role, duties_of


@require_safe
@access("coalitions.view_round", on=this_round)
def result_detail(request, round):
    """The result for everybody at once, and to nobody before the close."""
    context = {"round": round}
    if not round.is_ballot_round:
        return redirect(round)
    if not round.vote_closed():
        return render(request, "coalitions/themes/result_sealed.html", context)
    try:
        count = actions.count_of(round)
    except actions.NotYet:  # put off in the last second, while this page was asked for
        round.refresh_from_db()
        return render(request, "coalitions/themes/result_sealed.html", context)
    # What the bureau proposes is between it and the board until the board has confirmed it.
    prepares = duties_of(request.user).has(Role.Kind.BUREAU, Role.Kind.BOARD)
    shown = round.board_confirmed_on or (round.decision_sent_at and prepares)
    themes = round.themes.standing().select_related("decision") if shown else ()
    decided = {theme.pk: theme.decision for theme in themes if hasattr(theme, "decision")}
    context |= {
        "count": count,
        "result": count.result,
        "rows": result_rows(count.result, decided),
        "can_decide": round.can_be_decided(),
    }
    return render(request, "coalitions/themes/result_detail.html", context)


def result_rows(result, decided):
    """The ranking with lengths of bars in per cent, and what was decided about each theme."""
    most = max((row["votes"] for row in result["rows"]), default=0) or 1
    titles = {row["theme"]: row["title"] for row in result["rows"]}
    rows = [
        {
            **row,
            "decision": decided.get(row["theme"]),
            "won": row["theme"] in result["winners"],
            "tied": row["theme"] in result["tied"],
            "bar_in": f"{84 * row['stars'] / most:.1f}%",
            "bar_out": f"{84 * (row['votes'] - row['stars']) / most:.1f}%",
            "bar_end": f"{84 * row['votes'] / most + 1.2:.1f}%",
            # A line between equals would say more than the count does.
            "last": place == result["seats"] and not result["tied"],
        }
        for place, row in enumerate(result["rows"], start=1)
    ]
    result["tied_titles"] = [titles[pk] for pk in result["tied"]]
    return rows


@require_http_methods(["GET", "POST"])
@access("coalitions.record_decision", on=this_round)
def decision_edit(request, round):
    """What the bureau makes of the result, theme by theme, for the board to confirm."""
    if not round.can_be_decided():
        messages.warning(
            request,
            "Het besluit is al bevestigd door het bestuur."
            if round.board_confirmed_on
            else "Een besluit kan pas als de stemming in het portaal gesloten is.",
        )
        return redirect(round)
    result = actions.count_of(round).result
    order = [row["theme"] for row in result["rows"]]
    known = {theme.pk: theme for theme in round.themes.standing().select_related("decision")}
    themes = [known[pk] for pk in order]
    form = DecisionForm(
        request.POST or None,
        themes=themes,
        winners=result["winners"],
        initial=decided_before(round, themes, result["winners"]),
    )
    stale = False
    if form.is_valid():
        try:
            seen = form.cleaned_data["version"]
            actions.record_decision(round, form.rows, seen=seen, by=request.user)
        except Stale:
            stale = True
            round.refresh_from_db()
        else:
            messages.success(request, "Het besluit ligt nu bij het bestuur.")
            return redirect("result_detail", school_year=round.school_year)
    rows = result_rows(result, {})
    context = {
        "form": form,
        "round": round,
        "result": result,
        "stale": stale,
        "rows": [
            (row, form[f"gekozen-{row['theme']}"], form[f"motivering-{row['theme']}"])
            for row in rows
        ],
    }
    status = 409 if stale else 200
    return render(request, "coalitions/themes/decision_edit.html", context, status=status)


def decided_before(round, themes, winners):
    """What the form begins with: an earlier decision, else the result itself."""
    initial = {"version": round.version}
    for theme in themes:
        decision = getattr(theme, "decision", None)
        initial[f"gekozen-{theme.pk}"] = decision.is_chosen if decision else theme.pk in winners
        initial[f"motivering-{theme.pk}"] = decision.motivation if decision else ""
    return initial
