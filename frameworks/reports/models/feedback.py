"""What a team says of a framework, for the coalition that makes its next version."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from frameworks.definitions.axes import ROLE, names
from frameworks.definitions.models import Concept, Framework
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


SCORES = (
    "could_word",
    "gives_insight",
    "openness",
    "open_enough",
    "precise_enough",
    "strength_before",
    "strength_after",
)


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
    open_enough = score("Waren de vragen open genoeg voor jullie eigen opgave?")
    precise_enough = score("Waren de vragen precies genoeg om houvast te geven?")
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


class RoleScore(models.Model):
    """How far a framework helps one person in their own work: in one of the four roles, or as
    quality care. The makers read the scores per role, without names."""

    QUALITY = "quality"
    ROLES = (*names(ROLE), (QUALITY, "Kwaliteitszorgfunctionaris"))
    SCORES = ("supports", "dashboard", "information")

    class Used(models.TextChoices):
        YES = "yes", "ja"
        NO = "no", "nee, nog niet"

    class Purpose(models.TextChoices):
        STEER = "steer", "sturen"
        ACCOUNT = "account", "verantwoorden"
        LEARN = "learn", "leren"

    class Step(models.TextChoices):
        PLAN = "plan", "als we plannen maken"
        TALK = "talk", "als we onderweg de voortgang bespreken"
        ACCOUNT = "account", "als we verantwoorden wat ervan kwam"

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="role_scores")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField("in welke rol kijk je?", max_length=20, choices=ROLES)
    supports = score("Helpt het jou om teams te ondersteunen en te adviseren?")
    dashboard = score("Helpt het om jullie eigen dashboard in te richten of te beoordelen?")
    information = score("Helpt het om informatie makkelijk beschikbaar te krijgen?")
    is_used = models.CharField(
        "Gebruiken jullie het echt, in de P&C-cyclus?", max_length=5, choices=Used, blank=True
    )
    purposes = ArrayField(
        models.CharField(max_length=10, choices=Purpose), verbose_name="waarvoor?", default=list
    )
    step = models.CharField("wanneer in de P&C-cyclus?", max_length=10, choices=Step, blank=True)
    text = models.CharField("Wat moeten de makers weten?", max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "score van een rol"
        verbose_name_plural = "scores van rollen"
        constraints = [
            models.UniqueConstraint(fields=["framework", "by"], name="scored_once"),
            *(
                models.CheckConstraint(
                    name=f"role_score_{name}_1_to_5",
                    condition=Q(**{name: None}) | Q(**{f"{name}__range": (1, 5)}),
                )
                for name in ("supports", "dashboard", "information")
            ),
        ]

    def __str__(self):
        return f"{self.framework_id}: {self.role}"
