"""What teams of the practice portal share, so that every page over several teams has something.

The schools are those that do not exist: no real one is said to have said anything.
"""

from datetime import timedelta
from pathlib import Path

import yaml
from django.db import transaction
from django.utils.timezone import localdate, now

from frameworks.definitions.models import FrameworkVersion
from frameworks.reports import actions
from frameworks.reports.models import Experience, PracticeCard, Sharing
from frameworks.teams import actions as teams
from frameworks.teams.models import Conversation, Trajectory
from knw_portal.people.models import GroupMember, Institution, User

HERE = Path(__file__).parent
BLANK = {"choices": [], "cells": {}, "text": "", "basis": "", "reason": ""}


@transaction.atomic
def load_demo_reports(maker, lead):
    """Teams of several schools that share their talks, a card of some, and the mirror. Once.

    `maker` comes into the group that makes their framework, and reads there what they share.
    `lead` shares one talk of an own team with the school, so that its page shows both.
    """
    if PracticeCard.objects.exists():
        return
    spec = yaml.safe_load((HERE / "demo.yaml").read_text())
    version = FrameworkVersion.objects.newest().get(framework__code=spec["framework"])
    GroupMember.objects.create(group_id=version.framework.group_id, user=maker)
    for number, one in enumerate(spec["teams"]):
        load_team(one, spec["codes"], version, number)
    share_one_talk(lead, version)
    actions.make_mirrors(on=localdate().replace(day=1))


def share_one_talk(lead, version):
    talks = Conversation.objects.filter(trajectory__framework_version=version)
    talk = talks.filter(trajectory__started_by=lead, closed_at__isnull=False).first()
    if talk is not None:
        actions.decide_sharing(
            talk,
            level=Sharing.Level.INSTITUTION,
            left_out=[],
            seen=0,
            by=lead,
            note="Besproken in het teamoverleg.",
        )


def load_team(spec, codes, version, number):
    """A team of a school, with somebody of its own to lead it."""
    institution = Institution.objects.filter(name=spec["school"]).first()
    if institution is None:  # a portal with other schools
        return
    lead, _ = User.objects.get_or_create(
        email=f"team{number + 1}@example.org",
        defaults={"name": spec["lead"], "institution": institution, "last_login": now()},
    )
    trajectory = teams.start_trajectory(
        name=spec["name"],
        institution=institution,
        version=version,
        challenge=spec["challenge"],
        by=lead,
    )
    started = now() - timedelta(days=200)
    Trajectory.objects.filter(pk=trajectory.pk).update(started_at=started)
    for talk in spec["talks"]:
        load_talk(talk, codes, trajectory, spec)
    if "card" in spec:
        card = PracticeCard(trajectory=trajectory, is_named=number % 2 == 0, **spec["card"])
        actions.draft_card(card, by=lead)
        actions.publish_card(card, version=card.version, by=lead)


def load_talk(spec, codes, trajectory, team):
    lead = trajectory.started_by
    at = now() - timedelta(days=spec["days_ago"])
    talk = teams.open_conversation(trajectory, spec["moment"], by=lead)
    Conversation.objects.filter(pk=talk.pk).update(held_on=localdate(at), opened_at=at)
    talk.refresh_from_db()
    questions = {question["code"]: question for question in talk.questions()}
    steps = {
        code: {"choices": [str(step)], "basis": "consensus"}
        for code, step in zip(codes, spec["steps"], strict=True)
    }
    for code, given in (steps | spec["answers"]).items():
        teams.save_answer(talk, questions[code], BLANK | given, seen=1, by=lead)
    teams.close_conversation(talk, lesson=spec.get("lesson", ""), by=lead, at=at)
    actions.decide_sharing(
        talk,
        level=team["level"],
        left_out=team.get("left_out", []),
        seen=0,
        by=lead,
        note="Besproken in het teamoverleg.",
    )
    for code, kind, text in spec.get("objections", []):
        concept = questions[code]["concept"]
        actions.make_objection(talk, concept=concept, kind=kind, text=text, by=lead)
    if "scores" in spec:
        said = dict(zip(Experience.SCORES, spec["scores"], strict=True))
        told = actions.tell_experience(talk, by=lead, text=spec.get("told", ""), **said)
        Experience.objects.filter(pk=told.pk).update(at=at)
