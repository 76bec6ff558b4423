"""What an address of this room is about, for whoever may know of it."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.crypto import constant_time_compare

from frameworks.teams.models import Conversation, Trajectory
from knw_portal.people.models import GroupMember

CLOSED = "Dit gesprek is intussen afgesloten. Hieronder staat het verslag."
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


def people_of(row):
    return (
        GroupMember.objects.current()
        .filter(group=row.group_id)
        .select_related("user__function")
        .order_by("since", "pk")
    )
