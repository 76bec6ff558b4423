"""The talks of a team. Closed, a conversation stays as it was."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate, now

from frameworks.definitions.axes import MOMENT, names
from frameworks.definitions.definition import applying
from frameworks.teams.models.trajectories import OfTeamsQuerySet, Trajectory


class ConversationQuerySet(OfTeamsQuerySet):
    to_group = "trajectory__team__group"

    def open(self):
        return self.filter(closed_at=None)

    def for_page(self):
        return self.select_related(
            "trajectory__team__institution", "trajectory__framework_version__framework"
        )


class Conversation(models.Model):
    """One talk of the team at one moment. Closed, it is a snapshot that never changes."""

    class Moment(models.TextChoices):
        START, DURING, AFTER = names(MOMENT)

    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="conversations")
    moment = models.CharField("moment", max_length=10, choices=Moment.choices)
    number = models.PositiveSmallIntegerField(default=1)
    held_on = models.DateField("gesprek van", default=localdate)
    lesson = models.TextField("wat leerden wij als team?", max_length=5000, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=now)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    snapshot = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at"]
        verbose_name = "gesprek"
        verbose_name_plural = "gesprekken"
        constraints = [
            models.UniqueConstraint(
                fields=["trajectory", "moment", "number"], name="conversation_once_a_moment"
            ),
            models.CheckConstraint(
                name="conversation_closed_whole",
                condition=Q(closed_at=None, closed_by=None, snapshot=None, sha256="")
                | Q(closed_at__isnull=False, closed_by__isnull=False, snapshot__isnull=False)
                & ~Q(sha256=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="closed_is_closed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            )
        ]

    def __str__(self):
        again = f" {self.number}" if self.number > 1 else ""
        return f"{self.get_moment_display()}{again}"

    def get_absolute_url(self):
        return reverse("conversation_detail", kwargs={"pk": self.pk})

    @property
    def group_id(self):
        return self.trajectory.group_id

    def sections(self):
        return self.trajectory.sections(self.moment)

    def question(self, code):
        """What was asked under this code, as published; None when it is not asked here.

        Whoever saves an answer needs no mended spelling, so its errata are not asked for.
        """
        trajectory = self.trajectory
        definition = trajectory.framework_version.definition
        asked = applying(
            definition, moment=self.moment, flex=trajectory.flex_ways, roles=trajectory.roles
        )
        questions = (one for section in asked for one in section["questions"])
        return next((one for one in questions if one["code"] == code), None)

    def questions(self):
        return [question for section in self.sections() for question in section["questions"]]
