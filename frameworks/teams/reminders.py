"""What the dates of a team remind its people of."""

from datetime import datetime, time, timedelta

from django.utils.timezone import make_aware

from frameworks.teams.models import Intervention, TeamAction
from knw_portal.dates import full_day
from knw_portal.mail.registry import Kind, register
from knw_portal.people.models import GroupMember, User

MORNING = time(8, 30)


def days_around(day):
    """Three days before, and in the morning of the day; each with what it is called."""
    for ahead, words in ((3, "drie dagen voor"), (0, "op")):
        moment = make_aware(datetime.combine(day - timedelta(days=ahead), MORNING))
        yield f"{words} {full_day(day)}", moment


class ByTheTeam(Kind):
    """About a row of a team: to who draws it as long as they are in the team, else to who leads.

    The bureau reads what is in the outbox, and what a team agreed is the team's own: neither the
    mail nor its title says what it is about, they link to it.
    """

    def _people(self, row):
        places = GroupMember.objects.current().filter(group=row.group_id, user__is_active=True)
        if row.owner_id and places.filter(user=row.owner_id).exists():
            return list(User.objects.filter(pk=row.owner_id))
        leads = places.filter(role=GroupMember.Role.LEAD)
        return list(User.objects.filter(pk__in=leads.values("user")))

    def due(self, row):
        if not self._waits(row):
            return
        for person in self._people(row):
            for occasion, at in days_around(self._day(row)):
                if at > row.added_at:
                    yield person, occasion, at

    def still_due(self, row, people):
        asked = set(self._people(row)) if self._waits(row) else set()
        return [person for person in people if person in asked]

    def title(self, row):
        return f"{self.label}, nummer {row.pk}"


@register
class TeamActionDue(ByTheTeam):
    """Three days before an action of a team and on its day; not once it is done or dropped."""

    name = "team_action_due"
    label = "Actie van een team"
    model = TeamAction

    def why(self, action):
        return "je deze actie trekt, of het team leidt dat haar afsprak"

    def _waits(self, action):
        return action.due_on and action.status in TeamAction.GOING

    def _day(self, action):
        return action.due_on


@register
class InterventionReview(ByTheTeam):
    """Three days before the day on which a team wanted to look back, and on the day itself."""

    name = "intervention_review"
    label = "Terugkijken op een interventie"
    model = Intervention

    def why(self, intervention):
        return "je deze interventie trekt, of het team leidt dat haar afsprak"

    def _waits(self, intervention):
        return not intervention.reviewed_at and not intervention.dropped_at

    def _day(self, intervention):
        return intervention.review_on
