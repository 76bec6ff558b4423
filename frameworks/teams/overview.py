"""What a team's conversations ask of its people."""

from django.urls import reverse

from frameworks.teams.models import Conversation
from knw_portal import overview
from knw_portal.overview import Ask
from knw_portal.people.models import duties_of


@overview.mine
def open_conversations(user, at):
    """For the people of a team: a conversation that was begun and not yet closed."""
    if not duties_of(user).groups:
        return
    conversations = (
        Conversation.objects.visible_to(user)
        .open()
        .for_page()
        .defer("trajectory__framework_version__definition")
    )
    for conversation in conversations:
        trajectory = conversation.trajectory
        yield Ask(
            title=f"Gesprek ‘{conversation}’ van {trajectory.team.name}",
            text=f"{trajectory.framework_version.framework}. {trajectory.challenge}",
            url=reverse("conversation_begin", kwargs={"pk": conversation.pk}),
            deed="Verder met het gesprek" if conversation.revealed_at else "Voorbereiden of verder",
        )
