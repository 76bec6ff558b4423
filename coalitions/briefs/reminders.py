"""What the dates of a coalition remind its people of."""

from datetime import datetime, time, timedelta

from django.utils.timezone import make_aware

from coalitions.briefs.actions import silent_people, why_asked
from coalitions.briefs.models import Coalition, Consultation, Milestone
from knw_portal.dates import full_day
from knw_portal.mail.registry import Kind, register
from knw_portal.people.models import GroupMember, User

MORNING = time(8, 30)


@register
class ConsultationWaits(Kind):
    """Three days before a round of comments closes, to who is asked and has said nothing."""

    name = "consultation_waits"
    label = "Nog drie dagen om te reageren"
    model = Consultation

    def due(self, consultation):
        day = consultation.closes_on - timedelta(days=3)
        at = make_aware(datetime.combine(day, MORNING))
        if consultation.closed_at or at < consultation.opened_at + timedelta(days=1):
            return
        for person in silent_people(consultation):
            yield person, f"drie dagen voor {full_day(consultation.closes_on)}", at

    def still_due(self, consultation, people):
        silent = set(silent_people(consultation)) if consultation.is_open else set()
        return [person for person in people if person in silent]

    def why(self, consultation):
        return why_asked(consultation)


@register
class MilestoneSoon(Kind):
    """Three days before a milestone, to who leads or guides the coalition; not once it is done."""

    name = "milestone_soon"
    label = "Mijlpaal over drie dagen"
    model = Milestone

    def due(self, milestone):
        if not self._is_open(milestone):
            return
        at = make_aware(datetime.combine(milestone.due_on - timedelta(days=3), MORNING))
        for person in self._people(milestone):
            yield person, f"drie dagen voor {full_day(milestone.due_on)}", at

    def still_due(self, milestone, people):
        guiding = set(self._people(milestone)) if self._is_open(milestone) else set()
        return [person for person in people if person in guiding]

    def why(self, milestone):
        return f"je trekker of procesbegeleider bent van {milestone.coalition}"

    @staticmethod
    def _is_open(milestone):
        return not milestone.done_on and milestone.coalition.phase != Coalition.Phase.COMPLETED

    @staticmethod
    def _people(milestone):
        roles = [GroupMember.Role.LEAD, GroupMember.Role.FACILITATOR]
        places = GroupMember.objects.current().filter(
            group=milestone.coalition.group_id, role__in=roles
        )
        return User.objects.filter(pk__in=places.values("user"), is_active=True)
