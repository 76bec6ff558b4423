"""What a team is going to do; an open one comes first in its next talk."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from frameworks.definitions.axes import PDCA, names
from frameworks.definitions.models import Concept
from frameworks.teams.models.conversations import Conversation
from frameworks.teams.models.trajectories import OfTeamsQuerySet, Trajectory


class TeamActionQuerySet(OfTeamsQuerySet):
    to_group = "trajectory__team__group"

    def open(self):
        return self.filter(status__in=TeamAction.GOING)

    def for_list(self):
        """With who does it and where it came up, without the long texts."""
        return self.select_related("owner", "conversation").defer("conversation__snapshot")


class TeamAction(models.Model):
    """Something the team agreed to do, by whom and when; where it came from is kept with it."""

    class Status(models.TextChoices):
        OPEN = "open", "nog niet begonnen"
        DOING = "doing", "mee bezig"
        DONE = "done", "gedaan"
        DROPPED = "dropped", "niet meer nodig"

    OPEN, DOING, DONE, DROPPED = Status.values
    GOING = (OPEN, DOING)

    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="team_actions")
    # Where it came up: in which talk, at which question; neither where it was added by itself.
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, null=True, related_name="team_actions"
    )
    concept = models.ForeignKey(Concept, models.PROTECT, null=True, related_name="+")
    text = models.CharField("wat gaan we doen?", max_length=500)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="wie?",
        null=True,
        blank=True,
        related_name="+",
    )
    due_on = models.DateField("wanneer klaar?", null=True, blank=True)
    success = models.CharField("wanneer is het gelukt?", max_length=300, blank=True)
    pdca = models.CharField("plaats in PDCA", max_length=10, choices=names(PDCA), blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    why = models.CharField("waarom niet meer", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    objects = TeamActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "actie van een team"
        verbose_name_plural = "acties van een team"
        constraints = [
            models.CheckConstraint(
                name="team_action_dropped_with_a_reason", condition=~Q(status="dropped", why="")
            ),
            models.CheckConstraint(
                name="team_action_ended_whole",
                condition=Q(status__in=["open", "doing"], ended_at=None)
                | Q(status__in=["done", "dropped"], ended_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def group_id(self):
        return self.trajectory.group_id
