"""What a team wants to ask itself, beside what its framework asks."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from frameworks.definitions.axes import MOMENT, PDCA, names
from frameworks.definitions.models import Concept, Question
from frameworks.teams.models.trajectories import Trajectory

KINDS = (Question.Kind.OPEN, Question.Kind.SCALE, Question.Kind.ONE, Question.Kind.MANY)
STEPS = 4


class OwnQuestion(models.Model):
    """A question a team made for itself. It stays the team's: nobody else is compared by it."""

    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="own_questions")
    concept = models.OneToOneField(Concept, models.PROTECT, related_name="own_question")
    moment = models.CharField("moment", max_length=10, choices=names(MOMENT), blank=True)
    kind = models.CharField(
        "soort", max_length=10, choices=[(kind.value, kind.label) for kind in KINDS], default="open"
    )
    text = models.CharField("vraag", max_length=500)
    help = models.CharField("toelichting", max_length=500, blank=True)
    # Of a scale its four steps from low to high, of a choice what one chooses from.
    options = ArrayField(models.CharField(max_length=400), default=list, blank=True)
    pdca = models.CharField("plaats in PDCA", max_length=10, choices=names(PDCA), blank=True)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["trajectory", "pk"]
        verbose_name = "eigen vraag"
        verbose_name_plural = "eigen vragen"
        constraints = [
            models.CheckConstraint(
                name="own_question_has_what_its_kind_needs",
                condition=Q(kind="open", options__len=0)
                | Q(kind="scale", options__len=STEPS)
                | Q(kind__in=["one", "many"], options__len__gte=2),
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def group_id(self):
        return self.trajectory.group_id

    @property
    def code(self):
        return self.concept.code

    def as_asked(self):
        """In the form of a question of a definition, so that it is answered as every other."""
        is_scale = self.kind == Question.Kind.SCALE
        axes = {MOMENT: self.moment, PDCA: self.pdca}
        return {
            "concept": str(self.concept_id),
            "code": self.code,
            "kind": self.kind,
            "text": self.text,
            "help": self.help,
            "source": "",
            "core": False,
            "own": True,
            "axes": {axis: [value] for axis, value in axes.items() if value},
            "points": [
                {"code": str(number), "value": number if is_scale else None, "text": text}
                for number, text in enumerate(self.options, start=1)
            ],
            "lines": [],
        }
