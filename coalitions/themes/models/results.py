"""What came out of a vote, and what was decided on it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
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
            pgtrigger.Protect(
                name="result_is_final", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="counted_after_the_close",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT FROM coalitions_themeround WHERE id = NEW.round_id
                        AND roll_frozen_at IS NOT NULL AND cancelled_at IS NULL
                        AND vote_closes_at <= clock_timestamp())
                    THEN
                        RAISE EXCEPTION 'only a vote that closed by itself is counted';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"telling van {self.round}"


class RoomCount(models.Model):
    """How many stood at a theme in the room; a total, with its source on the round.

    It can be corrected until the decision lies before the board.
    """

    theme = models.OneToOneField(Theme, models.PROTECT, related_name="room_count")
    votes = models.PositiveIntegerField("stemmen")

    class Meta:
        ordering = ["-votes"]
        triggers = [
            pgtrigger.Trigger(
                name="counted_is_counted",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT FROM coalitions_theme theme
                        JOIN coalitions_themeround round ON round.id = theme.round_id
                        WHERE theme.id = OLD.theme_id AND (round.board_confirmed_on IS NOT NULL
                        OR round.decision_sent_at IS NOT NULL))
                        OR EXISTS (SELECT FROM coalitions_decision
                            WHERE theme_id = OLD.theme_id AND confirmed_on IS NOT NULL)
                    THEN
                        RAISE EXCEPTION 'a count that was decided on stays as it is';
                    END IF;
                    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                """,
            )
        ]

    def __str__(self):
        return f"{self.theme}: {self.votes}"


class Decision(models.Model):
    """What was decided about a theme, and when. It stands beside the ranking, apart from it."""

    class Basis(models.TextChoices):
        RANKING = "ranking", "volgt de uitslag"
        STARS = "stars", "gelijke stand: de sterren gaven de doorslag"
        TIE = "tie", "gelijke stand: besloten met een motivering"
        DEPARTURE = "departure", "wijkt af van de uitslag"

    theme = models.OneToOneField(Theme, models.PROTECT, related_name="decision")
    is_chosen = models.BooleanField("gekozen")
    basis = models.CharField("grond", max_length=10, choices=Basis.choices, default=Basis.RANKING)
    motivation = models.TextField("motivering", blank=True)
    decided_on = models.DateField("besloten op")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_on = models.DateField("bevestigd door het bestuur op", null=True)

    class Meta:
        ordering = ["-is_chosen", "theme"]
        constraints = [
            models.CheckConstraint(
                name="decided_with_a_reason",
                condition=~Q(motivation="")
                | Q(basis__in=["ranking", "stars"])
                | Q(basis="tie", is_chosen=False),
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="confirmed_is_confirmed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__confirmed_on__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.theme}: {'gekozen' if self.is_chosen else 'niet gekozen'}"
