"""What an address of this room is about, for whoever may know of it."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.crypto import constant_time_compare

from frameworks.teams.earlier import actions_before
from frameworks.teams.models import Conversation, TeamAction, Trajectory
from frameworks.teams.models.beside import Beside
from frameworks.teams.talk import WORDS
from knw_portal.people.models import GroupMember

MOMENTS = {"start": "start", "tijdens": "during", "na": "after"}


def this_trajectory(request, pk):
    return get_object_or_404(Trajectory.objects.visible_to(request.user).for_page(), pk=pk)


def this_invitation(request, pk, token):
    """The trajectory behind a link that somebody got from a colleague."""
    trajectory = get_object_or_404(Trajectory.objects.for_page(), pk=pk)
    if not constant_time_compare(trajectory.invitation, token):
        raise Http404
    return trajectory


@dataclass(frozen=True)
class Moment:
    """A moment of a trajectory, to talk at."""

    trajectory: Trajectory
    code: str

    @property
    def group_id(self):
        return self.trajectory.group_id


def this_moment(request, pk, moment):
    if moment not in MOMENTS:
        raise Http404
    return Moment(this_trajectory(request, pk), MOMENTS[moment])


def this_conversation(request, pk):
    return get_object_or_404(Conversation.objects.visible_to(request.user).for_page(), pk=pk)


@dataclass(frozen=True)
class Asked:
    """A question in a conversation."""

    conversation: Conversation
    question: dict

    @property
    def group_id(self):
        return self.conversation.group_id


def this_question(request, pk, code):
    conversation = this_conversation(request, pk)
    question = conversation.question(code)
    if question is None:
        raise Http404
    return Asked(conversation, question)


@dataclass(frozen=True)
class Numbered:
    """A question in a conversation, by its number there."""

    conversation: Conversation
    question: dict
    number: int

    @property
    def group_id(self):
        return self.conversation.group_id


def this_numbered(request, pk, number):
    conversation = this_conversation(request, pk)
    questions = conversation.questions()
    if not 1 <= number <= len(questions):
        raise Http404
    return Numbered(conversation, questions[number - 1], number)


BESIDE = {word: name for name, word in WORDS.items()}


@dataclass(frozen=True)
class Noted:
    """Something noted at a question of a conversation that somebody wants away, or back."""

    conversation: Conversation
    row: Beside

    @property
    def group_id(self):
        return self.conversation.group_id


def this_noted(request, pk, kind, number):
    if kind not in BESIDE:
        raise Http404
    conversation = this_conversation(request, pk)
    return Noted(conversation, get_object_or_404(getattr(conversation, BESIDE[kind]), pk=number))


@dataclass(frozen=True)
class Before:
    """An action of the team that its next conversation begins with."""

    conversation: Conversation
    action: TeamAction

    @property
    def group_id(self):
        return self.conversation.group_id


def this_action_before(request, pk, number):
    conversation = this_conversation(request, pk)
    return Before(conversation, get_object_or_404(actions_before(conversation), pk=number))


def people_of(row):
    return (
        GroupMember.objects.current()
        .filter(group=row.group_id)
        .select_related("user__function")
        .order_by("since", "pk")
    )
