"""A talk that begins with an issue: a guide of questions, which a team makes its own."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from frameworks.teams import actions
from frameworks.teams.data_forms import GuideForm
from frameworks.teams.issues import OTHER, dialogue, issues
from frameworks.teams.views.forms_pages import one_form
from frameworks.teams.views.lookups import this_guide, this_issue, this_trajectory
from knw_portal.access import access
from knw_portal.forms import Stale

TWICE = "Over dit onderwerp hebben jullie al een gids. Geef deze een andere naam."


@require_GET
@access("frameworks.view_trajectory", on=this_trajectory)
def guide_list(request, trajectory):
    context = {
        "trajectory": trajectory,
        "guides": trajectory.issue_guides.all(),
        "issues": issues(),
        "other": OTHER,
    }
    return render(request, "frameworks/teams/guide_list.html", context)


def to_guide(guide):
    return redirect("guide_detail", pk=guide.trajectory_id, number=guide.pk)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_issue)
def guide_new(request, guide):
    """Our questions about an issue, to change at once or to take as they are."""
    form = GuideForm(request.POST or None, instance=guide)
    if form.is_valid():
        try:
            added = actions.add_guide(guide.trajectory, form, by=request.user)
            messages.success(request, "De gids is van jullie. Print hem, of pas hem nog aan.")
            return to_guide(added)
        except Stale:
            form.add_error("issue", TWICE)
    back = reverse("guide_list", kwargs={"pk": guide.trajectory_id})
    title = f"Gids: {guide.issue}" if guide.pk is None and guide.issue else "Eigen gids"
    return one_form(request, form, guide.trajectory, title, "Gids maken", back)


@require_GET
@access("frameworks.view_trajectory", on=this_guide)
def guide_detail(request, guide):
    context = {"guide": guide, "trajectory": guide.trajectory, "dialogue": dialogue()}
    return render(request, "frameworks/teams/guide_detail.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_guide)
def guide_edit(request, guide):
    form = GuideForm(request.POST or None, instance=guide)
    if form.is_valid():
        try:
            if actions.edit_guide(form, by=request.user):
                messages.success(request, "De gids is bewaard.")
                return to_guide(guide)
        except Stale:
            form.add_error("issue", TWICE)
    kwargs = {"pk": guide.trajectory_id, "number": guide.pk}
    back = reverse("guide_detail", kwargs=kwargs)
    return one_form(request, form, guide.trajectory, "Gids aanpassen", back=back)
