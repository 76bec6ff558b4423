"""Practice cards: one story of a team, offered to the network by that team."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now

from frameworks.definitions.models import Concept
from frameworks.teams.models import OfTeamsQuerySet, Trajectory


class PracticeCardQuerySet(OfTeamsQuerySet):
    to_group = "trajectory__team__group"

    def published(self):
        return self.filter(status=PracticeCard.PUBLISHED)

    def readable_by(self, user):
        """What is published, and the cards of one's own teams."""
        own = self.visible_to(user).order_by().values("pk")
        return self.filter(Q(status=PracticeCard.PUBLISHED) | Q(pk__in=own))

    def for_page(self):
        return self.select_related(
            "trajectory__team__institution", "trajectory__framework_version__framework", "concept"
        ).defer("trajectory__framework_version__definition")


class PracticeCard(models.Model):
    """What a team did and learned. Without a lesson it is not finished and stays a draft."""

    class Status(models.TextChoices):
        DRAFT = "draft", "concept"
        PUBLISHED = "published", "gedeeld met het netwerk"
        WITHDRAWN = "withdrawn", "ingetrokken"

    DRAFT, PUBLISHED, WITHDRAWN = Status.values
    TEXTS = ("title", "situation", "approach", "noticed", "lesson", "bound", "transferable")

    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="practice_cards")
    concept = models.ForeignKey(
        Concept, models.PROTECT, verbose_name="bij welke vraag", null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    title = models.CharField("titel", max_length=120)
    situation = models.TextField("de situatie", max_length=2000)
    approach = models.TextField("wat we deden", max_length=3000, blank=True)
    noticed = models.TextField("wat we merkten", max_length=2000, blank=True)
    lesson = models.TextField("wat we ervan leren", max_length=2000, blank=True)
    bound = models.TextField("wat alleen bij ons werkt", max_length=1000, blank=True)
    transferable = models.TextField("wat overal kan werken", max_length=1000, blank=True)
    flex_ways = ArrayField(
        models.SlugField(max_length=20), verbose_name="flex-manieren", default=list, blank=True
    )
    is_named = models.BooleanField("onze naam staat erbij", default=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)
    published_at = models.DateTimeField(null=True)

    objects = PracticeCardQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = "praktijkkaart"
        verbose_name_plural = "praktijkkaarten"
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(status="published"),
                name="published_cards",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="card_published_with_a_lesson",
                condition=~Q(status="published") | ~Q(lesson=""),
            ),
            models.CheckConstraint(
                name="card_published_at_a_time",
                condition=~Q(status="published") | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("card_detail", kwargs={"pk": self.pk})

    @property
    def group_id(self):
        return self.trajectory.group_id

    @property
    def is_published(self):
        return self.status == self.PUBLISHED

    @property
    def maker(self):
        """Who it is from, as the team chose to be called."""
        return str(self.trajectory.team) if self.is_named else "Een team uit het netwerk"
