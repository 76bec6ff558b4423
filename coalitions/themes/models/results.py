"""What came out of a vote, and what was decided on it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from coalitions.themes.models.rounds import ThemeRound
from coalitions.themes.models.themes import Theme


class Count(models.Model):
    """The result of a round as it was counted, once, after the close. It never changes."""

    round = models.OneToOneField(ThemeRound, models.PROTECT, related_name="count")
    method = models.CharField(max_length=20, choices=ThemeRound.Method.choices)
    input_digest = models.CharField(max_length=64)  # of every ballot that was counted
    result = models.JSONField()
    counting_version = models.PositiveSmallIntegerField("versie van de telling")
    counted_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]
        triggers = [
            pgtrigger.Protect(name="result_is_final", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"telling van {self.round}"


class RoomCount(models.Model):
    """How many stood at a theme in the room; a total, with its source on the round."""

    theme = models.OneToOneField(Theme, models.PROTECT, related_name="room_count")
    votes = models.PositiveIntegerField("stemmen")

    class Meta:
        ordering = ["-votes"]
        triggers = [
            pgtrigger.Protect(
                name="counted_is_counted", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return f"{self.theme}: {self.votes}"


class Decision(models.Model):
    """What was decided about a theme, and when. It stands beside the ranking, apart from it."""

    theme = models.OneToOneField(Theme, models.PROTECT, related_name="decision")
    is_chosen = models.BooleanField("gekozen")
    motivation = models.TextField("motivering", blank=True)
    decided_on = models.DateField("besloten op")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_on = models.DateField("bevestigd door het bestuur op", null=True)

    class Meta:
        ordering = ["-is_chosen", "theme"]
        triggers = [
            pgtrigger.Protect(
                name="confirmed_is_confirmed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__confirmed_on__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.theme}: {'gekozen' if self.is_chosen else 'niet gekozen'}"
