"""An answer is kept, with what others changed in it meanwhile."""

from django.db import IntegrityError, InternalError, transaction
from django.utils.timezone import now

from frameworks.teams.models import AnswerFields, AnswerRevision, TeamAnswer
from knw_portal.forms import Stale

CELL = "cell:"  # what stands before the name of a box


class Conflict(Exception):
    """Somebody else changed the same part of the same answer since the person saw it.

    `mine` is what the person sent, with what only the other changed taken over.
    """

    def __init__(self, answer, parts, mine):
        super().__init__(parts)
        self.answer = answer
        self.parts = parts
        self.mine = mine


class Reused(Exception):
    """The number of this save is somebody else’s or another answer’s: a browser makes it once."""


def save_answer(conversation, question, values, *, seen, by, only=None, op=None):
    """Keep what `by` changed in an answer since they saw it at version `seen`.

    What somebody else changed meanwhile in another part of it stays. Changed they the same part,
    nothing is saved and Conflict is raised with the answer as it stands. Raises Stale when the
    conversation was closed. Gives the answer back.

    `only` names the parts and boxes (`cell:…`) that were sent; of the others counts what the person
    saw. A save that comes with the same `op` once more was kept already and changes nothing.
    """
    if conversation.closed_at:
        raise Stale(conversation)
    try:
        with transaction.atomic():
            return _save_answer(conversation, question, values, seen, by, only, op)
    except InternalError as error:  # the trigger: it was closed a moment ago
        raise Stale(conversation) from error


def _save_answer(conversation, question, values, seen, by, only, op):
    answer = TeamAnswer.objects.select_for_update().get(
        conversation=conversation, concept=question["concept"]
    )
    if op and seen != answer.version and _is_done(answer, by, op):
        return answer
    base = answer if seen == answer.version else answer.revisions.filter(version=seen).first()
    current, base = answer.values(), (base or TeamAnswer()).values()
    values = laid_over(base, values, only)
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
    revision = AnswerRevision(
        answer=answer,
        version=answer.version,
        by=by,
        at=answer.updated_at,
        client_op_id=op,
        **answer.values(),
    )
    try:
        with transaction.atomic():
            revision.save(force_insert=True)
    except IntegrityError as error:  # the answer is locked, so it is the number
        raise Reused(op) from error
    return answer


def _is_done(answer, by, op):
    """Was this save kept before, and only its answer lost on the way?"""
    done = AnswerRevision.objects.filter(client_op_id=op).first()
    if done and (done.answer_id, done.by_id) != (answer.pk, by.pk):
        raise Reused(op)
    return done is not None


def laid_over(base, values, only):
    """What was sent of some parts, over what the person saw of the others."""
    if only is None:
        return values
    boxes = {name.removeprefix(CELL) for name in only if name.startswith(CELL)}
    cells = {box: text for box, text in base["cells"].items() if box not in boxes}
    cells |= {box: text for box, text in values["cells"].items() if box in boxes}
    return base | {part: values[part] for part in only if part in base} | {"cells": cells}


def restore_answer(revision, *, seen, by):
    """Let an answer say again what it said at an earlier version; that is a version of its own.

    Raises Stale when it was changed since `by` saw it at version `seen`, or the talk was closed.
    """
    answer = revision.answer
    question = {"concept": answer.concept_id}
    with transaction.atomic():
        now_at = TeamAnswer.objects.select_for_update().get(pk=answer.pk)
        if now_at.version != seen:
            raise Stale(answer)
        return save_answer(answer.conversation, question, revision.values(), seen=seen, by=by)


def merged_cells(mine, base, current):
    """Box by box, for a table is filled in together; and whether two wrote in one box."""
    changed = {box for box in mine.keys() | base.keys() if mine.get(box) != base.get(box)}
    collide = any(
        current.get(box) != base.get(box) and current.get(box) != mine.get(box) for box in changed
    )
    merged = {box: text for box, text in current.items() if box not in changed}
    return merged | {box: mine[box] for box in changed if box in mine}, collide
