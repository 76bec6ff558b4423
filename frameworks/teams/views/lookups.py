"""What an address of this room is about, for whoever may know of it."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.crypto import constant_time_compare

from frameworks.definitions.axes import INSIGHT, ROLE, names
from frameworks.teams.earlier import actions_before
from frameworks.teams.issues import guide_for
from frameworks.teams.models import (
    Ambition,
    Conversation,
    Interpretation,
    Intervention,
    IssueGuide,
    Outcome,
    OwnQuestion,
    TeamAction,
    Trajectory,
)
from frameworks.teams.models.beside import Beside
from frameworks.teams.rules import TAKES_PART
from frameworks.teams.talk import WORDS
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


def part_of(rows, trajectory, number):
    """A row of a trajectory that somebody may know of, with that trajectory at hand."""
    row = get_object_or_404(rows, trajectory=trajectory, pk=number)
    row.trajectory = trajectory
    return row


def this_own_question(request, pk, number):
    rows = OwnQuestion.objects.select_related("concept")
    return part_of(rows, this_trajectory(request, pk), number)


def this_ambition(request, pk, number):
    return part_of(Ambition.objects.all(), this_trajectory(request, pk), number)


def this_outcome(request, pk, number):
    trajectory = this_trajectory(request, pk)
    rows = Outcome.objects.select_related("ambition").filter(ambition__trajectory=trajectory)
    outcome = get_object_or_404(rows, pk=number)
    outcome.ambition.trajectory = trajectory
    return outcome


def this_team_action(request, pk, number):
    rows = TeamAction.objects.select_related("owner", "conversation").defer(
        "conversation__snapshot"
    )
    return part_of(rows, this_trajectory(request, pk), number)


def this_interpretation(request, pk, number):
    return part_of(Interpretation.objects.all(), this_trajectory(request, pk), number)


def this_intervention(request, pk, number):
    trajectory = this_trajectory(request, pk)
    rows = Intervention.objects.select_related("interpretation", "owner").filter(
        interpretation__trajectory=trajectory
    )
    intervention = get_object_or_404(rows, pk=number)
    intervention.interpretation.trajectory = trajectory
    return intervention


def this_guide(request, pk, number):
    return part_of(IssueGuide.objects.all(), this_trajectory(request, pk), number)


@dataclass(frozen=True)
class Cell:
    """An insight for a role, in the set of a team."""

    trajectory: Trajectory
    insight: str
    role: str

    @property
    def group_id(self):
        return self.trajectory.group_id


def this_cell(request, pk, insight, role):
    if insight not in dict(names(INSIGHT)) or role not in dict(names(ROLE)):
        raise Http404
    return Cell(this_trajectory(request, pk), insight, role)


def this_issue(request, pk, issue):
    """A guide about this issue that the team does not have yet."""
    trajectory, guide = this_trajectory(request, pk), guide_for(issue)
    if guide is None:
        raise Http404
    guide.trajectory = trajectory
    return guide


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


def writers_of(row):
    """Who answers; who reads or follows along is not asked to."""
    return people_of(row).filter(role__in=TAKES_PART)
