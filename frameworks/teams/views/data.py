"""Data: which questions lie where, what a team understands of it and what it does then."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frameworks.definitions.axes import INSIGHT, PDCA, ROLE, names
from frameworks.teams import actions
from frameworks.teams.ambition_forms import WhyForm
from frameworks.teams.data_forms import (
    InsightUseForm,
    InterpretationForm,
    InterventionForm,
    ReviewForm,
)
from frameworks.teams.data_map import (
    STEPS,
    by_role,
    cell_of,
    cells_of,
    gaps_of,
    has_map,
    questions_on_insights,
    steps_of,
)
from frameworks.teams.issues import about_insight, about_role, dialogue
from frameworks.teams.models import InsightUse, Interpretation, Intervention
from frameworks.teams.said import said_by
from frameworks.teams.views.forms_pages import one_form
from frameworks.teams.views.lookups import (
    this_cell,
    this_interpretation,
    this_intervention,
    this_trajectory,
)
from knw_portal.access import access
from knw_portal.forms import CHANGED, Stale

NO_FIGURES = (
    "Schrijf in woorden, over groepen. Zet hier geen cijfers, namen of nummers van studenten: "
    "die horen in de systemen van jullie school."
)


@require_GET
@access("frameworks.view_trajectory", on=this_trajectory)
def data_map(request, trajectory):
    uses = {(one.insight, one.role): one for one in trajectory.insight_uses.all()}
    answers = said_by(trajectory)
    rows = cells_of(trajectory.framework_version.shown, answers)
    gaps = gaps_of(uses)
    context = {
        "trajectory": trajectory,
        "has_map": has_map(trajectory),
        "roles": names(ROLE),
        "rows": rows,
        "by_role": by_role(rows, trajectory.roles),
        "steps": STEPS,
        "gaps": gaps,
        "used": [one for one in gaps if any(cell["roles"] for cell in one[1])],
        "unused": [name for name, cells in gaps if not any(cell["roles"] for cell in cells)],
    }
    return render(request, "frameworks/teams/data_map.html", context)


@require_GET
@access("frameworks.view_trajectory", on=this_trajectory)
def pdca_steps(request, trajectory):
    """What the team answered, wants and does, laid along the circle of PDCA."""
    steps = steps_of(trajectory, said_by(trajectory))
    context = {
        "trajectory": trajectory,
        "steps": steps,
        "has_axis": PDCA in trajectory.framework_version.axes,
        "is_empty": not any(
            step["answered"] or step["ambitions"] or step["actions"] for step in steps
        ),
    }
    return render(request, "frameworks/teams/pdca_steps.html", context)


def use_of(cell):
    uses = cell.trajectory.insight_uses.filter(insight=cell.insight, role=cell.role)
    return uses.first() or InsightUse(
        trajectory=cell.trajectory, insight=cell.insight, role=cell.role
    )


@require_GET
@access("frameworks.view_trajectory", on=this_cell)
def data_cell(request, cell):
    """One insight for one role: its questions, what the team said, and what it gives in PDCA."""
    trajectory = cell.trajectory
    questions = questions_on_insights(trajectory.framework_version.shown)
    found = cell_of(questions, said_by(trajectory), cell.insight, cell.role)
    context = {
        "trajectory": trajectory,
        "cell": found,
        "steps": use_of(cell).steps,
        "about": about_insight(cell.insight),
        "advice": about_role(cell.role),
        "talk": trajectory.conversations.open().order_by("-opened_at").first(),
        "is_of_us": not trajectory.roles or cell.role in trajectory.roles,
    }
    return render(request, "frameworks/teams/data_cell.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_cell)
def insight_use_edit(request, cell):
    trajectory, use = cell.trajectory, use_of(cell)
    form = InsightUseForm(request.POST or None, instance=use)
    address = {"pk": trajectory.pk, "insight": cell.insight, "role": cell.role}
    if form.is_valid() and actions.say_use(
        trajectory, cell.insight, cell.role, form, by=request.user
    ):
        messages.success(request, "Bewaard.")
        return redirect("data_cell", **address)
    title, lead = "Wat levert dit inzicht op?", str(use)
    back = reverse("data_cell", kwargs=address)
    return one_form(request, form, trajectory, title, back=back, lead=lead, note=NO_FIGURES)


@require_GET
@access("frameworks.view_trajectory", on=this_trajectory)
def interpretation_list(request, trajectory):
    interpretations = trajectory.interpretations.prefetch_related("interventions__owner")
    context = {
        "trajectory": trajectory,
        "interpretations": interpretations,
        "dialogue": dialogue(),
    }
    return render(request, "frameworks/teams/interpretation_list.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_trajectory)
def interpretation_new(request, trajectory):
    insight = request.GET.get("inzicht", "")
    known = insight if insight in dict(names(INSIGHT)) else ""
    instance = Interpretation(trajectory=trajectory, insight=known)
    form = InterpretationForm(request.POST or None, instance=instance)
    if form.is_valid():
        try:
            added = actions.add_interpretation(trajectory, form, by=request.user)
        except Stale:
            messages.info(request, "Deze duiding stond er al.")
            return redirect("interpretation_list", pk=trajectory.pk)
        messages.success(request, "De duiding staat er. Past er nu een interventie bij?")
        return to_interpretation(added)
    back = reverse("interpretation_list", kwargs={"pk": trajectory.pk})
    title, submit = "Nieuwe duiding", "Duiding bewaren"
    return one_form(request, form, trajectory, title, submit, back, note=NO_FIGURES)


def to_interpretation(interpretation):
    return redirect(
        "interpretation_detail", pk=interpretation.trajectory_id, number=interpretation.pk
    )


@require_GET
@access("frameworks.view_trajectory", on=this_interpretation)
def interpretation_detail(request, interpretation):
    context = {
        "interpretation": interpretation,
        "trajectory": interpretation.trajectory,
        "interventions": interpretation.interventions.select_related("owner", "reviewed_by"),
    }
    return render(request, "frameworks/teams/interpretation_detail.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_interpretation)
def interpretation_edit(request, interpretation):
    form = InterpretationForm(request.POST or None, instance=interpretation)
    if form.is_valid() and actions.edit_interpretation(form, by=request.user):
        messages.success(request, "De duiding is bewaard.")
        return to_interpretation(interpretation)
    return on_interpretation(request, form, interpretation, "Duiding wijzigen", note=NO_FIGURES)


def on_interpretation(request, form, interpretation, title, submit="Bewaren", **context):
    kwargs = {"pk": interpretation.trajectory_id, "number": interpretation.pk}
    back = reverse("interpretation_detail", kwargs=kwargs)
    return one_form(request, form, interpretation.trajectory, title, submit, back, **context)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_interpretation)
def intervention_new(request, interpretation):
    instance = Intervention(interpretation=interpretation)
    form = InterventionForm(request.POST or None, instance=instance)
    if form.is_valid():
        try:
            actions.add_intervention(interpretation, form, by=request.user)
            messages.success(request, "De interventie staat erbij, met een dag om terug te kijken.")
        except Stale:
            messages.info(request, "Deze interventie stond er al.")
        return to_interpretation(interpretation)
    title, lead = "Interventie toevoegen", f"Bij de duiding: {interpretation.meaning}"
    return on_interpretation(
        request, form, interpretation, title, "Interventie toevoegen", lead=lead
    )


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_intervention)
def intervention_edit(request, intervention):
    form = InterventionForm(request.POST or None, instance=intervention)
    if form.is_valid() and actions.edit_intervention(form, by=request.user):
        messages.success(request, "De interventie is bewaard.")
        return to_interpretation(intervention.interpretation)
    return on_interpretation(request, form, intervention.interpretation, "Interventie wijzigen")


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_intervention)
def intervention_review(request, intervention):
    return ending(
        request,
        intervention,
        ReviewForm(request.POST or None),
        actions.review_intervention,
        "Terugkijken",
        "Wat ervan kwam, staat erbij.",
    )


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_intervention)
def intervention_drop(request, intervention):
    return ending(
        request,
        intervention,
        WhyForm(request.POST or None),
        actions.drop_intervention,
        "Deze interventie gaat niet door",
        "Niet meer op de lijst. Je leest nog waarom.",
    )


def ending(request, intervention, form, end, title, told):
    if form.is_valid():
        try:
            end(intervention, by=request.user, **form.cleaned_data)
            messages.success(request, told)
        except Stale:
            messages.info(request, CHANGED)
        return to_interpretation(intervention.interpretation)
    lead = intervention.what
    return on_interpretation(request, form, intervention.interpretation, title, lead=lead)


@require_POST
@access("frameworks.work_on_trajectory", on=this_intervention)
def intervention_reopen(request, intervention):
    try:
        actions.reopen_intervention(intervention, by=request.user)
        messages.success(request, "De interventie gaat toch door.")
    except Stale:
        messages.info(request, CHANGED)
    return to_interpretation(intervention.interpretation)
