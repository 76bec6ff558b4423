from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from coalitions.themes import actions
from coalitions.themes.forms import (
    NewRoundForm,
    RoundForm,
)
from coalitions.themes.models import ThemeRound
from coalitions.themes.views.long_list import long_list, set_apart
from knw_portal.access import access
from knw_portal.forms import Stale
from knw_portal.people.models import Role, duties_of
from knw_portal.sheets import Sheet, page_or_file

PAGE = 50
ROUNDS = Sheet(
    "Themarondes",
    {
        "ronde": str,
        "stand": "phase",
        "voorstellen": "theme_count",
        "coalities": "coalition_count",
        "voorstellen tot": "proposals_close_at",
        "stemmen vanaf": "vote_opens_at",
        "stemmen tot": "vote_closes_at",
        "bijeenkomst": "meeting_on",
        "bevestigd door het bestuur": "board_confirmed_on",
    },
)
LONG_LIST = {
    "thema": str,
    "vraagstuk": "issue",
    "waarom nu": "urgency",
    "herkomst": "get_origin_display",
    "ingebracht door": "institution",
    "stemmen in de zaal": lambda theme: getattr(getattr(theme, "room_count", None), "votes", None),
}
THEMES = Sheet("Thema’s", LONG_LIST)
DECIDED_THEMES = Sheet(
    "Thema’s",
    {
        **LONG_LIST,
        "gekozen": lambda theme: decision_on(theme, "is_chosen"),
        "motivering": lambda theme: decision_on(theme, "motivation"),
    },
)
FIXED = "De stemming is geopend. Vanaf dat moment liggen de lijst en de regels vast."


def this_round(request, school_year):
    rounds = ThemeRound.objects.select_related("meeting")
    return get_object_or_404(rounds, school_year=school_year)


def schools_of(user):
    return duties_of(user).institutions(*actions.AMBASSADORS)


def is_bureau(user):
    return duties_of(user).has(Role.Kind.BUREAU)


def decision_on(theme, name):
    """Of the decision about a theme; nothing where there is none."""
    return getattr(getattr(theme, "decision", None), name, None)


@require_safe
@access("coalitions.list_rounds")
def round_list(request):
    rounds = ThemeRound.objects.for_list()
    template = "coalitions/themes/round_list.html"
    return page_or_file(request, template, {"rounds": rounds}, ROUNDS.of(rounds))


@require_safe
@access("coalitions.view_round", on=this_round)
def round_detail(request, round):
    at = now()
    schools = schools_of(request.user) if round.roll_frozen_at else ()
    own = round.roll.with_ballots().open_to(request.user)
    entries = own.filter(institution__in=schools) if schools else ()
    listed = long_list(request, round)
    context = {
        "round": round,
        **listed,
        "apart": set_apart(round, request.user),
        "coalitions": round.coalitions.all(),
        "memos": round.memos.visible_to(request.user).select_related("coalition"),
        "entries": entries,
        "vote_open": round.vote_open(at),
        "vote_closed": round.vote_closed(at),
        "closed_words": "De stemming is gesloten" if round.is_ballot_round else "Er is geteld",
        "can_propose": request.user.has_perm("coalitions.propose_theme", round)
        and actions.may_propose(round, is_bureau=is_bureau(request.user), at=at),
        "is_bureau": is_bureau(request.user),
        "proposals_open": round.proposals_open(at),
    }
    sheet = DECIDED_THEMES if round.board_confirmed_on else THEMES
    template = "coalitions/themes/round_detail.html"
    return page_or_file(
        request, template, context, sheet.of(listed["page"].paginator.object_list, round)
    )


@require_http_methods(["GET", "POST"])
@access("coalitions.set_round")
def round_new(request):
    form = NewRoundForm(request.POST or None, instance=ThemeRound())
    if request.method == "POST" and form.is_valid():
        actions.start_round(form.instance, by=request.user)
        messages.success(request, "De ronde staat klaar.")
        return redirect(form.instance)
    return render(request, "coalitions/themes/round_edit.html", {"form": form})


@require_http_methods(["GET", "POST"])
@access("coalitions.set_round", on=this_round)
def round_edit(request, round):
    if round.roll_frozen_at or round.board_confirmed_on:
        messages.warning(request, FIXED)
        return redirect(round)
    form = RoundForm(request.POST or None, instance=round)
    if form.is_valid():
        try:
            if actions.set_round(form, by=request.user):
                messages.success(request, "De ronde is bewaard.")
                return redirect("round_detail", school_year=round.school_year)
        except actions.TooLate:
            messages.warning(request, FIXED)
            return redirect("round_detail", school_year=round.school_year)
    return render(request, "coalitions/themes/round_edit.html", {"form": form, "round": round})


@require_http_methods(["GET", "POST"])
@access("coalitions.set_round", on=this_round)
def round_open(request, round):
    if request.method == "POST":
        try:
            actions.open_vote(round, by=request.user)
        except Stale:
            messages.info(request, "De stemming was al geopend.")
        except actions.NotYet as reason:
            messages.warning(request, str(reason))
            return redirect("round_open", school_year=round.school_year)
        else:
            messages.success(request, "De lijst, de regels en de scholen die stemmen liggen vast.")
        return redirect(round)
    context = {
        "round": round,
        "reason": FIXED if round.roll_frozen_at else actions.not_ready(round),
        **actions.rules_of(round),
        "unchecked": round.themes.unchecked().select_related("round")[:PAGE],
    }
    return render(request, "coalitions/themes/round_open.html", context)
