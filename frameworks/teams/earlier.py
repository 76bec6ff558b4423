"""What the team said before, to begin the next talk with."""

from dataclasses import dataclass, field

from django.db.models import Q

from frameworks.definitions.axes import PDCA
from frameworks.definitions.definition import questions_of
from frameworks.teams.models import Conversation, TeamAction
from frameworks.teams.wanted import ambitions_of
from frameworks.teams.words import said

NEWEST = 3  # talks that are read back, beside the start


@dataclass(frozen=True)
class Earlier:
    """The closed talks before this one, and what was said in them by question."""

    talks: list = field(default_factory=list)
    answers: dict = field(default_factory=dict)  # by concept, the newest first
    goals: list = field(default_factory=list)  # what the team wanted at the start
    ambitions: list = field(default_factory=list)  # what it set itself, with what came of it

    @property
    def last(self):
        return self.talks[0] if self.talks else None


def earlier_than(conversation):
    """By concept: within one version that is the same question, whatever the moment."""
    before = Conversation.objects.before(conversation).order_by("-opened_at")
    wanted = Q(pk__in=before.values("pk")[:NEWEST]) | Q(moment=Conversation.Moment.START)
    talks = list(before.filter(wanted).select_related("trajectory"))
    answers = {}
    for talk in talks:
        for question in questions_of(talk.snapshot):
            words = said(question, question["answer"])
            if not words["blank"]:
                one = {"talk": talk, "said": words, "evidence": question.get("evidence", [])}
                answers.setdefault(question["concept"], []).append(one)
    start = next((talk for talk in talks if talk.moment == Conversation.Moment.START), None)
    goals = goals_in(start.snapshot) if start else []
    return Earlier(talks, answers, goals, ambitions_of(conversation.trajectory))


def goals_in(snapshot):
    """What the team answered that it wanted: an ambition, or what the set counts as the plan."""
    return [
        question
        for question in questions_of(snapshot)
        if is_goal(question) and any(question["answer"].values())
    ]


def in_words(goals):
    return [{"text": one["text"], "said": said(one, one["answer"])} for one in goals]


def is_goal(question):
    if question["kind"] == "ambition":
        return True
    plans = "plan" in question["axes"].get(PDCA, ())
    return question["kind"] == "open" and plans and question["core"]


def actions_before(conversation):
    """What the team still had to do when this talk began, also what it ended in this talk."""
    return (
        TeamAction.objects.filter(
            Q(ended_at=None) | Q(ended_at__gte=conversation.opened_at),
            trajectory=conversation.trajectory_id,
            added_at__lt=conversation.opened_at,
        )
        .select_related("owner", "concept")
        .order_by("ended_at", "due_on", "pk")
    )
