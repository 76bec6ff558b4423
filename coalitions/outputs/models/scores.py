"""What readers say of a draft before it is published: does it mean something for my role?"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from coalitions.outputs.models.outputs import OutputVersion
from frameworks.definitions.axes import ROLE, names


class MeaningScore(models.Model):
    """How much a version means for the role of one reader, from 1 to 4, and why."""

    class Role(models.TextChoices):
        TEAM, MANAGER, BOARD, SUPPORT = names(ROLE)

    class Score(models.IntegerChoices):
        NONE = 1, "1: niet"
        LITTLE = 2, "2: een beetje"
        MUCH = 3, "3: wel"
        FULL = 4, "4: heel erg"

    version = models.ForeignKey(OutputVersion, models.CASCADE, related_name="scores")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField("vanuit welke rol lees je", max_length=10, choices=Role.choices)
    score = models.PositiveSmallIntegerField(
        "hoe betekenisvol is dit voor jouw rol",
        choices=Score.choices,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
    )
    remark = models.TextField("waarom", max_length=1000, blank=True)
    about_text = models.PositiveIntegerField()  # the version of the text that was read
    scored_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["pk"]
        verbose_name = "oordeel van een lezer"
        verbose_name_plural = "oordelen van lezers"
        constraints = [
            models.UniqueConstraint(fields=["version", "by"], name="scored_once_by_a_reader"),
            models.CheckConstraint(
                name="score_from_one_to_four", condition=Q(score__gte=1, score__lte=4)
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}: {self.score}"
