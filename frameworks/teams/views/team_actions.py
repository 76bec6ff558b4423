"""What a team is going to do."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frameworks.teams import actions
from frameworks.teams.action_forms import TeamActionForm
from frameworks.teams.ambition_forms import WhyForm
from frameworks.teams.models import TeamAction
from frameworks.teams.views.forms_pages import one_form
from frameworks.teams.views.lookups import this_team_action, this_trajectory
from knw_portal.access import access
from knw_portal.forms import CHANGED, Stale


def address(trajectory):
    return reverse("team_action_list", kwargs={"pk": trajectory.pk})


@require_GET
@access("frameworks.view_trajectory", on=this_trajectory)
def team_action_list(request, trajectory):
    """What is open first, by its day; then what was done or dropped."""
    rows = list(trajectory.team_actions.for_list())
    context = {
        "trajectory": trajectory,
        "going": [one for one in rows if one.status in TeamAction.GOING],
        "ended": [one for one in rows if one.status not in TeamAction.GOING],
    }
    return render(request, "frameworks/teams/team_action_list.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_trajectory)
def team_action_new(request, trajectory):
    form = TeamActionForm(request.POST or None, instance=TeamAction(trajectory=trajectory))
    if form.is_valid():
        columns = {name: form.cleaned_data[name] for name in form.Meta.fields}
        try:
            actions.add_team_action(trajectory, by=request.user, **columns)
            messages.success(request, "De actie staat op de lijst.")
        except Stale:
            messages.info(request, "Deze actie stond er al.")
        return redirect(address(trajectory))
    return one_form(
        request, form, trajectory, "Nieuwe actie", "Actie toevoegen", address(trajectory)
    )


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_team_action)
def team_action_edit(request, action):
    form = TeamActionForm(request.POST or None, instance=action)
    if form.is_valid() and actions.edit_team_action(form, by=request.user):
        messages.success(request, "De actie is bewaard.")
        return redirect(address(action.trajectory))
    back = address(action.trajectory)
    return one_form(request, form, action.trajectory, "Actie wijzigen", back=back)


def moving(request, action, move, told):
    try:
        move(action, by=request.user)
        messages.success(request, told)
    except Stale:
        messages.info(request, CHANGED)
    return redirect(address(action.trajectory))


@require_POST
@access("frameworks.work_on_trajectory", on=this_team_action)
def team_action_begin(request, action):
    return moving(request, action, actions.begin_team_action, f"Mee bezig: {action}")


@require_POST
@access("frameworks.work_on_trajectory", on=this_team_action)
def team_action_done(request, action):
    return moving(request, action, actions.finish_team_action, f"Gedaan: {action}")


@require_POST
@access("frameworks.work_on_trajectory", on=this_team_action)
def team_action_reopen(request, action):
    return moving(request, action, actions.reopen_team_action, f"Weer open: {action}")


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_team_action)
def team_action_drop(request, action):
    form = WhyForm(request.POST or None)
    if form.is_valid():
        try:
            actions.drop_team_action(action, by=request.user, **form.cleaned_data)
            messages.success(request, f"Niet meer nodig: {action}")
        except Stale:
            messages.info(request, CHANGED)
        return redirect(address(action.trajectory))
    return one_form(
        request,
        form,
        action.trajectory,
        "Deze actie is niet meer nodig",
        "Van de lijst halen",
        address(action.trajectory),
        lead=action.text,
    )
