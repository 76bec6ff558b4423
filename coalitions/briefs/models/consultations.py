"""Question articulation: rounds in which people comment on a brief, and the versions it had."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate, now

from coalitions.briefs.models.coalitions import SENSIBLE, Coalition
from knw_portal.people.models import Role, duties_of


class ConsultationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of the coalition's own people and whoever is asked; bureau and board follow them all."""
        duties = duties_of(user)
        if duties.has(Role.Kind.BUREAU, Role.Kind.BOARD):
            return self
        own = Q(coalition__group__in=duties.groups)
        if duties.has(Role.Kind.AMBASSADOR, Role.Kind.DEPUTY):
            own |= Q(asked=Consultation.Asked.AMBASSADORS)
        return self.filter(own)

    def asking(self, user):
        """Those in which this person may comment today."""
        duties = duties_of(user)
        asked = Q(asked=Consultation.Asked.MEMBERS, coalition__group__in=duties.groups)
        if duties.has(Role.Kind.AMBASSADOR, Role.Kind.DEPUTY):
            asked |= Q(asked=Consultation.Asked.AMBASSADORS)
        return self.filter(asked, closed_at=None, closes_on__gte=localdate())

    def newest(self):
        return self.order_by("-pk")


class Consultation(models.Model):
    """A round of comments on a brief: opened by the bureau, open until the end of its last day."""

    class Asked(models.TextChoices):
        AMBASSADORS = "ambassadors", "de ambassadeurs en hun plaatsvervangers"
        MEMBERS = "members", "de mensen van de coalitie"

    coalition = models.ForeignKey(Coalition, models.PROTECT, related_name="consultations")
    asked = models.CharField(
        "wie vraag je", max_length=20, choices=Asked.choices, default=Asked.AMBASSADORS
    )
    note = models.TextField("waar moeten ze op letten", max_length=1000, blank=True)
    opened_at = models.DateTimeField(default=now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closes_on = models.DateField("open tot en met", validators=SENSIBLE)
    closed_at = models.DateTimeField(null=True, blank=True)  # its last version is made
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "opmerkingenronde"
        verbose_name_plural = "opmerkingenrondes"
        constraints = [
            models.UniqueConstraint(
                fields=["coalition"],
                condition=Q(closed_at=None),
                name="one_consultation_at_a_time",
            )
        ]

    def __str__(self):
        return f"Opmerkingen bij {self.coalition}"

    @property
    def is_open(self):
        """The day decides, also when the worker that makes the last version is late."""
        return self.closed_at is None and localdate() <= self.closes_on


class Comment(models.Model):
    """What somebody asked says about one section of a brief, and what the bureau did with it."""

    class Section(models.TextChoices):
        ACTIVITY = "activity", "Waar de coalitie zich mee bezighoudt"
        SUCCESS = "success", "Wanneer de coalitie succesvol is"
        COMPOSITION = "composition", "Gewenste samenstelling"
        OTHER = "other", "Iets anders"

    class State(models.TextChoices):
        OPEN = "open", "wacht op het bureau"
        ADOPTED = "adopted", "overgenomen"
        ANSWERED = "answered", "beantwoord"
        DECLINED = "declined", "niet overgenomen"

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="comments")
    section = models.CharField("onderdeel", max_length=20, choices=Section.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    text = models.TextField("je opmerking", max_length=2000)
    made_at = models.DateTimeField(default=now)
    state = models.CharField(
        "wat doe je ermee", max_length=20, choices=State.choices, default=State.OPEN
    )
    answer = models.TextField("antwoord", max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = "opmerking"
        verbose_name_plural = "opmerkingen"

    def __str__(self):
        return f"Opmerking over {self.get_section_display().lower()}"


class BriefVersion(models.Model):
    """The brief as it was when a round of comments opened or closed. It never changes."""

    class Moment(models.TextChoices):
        OPENED = "opened", "bij het openen van de opmerkingenronde"
        CLOSED = "closed", "bij het sluiten van de opmerkingenronde"

    coalition = models.ForeignKey(Coalition, models.PROTECT, related_name="versions")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="versions")
    moment = models.CharField(max_length=20, choices=Moment.choices)
    number = models.PositiveSmallIntegerField("versie")
    body = models.JSONField()
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["number"]
        verbose_name = "versie van een opdracht"
        verbose_name_plural = "versies van opdrachten"
        constraints = [
            models.UniqueConstraint(fields=["coalition", "number"], name="one_version_a_number"),
            models.UniqueConstraint(fields=["consultation", "moment"], name="one_version_a_moment"),
            models.CheckConstraint(name="versions_count_from_one", condition=Q(number__gt=0)),
        ]
        triggers = [
            pgtrigger.Protect(name="version_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"versie {self.number}"
