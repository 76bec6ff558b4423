"""From the vision of the institution to what a team does, and what comes of it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frameworks.teams import actions
from frameworks.teams.ambition_forms import (
    AmbitionForm,
    LayersForm,
    OutcomeCheckForm,
    OutcomeForm,
    WhyForm,
)
from frameworks.teams.models import Ambition, Outcome, OutcomeCheck
from frameworks.teams.views.forms_pages import one_form
from frameworks.teams.views.lookups import this_ambition, this_outcome, this_trajectory
from knw_portal.access import access
from knw_portal.forms import CHANGED, Stale

ALREADY = "Dit stond er al."


@require_GET
@access("frameworks.view_trajectory", on=this_trajectory)
def ambition_list(request, trajectory):
    ambitions = list(trajectory.ambitions.with_outcomes())
    talk = open_talk(trajectory)
    context = {
        "trajectory": trajectory,
        "standing": [one for one in ambitions if not one.set_aside_at],
        "aside": [one for one in ambitions if one.set_aside_at],
        "talk": talk,
        "to_check": list(Outcome.objects.to_check(talk)) if talk else [],
    }
    return render(request, "frameworks/teams/ambition_list.html", context)


def open_talk(trajectory):
    """The conversation that is open now; the one that was opened last."""
    return trajectory.conversations.open().order_by("-opened_at").first()


@require_GET
@access("frameworks.view_trajectory", on=this_ambition)
def ambition_detail(request, ambition):
    """The whole ambition on one page, from vision to what was seen of its outcomes."""
    outcomes = list(ambition.outcomes.with_checks())
    context = {
        "ambition": ambition,
        "trajectory": ambition.trajectory,
        "outcomes": [one for one in outcomes if not one.set_aside_at],
        "aside": [one for one in outcomes if one.set_aside_at],
    }
    return render(request, "frameworks/teams/ambition_detail.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_trajectory)
def ambition_new(request, trajectory):
    form = AmbitionForm(request.POST or None, instance=Ambition(trajectory=trajectory))
    if form.is_valid():
        try:
            ambition = actions.add_ambition(trajectory, form, by=request.user)
        except Stale:
            messages.info(request, ALREADY)
            return redirect("ambition_list", pk=trajectory.pk)
        messages.success(request, "De ambitie staat er. Werk haar nu uit, laag voor laag.")
        return redirect(ambition)
    return one_form(request, form, trajectory, "Nieuwe ambitie", "Ambitie toevoegen")


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_ambition)
def ambition_edit(request, ambition):
    form = AmbitionForm(request.POST or None, instance=ambition)
    if form.is_valid() and actions.edit_ambition(form, by=request.user):
        messages.success(request, "De ambitie is bewaard.")
        return redirect(ambition)
    back = ambition.get_absolute_url()
    return one_form(request, form, ambition.trajectory, "Ambitie wijzigen", back=back)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_ambition)
def ambition_layers(request, ambition):
    form = LayersForm(request.POST or None, instance=ambition)
    if form.is_valid() and actions.edit_ambition(form, by=request.user):
        messages.success(request, "De vier lagen zijn bewaard.")
        return redirect(ambition)
    return one_form(
        request,
        form,
        ambition.trajectory,
        "Uitwerken in vier lagen",
        back=ambition.get_absolute_url(),
        lead=f"Onze ambitie: {ambition}",
    )


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_ambition)
def ambition_set_aside(request, ambition):
    back = ambition.get_absolute_url()
    return setting_aside(request, ambition, ambition, "Niet meer aan deze ambitie werken", back)


def setting_aside(request, row, ambition, title, back):
    form = WhyForm(request.POST or None)
    if form.is_valid():
        try:
            actions.set_aside(row, by=request.user, **form.cleaned_data)
            messages.success(request, "Opzij gelegd. Je leest het nog, en zet het zo weer terug.")
        except Stale:
            messages.info(request, CHANGED)
        return redirect(ambition)
    return one_form(request, form, ambition.trajectory, title, "Opzij leggen", back, lead=str(row))


@require_POST
@access("frameworks.work_on_trajectory", on=this_ambition)
def ambition_restore(request, ambition):
    return taking_up(request, ambition, ambition)


def taking_up(request, row, ambition):
    try:
        actions.take_up_again(row, by=request.user)
        messages.success(request, "Jullie werken er weer aan.")
    except Stale:
        messages.info(request, CHANGED)
    return redirect(ambition)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_ambition)
def outcome_new(request, ambition):
    form = OutcomeForm(request.POST or None, instance=Outcome(ambition=ambition))
    if form.is_valid():
        try:
            actions.add_outcome(ambition, form, by=request.user)
            messages.success(request, "De opbrengst staat erbij.")
        except Stale:
            messages.info(request, ALREADY)
        return redirect(ambition)
    context = {"form": form, "ambition": ambition, "title": "Opbrengst toevoegen"}
    return render(request, "frameworks/teams/outcome_form.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_outcome)
def outcome_edit(request, outcome):
    form = OutcomeForm(request.POST or None, instance=outcome)
    if form.is_valid() and actions.edit_outcome(form, by=request.user):
        messages.success(request, "De opbrengst is bewaard.")
        return redirect(outcome.ambition)
    context = {"form": form, "ambition": outcome.ambition, "title": "Opbrengst wijzigen"}
    return render(request, "frameworks/teams/outcome_form.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_outcome)
def outcome_check(request, outcome):
    check = OutcomeCheck(outcome=outcome, conversation=open_talk(outcome.trajectory))
    form = OutcomeCheckForm(request.POST or None, instance=check)
    if form.is_valid():
        try:
            actions.check_outcome(outcome, form, by=request.user)
            messages.success(request, "Jullie terugblik is bewaard.")
        except Stale:
            messages.info(request, ALREADY)
        return redirect(outcome.ambition)
    context = {
        "form": form,
        "outcome": outcome,
        "ambition": outcome.ambition,
        "last": outcome.checks.order_by("checked_on", "pk").last(),
    }
    return render(request, "frameworks/teams/outcome_check.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_outcome)
def outcome_set_aside(request, outcome):
    ambition, title = outcome.ambition, "Niet meer op deze opbrengst letten"
    return setting_aside(request, outcome, ambition, title, ambition.get_absolute_url())


@require_POST
@access("frameworks.work_on_trajectory", on=this_outcome)
def outcome_restore(request, outcome):
    return taking_up(request, outcome, outcome.ambition)
