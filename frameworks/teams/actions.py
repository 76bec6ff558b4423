"""What happens with teams and their conversations."""

from django.db import InternalError, transaction
from django.db.models import Max
from django.utils.timezone import now

from frameworks.definitions.definition import sha256
from frameworks.teams.models import (
    AnswerFields,
    AnswerRevision,
    Conversation,
    Team,
    TeamAnswer,
    Trajectory,
    new_code,
)
from frameworks.teams.snapshot import snapshot_of
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.people.models import Group, GroupMember


class Conflict(Exception):
    """Somebody else changed the same part of the same answer since the person saw it.

    `mine` is what the person sent, with what only the other changed taken over.
    """

    def __init__(self, answer, parts, mine):
        super().__init__(parts)
        self.answer = answer
        self.parts = parts
        self.mine = mine


@transaction.atomic
def start_trajectory(*, name, institution, version, challenge, by, flex_ways=(), roles=()):
    """A team begins: it gets a group with `by` in it, who can invite the others."""
    group = Group.objects.create(name=f"{name}, {institution}"[:200])
    GroupMember.objects.create(group=group, user=by, role=GroupMember.Role.LEAD)
    team = Team.objects.create(group=group, institution=institution, name=name)
    trajectory = Trajectory.objects.create(
        team=team,
        framework_version=version,
        challenge=challenge,
        flex_ways=list(flex_ways),
        roles=list(roles),
        started_by=by,
    )
    log.write("trajectory.started", trajectory, by=by)
    return trajectory


@transaction.atomic
def join_team(trajectory, *, by):
    """Somebody with the link comes into the team. Who is in it already, stays as they are."""
    group = trajectory.team.group_id
    if not GroupMember.objects.current().filter(group=group, user=by).exists():
        GroupMember.objects.create(group_id=group, user=by)
        log.write("team.joined", trajectory.team, by=by)


@transaction.atomic
def renew_invitation(trajectory, *, by):
    """The old link is dead; who came in by it stays."""
    Trajectory.objects.filter(pk=trajectory.pk).update(invitation=new_code())
    log.write("invitation.renewed", trajectory, by=by)


@transaction.atomic
def open_conversation(trajectory, moment, *, by):
    """Begin the talk of a moment, with a blank answer to every question that applies.

    Raises Stale when that talk is there already; only "during" may be held again.
    """
    held = Trajectory.objects.select_for_update(of=["self"]).get(pk=trajectory.pk).conversations
    earlier = held.filter(moment=moment)
    again = moment == Conversation.Moment.DURING and not earlier.open().exists()
    if earlier.exists() and not again:
        raise Stale(trajectory)
    number = (earlier.aggregate(highest=Max("number"))["highest"] or 0) + 1
    conversation = Conversation.objects.create(
        trajectory=trajectory, moment=moment, number=number, opened_by=by
    )
    answers = TeamAnswer.objects.bulk_create(
        TeamAnswer(conversation=conversation, concept_id=question["concept"])
        for question in conversation.questions()
    )
    AnswerRevision.objects.bulk_create(AnswerRevision(answer=one, by=by) for one in answers)
    log.write("conversation.opened", conversation, by=by, moment=moment)
    return conversation


def save_answer(conversation, question, values, *, seen, by):
    """Keep what `by` changed in an answer since they saw it at version `seen`.

    What somebody else changed meanwhile in another part of it stays. Changed they the same part,
    nothing is saved and Conflict is raised with the answer as it stands. Raises Stale when the
    conversation was closed. Gives the answer back.
    """
    if conversation.closed_at:
        raise Stale(conversation)
    try:
        with transaction.atomic():
            return _save_answer(conversation, question, values, seen, by)
    except InternalError as error:  # the trigger: it was closed a moment ago
        raise Stale(conversation) from error


def _save_answer(conversation, question, values, seen, by):
    answer = TeamAnswer.objects.select_for_update().get(
        conversation=conversation, concept=question["concept"]
    )
    base = answer if seen == answer.version else answer.revisions.filter(version=seen).first()
    current, base = answer.values(), (base or TeamAnswer()).values()
    cells, collide = merged_cells(values["cells"], base["cells"], current["cells"])
    values = values | {"cells": cells}
    mine = {part for part in AnswerFields.PARTS if values[part] != base[part]}
    theirs = {part for part in AnswerFields.PARTS if current[part] != base[part]}
    clash = [
        part
        for part in AnswerFields.PARTS
        if part in mine & theirs and (part != "cells" or collide)
    ]
    if any(values[part] != current[part] for part in clash):
        merged = {part: (values if part in mine else current)[part] for part in current}
        raise Conflict(answer, clash, merged)
    changed = {part: values[part] for part in mine if values[part] != current[part]}
    if not changed:
        return answer
    for part, value in changed.items():
        setattr(answer, part, value)
    answer.version += 1
    answer.updated_at, answer.updated_by = now(), by
    answer.save(update_fields=[*changed, "version", "updated_at", "updated_by"])
    AnswerRevision.objects.create(
        answer=answer, version=answer.version, by=by, at=answer.updated_at, **answer.values()
    )
    return answer


def merged_cells(mine, base, current):
    """Box by box, for a table is filled in together; and whether two wrote in one box."""
    changed = {box for box in mine.keys() | base.keys() if mine.get(box) != base.get(box)}
    collide = any(
        current.get(box) != base.get(box) and current.get(box) != mine.get(box) for box in changed
    )
    merged = {box: text for box, text in current.items() if box not in changed}
    return merged | {box: mine[box] for box in changed if box in mine}, collide


@transaction.atomic
def close_conversation(conversation, *, lesson, by, at=None):
    """The talk is over: what was asked and said is kept as it is, and the picture can be seen."""
    row = Conversation.objects.filter(pk=conversation.pk, closed_at=None)
    if row.select_for_update().first() is None:  # who is saving now, is waited for
        raise Stale(conversation)
    snapshot = snapshot_of(conversation, lesson)
    row.update(
        lesson=lesson,
        snapshot=snapshot,
        sha256=sha256(snapshot),
        closed_at=at or now(),
        closed_by=by,
    )
    conversation.refresh_from_db(fields=["lesson", "snapshot", "sha256", "closed_at", "closed_by"])
    log.write("conversation.closed", conversation, by=by)
