"""The team of the practice portal, made through the same actions as every other team."""

from datetime import timedelta
from pathlib import Path

import yaml
from django.db import transaction
from django.utils.timezone import localdate, now

from frameworks.definitions.models import FrameworkVersion
from frameworks.teams import actions
from frameworks.teams.demo_polls import ask_colleagues
from frameworks.teams.models import AnswerFields, Conversation, Team, Trajectory
from knw_portal.people.models import User

HERE = Path(__file__).parent
EMPTY = {"choices": [], "cells": {}, "text": "", "basis": "", "reason": ""}


@transaction.atomic
def load_demo_team(lead):
    """Teams of `lead`, each with one closed conversation and perhaps one half filled in. Once."""
    if Team.objects.filter(group__members__user=lead).exists():
        return
    for spec in yaml.safe_load((HERE / "demo.yaml").read_text())["teams"]:
        load_team(spec, lead)


def load_team(spec, lead):
    version = FrameworkVersion.objects.newest().get(framework__code=spec["framework"])
    trajectory = actions.start_trajectory(
        name=spec["name"],
        institution=lead.institution,
        version=version,
        challenge=spec["challenge"],
        flex_ways=spec.get("flex_ways", []),
        roles=spec.get("roles", []),
        by=lead,
    )
    started = now() - timedelta(days=spec["started_days_ago"])
    Trajectory.objects.filter(pk=trajectory.pk).update(started_at=started)
    colleagues = [lead, *User.objects.filter(institution=lead.institution).exclude(pk=lead.pk)[:2]]
    for colleague in colleagues[1:]:
        actions.join_team(trajectory, by=colleague)
    for guest in spec.get("guests", []):
        colleagues.append(actions.join_as_guest(trajectory, **guest).user)
    closed = hold(trajectory, spec["closed"], colleagues)
    ask_colleagues(closed, by=lead)
    actions.close_conversation(
        closed,
        lesson=spec["closed"]["lesson"].strip(),
        by=lead,
        at=now() - timedelta(days=spec["closed"]["days_ago"]),
    )
    if "open" in spec:
        ask_colleagues(hold(trajectory, spec["open"], colleagues), by=lead)


def hold(trajectory, spec, people):
    """A conversation of some days ago, with answers written by these people in turn."""
    conversation = actions.open_conversation(trajectory, spec["moment"], by=people[0])
    ago = timedelta(days=spec["days_ago"])
    Conversation.objects.filter(pk=conversation.pk).update(
        held_on=localdate() - ago, opened_at=now() - ago
    )
    conversation.refresh_from_db(fields=["held_on", "opened_at"])
    questions = {question["code"]: question for question in conversation.questions()}
    for number, (code, given) in enumerate(spec["answers"].items()):
        values = EMPTY | given
        unknown = set(values) - set(AnswerFields.PARTS)
        if unknown:
            raise ValueError(f"{code}: {unknown}")
        by = people[number % len(people)]
        actions.save_answer(conversation, questions[code], values, seen=1, by=by)
    return conversation
