"""With whom a team shares a closed conversation. Without a row here: with nobody."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.timezone import now

from frameworks.teams.models import Conversation

LESSON = "lesson"  # among what is left out: the lesson of the team, which is no question


class SharingQuerySet(models.QuerySet):
    def newest(self):
        """Of each conversation the decision that counts."""
        return self.order_by("conversation_id", "-pk").distinct("conversation_id")

    def conversations(self, level):
        """The closed conversations that are shared with `level` or wider today.

        Each comes with `shared_level` and `left_out`, as the newest decision says.
        """
        newest = self.filter(conversation=OuterRef("pk")).order_by("-pk")
        return (
            Conversation.objects.filter(closed_at__isnull=False)
            .annotate(
                shared_level=Subquery(newest.values("level")[:1]),
                left_out=Subquery(newest.values("left_out")[:1]),
            )
            .filter(shared_level__in=Sharing.at_least(level))
        )


class Sharing(models.Model):
    """A decision of a team about one closed conversation. Append-only; the newest counts."""

    class Level(models.TextChoices):
        TEAM = "team", "Alleen ons team"
        INSTITUTION = "institution", "Onze instelling"
        COALITION = "coalition", "De coalitie van dit raamwerk"
        NETWORK = "network", "Het hele netwerk, alleen als getal"

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="sharings")
    level = models.CharField("met wie", max_length=12, choices=Level.choices)
    # Codes of questions whose answers stay with the team, and perhaps LESSON.
    left_out = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    note = models.CharField("waarom", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    objects = SharingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "besluit over delen"
        verbose_name_plural = "besluiten over delen"
        indexes = [
            models.Index(fields=["conversation", "-id"], include=["level"], name="newest_sharing")
        ]
        triggers = [
            pgtrigger.Protect(name="sharing_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="sharing_of_a_closed_conversation",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    PERFORM 1 FROM frameworks_conversation
                        WHERE id = NEW.conversation_id AND closed_at IS NOT NULL;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'only a closed conversation is shared';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.conversation_id}: {self.level}"

    @classmethod
    def at_least(cls, level):
        """This level and every wider one: who shares with the network, shares with the school."""
        levels = cls.Level.values
        return levels[levels.index(level) :]
