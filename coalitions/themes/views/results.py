from django.shortcuts import render
from django.views.decorators.http import require_safe

from coalitions.themes import actions
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
        "count": count,
        "result": result,
        "rows": result_rows(result, decided),
        "can_decide": round.can_be_decided(),
    }
    if count is None:
        return render(request, "coalitions/themes/room_result.html", context)
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
