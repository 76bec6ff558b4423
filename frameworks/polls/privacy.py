"""What this room keeps about a person: which polls they made. Who answered is kept nowhere."""

from django.db.models import Q

from frameworks.polls.models import Poll
from knw_portal.people import privacy


def polls_of(user):
    made = Poll.objects.filter(Q(made_by=user) | Q(made_by__became=user)).select_related(
        "group", "framework_version__framework"
    )
    return [
        {
            "groep": poll.group.name,
            "raamwerk": poll.framework_version.framework.title,
            "vragen": poll.questions,
            "gemaakt": poll.made_at,
            "open van": poll.opens_at,
            "tot": poll.closes_at,
        }
        for poll in made
    ]


def leave(user):
    """A poll is the group's; who made it is an id whose row is emptied."""


privacy.register("peilingen", export=polls_of, erase=leave)
