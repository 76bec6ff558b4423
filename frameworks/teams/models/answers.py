"""What a team answers: one answer to a question, with all it ever said."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.timezone import now

from frameworks.definitions.models import Concept
from frameworks.teams.models.conversations import Conversation


class AnswerFields(models.Model):
    """What an answer says. Blank, "unknown" and "na" are three things."""

    class Basis(models.TextChoices):
        CONSENSUS = "consensus", "Consensus"
        MAJORITY = "majority", "Meerderheid"
        NO_AGREEMENT = "no_agreement", "Niet eens"
        SKIPPED = "skipped", "Overgeslagen"

    PARTS = ("choices", "cells", "text", "basis", "reason")

    # Codes of the definition; of a table "line:column"; "unknown" and "na" for every kind.
    choices = ArrayField(models.CharField(max_length=130), default=list)
    # What is written in boxes: "value" of a number or date (2026-11-22), "line:column" of a table.
    cells = models.JSONField(default=dict)
    text = models.TextField(max_length=10_000, blank=True)
    basis = models.CharField(max_length=20, choices=Basis.choices, blank=True)
    reason = models.CharField("waarom overgeslagen", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def values(self):
        return {part: getattr(self, part) for part in self.PARTS}


class TeamAnswerQuerySet(models.QuerySet):
    def changed_since(self, conversation, moment=None):
        """What was written in a conversation after a moment, with by whom and to which question."""
        found = self.filter(conversation=conversation, updated_at__isnull=False)
        if moment is not None:
            found = found.filter(updated_at__gt=moment)
        return found.select_related("updated_by", "concept")


class TeamAnswer(AnswerFields):
    """The one answer of a team to a question in a conversation; never one of a person."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="answers")
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(null=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = TeamAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["conversation", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "concept"], name="one_answer_of_a_team")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="answer_of_an_open_conversation",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                # FOR SHARE: closing waits for who is saving, and who comes after it is refused.
                func="""
                    PERFORM 1 FROM frameworks_conversation
                        WHERE id = COALESCE(NEW.conversation_id, OLD.conversation_id)
                        AND closed_at IS NULL FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'a closed conversation does not change';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            )
        ]

    def __str__(self):
        return f"{self.conversation_id}: {self.concept_id}"

    @property
    def is_blank(self):
        return not any(self.values().values())


class AnswerRevisionQuerySet(models.QuerySet):
    def of(self, conversation, question):
        """All that an answer ever said, the newest first."""
        found = self.filter(
            answer__conversation=conversation, answer__concept_id=question["concept"]
        )
        return found.select_related("by").order_by("-version")


class AnswerRevision(AnswerFields):
    """What an answer said at one of its versions; nothing a team wrote is ever lost."""

    answer = models.ForeignKey(TeamAnswer, models.PROTECT, related_name="revisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    # Made in the browser for each save, so that one whose answer got lost can be sent again.
    client_op_id = models.UUIDField(null=True, unique=True, editable=False)

    objects = AnswerRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["answer", "version"]
        constraints = [models.UniqueConstraint(fields=["answer", "version"], name="revision_once")]
        triggers = [
            pgtrigger.Protect(name="revisions_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.answer_id}, {self.version}"
