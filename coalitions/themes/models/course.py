"""What happens to a vote while it is under way: put off, or an institution leaves the roll."""

from datetime import UTC
from hashlib import sha256

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coalitions.themes.models.ballots import RollEntry
from coalitions.themes.models.rounds import ThemeRound


class Extension(models.Model):
    """The close of a vote was put off: from when to when, by whom and why. Kept for ever.

    The row stands first; the trigger of the round lets the close move only along it.
    """

    round = models.ForeignKey(ThemeRound, models.PROTECT, related_name="extensions")
    closed_at = models.DateTimeField("zou sluiten")
    closes_at = models.DateTimeField("sluit nu")
    reason = models.TextField("waarom later", max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        verbose_name = "verlenging"
        verbose_name_plural = "verlengingen"
        constraints = [
            models.UniqueConstraint(fields=["round", "closed_at"], name="put_off_once_from_there"),
            models.CheckConstraint(
                name="put_off_to_later", condition=Q(closes_at__gt=F("closed_at"))
            ),
            models.CheckConstraint(name="put_off_with_a_reason", condition=~Q(reason="")),
        ]
        triggers = [
            pgtrigger.Protect(
                name="put_off_is_written", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return f"{self.round}: later"

    @property
    def digest(self):
        """The fingerprint of this line, which the log keeps beside it."""
        moments = [one.astimezone(UTC).isoformat() for one in (self.closed_at, self.closes_at)]
        parts = [self.pk, self.round_id, *moments, self.reason, self.by_id]
        return sha256("|".join(map(str, parts)).encode()).hexdigest()


class RollExit(models.Model):
    """An institution left the roll while the vote was open: merged or no longer a member.

    Its row on the roll stays. Whether its ballot counts, the rule of the round said beforehand.
    """

    class Kind(models.TextChoices):
        MERGED = "merged", "opgegaan in een andere school"
        LEFT = "left", "niet meer aangesloten"

    entry = models.OneToOneField(RollEntry, models.PROTECT, related_name="exit")
    kind = models.CharField("wat is er gebeurd", max_length=10, choices=Kind.choices)
    merged_into = models.ForeignKey(
        "knw_portal.Institution",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="opgegaan in",
    )
    reason = models.TextField("toelichting", max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        verbose_name = "van de lijst"
        constraints = [
            models.CheckConstraint(name="left_with_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="merged_into_another",
                condition=Q(kind="merged", merged_into__isnull=False)
                | Q(kind="left", merged_into=None),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="exit_is_written", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="exit_in_time",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT FROM coalitions_rollentry entry
                        JOIN coalitions_themeround round ON round.id = entry.round_id
                        WHERE entry.id = NEW.entry_id AND round.roll_frozen_at IS NOT NULL
                        AND round.cancelled_at IS NULL
                        AND clock_timestamp() < round.vote_closes_at
                        AND NOT EXISTS (SELECT FROM coalitions_count
                            WHERE round_id = round.id))
                    THEN
                        RAISE EXCEPTION 'nobody leaves the roll of a vote that is over';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.entry}: {self.get_kind_display()}"

    @property
    def digest(self):
        """The fingerprint of this line, which the log keeps beside it."""
        parts = [self.pk, self.entry_id, self.kind, self.merged_into_id, self.by_id, self.reason]
        return sha256("|".join(map(str, parts)).encode()).hexdigest()
