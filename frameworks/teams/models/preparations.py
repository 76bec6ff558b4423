"""What somebody thinks of a question before the talk, for nobody else until it is revealed."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from frameworks.definitions.models import Concept
from frameworks.teams.models.conversations import Conversation, only_while

# How long after the close of a talk it is kept what each person prepared. People are told so.
KEPT_DAYS = 30


class PreparationQuerySet(models.QuerySet):
    def of(self, user, conversation):
        """What one person prepared themselves."""
        return self.filter(conversation=conversation, user=user)

    def revealed(self, conversation):
        """What everybody prepared, once the team said that it may be seen; nothing before."""
        return self.filter(conversation=conversation, conversation__revealed_at__isnull=False)

    def filled(self):
        return self.exclude(choices=[], note="")

    def outlived(self, at):
        return self.filter(conversation__closed_at__lt=at - timedelta(days=KEPT_DAYS))


class Preparation(models.Model):
    """One person's own view of one question. It is gone some time after the talk."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="preparations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="+")
    choices = ArrayField(models.CharField(max_length=130), default=list)
    note = models.TextField(max_length=1000, blank=True)
    updated_at = models.DateTimeField(default=now)

    objects = PreparationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "voorbereiding"
        verbose_name_plural = "voorbereidingen"
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "user", "concept"], name="prepared_once_by_a_person"
            ),
            models.CheckConstraint(
                name="preparation_says_something", condition=~Q(choices=[], note="")
            ),
        ]
        triggers = [
            # Who has seen what the others think, no longer changes what they thought themselves.
            only_while(
                "prepared_before_the_reveal",
                pgtrigger.Insert | pgtrigger.Update,
                "closed_at IS NULL AND revealed_at IS NULL",
            )
        ]

    def __str__(self):
        return f"{self.conversation_id}: {self.concept_id}"
