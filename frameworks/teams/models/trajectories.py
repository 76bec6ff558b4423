"""A team and what it uses."""

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.timezone import now

from frameworks.definitions.definition import applying
from frameworks.definitions.models import FrameworkVersion
from knw_portal.people.models import Group, Institution, duties_of


def new_code():
    return secrets.token_urlsafe(16)


class OfTeamsQuerySet(models.QuerySet):
    """Rows of a team: for the people of its group and for nobody else, the bureau included."""

    to_group = ""

    def visible_to(self, user):
        return self.filter(**{f"{self.to_group}__in": list(duties_of(user).groups)})


class Team(models.Model):
    """The colleagues who answer together, in a group of their own."""

    group = models.OneToOneField(Group, models.PROTECT, related_name="team")
    institution = models.ForeignKey(Institution, models.PROTECT, verbose_name="instelling")
    name = models.CharField("naam", max_length=120)

    class Meta:
        ordering = ["name"]
        verbose_name = "team"
        # An institution leafs through its teams by name.
        indexes = [models.Index(fields=["institution", "name", "id"], name="teams_by_name")]
        verbose_name_plural = "teams"

    def __str__(self):
        return f"{self.name}, {self.institution}"


class TrajectoryQuerySet(OfTeamsQuerySet):
    to_group = "team__group"

    def for_page(self):
        return self.select_related("team__institution", "framework_version__framework")


class Trajectory(models.Model):
    """A team uses one version of a framework, from the start till after."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="trajectories")
    framework_version = models.ForeignKey(
        FrameworkVersion, models.PROTECT, related_name="trajectories"
    )
    challenge = models.TextField("waar het team aan werkt", max_length=500)
    # Empty where the framework has no such axis; what it has, the team chooses from.
    flex_ways = ArrayField(
        models.SlugField(max_length=20), verbose_name="flex-manieren", default=list
    )
    roles = ArrayField(models.SlugField(max_length=20), verbose_name="rollen", default=list)
    invitation = models.CharField(max_length=40, default=new_code, unique=True, editable=False)
    started_at = models.DateTimeField(default=now)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = TrajectoryQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        verbose_name = "traject"
        verbose_name_plural = "trajecten"

    def __str__(self):
        return f"{self.framework_version.framework.title}, {self.team.name}"

    def get_absolute_url(self):
        return reverse("trajectory_detail", kwargs={"pk": self.pk})

    @property
    def group_id(self):
        return self.team.group_id

    def sections(self, moment=None):
        """What is asked of this team: at one moment, or at all of them."""
        definition = self.framework_version.shown
        return applying(definition, moment=moment, flex=self.flex_ways, roles=self.roles)
