from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitions.themes import actions
from coalitions.themes.forms import (
    BallotForm,
    BureauThemeForm,
    DecisionForm,
    IdeaForm,
    NewRoundForm,
    RoundForm,
    ThemeForm,
)
from coalitions.themes.models import Ballot, Idea, RollEntry, Theme, ThemeRound
from knw_portal import confirm
from knw_portal.access import PUBLIC, access
from knw_portal.dates import moment
from knw_portal.forms import Stale
from knw_portal.people.models import Institution, Role, duties_of

PAGE = 50
FIXED = "De stemming is geopend. Vanaf dat moment liggen de lijst en de regels vast."
CLOSED = "De voorstellen zijn gesloten. Het bureau kan nog helpen tot de stemming opengaat."


def this_round(request, school_year):
    return get_object_or_404(ThemeRound, school_year=school_year)


def this_theme(request, school_year, pk):
    themes = Theme.objects.select_related("round")
    return get_object_or_404(themes, pk=pk, round__school_year=school_year)


def this_entry(request, school_year, institution):
    """An institution on the roll for which this person is ambassador or deputy today."""
    mine = RollEntry.objects.filter(institution__in=schools_of(request.user))
    return get_object_or_404(
        mine.select_related("round", "institution", "ballot__cast_by"),
        round__school_year=school_year,
        institution__slug=institution,
    )


def schools_of(user):
    return duties_of(user).institutions(*actions.AMBASSADORS)


def is_bureau(user):
    return duties_of(user).has(Role.Kind.BUREAU)


@require_safe
@access("coalitions.list_rounds")
def round_list(request):
    rounds = ThemeRound.objects.for_list()
    return render(request, "coalitions/themes/round_list.html", {"rounds": rounds})


@require_safe
@access("coalitions.view_round", on=this_round)
def round_detail(request, round):
    at = now()
    schools = schools_of(request.user) if round.roll_frozen_at else ()
    entries = round.roll.with_ballots().filter(institution__in=schools) if schools else ()
    context = {
        "round": round,
        "themes": round.themes.ranked(),
        "coalitions": round.coalitions.all(),
        "memos": round.memos.visible_to(request.user),
        "entries": entries,
        "vote_open": round.vote_open(at),
        "vote_closed": round.vote_closed(at),
        "can_propose": actions.may_propose(round, is_bureau=is_bureau(request.user), at=at),
        "is_bureau": is_bureau(request.user),
        "proposals_open": round.proposals_open(at),
    }
    return render(request, "coalitions/themes/round_detail.html", context)


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
    institutions = Institution.objects.affiliated().count()
    context = {
        "round": round,
        "reason": FIXED if round.roll_frozen_at else actions.not_ready(round),
        "institutions": institutions,
        "theme_count": round.themes.standing().count(),
    }
    return render(request, "coalitions/themes/round_open.html", context)


def theme_form(request, theme):
    """The form that fits this person: the bureau says where a theme comes from."""
    if is_bureau(request.user):
        return BureauThemeForm(request.POST or None, instance=theme)
    return ThemeForm(request.POST or None, instance=theme)


@require_http_methods(["GET", "POST"])
@access("coalitions.propose_theme", on=this_round)
def theme_new(request, round):
    bureau = is_bureau(request.user)
    if not actions.may_propose(round, is_bureau=bureau):
        messages.warning(request, FIXED if round.roll_frozen_at else CLOSED)
        return redirect(round)
    origin = Theme.Origin.BUREAU if bureau else Theme.Origin.AMBASSADOR
    school = None if bureau else min(schools_of(request.user))
    form = theme_form(request, Theme(round=round, origin=origin, institution_id=school))
    if form.is_valid():
        try:
            actions.propose_theme(form.instance, is_bureau=bureau, by=request.user)
        except actions.TooLate:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, f"‘{form.instance}’ staat op de lange lijst.")
            return redirect(form.instance)
    context = {"form": form, "round": round}
    return render(request, "coalitions/themes/theme_edit.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.edit_theme", on=this_theme)
def theme_edit(request, theme):
    bureau = is_bureau(request.user)
    if not theme.may_change(is_bureau=bureau):
        messages.warning(request, FIXED if theme.round.roll_frozen_at else CLOSED)
        return redirect(theme.round)
    form = theme_form(request, theme)
    if form.is_valid():
        try:
            if actions.edit_theme(form, is_bureau=bureau, by=request.user):
                messages.success(request, "Het voorstel is bewaard.")
                return redirect(theme)
        except actions.TooLate:
            form.add_error(None, CLOSED)
    context = {"form": form, "round": theme.round, "theme": theme}
    return render(request, "coalitions/themes/theme_edit.html", context)


@require_POST
@access("coalitions.edit_theme", on=this_theme)
def theme_withdraw(request, theme):
    try:
        actions.withdraw_theme(theme, is_bureau=is_bureau(request.user), by=request.user)
    except Stale:
        messages.info(request, "Dit voorstel was al ingetrokken.")
    except actions.TooLate:
        messages.warning(request, CLOSED)
    else:
        messages.success(request, f"‘{theme}’ staat niet meer op de lange lijst.")
    return redirect(theme.round)


@require_http_methods(["GET", "POST"])
@access("coalitions.vote", on=this_entry)
def ballot_edit(request, entry):
    round, ballot = entry.round, entry.counted_ballot
    if request.method == "GET" and not round.vote_open():
        page = "result_detail" if round.vote_closed() else "round_detail"
        return redirect(page, school_year=round.school_year)
    themes = entry.in_own_order(round.themes.standing().select_related("institution"))
    form = BallotForm(request.POST or None, themes=themes, max_choices=round.max_choices)
    late, others = False, None
    kind = {"none": Ballot.Kind.NONE, "abstain": Ballot.Kind.ABSTAIN}.get(
        request.POST.get("deed"), Ballot.Kind.CHOICES
    )
    if form.is_valid() or (form.is_bound and kind != Ballot.Kind.CHOICES):
        ticks = {"chosen": form.chosen, "star": form.star} if kind == Ballot.Kind.CHOICES else {}
        try:
            seen = form.cleaned_data.get("version") or 0
            actions.cast_ballot(entry, kind=kind, seen=seen, by=request.user, **ticks)
        except actions.TooLate:
            late = True
        except Stale as stale:
            others = stale.args[0]
        else:
            return redirect("ballot_receipt", **here(entry))
    held = actions.choices_of(ballot) if ballot and not form.is_bound else {}
    current = others or getattr(entry, "ballot", None)
    context = {
        "form": form,
        "entry": entry,
        "round": round,
        "ballot": ballot,
        "lines": ballot_lines(themes, form, held),
        "version": current.version if current else 0,
        "colleagues": [one for one in actions.voters_of(entry) if one != request.user],
        "late": late,
        "others": others,
    }
    status = 409 if late or others else 200
    return render(request, "coalitions/themes/ballot_edit.html", context, status=status)


def here(entry):
    return {"school_year": entry.round.school_year, "institution": entry.institution.slug}


def ballot_lines(themes, form, held):
    """The themes with what is ticked: what was just sent, else what stands."""
    sent = form.data.getlist("thema") if form.is_bound else [str(pk) for pk in held]
    star = (
        form.data.get("eerste")
        if form.is_bound
        else next((str(pk) for pk, starred in held.items() if starred), None)
    )
    return [
        {
            "theme": theme,
            "chosen": str(theme.pk) in sent,
            # A star beside a theme without a tick is out of sight, so it is let go of.
            "starred": str(theme.pk) == star and star in sent,
        }
        for theme in themes
    ]


@require_safe
@access("coalitions.vote", on=this_entry)
def ballot_receipt(request, entry):
    events = list(entry.events.select_related("by"))
    last = events[-1] if events else None
    context = {"entry": entry, "round": entry.round, "events": events, "last": last}
    return render(request, "coalitions/themes/ballot_receipt.html", context)


@require_POST
@access("coalitions.vote", on=this_entry)
def ballot_withdraw(request, entry):
    try:
        actions.withdraw_ballot(entry, by=request.user)
    except Stale:
        messages.info(request, "Er stond geen stem om in te trekken.")
    except actions.TooLate:
        messages.warning(
            request,
            f"De stemming sloot op {moment(entry.round.vote_closes_at)}. De stem blijft staan.",
        )
    else:
        messages.success(request, f"De stem van {entry.institution} is ingetrokken.")
    return redirect("ballot_receipt", **here(entry))


@require_safe
@access("coalitions.see_turnout", on=this_round)
def turnout_detail(request, round):
    entries = list(round.roll.with_ballots())
    silent = [entry for entry in entries if not entry.counted_ballot]
    context = {
        "round": round,
        "voted": [entry for entry in entries if entry.counted_ballot],
        "silent": [entry for entry in silent if entry.had_ambassador],
        "unmanned": [entry for entry in silent if not entry.had_ambassador],
        "total": len(entries),
        "vote_open": round.vote_open(),
    }
    return render(request, "coalitions/themes/turnout_detail.html", context)


@require_POST
@access("coalitions.see_turnout", on=this_round)
def turnout_remind(request, round):
    try:
        people = actions.remind_silent(round, by=request.user)
    except actions.TooLate:
        messages.warning(request, "Er kan nu niet gestemd worden, dus er ging geen mail uit.")
    else:
        messages.success(
            request,
            f"Wie nog niet stemde, krijgt vandaag één herinnering: {len(people)} mensen.",
        )
    return redirect("turnout_detail", school_year=round.school_year)


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


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC)
def idea_new(request):
    form = IdeaForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        if not form.is_from_a_robot:
            confirm.ask(
                form.instance,
                kind="idea",
                why="iemand dit adres invulde bij een idee voor een thema",
            )
        return redirect("join_mailed")
    status = 429 if form.is_too_much else 200
    return render(request, "coalitions/themes/idea_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC, on=confirm.lookup("idea_confirm", Idea))
def idea_confirm(request, idea):
    return confirm.answer(
        request,
        idea,
        kind="idea",
        title="Je idee voor een thema",
        button="Ja, dit is mijn idee",
        done="Het bureau legt de ideeën naast elkaar als de ambassadeurs nieuwe thema’s kiezen.",
        again="idea_new",
    )


@require_safe
@access("coalitions.read_ideas")
def idea_list(request):
    page = Paginator(Idea.objects.confirmed(), PAGE).get_page(request.GET.get("pagina"))
    return render(request, "coalitions/themes/idea_list.html", {"page": page})
