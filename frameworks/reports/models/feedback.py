"""What a team says of a framework, for the coalition that makes its next version."""

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from frameworks.definitions.models import Concept
from frameworks.teams.models import Conversation


class Objection(models.Model):
    """A question did not work for a team, and why. The coalition reads it, without a name."""

    class Kind(models.TextChoices):
        UNCLEAR = "unclear", "We begrepen de vraag niet goed"
        NOT_OURS = "not_ours", "De vraag past niet bij ons werk"
        REPLACED = "replaced", "We stelden de vraag in andere woorden"
        MISSING = "missing", "Er ontbreekt een keuze of een trede"
        OTHER = "other", "Iets anders"

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="objections")
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="objections")
    kind = models.CharField("wat werkte niet?", max_length=10, choices=Kind.choices)
    text = models.CharField("jullie toelichting", max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "opmerking over een vraag"
        verbose_name_plural = "opmerkingen over vragen"
        indexes = [models.Index(fields=["concept", "id"], name="objections_of_a_question")]
        triggers = [
            pgtrigger.Protect(
                name="objection_stays",
                operation=pgtrigger.UpdateOf("conversation_id", "concept_id", "kind", "text")
                | pgtrigger.Delete,
            )
        ]

    def __str__(self):
        return f"{self.concept_id}: {self.kind}"

    @property
    def group_id(self):
        return self.conversation.group_id


SCORES = ("could_word", "gives_insight", "openness", "strength_before", "strength_after")


def score(label):
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


class Experience(models.Model):
    """How it was to use the framework, once per conversation: the scores of its criteria."""

    SCORES = SCORES

    conversation = models.OneToOneField(Conversation, models.PROTECT, related_name="experience")
    could_word = score("Konden wij de kwaliteit onder woorden brengen?")
    gives_insight = score("Maakte het zichtbaar hoe het ervoor staat?")
    openness = score("Waren de vragen open of juist precies genoeg?")
    strength_before = score("Hoe sterk stonden wij als team vóór dit gesprek?")
    strength_after = score("Hoe sterk staan wij als team nu?")
    text = models.CharField("Wat moeten de makers weten?", max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "ervaring met een raamwerk"
        verbose_name_plural = "ervaringen met een raamwerk"
        constraints = [
            models.CheckConstraint(
                name=f"experience_{name}_1_to_5",
                condition=Q(**{name: None}) | Q(**{f"{name}__range": (1, 5)}),
            )
            for name in SCORES
        ]

    def __str__(self):
        return f"{self.conversation_id}"

    @property
    def group_id(self):
        return self.conversation.group_id
