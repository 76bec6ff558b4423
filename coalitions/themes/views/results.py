import re

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from coalitions.themes import actions, ballot_writing, counted, counting, wording
from coalitions.themes.views.rounds import this_round
from knw_portal.access import access
from knw_portal.people.models import Role, duties_of


@require_safe
@access("coalitions.view_round", on=this_round)
def result_detail(request, round):
    """The result for everybody at once, and to nobody before the close."""
    context = {"round": round}
    if round.is_ballot_round and not round.vote_closed():
        return render(request, "coalitions/themes/result_sealed.html", context)
    try:
        count = actions.count_of(round) if round.is_ballot_round else None
    except actions.NotYet:  # put off in the last second, while this page was asked for
        round.refresh_from_db()
        return render(request, "coalitions/themes/result_sealed.html", context)
    # What the bureau proposes is between it and the board until the board has confirmed it.
    prepares = duties_of(request.user).has(Role.Kind.BUREAU, Role.Kind.BOARD)
    shown = round.board_confirmed_on or (round.decision_sent_at and prepares)
    themes = round.themes.standing().select_related("decision") if shown else ()
    decided = {theme.pk: theme.decision for theme in themes if hasattr(theme, "decision")}
    result = count.result if count else actions.outcome_of(round)
    context |= {
        "result": result,
        "rows": result_rows(result, decided),
        "can_decide": round.can_be_decided(),
    }
    if count is None:
        return render(request, "coalitions/themes/room_result.html", context)
    older = count.counting_version != counting.VERSION
    context |= {
        "count": count,
        "steps": wording.steps(result),
        "table": wording.table(result),
        "ties": wording.ties(result),
        "others": wording.others(result),
        "recounted": actions.recount(count) if older else None,
        "version_now": counting.VERSION if older else None,
    }
    return render(request, "coalitions/themes/result_detail.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.view_round", on=this_round)
def ballot_list(request, round):
    """Every ballot that was counted, by its code and without a name; and where one's own is."""
    if not round.is_ballot_round:
        return redirect(round)
    try:
        ballots = actions.open_ballots(round)
    except actions.NotYet:
        return render(request, "coalitions/themes/result_sealed.html", {"round": round})
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
def ballot_recount(request, round):
    """Where one counts the ballots again oneself, beside what was published."""
    if not round.is_ballot_round:
        return redirect(round)
    try:
        count = actions.count_of(round)
    except actions.NotYet:
        return render(request, "coalitions/themes/result_sealed.html", {"round": round})
    context = {
        "round": round,
        "published": counted.as_counted(count.result),
        "has_ballots": count.result["turnout"]["voted"] >= actions.ENOUGH,
        "enough": actions.ENOUGH,
    }
    return render(request, "coalitions/themes/ballot_recount.html", context)


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
    try:
        ballots = actions.open_ballots(round)
    except actions.NotYet as closed:
        raise Http404 from closed
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
    result |= wording.tied(result)
    return rows
