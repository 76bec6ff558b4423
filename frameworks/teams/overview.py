"""What a team's conversations ask of its people."""

from django.urls import reverse

from frameworks.teams.models import Conversation, Intervention, QualityAsk, TeamAction
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


@overview.mine
def team_actions(user, at):
    """For who draws an action of a team: what is open, with its day."""
    if not duties_of(user).groups:
        return
    rows = TeamAction.objects.visible_to(user).open().filter(owner=user)
    for action in rows.select_related("trajectory__team"):
        yield Ask(
            title=action.text,
            text=f"Actie van {action.trajectory.team.name}.",
            url=reverse("team_action_list", kwargs={"pk": action.trajectory_id}),
            deed="Naar de acties",
            due=action.due_on,
        )


@overview.mine
def interventions(user, at):
    """For who draws an intervention: the day on which the team looks back."""
    if not duties_of(user).groups:
        return
    rows = Intervention.objects.visible_to(user).waiting().filter(owner=user)
    for intervention in rows.select_related("interpretation__trajectory__team"):
        trajectory = intervention.trajectory
        yield Ask(
            title=intervention.what,
            text=f"Interventie van {trajectory.team.name}: kijk terug op wat ervan kwam.",
            url=reverse(
                "interpretation_detail",
                kwargs={"pk": trajectory.pk, "number": intervention.interpretation_id},
            ),
            deed="Naar de interventie",
            due=intervention.review_on,
        )


@overview.mine
def quality_asks(user, at):
    """For quality care: a team of one's institution asks help, and nobody said yes yet."""
    if not user.institution_id:
        return
    for ask in QualityAsk.objects.meant_for(user).filter(picked_up_at=None).for_page():
        yield Ask(
            title=f"{ask.trajectory.team.name} vraagt kwaliteitszorg erbij",
            text=ask.text,
            url=reverse("quality_desk"),
            deed="Bekijk de vraag",
        )
