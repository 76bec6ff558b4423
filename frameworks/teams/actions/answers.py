"""An answer is kept, with what others changed in it meanwhile."""

from django.db import InternalError, transaction
from django.utils.timezone import now

from frameworks.teams.models import (
    AnswerFields,
    AnswerRevision,
    TeamAnswer,
)
from knw_portal.forms import Stale


class Conflict(Exception):
    """Somebody else changed the same part of the same answer since the person saw it.

    `mine` is what the person sent, with what only the other changed taken over.
    """

    def __init__(self, answer, parts, mine):
        super().__init__(parts)
        self.answer = answer
        self.parts = parts
        self.mine = mine


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
