"""What is proposed: themes by ambassadors, ideas by anyone."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from coalitions.themes.models.rounds import ThemeRound


class ThemeQuerySet(models.QuerySet):
    def standing(self):
        """What can be voted on: not withdrawn and not gone up in another theme."""
        return self.filter(merged_into=None, withdrawn_at=None)

    def ranked(self):
        """The long list with votes in a room and decisions: most votes first, others by title."""
        return (
            self.standing()
            .select_related("institution", "room_count", "decision", "coalition")
            .order_by(F("room_count__votes").desc(nulls_last=True), "title", "edition")
        )


class Theme(models.Model):
    """A subject on the long list of a round."""

    class Origin(models.TextChoices):
        AMBASSADOR = "ambassador", "ambassadeur"
        CONFERENCE = "conference", "conferentie"
        IDEA = "idea", "ideeënbus"
        COALITION = "coalition", "eerdere coalitie"
        BUREAU = "bureau", "bureau"

    round = models.ForeignKey(ThemeRound, models.PROTECT, related_name="themes")
    title = models.CharField("thema", max_length=120)
    edition = models.CharField("editie", max_length=10, blank=True)
    issue = models.TextField("vraagstuk", max_length=2000)
    urgency = models.TextField("waarom nu", max_length=2000)
    origin = models.CharField("herkomst", max_length=20, choices=Origin.choices)
    institution = models.ForeignKey(
        "knw_portal.Institution",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="ingebracht door",
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField("voorgesteld", default=now)
    withdrawn_at = models.DateTimeField("ingetrokken", null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["title", "edition"]
        verbose_name = "thema"
        verbose_name_plural = "thema's"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "title", "edition"],
                condition=Q(withdrawn_at=None),
                name="theme_once_in_a_round",
                violation_error_message="Dit thema staat al op de lange lijst.",
            ),
            models.CheckConstraint(
                name="theme_not_merged_into_itself", condition=~Q(merged_into=F("pk"))
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="list_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("this_round", "bigint")],
                func="""
                    IF TG_OP = 'UPDATE' AND (NEW.round_id, NEW.title, NEW.edition, NEW.issue,
                        NEW.urgency, NEW.merged_into_id, NEW.withdrawn_at)
                        IS NOT DISTINCT FROM (OLD.round_id, OLD.title, OLD.edition, OLD.issue,
                        OLD.urgency, OLD.merged_into_id, OLD.withdrawn_at)
                    THEN
                        RETURN NEW;
                    END IF;
                    this_round := CASE TG_OP WHEN 'DELETE' THEN OLD.round_id ELSE NEW.round_id END;
                    IF EXISTS (SELECT FROM coalitions_themeround WHERE roll_frozen_at IS NOT NULL
                        AND (id = this_round OR (TG_OP = 'UPDATE' AND id = OLD.round_id)))
                    THEN
                        RAISE EXCEPTION 'the long list is fixed since the vote was opened';
                    END IF;
                    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                """,
            )
        ]

    def __str__(self):
        return f"{self.title} {self.edition}".strip()

    def get_absolute_url(self):
        return f"{self.round.get_absolute_url()}#thema-{self.pk}"

    def may_change(self, at=None, *, is_bureau):
        """Until the proposals close for who proposed it; for the bureau until the vote opens."""
        if self.withdrawn_at or self.round.roll_frozen_at or self.round.board_confirmed_on:
            return False
        return is_bureau or self.round.proposals_open(at)


class IdeaQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)


class Idea(models.Model):
    """An idea for a future theme, from anyone; counts once its giver confirmed it by mail."""

    title = models.CharField("jouw idee in één regel", max_length=120)
    issue = models.TextField("welk vraagstuk zit erachter?", max_length=2000)
    name = models.CharField("naam", max_length=120)
    email = models.EmailField("e-mailadres", max_length=254)
    institution_name = models.CharField("waar je werkt", max_length=120, blank=True)
    given_at = models.DateTimeField(default=now)
    confirmed_at = models.DateTimeField(null=True)
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, related_name="ideas")

    objects = IdeaQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at"]
        verbose_name = "idee"
        verbose_name_plural = "ideeën"

    def __str__(self):
        return self.title
