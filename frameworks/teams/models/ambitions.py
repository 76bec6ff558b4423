"""What a team wants, and how it will know: measured, noticed or talked about."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate, now

from frameworks.definitions.axes import PDCA, names
from frameworks.teams.models.conversations import Conversation
from frameworks.teams.models.trajectories import OfTeamsQuerySet, Trajectory


class SetAside(models.Model):
    """What a team no longer works at stays readable, with the reason, and can come back."""

    set_aside_at = models.DateTimeField(null=True)
    set_aside_why = models.CharField("waarom niet meer", max_length=300, blank=True)

    class Meta:
        abstract = True


def set_aside_whole(name):
    return models.CheckConstraint(
        name=name,
        condition=Q(set_aside_at=None, set_aside_why="")
        | Q(set_aside_at__isnull=False) & ~Q(set_aside_why=""),
    )


class AmbitionQuerySet(OfTeamsQuerySet):
    to_group = "trajectory__team__group"

    def standing(self):
        return self.filter(set_aside_at=None)

    def with_outcomes(self):
        """With the outcomes that still count."""
        standing = Outcome.objects.filter(set_aside_at=None)
        return self.prefetch_related(models.Prefetch("outcomes", standing, to_attr="standing"))

    def with_what_was_seen(self):
        """With the outcomes that still count, and all that was seen of them."""
        standing = Outcome.objects.filter(set_aside_at=None).prefetch_related("checks")
        return self.prefetch_related(models.Prefetch("outcomes", standing, to_attr="standing"))


class Ambition(SetAside):
    """From the vision of the institution to what this team does, in four layers."""

    LAYERS = ("layer_concept", "layer_curriculum", "layer_teaching", "layer_doing")

    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="ambitions")
    vision = models.TextField("wat de visie van onze instelling zegt", max_length=2000)
    vision_source = models.CharField("waar dat staat", max_length=300, blank=True)
    text = models.TextField("onze ambitie", max_length=1000)
    # Two checks in words; a team that cannot fill them in knows what to talk about.
    concrete = models.TextField("is zij concreet?", max_length=1000, blank=True)
    feasible = models.TextField("is zij haalbaar?", max_length=1000, blank=True)
    direction = models.TextField("richting: wat de instelling bepaalt", max_length=1000, blank=True)
    room = models.TextField("ruimte: waar wij vrij in zijn", max_length=1000, blank=True)
    pdca = models.CharField("plaats in PDCA", max_length=10, choices=names(PDCA), blank=True)
    layer_concept = models.TextField("onderwijsconcept", max_length=2000, blank=True)
    layer_curriculum = models.TextField("curriculum", max_length=2000, blank=True)
    layer_teaching = models.TextField("pedagogiek en didactiek", max_length=2000, blank=True)
    layer_doing = models.TextField("ons handelen", max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=now)

    objects = AmbitionQuerySet.as_manager()

    class Meta:
        ordering = ["trajectory", "pk"]
        verbose_name = "ambitie"
        verbose_name_plural = "ambities"
        constraints = [set_aside_whole("ambition_set_aside_with_a_reason")]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        kwargs = {"pk": self.trajectory_id, "number": self.pk}
        return reverse("ambition_detail", kwargs=kwargs)

    @property
    def group_id(self):
        return self.trajectory.group_id

    @property
    def layers(self):
        """The four layers in their order: name, what stands there."""
        fields = [self._meta.get_field(name) for name in self.LAYERS]
        return [(capfirst(field.verbose_name), getattr(self, field.name)) for field in fields]


class OutcomeQuerySet(OfTeamsQuerySet):
    to_group = "ambition__trajectory__team__group"

    def with_checks(self):
        """With all that was seen of them, and in which conversation; one more query."""
        checks = OutcomeCheck.objects.select_related("conversation").defer("conversation__snapshot")
        return self.prefetch_related(models.Prefetch("checks", checks))

    def to_check(self, conversation):
        """What stands and was not yet looked at in this conversation."""
        return self.filter(
            ambition__trajectory=conversation.trajectory_id,
            ambition__set_aside_at=None,
            set_aside_at=None,
        ).exclude(checks__conversation=conversation)


class Outcome(SetAside):
    """What has to come of an ambition, and how the team will know: in one way at least."""

    # Of each kind: its name, its first field (which makes it one) and the fields beside it.
    KINDS = (
        ("measurable", "Meetbaar", "indicator", ("value_now", "value_wanted")),
        ("noticeable", "Merkbaar", "sign", ("noticed_by",)),
        ("discussable", "Bespreekbaar", "question", ("discussed_with", "discussed_when")),
    )

    ambition = models.ForeignKey(Ambition, models.PROTECT, related_name="outcomes")
    statement = models.CharField("wat moet het opleveren?", max_length=500)
    indicator = models.CharField("wat meten we?", max_length=300, blank=True)
    value_now = models.CharField("hoe staat het nu?", max_length=120, blank=True)
    value_wanted = models.CharField("waar willen we heen?", max_length=120, blank=True)
    measurable_evidence = models.TextField("bewijs bij wat we meten", max_length=1000, blank=True)
    sign = models.CharField("wat merken we?", max_length=300, blank=True)
    noticed_by = models.CharField("wie merkt het?", max_length=200, blank=True)
    noticeable_evidence = models.TextField("bewijs bij wat we merken", max_length=1000, blank=True)
    question = models.CharField("welke vraag bespreken we?", max_length=300, blank=True)
    discussed_with = models.CharField("met wie?", max_length=200, blank=True)
    discussed_when = models.CharField("wanneer?", max_length=120, blank=True)
    discussable_evidence = models.TextField(
        "bewijs bij wat we bespreken", max_length=1000, blank=True
    )
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=now)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["ambition", "pk"]
        verbose_name = "opbrengst"
        verbose_name_plural = "opbrengsten"
        constraints = [
            models.CheckConstraint(
                name="outcome_is_measured_noticed_or_discussed",
                condition=~Q(indicator="", sign="", question=""),
                violation_error_message="Hoe weten jullie dat het gelukt is? Vul bij meetbaar, "
                "merkbaar of bespreekbaar de eerste regel in. Eén is genoeg, meer mag.",
            ),
            set_aside_whole("outcome_set_aside_with_a_reason"),
        ]

    def __str__(self):
        return self.statement

    @property
    def trajectory(self):
        return self.ambition.trajectory

    @property
    def group_id(self):
        return self.ambition.group_id

    @property
    def kinds(self):
        """The kinds it has: code, name, what stands in its fields as (name, text), evidence."""
        found = []
        for code, name, first, beside in self.KINDS:
            if not getattr(self, first):
                continue
            fields = [self._meta.get_field(field) for field in (first, *beside)]
            told = [(capfirst(one.verbose_name), getattr(self, one.name)) for one in fields]
            evidence = getattr(self, f"{code}_evidence")
            found.append({"code": code, "name": name, "told": told, "evidence": evidence})
        return found


class OutcomeCheck(models.Model):
    """What a team saw of an outcome at a later moment. It stays; who erred adds a new one."""

    class Stand(models.TextChoices):
        NOTHING = "nothing", "We zien er nog niets van"
        SOME = "some", "We zien een begin"
        REACHED = "reached", "Het is er"
        OTHERWISE = "otherwise", "Het liep anders dan we dachten"

    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="checks")
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, null=True, blank=True, related_name="outcome_checks"
    )
    checked_on = models.DateField("wanneer keken we?", default=localdate)
    stand = models.CharField("hoe staat het ervoor?", max_length=10, choices=Stand.choices)
    seen = models.TextField("wat zien we nu?", max_length=2000)
    measurable_evidence = models.TextField("bewijs: wat we maten", max_length=1000, blank=True)
    noticeable_evidence = models.TextField("bewijs: wat we merkten", max_length=1000, blank=True)
    discussable_evidence = models.TextField("bewijs: wat we bespraken", max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["outcome", "checked_on", "pk"]
        verbose_name = "terugblik"
        verbose_name_plural = "terugblikken"
        triggers = [
            pgtrigger.Protect(name="checks_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.outcome_id}, {self.checked_on}"

    @property
    def evidence(self):
        """Per kind: name, what was noted."""
        named = [(name, getattr(self, f"{code}_evidence")) for code, name, *_ in Outcome.KINDS]
        return [(name, text) for name, text in named if text]
