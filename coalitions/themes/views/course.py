"""The course of a vote: its rules on one page, and what the bureau does when it goes wrong."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitions.themes import actions
from coalitions.themes.forms import CallOffForm, ExtendForm, LeaveRollForm, VoterForm
from coalitions.themes.models import RollEntry, RollExit
from coalitions.themes.views.rounds import this_round
from knw_portal.access import access
from knw_portal.dates import moment
from knw_portal.forms import Stale

OVER = "De stemming is niet meer open. Er is niets veranderd."


def this_roll_entry(request, school_year, institution):
    entries = RollEntry.objects.select_related("round", "institution", "exit")
    return get_object_or_404(entries, round__school_year=school_year, institution__slug=institution)


@require_safe
@access("coalitions.view_round", on=this_round)
def round_rules(request, round):
    """How the vote goes, on one page: before it opens what will be fixed, after that what is."""
    context = {"round": round, **actions.rules_of(round)}
    return render(request, "coalitions/themes/round_rules.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.set_round", on=this_round)
def vote_extend(request, round):
    if not round.may_be_extended():
        messages.warning(request, OVER)
        return redirect(round)
    form = ExtendForm(request.POST or None, round=round)
    if form.is_valid():
        try:
            extension = actions.extend_vote(round, **form.cleaned_data, by=request.user)
        except actions.TooLate:
            messages.warning(request, OVER)
        except ValueError:
            round.refresh_from_db()
            messages.warning(
                request,
                f"Een collega was je voor: de stemming sluit op {moment(round.vote_closes_at)}.",
            )
            return redirect("vote_extend", school_year=round.school_year)
        else:
            messages.success(
                request,
                f"Stemmen kan tot {moment(extension.closes_at)}. Iedereen krijgt een mail.",
            )
        return redirect(round)
    context = {
        "form": form,
        "title": "De stemming later sluiten",
        "text": f"Nu sluit hij op {moment(round.vote_closes_at)}.",
        "points": [
            "Alle ambassadeurs en plaatsvervangers op de stemlijst krijgen een mail met je reden.",
            "Stemmen die al zijn uitgebracht, blijven staan en kunnen nog worden bijgesteld.",
            "Het nieuwe moment en je reden staan voor iedereen bij de regels. Eerder sluiten kan"
            " daarna niet meer.",
        ],
        "place": str(round),
        "submit": "Later sluiten en mailen",
        "cancel_url": round.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.set_round", on=this_round)
def vote_cancel(request, round):
    if not round.may_be_cancelled():
        messages.warning(request, OVER)
        return redirect(round)
    form = CallOffForm(request.POST or None)
    if form.is_valid():
        try:
            actions.cancel_vote(round, reason=form.cleaned_data["reason"], by=request.user)
        except (actions.TooLate, Stale):
            messages.warning(request, OVER)
        else:
            messages.success(request, "De stemming is afgeblazen. Iedereen krijgt een mail.")
        return redirect(round)
    context = {
        "form": form,
        "title": "De stemming afblazen",
        "text": "Dat kan niet meer terug. Een nieuwe stemming op dezelfde lijst kan wel.",
        "points": [
            "Niemand kan nog stemmen, en herinneringen gaan niet meer uit.",
            "De stemmen die er zijn, blijven verzegeld en worden nooit geteld.",
            "Alle ambassadeurs en plaatsvervangers krijgen een mail met je reden.",
        ],
        "place": str(round),
        "submit": "Afblazen en mailen",
        "cancel_url": round.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_POST
@access("coalitions.set_round", on=this_round)
def vote_repeat(request, round):
    try:
        again = actions.repeat_vote(round, by=request.user)
    except Stale:
        messages.info(request, "De nieuwe stemming stond al klaar.")
        return redirect(round.repeated_by)
    except actions.TooLate:
        messages.warning(request, "Alleen een stemming die is afgeblazen, kan over.")
        return redirect(round)
    messages.success(
        request, "De lijst en de regels staan klaar. Kies wanneer er opnieuw gestemd wordt."
    )
    return redirect("round_edit", school_year=again.school_year)


@require_safe
@access("coalitions.see_turnout", on=this_round)
def roll_detail(request, round):
    """Who is on the roll, who votes for them, who cannot vote now, and who left."""
    roll = actions.with_voters(round.roll.with_ballots().select_related("exit__merged_into"))
    entries = list(roll)
    staying = [entry for entry in entries if not hasattr(entry, "exit")]
    unmanned = [entry for entry in staying if not entry.has_voter]
    context = {
        "round": round,
        "entries": entries,
        "unmanned": unmanned,
        "left_alone": [entry for entry in unmanned if entry.had_ambassador],
        "never": [entry for entry in unmanned if not entry.had_ambassador],
        "manned": [entry for entry in staying if entry.has_voter],
        "gone": [entry for entry in entries if hasattr(entry, "exit")],
        "may_change": round.may_be_cancelled(),
    }
    return render(request, "coalitions/themes/roll_detail.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.set_round", on=this_roll_entry)
def roll_leave(request, entry):
    round = entry.round
    if hasattr(entry, "exit") or not round.may_be_cancelled():
        messages.warning(request, OVER)
        return redirect("roll_detail", school_year=round.school_year)
    form = LeaveRollForm(request.POST or None, instance=RollExit(entry=entry))
    if form.is_valid():
        try:
            actions.leave_roll(entry, **form.cleaned_data, by=request.user)
        except (actions.TooLate, Stale):
            messages.warning(request, OVER)
        else:
            messages.success(request, f"{entry.institution} staat niet meer op de stemlijst.")
        return redirect("roll_detail", school_year=round.school_year)
    context = {
        "form": form,
        "title": f"{entry.institution} van de stemlijst halen",
        "text": "De school blijft zichtbaar op de lijst, met je reden en het moment.",
        "points": [
            "Stemmen voor deze school kan daarna niet meer. Dat kan niet terug.",
            f"De regel vooraf: {round.get_leaver_rule_display()}.",
            "De ambassadeurs van de school krijgen een mail.",
        ],
        "place": str(round),
        "submit": "Van de lijst halen",
        "cancel_url": back_to_roll(round),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.set_round", on=this_roll_entry)
def voter_new(request, entry):
    """Name a deputy for an institution that has nobody to vote."""
    form = VoterForm(request.POST or None, entry=entry)
    if form.is_valid():
        person = form.cleaned_data["person"]
        try:
            actions.name_voter(entry, person, by=request.user)
        except Stale:
            messages.info(
                request,
                f"Er is niets veranderd: er kan al iemand stemmen voor {entry.institution}, of deze"
                " persoon werkt bij het bureau.",
            )
        else:
            messages.success(request, f"{person.name} kan nu stemmen voor {entry.institution}.")
        return redirect("roll_detail", school_year=entry.round.school_year)
    context = {
        "form": form,
        "title": "Plaatsvervanger benoemen",
        "text": f"Wie wordt plaatsvervangend ambassadeur van {entry.institution}? Die persoon"
        " krijgt een mail en kan meteen stemmen.",
        "place": str(entry.round),
        "submit": "Benoemen en mailen",
        "cancel_url": back_to_roll(entry.round),
    }
    return render(request, "confirm.html", context)


def back_to_roll(round):
    return redirect("roll_detail", school_year=round.school_year).url
