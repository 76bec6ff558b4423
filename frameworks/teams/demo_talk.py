"""A team of the practice portal that talks again: with what it said and promised before."""

from datetime import timedelta
from pathlib import Path

import yaml
from django.db import transaction
from django.utils.timezone import localdate, now

from frameworks.definitions.models import FrameworkVersion
from frameworks.teams import actions
from frameworks.teams.demo import hold
from frameworks.teams.models import Conversation, Team, TeamAction, Trajectory
from knw_portal.people.models import User

HERE = Path(__file__).parent


@transaction.atomic
def load_demo_talk(lead):
    """A team of `lead` in its third talk, once."""
    spec = yaml.safe_load((HERE / "demo_talk.yaml").read_text())
    if Team.objects.filter(group__members__user=lead, name=spec["name"]).exists():
        return
    trajectory = actions.start_trajectory(
        name=spec["name"],
        institution=lead.institution,
        version=FrameworkVersion.objects.newest().get(framework__code=spec["framework"]),
        challenge=spec["challenge"],
        flex_ways=spec["flex_ways"],
        by=lead,
    )
    started = now() - timedelta(days=spec["started_days_ago"])
    Trajectory.objects.filter(pk=trajectory.pk).update(started_at=started)
    people = [lead, *User.objects.filter(institution=lead.institution).exclude(pk=lead.pk)[:2]]
    for colleague in people[1:]:
        actions.join_team(trajectory, by=colleague)
    for talk in spec["talks"]:
        load_talk(trajectory, talk, people)


def load_talk(trajectory, spec, people):
    conversation = hold(trajectory, spec, people)
    at = now() - timedelta(days=spec["days_ago"])
    Conversation.objects.filter(pk=conversation.pk).update(
        leader=people[0],
        note_taker=people[-1],
        disciplines=spec["disciplines"],
        quality=spec["quality"],
        quality_since=localdate() - timedelta(days=90),
    )
    questions = {question["code"]: question for question in conversation.questions()}
    for given in spec.get("dissent", []):
        actions.add_dissent(
            conversation, questions[given.pop("at")], named=False, by=people[0], **given
        )
    for given in spec.get("evidence", []):
        actions.add_evidence(conversation, questions[given.pop("at")], by=people[0], **given)
    for number, given in enumerate(spec.get("actions", [])):
        action = actions.add_team_action(
            trajectory,
            conversation=conversation,
            concept=questions[given.pop("at")]["concept"],
            owner=people[number % len(people)],
            due_on=localdate(at) + timedelta(days=40),
            by=people[0],
            **given,
        )
        TeamAction.objects.filter(pk=action.pk).update(added_at=at)
    for person, views in zip(people, spec.get("prepared", []), strict=False):
        for code, view in views.items():
            actions.save_preparation(
                conversation,
                questions[code],
                choices=view.get("choices", []),
                note=view.get("note", ""),
                by=person,
            )
    if spec.get("revealed"):
        actions.reveal(conversation, by=people[0])
    if "lesson" in spec:
        actions.close_conversation(conversation, lesson=spec["lesson"].strip(), by=people[0], at=at)
