"""Role by insight: which questions lie there, what the team said, and where it has a gap."""

from frameworks.definitions.axes import INSIGHT, PDCA, ROLE, names
from frameworks.definitions.definition import questions_of
from frameworks.teams.models import InsightUse

STEPS = names(PDCA)


def steps_of(trajectory, said):
    """Per step of PDCA what the team answered, wants and does; what is not answered is counted."""
    asked = [one for section in trajectory.sections() for one in section["questions"]]
    ambitions = list(trajectory.ambitions.standing())
    actions = list(trajectory.team_actions.for_list())
    steps = []
    for code, name in STEPS:
        here = [one for one in asked if code in one["axes"].get(PDCA, ())]
        steps.append(
            {
                "name": name,
                "answered": [(one, said[one["concept"]]) for one in here if one["concept"] in said],
                "count": len(here),
                "ambitions": [one for one in ambitions if one.pdca == code],
                "actions": [one for one in actions if one.pdca == code],
            }
        )
    return steps


def has_map(trajectory):
    """Whether the set of this team lies on both axes."""
    return {ROLE, INSIGHT} <= set(trajectory.framework_version.axes)


def cells_of(definition, answers):
    """Per insight a row of cells, one for each role; `answers`: what was said, by concept.

    Where nothing is asked is a gap of the set; what is asked and not answered is for the team.
    """
    questions = questions_on_insights(definition)
    return [
        (code, name, [cell_of(questions, answers, code, role) for role, _ in names(ROLE)])
        for code, name in names(INSIGHT)
    ]


def by_role(rows, chosen):
    """The same cells role by role, for a narrow screen: what was answered comes first.

    Open is what the team chose; of a team that chose nothing the first role.
    """
    first = chosen[0] if chosen else names(ROLE)[0][0]
    found = []
    for number, (code, name) in enumerate(names(ROLE)):
        cells = [cells[number] for _, _, cells in rows]
        found.append(
            {
                "name": name,
                "cells": sorted(cells, key=lambda cell: not cell["answered"]),
                "answered": sum(cell["answered"] for cell in cells),
                "asked": sum(len(cell["questions"]) for cell in cells),
                "is_open": code == first,
            }
        )
    return found


def questions_on_insights(definition):
    return [one for one in questions_of(definition) if one["axes"].get(INSIGHT)]


def cell_of(questions, answers, insight, role):
    here = [
        {**one, "said": answers.get(one["concept"], [])}
        for one in questions
        if insight in one["axes"][INSIGHT] and role in one["axes"].get(ROLE, [role])
    ]
    answered = sum(bool(one["said"]) for one in here)
    return {
        "insight": insight,
        "insight_name": dict(names(INSIGHT))[insight],
        "role": role,
        "role_name": dict(names(ROLE))[role],
        "questions": here,
        "answered": answered,
        "state": state_of(len(here), answered),
    }


def state_of(asked, answered):
    """gap: nothing is asked there; open: nothing answered yet; some; all."""
    if not asked:
        return "gap"
    if not answered:
        return "open"
    return "all" if answered == asked else "some"


def gaps_of(uses):
    """Per insight, for each step of PDCA, which roles say what it gives them there."""
    fields = list(zip(STEPS, InsightUse.STEPS, strict=True))
    return [
        (
            name,
            [
                {
                    "step": step,
                    "roles": [
                        role_name
                        for role, role_name in names(ROLE)
                        if (use := uses.get((code, role))) and getattr(use, field)
                    ],
                }
                for (_, step), field in fields
            ],
        )
        for code, name in names(INSIGHT)
    ]
