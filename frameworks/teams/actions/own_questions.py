"""A team adds questions of its own."""

from django.db import transaction
from django.utils.timezone import now

from frameworks.definitions.models import Concept
from frameworks.teams.actions.choosing import let_open_conversations_follow, taken_in_hand
from frameworks.teams.models import OwnQuestion, TeamAnswer
from knw_portal import log
from knw_portal.forms import Stale


@transaction.atomic
def add_own_question(trajectory, *, by, **columns):
    """The team asks itself this as well, from now on and in what is open.

    Raises Stale when the same question stands there already: the form was sent twice.
    """
    trajectory = taken_in_hand(trajectory)
    same = [one for one in trajectory.own if one.text == columns["text"] and not one.withdrawn_at]
    if any(one.moment == columns["moment"] for one in same):
        raise Stale(trajectory)
    number = len(trajectory.own) + 1
    taken = {one["code"] for one in trajectory.every_question()}
    while f"eigen-{number}" in taken:
        number += 1
    concept = Concept.objects.create(framework=None, code=f"eigen-{number}")
    added = OwnQuestion.objects.create(
        trajectory=trajectory, concept=concept, added_by=by, **columns
    )
    # Where only ten are asked, what the team adds is meant to be asked.
    for moment, picked in trajectory.picks.items():
        if added.moment in ("", moment):
            picked.append(concept.code)
    trajectory.save(update_fields=["picks"])
    _follow(trajectory, by)
    log.write("own_question.added", added, by=by)
    return added


def is_asked(question):
    """Whether it stood in a conversation: what it measures is then fixed, its wording is not."""
    return TeamAnswer.objects.filter(concept=question.concept_id).exists()


@transaction.atomic
def edit_own_question(form, *, by):
    """False when somebody was first; the form then shows both texts.

    Raises Stale when it came to be asked meanwhile and more than its wording was changed.
    """
    trajectory = taken_in_hand(form.instance.trajectory)
    if "kind" in form.cleaned_data and is_asked(form.instance):
        raise Stale(form.instance)
    if not form.save_or_conflict():
        return False
    _follow(trajectory, by)
    log.write("own_question.changed", form.instance, by=by)
    return True


@transaction.atomic
def withdraw_own_question(question, *, by):
    """It is asked no more. What was answered to it stays, also in a conversation that is open."""
    _move(question, before=False, at=now(), action="own_question.withdrawn", by=by)


@transaction.atomic
def restore_own_question(question, *, by):
    """It is asked again, in what is open too."""
    trajectory = _move(question, before=True, at=None, action="own_question.restored", by=by)
    _follow(trajectory, by)


def _move(question, *, before, at, action, by):
    trajectory = taken_in_hand(question.trajectory)
    rows = OwnQuestion.objects.filter(pk=question.pk, withdrawn_at__isnull=not before)
    if not rows.update(withdrawn_at=at):
        raise Stale(question)
    log.write(action, question, by=by)
    return trajectory


def _follow(trajectory, by):
    trajectory.__dict__.pop("own", None)  # read again: there is one more, or one changed
    let_open_conversations_follow(trajectory, by=by)
