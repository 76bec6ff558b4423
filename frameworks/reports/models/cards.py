"""Practice cards: one story of a team, offered to the network by that team."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now

from frameworks.definitions.models import Concept
from frameworks.teams.models import Trajectory
from knw_portal.people.models import Group, duties_of


class PracticeCardQuerySet(models.QuerySet):
    def visible_to(self, user):
        groups = list(duties_of(user).groups)
        return self.filter(Q(trajectory__team__group__in=groups) | Q(of_group__in=groups))

    def published(self):
        return self.filter(status=PracticeCard.PUBLISHED)

    def readable_by(self, user):
        """What is published, and the cards of one's own teams."""
        own = self.visible_to(user).order_by().values("pk")
        return self.filter(Q(status=PracticeCard.PUBLISHED) | Q(pk__in=own))

    def for_page(self):
        return self.select_related(
            "trajectory__team__institution",
            "trajectory__framework_version__framework",
            "concept",
            "of_group",
        ).defer("trajectory__framework_version__definition")


class PracticeCard(models.Model):
    """What a team did and learned, or the people of another group, such as a coalition.

    Without a lesson it is not finished and stays a draft.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "concept"
        PUBLISHED = "published", "gedeeld met het netwerk"
        WITHDRAWN = "withdrawn", "ingetrokken"

    DRAFT, PUBLISHED, WITHDRAWN = Status.values
    TEXTS = ("title", "situation", "approach", "noticed", "lesson", "bound", "transferable")

    trajectory = models.ForeignKey(
        Trajectory, models.PROTECT, null=True, related_name="practice_cards"
    )
    of_group = models.ForeignKey(
        Group, models.PROTECT, verbose_name="van welke groep?", null=True,
        related_name="practice_cards",
    )  # fmt: skip
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
                name="card_of_a_team_or_of_a_group",
                condition=Q(trajectory__isnull=False, of_group=None)
                | Q(trajectory=None, of_group__isnull=False),
            ),
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
        return self.of_group_id or self.trajectory.group_id

    @property
    def is_published(self):
        return self.status == self.PUBLISHED

    @property
    def maker(self):
        """Who it is from, as the team chose to be called."""
        if self.of_group_id:
            return str(self.of_group) if self.is_named else "Leden van een coalitie"
        return str(self.trajectory.team) if self.is_named else "Een team uit het netwerk"

    @property
    def about(self):
        """The framework in which the story plays; of a coalition there is none."""
        return str(self.trajectory.framework_version.framework) if self.trajectory else ""


class CardFile(models.Model):
    """A file with a practice card, in its place."""

    card = models.ForeignKey(PracticeCard, models.PROTECT, related_name="files")
    stored = models.ForeignKey("knw_portal.StoredFile", models.PROTECT, related_name="on_cards")
    number = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = "bestand van een praktijkkaart"
        verbose_name_plural = "bestanden van praktijkkaarten"
        constraints = [
            models.UniqueConstraint(fields=["card", "stored"], name="card_file_once"),
        ]

    def __str__(self):
        return self.stored.name

    @property
    def group_id(self):
        """The group whose card it is; loads card and trajectory unless those were fetched."""
        return self.card.group_id
