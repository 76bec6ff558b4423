from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitions.themes import actions
from coalitions.themes.forms import (
    BALLOT_FORMS,
)
from coalitions.themes.models import Ballot, RollEntry
from coalitions.themes.views.rounds import schools_of, this_round
from knw_portal.access import access
from knw_portal.dates import moment
from knw_portal.forms import Stale
from knw_portal.sheets import Sheet, page_or_file

# Who voted and when, never what.
TURNOUT = Sheet(
    "Opkomst",
    {
        "instelling": "institution",
        "gestemd": lambda entry: entry.counted_ballot is not None,
        "door": lambda entry: entry.counted_ballot and entry.ballot.cast_by,
        "wanneer": lambda entry: entry.counted_ballot and entry.ballot.cast_at,
        "had een ambassadeur": "had_ambassador",
    },
)


def this_entry(request, school_year, institution):
    """An institution on the roll for which this person is ambassador or deputy today.

    Never for who was of the bureau while the vote ran: they hand out roles, and would open a
    sealed ballot so.
    """
    mine = RollEntry.objects.open_to(request.user).filter(institution__in=schools_of(request.user))
    return get_object_or_404(
        mine.select_related("round", "institution", "ballot__cast_by", "exit"),
        round__school_year=school_year,
        institution__slug=institution,
    )


@require_http_methods(["GET", "POST"])
@access("coalitions.vote", on=this_entry)
def ballot_edit(request, entry):
    round, ballot = entry.round, entry.counted_ballot
    if hasattr(entry, "exit"):
        messages.info(request, f"{entry.institution} staat niet meer op de stemlijst.")
        return redirect("ballot_receipt", **here(entry))
    if request.method == "GET" and not round.vote_open():
        page = "result_detail" if round.vote_closed() else "round_detail"
        return redirect(page, school_year=round.school_year)
    themes = entry.in_own_order(round.themes.standing().select_related("institution"))
    form = BALLOT_FORMS[round.method](request.POST or None, themes=themes, round=round)
    late, others = False, None
    kind = {"none": Ballot.Kind.NONE, "abstain": Ballot.Kind.ABSTAIN}.get(
        request.POST.get("deed"), Ballot.Kind.CHOICES
    )
    if form.is_valid() or (form.is_bound and kind != Ballot.Kind.CHOICES):
        try:
            actions.cast_ballot(
                entry,
                kind=kind,
                marks=form.marks if kind == Ballot.Kind.CHOICES else {},
                seen=form.cleaned_data.get("version") or 0,
                by=request.user,
            )
        except actions.TooLate:
            late = True
        except Stale as stale:
            others = stale.args[0]
        else:
            return redirect("ballot_receipt", **here(entry))
    knows = actions.knows_ballot(entry, request.user, ballot)
    held = actions.choices_of(ballot) if ballot and knows and not form.is_bound else {}
    current = others or getattr(entry, "ballot", None)
    context = {
        "form": form,
        "entry": entry,
        "round": round,
        "ballot": ballot,
        "lines": list(form.lines(held)),
        "version": current.version if current else 0,
        "colleagues": [one for one in actions.voters_of(entry) if one != request.user],
        "knows": knows,
        "newcomers": others_who_came_later(entry, request.user) if ballot and knows else [],
        "late": late,
        "others": others,
    }
    status = 409 if late or others else 200
    return render(request, "coalitions/themes/ballot_edit.html", context, status=status)


def others_who_came_later(entry, user):
    """Whom this person may let see the ballot: nobody, for who came later too.

    A vote of one's own is not enough: one would show oneself what the others make of it next.
    """
    newcomers = actions.newcomers_of(entry)
    return [] if user in newcomers else newcomers


def here(entry):
    return {"school_year": entry.round.school_year, "institution": entry.institution.slug}


@require_safe
@access("coalitions.vote", on=this_entry)
def ballot_receipt(request, entry):
    events = list(entry.events.select_related("by"))
    last = events[-1] if events else None
    was_there = request.user.pk in actions.was_there(entry, request.user)
    for event in events:
        event.is_known = was_there or event.by == request.user
    context = {"entry": entry, "round": entry.round, "events": events, "last": last}
    return render(request, "coalitions/themes/ballot_receipt.html", context)


def this_newcomer(request, school_year, institution, number):
    """An open ballot at which one was there, with somebody who came later and does not see it."""
    entry = this_entry(request, school_year, institution)
    ballot = entry.counted_ballot
    if ballot is None or not entry.round.vote_open():
        raise Http404
    newcomers = {one.pk: one for one in others_who_came_later(entry, request.user)}
    if number not in newcomers:
        raise Http404
    entry.newcomer = newcomers[number]
    return entry


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.vote", on=this_newcomer)
def ballot_show(request, entry):
    """Let a colleague who came later see what the ballot holds."""
    person = entry.newcomer
    if request.method == "POST":
        try:
            actions.show_ballot(entry, person, by=request.user)
            messages.success(request, f"{person.name} ziet nu wat jullie kozen.")
        except Stale:
            messages.info(request, f"{person.name} zag jullie stem al.")
        return redirect("ballot_edit", **here(entry))
    return render(
        request,
        "confirm.html",
        {
            "title": f"{person.name} jullie keuzes laten zien?",
            "text": f"{person.name} spreekt nu ook voor {entry.institution}.",
            "points": [
                "Doe dit alleen als je zeker weet wie dit is. Terugdraaien kan niet.",
                "Iedereen die voor jullie school kan stemmen, krijgt er bericht van.",
            ],
            "submit": "Ja, laat de stem zien",
            "cancel_url": reverse("ballot_edit", kwargs=here(entry)),
        },
    )


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
    everybody = list(round.roll.with_ballots().select_related("exit"))
    keeps = round.leaver_rule == round.LeaverRule.KEEP
    entries = [
        one for one in everybody if not hasattr(one, "exit") or (keeps and one.counted_ballot)
    ]
    silent = [entry for entry in entries if not entry.counted_ballot]
    context = {
        "round": round,
        "voted": [entry for entry in entries if entry.counted_ballot],
        "silent": [entry for entry in silent if entry.had_ambassador],
        "unmanned": [entry for entry in silent if not entry.had_ambassador],
        "total": len(entries),
        "left": sum(hasattr(entry, "exit") for entry in everybody),
        "quorum_needed": round.quorum_of(len(entries)),
        "vote_open": round.vote_open(),
    }
    template = "coalitions/themes/turnout_detail.html"
    return page_or_file(request, template, context, TURNOUT.of(entries, round))


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
