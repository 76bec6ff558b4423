"""First understand, then act: what a team sees in its data, and what it does about it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.timezone import localdate, now

from frameworks.definitions.axes import INSIGHT, PDCA, ROLE, names
from frameworks.teams.models.trajectories import OfTeamsQuerySet, Trajectory


class Interpretation(models.Model):
    """What a team sees, what that may mean and what else it may be. It holds no figures."""

    class Firmness(models.TextChoices):
        FEELING = "feeling", "Een eerste gevoel"
        SHARED = "shared", "Meer mensen denken het, maar we hebben het niet nagegaan"
        CHECKED = "checked", "Nagegaan met een tweede bron of gesprek"
        TESTED = "tested", "Nagegaan, ook gezocht naar wat het tegenspreekt"

    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="interpretations")
    insight = models.CharField("inzicht", max_length=20, choices=names(INSIGHT), blank=True)
    seen = models.TextField("wat zien we?", max_length=2000)
    meaning = models.TextField("wat kan dat betekenen?", max_length=2000)
    others = models.TextField("welke andere verklaringen zijn er?", max_length=2000)
    story = models.TextField("welk verhaal hoort erbij?", max_length=2000, blank=True)
    firmness = models.CharField(
        "hoe stevig is deze verklaring?", max_length=10, choices=Firmness.choices, blank=True
    )
    present = models.CharField("wie waren erbij?", max_length=300)
    held_on = models.DateField("wanneer spraken we erover?", default=localdate)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["trajectory", "-held_on", "-pk"]
        verbose_name = "duiding"
        verbose_name_plural = "duidingen"

    def __str__(self):
        return self.seen

    @property
    def group_id(self):
        return self.trajectory.group_id


class InterventionQuerySet(OfTeamsQuerySet):
    to_group = "interpretation__trajectory__team__group"

    def waiting(self):
        """Not looked back at yet, and not called off."""
        return self.filter(reviewed_at=None, dropped_at=None)


class Intervention(models.Model):
    """What a team does because of what it understood, and the day on which it looks back."""

    interpretation = models.ForeignKey(Interpretation, models.PROTECT, related_name="interventions")
    what = models.CharField("wat gaan we doen?", max_length=500)
    why = models.TextField("waarom past dat bij deze duiding?", max_length=1000)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="wie trekt het?",
        null=True,
        blank=True,
        related_name="+",
    )
    role = models.CharField("vanuit welke rol?", max_length=20, choices=names(ROLE), blank=True)
    sign = models.CharField("waaraan merken we dat het werkt?", max_length=300, blank=True)
    review_on = models.DateField("wanneer kijken we terug?")
    result = models.TextField("wat kwam ervan?", max_length=2000, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    dropped_at = models.DateTimeField(null=True)
    dropped_why = models.CharField("waarom niet meer", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=now)

    objects = InterventionQuerySet.as_manager()

    class Meta:
        ordering = ["interpretation", "review_on", "pk"]
        verbose_name = "interventie"
        verbose_name_plural = "interventies"
        constraints = [
            models.CheckConstraint(
                name="intervention_reviewed_whole",
                condition=Q(reviewed_at=None, reviewed_by=None, result="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(result=""),
            ),
            models.CheckConstraint(
                name="intervention_dropped_with_a_reason",
                condition=Q(dropped_at=None, dropped_why="")
                | Q(dropped_at__isnull=False, reviewed_at=None) & ~Q(dropped_why=""),
            ),
        ]

    def __str__(self):
        return self.what

    @property
    def trajectory(self):
        return self.interpretation.trajectory

    @property
    def group_id(self):
        return self.interpretation.group_id


class InsightUse(models.Model):
    """What an insight gives one role at each step of PDCA; an empty step is a gap to talk about."""

    STEPS = ("for_plan", "for_do", "for_check", "for_act")

    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="insight_uses")
    insight = models.CharField("inzicht", max_length=20, choices=names(INSIGHT))
    role = models.CharField("rol", max_length=20, choices=names(ROLE))
    for_plan = models.CharField("bij Plan", max_length=300, blank=True)
    for_do = models.CharField("bij Do", max_length=300, blank=True)
    for_check = models.CharField("bij Check", max_length=300, blank=True)
    for_act = models.CharField("bij Act", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["trajectory", "insight", "role"]
        verbose_name = "wat een inzicht oplevert"
        verbose_name_plural = "wat inzichten opleveren"
        constraints = [
            models.UniqueConstraint(
                fields=["trajectory", "insight", "role"], name="insight_use_once_a_role"
            )
        ]

    def __str__(self):
        return f"{self.get_insight_display()}, {self.get_role_display()}"

    @property
    def steps(self):
        """Each step of PDCA with what the insight gives there."""
        return [
            (name, getattr(self, field))
            for (_, name), field in zip(names(PDCA), self.STEPS, strict=True)
        ]

    @property
    def group_id(self):
        return self.trajectory.group_id


def questions(name):
    return ArrayField(models.CharField(max_length=400), verbose_name=name, default=list, blank=True)


class IssueGuide(models.Model):
    """A guide for a talk that begins with an issue, with questions the team may make its own."""

    PARTS = ("causes", "team", "manager", "board", "support", "says", "silent", "acting")

    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="issue_guides")
    issue = models.CharField("over welk onderwerp?", max_length=80)
    causes = questions("oorzaken zoeken")
    team = questions("vanuit het onderwijsteam")
    manager = questions("vanuit de onderwijsmanager")
    board = questions("vanuit CvB of middenmanagement")
    support = questions("vanuit de ondersteunende diensten")
    says = questions("wat gegevens wel zeggen")
    silent = questions("wat gegevens niet zeggen")
    acting = questions("welke interventie past?")
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["trajectory", "issue"]
        verbose_name = "gespreksgids"
        verbose_name_plural = "gespreksgidsen"
        constraints = [
            models.UniqueConstraint(fields=["trajectory", "issue"], name="guide_once_an_issue")
        ]

    def __str__(self):
        return self.issue

    @property
    def group_id(self):
        return self.trajectory.group_id

    @property
    def parts(self):
        fields = [self._meta.get_field(name) for name in self.PARTS]
        return [(capfirst(field.verbose_name), getattr(self, field.name)) for field in fields]
