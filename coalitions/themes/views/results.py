import re

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from coalitions.themes import actions, ballot_writing, counting, wording
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
    count = actions.count_of(round)
    # What the bureau proposes is between it and the board until the board has confirmed it.
    prepares = duties_of(request.user).has(Role.Kind.BUREAU, Role.Kind.BOARD)
    shown = round.board_confirmed_on or (round.decision_sent_at and prepares)
    themes = round.themes.standing().select_related("decision") if shown else ()
    decided = {theme.pk: theme.decision for theme in themes if hasattr(theme, "decision")}
    older = count.counting_version != counting.VERSION
    context |= {
        "count": count,
        "result": count.result,
        "rows": result_rows(count.result, decided),
        "steps": wording.steps(count.result),
        "table": wording.table(count.result),
        "ties": wording.ties(count.result),
        "others": wording.others(count.result),
        "recounted": actions.recount(count) if older else None,
        "version_now": counting.VERSION if older else None,
        "can_decide": round.can_be_decided(),
    }
    return render(request, "coalitions/themes/result_detail.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.view_round", on=this_round)
def ballot_list(request, round):
    """Every ballot that was counted, by its code and without a name; and where one's own is."""
    if not round.is_ballot_round:
        return redirect(round)
    if not round.vote_closed():
        return render(request, "coalitions/themes/result_sealed.html", {"round": round})
    ballots = actions.open_ballots(round)
    code = re.sub(r"[^A-Z0-9]", "", request.POST.get("volgcode", "").upper())[:12]
    context = {
        "round": round,
        "ballots": ballots,
        "enough": actions.ENOUGH,
        "code": code,
        "found": next((one for one in ballots or () if one["code"] == code), None),
        "asked": request.method == "POST",
    }
    return render(request, "coalitions/themes/ballot_list.html", context)


@require_safe
@access("coalitions.view_round", on=this_round)
def ballot_json(request, round):
    """The ballots without names, in a form that `count_ballots` counts again."""
    return file_of(round, ballot_writing.as_json, "json", "application/json")


@require_safe
@access("coalitions.view_round", on=this_round)
def ballot_blt(request, round):
    """The same in the form of the field; only of rankings."""
    return file_of(round, ballot_writing.as_blt, "blt", "text/plain; charset=utf-8")


def file_of(round, write, ending, content_type):
    ballots = actions.open_ballots(round) if round.vote_closed() else None
    text = ballots and write(round, actions.titles_of(round), ballots)
    if not text:
        raise Http404
    name = f"stemmen-{round.school_year}.{ending}"
    return HttpResponse(
        text,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def result_rows(result, decided):
    """The ranking with lengths of bars in per cent, and what was decided about each theme."""
    most = max((row["votes"] for row in result["rows"]), default=0) or 1
    titles = {row["theme"]: row["title"] for row in result["rows"]}
    ticks = result.get("method", "approval") == "approval"
    stars = [row["stars"] if ticks else 0 for row in result["rows"]]
    rows = [
        {
            **row,
            "decision": decided.get(row["theme"]),
            "won": row["theme"] in result["winners"],
            "tied": row["theme"] in result["tied"],
            "bar_in": f"{84 * starred / most:.1f}%",
            "bar_out": f"{84 * (row['votes'] - starred) / most:.1f}%",
            "bar_end": f"{84 * row['votes'] / most + 1.2:.1f}%",
            "said": wording.bar(result.get("method"), row),
            # A line between equals would say more than the count does.
            "last": place == result["seats"] and not result["tied"],
        }
        for place, (row, starred) in enumerate(zip(result["rows"], stars, strict=True), start=1)
    ]
    result["tied_titles"] = [titles[pk] for pk in result["tied"]]
    result["tied_words"] = wording.listed(result["tied_titles"]) if result["tied"] else ""
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
