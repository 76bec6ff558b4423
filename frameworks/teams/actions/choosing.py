"""A team chooses what it is asked. The core stays, and no answer is ever hidden away."""

from django.db import transaction

from frameworks.teams.choosing import ten_of
from frameworks.teams.models import AnswerRevision, TeamAnswer, Trajectory
from knw_portal import log


def taken_in_hand(trajectory):
    """The trajectory as it is now, for one person at a time: choosing and opening take turns."""
    rows = Trajectory.objects.for_page().select_for_update(of=["self"], no_key=True)
    return rows.get(pk=trajectory.pk)


def add_blank_answers(conversation, *, by):
    """A blank answer to every question that is asked in it and has none yet."""
    known = set(conversation.answers.values_list("concept_id", flat=True))
    answers = TeamAnswer.objects.bulk_create(
        TeamAnswer(conversation=conversation, concept_id=question["concept"])
        for question in conversation.questions()
        if question["concept"] not in {str(one) for one in known}
    )
    AnswerRevision.objects.bulk_create(AnswerRevision(answer=one, by=by) for one in answers)


def let_open_conversations_follow(trajectory, *, by):
    """What is asked from now on can be answered in the conversations that are open."""
    # Whoever is closing one, is waited for; what is closed by then does not change.
    for conversation in trajectory.conversations.open().select_for_update(no_key=True):
        conversation.trajectory = trajectory
        add_blank_answers(conversation, by=by)


@transaction.atomic
def choose_questions(trajectory, moment, *, was, asked, by):
    """Hide the optional questions that were ticked off, and ask again those that were ticked.

    `was` and `asked`: the codes that stood ticked on the page, and those that stand ticked now.
    Only the difference is applied, so two people who choose at once do not undo each other's.
    Gives back the questions that stay in an open conversation because they were answered there.
    """
    trajectory = taken_in_hand(trajectory)
    offered = [one for section in trajectory.offered(moment) for one in section["questions"]]
    optional = {one["code"] for one in offered if not one["core"]}
    gone, back = (was - asked) & optional, (asked - was) & optional
    if not gone | back:
        return []
    trajectory.hidden = sorted((set(trajectory.hidden) | gone) - back)
    for one, picked in trajectory.picks.items():
        if one == moment:
            trajectory.picks[one] = [code for code in picked if code not in back] + sorted(back)
    trajectory.save(update_fields=["hidden", "picks"])
    let_open_conversations_follow(trajectory, by=by)
    log.write("questions.chosen", trajectory, by=by, hidden=sorted(gone), asked=sorted(back))
    answered = set().union(*(one.answered() for one in trajectory.conversations.open()))
    return [one for one in offered if one["code"] in gone and one["concept"] in answered]


@transaction.atomic
def pick_ten(trajectory, moment, *, by):
    """At this moment only the ten that fit in an hour, beside the core; what was hidden stays so.

    Nothing to choose them from again: who asks twice gets the same.
    """
    trajectory = taken_in_hand(trajectory)
    trajectory.picks.pop(moment, None)
    ten = ten_of(trajectory.sections(moment))
    trajectory.picks[moment] = [one["code"] for one in ten if not one["core"]]
    trajectory.save(update_fields=["picks"])
    let_open_conversations_follow(trajectory, by=by)
    log.write("ten.picked", trajectory, by=by, moment=moment)


@transaction.atomic
def drop_ten(trajectory, moment, *, by):
    """All questions of this moment are asked again, but for those the team hid one by one."""
    trajectory = taken_in_hand(trajectory)
    if trajectory.picks.pop(moment, None) is None:
        return
    trajectory.save(update_fields=["picks"])
    let_open_conversations_follow(trajectory, by=by)
    log.write("ten.dropped", trajectory, by=by, moment=moment)
