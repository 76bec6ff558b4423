"""What the teams of the practice portal want and do, made through the actions of the portal."""

from datetime import timedelta
from pathlib import Path

import yaml
from django.db import transaction
from django.utils.timezone import localdate

from frameworks.teams import actions
from frameworks.teams.ambition_forms import AmbitionForm, OutcomeCheckForm, OutcomeForm
from frameworks.teams.data_forms import (
    GuideForm,
    InsightUseForm,
    InterpretationForm,
    InterventionForm,
)
from frameworks.teams.demo import load_team
from frameworks.teams.issues import guide_for
from frameworks.teams.models import (
    Ambition,
    InsightUse,
    Interpretation,
    Intervention,
    Outcome,
    OutcomeCheck,
    OwnQuestion,
    Trajectory,
)
from frameworks.teams.question_forms import OwnQuestionForm
from knw_portal.people.models import User

HERE = Path(__file__).parent


@transaction.atomic
def load_demo_plans(lead):
    """Questions, ambitions, actions and what was understood of data, for teams of `lead`. Once."""
    if Ambition.objects.filter(trajectory__team__group__members__user=lead).exists():
        return
    plans = yaml.safe_load((HERE / "demo_plans.yaml").read_text())
    load_team(plans["data_team"], lead)
    rows = Trajectory.objects.filter(team__group__members__user=lead).for_page()
    trajectories = {one.team.name: one for one in rows}
    for name, specs in plans["own_questions"].items():
        for spec in specs:
            form = filled(OwnQuestionForm, OwnQuestion(), spec)
            columns = {field: form.cleaned_data[field] for field in form.Meta.fields}
            actions.add_own_question(trajectories[name], by=lead, **columns)
    for name, specs in plans["ambitions"].items():
        for spec in specs:
            load_ambition(trajectories[name], spec, lead)
    for name, specs in plans["actions"].items():
        for spec in specs:
            load_action(trajectories[name], spec, lead)
    load_data(trajectories[plans["data_team"]["name"]], plans, lead)


def filled(form_class, instance, spec):
    """A form as somebody would have sent it; what does not fit in it is a mistake in the file."""
    lists = {
        name: "\n".join(value)
        for name, value in spec.items()
        if isinstance(value, list) and all(isinstance(one, str) for one in value)
    }
    form = form_class({"version": 1} | spec | lists, instance=instance)
    if not form.is_valid():
        raise ValueError(f"{spec}: {form.errors}")
    return form


def person(trajectory, number):
    places = trajectory.team.group.members.order_by("pk").values_list("user", flat=True)
    return User.objects.get(pk=places[number % len(places)])


def load_ambition(trajectory, spec, lead):
    form = filled(AmbitionForm, Ambition(trajectory=trajectory), spec)
    ambition = actions.add_ambition(trajectory, form, by=lead)
    Ambition.objects.filter(pk=ambition.pk).update(
        **{layer: spec[layer] for layer in Ambition.LAYERS}
    )
    for one in spec["outcomes"]:
        form = filled(OutcomeForm, Outcome(ambition=ambition), one)
        outcome = actions.add_outcome(ambition, form, by=lead)
        for check in one.get("checks", []):
            day = localdate() - timedelta(days=check["days_ago"])
            sent = check | {"checked_on": day}
            form = filled(OutcomeCheckForm, OutcomeCheck(outcome=outcome), sent)
            actions.check_outcome(outcome, form, by=lead)


def load_action(trajectory, spec, lead):
    talk = trajectory.conversations.filter(moment=spec.get("from")).first()
    action = actions.add_team_action(
        trajectory,
        text=spec["text"],
        by=lead,
        conversation=talk,
        owner=person(trajectory, spec["owner"]),
        due_on=localdate() + timedelta(days=spec["due_in"]),
        success=spec.get("success", ""),
        pdca=spec.get("pdca", ""),
    )
    if spec.get("status") == "done":
        actions.finish_team_action(action, by=lead)


def load_data(trajectory, plans, lead):
    for spec in plans["uses"]:
        cell = {"insight": spec["insight"], "role": spec["role"]}
        form = filled(InsightUseForm, InsightUse(trajectory=trajectory, **cell), spec)
        actions.say_use(trajectory, *cell.values(), form, by=lead)
    for spec in plans["interpretations"]:
        sent = spec | {"held_on": localdate() - timedelta(days=spec["days_ago"])}
        form = filled(InterpretationForm, Interpretation(trajectory=trajectory), sent)
        understood = actions.add_interpretation(trajectory, form, by=lead)
        for one in spec["interventions"]:
            sent = one | {
                "review_on": localdate() + timedelta(days=one["review_in"]),
                "owner": person(trajectory, one["owner"]).pk,
            }
            form = filled(InterventionForm, Intervention(interpretation=understood), sent)
            actions.add_intervention(understood, form, by=lead)
    for code in plans["guides"]:
        guide = guide_for(code)
        parts = {"issue": guide.issue} | {name: getattr(guide, name) for name in guide.PARTS}
        guide.trajectory = trajectory
        actions.add_guide(trajectory, filled(GuideForm, guide, parts), by=lead)
