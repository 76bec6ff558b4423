"""The talks of a team. Closed, a conversation stays as it was."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate, now

from frameworks.definitions.axes import MOMENT, names
from frameworks.teams.models.trajectories import OfTeamsQuerySet, Trajectory


def only_while(name, operation, condition="closed_at IS NULL"):
    """A trigger: rows that hang on a conversation change only while it is in this state."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        # FOR SHARE: closing waits for who is saving, and who comes after it is refused.
        func=f"""
            PERFORM 1 FROM frameworks_conversation
                WHERE id = COALESCE(NEW.conversation_id, OLD.conversation_id)
                AND {condition} FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the conversation is past that';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,
    )


class ConversationQuerySet(OfTeamsQuerySet):
    to_group = "trajectory__team__group"

    def open(self):
        return self.filter(closed_at=None)

    def before(self, conversation):
        """The closed talks of the same team that came before this one, the newest first."""
        return self.filter(
            trajectory=conversation.trajectory_id,
            closed_at__isnull=False,
            opened_at__lte=conversation.opened_at,
        ).exclude(pk=conversation.pk)

    def for_page(self):
        return self.select_related(
            "trajectory__team__institution", "trajectory__framework_version__framework"
        )


class Conversation(models.Model):
    """One talk of the team at one moment. Closed, it is a snapshot that never changes."""

    class Moment(models.TextChoices):
        START, DURING, AFTER = names(MOMENT)

    class Quality(models.TextChoices):
        BEFORE = "before", "vooraf, nog voor er iets ontworpen was"
        DURING = "during", "tijdens het ontwerpen"
        AFTER = "after", "achteraf"
        NOT_YET = "not_yet", "nog niet"

    class Order(models.TextChoices):
        SET = "set", "in de volgorde van de vragen"
        SPREAD = "spread", "het grootste verschil eerst"

    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="conversations")
    moment = models.CharField("moment", max_length=10, choices=Moment.choices)
    number = models.PositiveSmallIntegerField(default=1)
    held_on = models.DateField("gesprek van", default=localdate)
    # What was noted about the talk itself; it may change until the close.
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="wie leidt het gesprek?",
        null=True,
        blank=True,
        related_name="+",
    )
    note_taker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="wie schrijft mee?",
        null=True,
        blank=True,
        related_name="+",
    )
    # Names, not rows: an old report says what a discipline was called then.
    disciplines = ArrayField(
        models.CharField(max_length=80), verbose_name="wie zitten er aan tafel?", default=list
    )
    quality = models.CharField(
        "wanneer kwam kwaliteitszorg erbij?", max_length=10, choices=Quality.choices, blank=True
    )
    quality_since = models.DateField("sinds wanneer doet zij mee?", null=True, blank=True)
    order = models.CharField(
        "volgorde van het gesprek", max_length=10, choices=Order.choices, default=Order.SET
    )
    # The section that a time was set for, and until when.
    timer_about = models.CharField(max_length=60, blank=True)
    timer_until = models.DateTimeField(null=True)
    # From here on the team sees what everybody prepared, and nobody prepares any more.
    revealed_at = models.DateTimeField(null=True)
    revealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    lesson = models.TextField("wat leerden wij als team?", max_length=5000, blank=True)
    version = models.PositiveIntegerField(default=1)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=now)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    snapshot = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at"]
        verbose_name = "gesprek"
        verbose_name_plural = "gesprekken"
        constraints = [
            models.UniqueConstraint(
                fields=["trajectory", "moment", "number"], name="conversation_once_a_moment"
            ),
            models.CheckConstraint(
                name="conversation_revealed_whole",
                condition=Q(revealed_at=None, revealed_by=None)
                | Q(revealed_at__isnull=False, revealed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="conversation_closed_whole",
                condition=Q(closed_at=None, closed_by=None, snapshot=None, sha256="")
                | Q(closed_at__isnull=False, closed_by__isnull=False, snapshot__isnull=False)
                & ~Q(sha256=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="closed_is_closed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            )
        ]

    def __str__(self):
        again = f" {self.number}" if self.number > 1 else ""
        return f"{self.get_moment_display()}{again}"

    def get_absolute_url(self):
        return reverse("conversation_detail", kwargs={"pk": self.pk})

    @property
    def group_id(self):
        return self.trajectory.group_id

    def sections(self):
        """What is asked here. In an open one also what was hidden after it was answered."""
        return self.trajectory.sections(self.moment, also=self.answered())

    def answered(self):
        """The concepts to which something was answered, while the conversation is open."""
        if self.closed_at:
            return frozenset()
        answers = self.answers.exclude(choices=[], cells={}, text="", basis="", reason="")
        return {str(concept) for concept in answers.values_list("concept_id", flat=True)}

    def question(self, code):
        """What may be answered under this code; None when it is not asked here.

        Somebody may be writing at a question that a colleague hides: that is kept.
        """
        question = self.trajectory.question(code)
        if question is None:
            return None
        fits = self.trajectory.fits(question, self.moment)
        if fits and self.trajectory.asks(question, self.moment):
            return question
        was_asked = self.answers.filter(concept=question["concept"]).exists()
        return question if was_asked else None

    def questions(self):
        return [question for section in self.sections() for question in section["questions"]]
