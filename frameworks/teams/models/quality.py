"""A team asks somebody of quality care along. They support; what is answered stays the team's."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q
from django.utils.timezone import now

from frameworks.teams.models.trajectories import OfTeamsQuerySet, Trajectory
from knw_portal.people.models import GroupMember, User

OFFICER = "quality_officer"  # the code of the function


def is_officer(user):
    """Whether quality care is the function of this person."""
    return User.objects.filter(pk=user.pk, function__code=OFFICER).exists()


class QualityAskQuerySet(OfTeamsQuerySet):
    to_group = "trajectory__team__group"

    def standing(self):
        return self.filter(ended_at=None)

    def of_who_left(self):
        """Asks in which somebody reads along who went elsewhere, or whose account was closed."""
        is_still_there = Q(
            person__institution=models.F("trajectory__team__institution"), person__is_active=True
        )
        return self.standing().exclude(let_in_at=None).exclude(is_still_there)

    def meant_for(self, user):
        """What teams of one's own institution ask: of oneself, or of anybody of quality care.

        Who is in the team already, has nothing to pick up there.
        """
        officer = Exists(User.objects.filter(pk=user.pk, function__code=OFFICER))
        in_the_team = GroupMember.objects.current().filter(
            group=models.OuterRef("trajectory__team__group"), user=user
        )
        return self.standing().filter(
            Q(person=user) | Q(officer, ~Exists(in_the_team), person=None),
            trajectory__team__institution=user.institution_id,
        )

    def for_page(self):
        """With the names of team and framework; nothing else of a trajectory is needed here."""
        return self.select_related(
            "trajectory__team__institution", "trajectory__framework_version__framework", "person"
        ).defer("trajectory__framework_version__definition")


class QualityAsk(models.Model):
    """A team asks one person of quality care, or whoever picks it up; until it takes that back."""

    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="quality_asks")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="quality_asks"
    )
    text = models.CharField("waar willen jullie hulp bij?", max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    picked_up_at = models.DateTimeField(null=True)
    # From here on this person reads along, as a reader in the group of the team.
    let_in_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = QualityAskQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "vraag aan kwaliteitszorg"
        verbose_name_plural = "vragen aan kwaliteitszorg"
        constraints = [
            models.UniqueConstraint(
                fields=["trajectory", "person"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="quality_asked_once",
            ),
            models.CheckConstraint(
                name="quality_ask_ended_whole",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="quality_ask_of_a_person_when_picked_up_or_let_in",
                condition=Q(picked_up_at=None, let_in_at=None) | Q(person__isnull=False),
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def group_id(self):
        return self.trajectory.group_id
