"""Who may vote, what was voted, and the ledger of it."""

from datetime import UTC, timedelta
from hashlib import sha256

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast, Lower, Now

from coalitions.themes.models.rounds import ThemeRound
from coalitions.themes.models.themes import Theme
from knw_portal.people.models import Role


class RollEntryQuerySet(models.QuerySet):
    def with_ballots(self):
        return self.select_related("institution", "ballot__cast_by").order_by(
            Lower("institution__name")
        )

    def staying(self):
        """Without the institutions that left the roll while the vote was open."""
        return self.filter(exit=None)

    def silent(self):
        """The institutions that can still vote and have not, or took their vote back."""
        return self.staying().exclude(ballot__kind__in=Ballot.COUNTED)

    def open_to(self, user):
        """Without the votes that ran while this person was of the bureau.

        The bureau hands out the roles, and would come to a sealed ballot with one of its own. Who
        lays the bureau down is known to have been of it until the day before.
        """
        opened = Cast(OuterRef("round__vote_opens_at"), models.DateField()) - timedelta(days=1)
        of_bureau = Role.objects.filter(user=user, kind=Role.Kind.BUREAU)
        return self.exclude(Exists(of_bureau.filter(Q(until=None) | Q(until__gte=opened))))

    def that_count(self, round):
        """The institutions of which turnout is measured and whose ballots are counted.

        Who left the roll counts no more, but for a ballot that the rule of the round keeps.
        """
        stayed = Q(exit=None)
        if round.leaver_rule == ThemeRound.LeaverRule.KEEP:
            stayed |= Q(ballot__kind__in=Ballot.COUNTED)
        return self.filter(stayed, round=round)


class RollEntry(models.Model):
    """An institution that may vote in this round: written down when the vote is opened."""

    round = models.ForeignKey(ThemeRound, models.PROTECT, related_name="roll")
    institution = models.ForeignKey("knw_portal.Institution", models.PROTECT, related_name="+")
    had_ambassador = models.BooleanField("had toen een ambassadeur")

    objects = RollEntryQuerySet.as_manager()

    class Meta:
        ordering = ["round", "institution"]
        constraints = [
            models.UniqueConstraint(fields=["round", "institution"], name="once_on_the_roll")
        ]
        triggers = [
            pgtrigger.Protect(name="roll_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="roll_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT FROM coalitions_themeround
                        WHERE id = NEW.round_id AND roll_frozen_at IS NOT NULL)
                    THEN
                        RAISE EXCEPTION 'the roll is fixed since the vote was opened';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.institution} in {self.round}"

    @property
    def counted_ballot(self):
        """The ballot of this institution, None as long as there is none that counts."""
        ballot = getattr(self, "ballot", None)
        return ballot if ballot and ballot.kind in Ballot.COUNTED else None

    def in_own_order(self, themes):
        """The themes in an order that is this institution's own and stays the same."""
        return sorted(themes, key=lambda theme: sha256(f"{self.pk}:{theme.pk}".encode()).digest())


# What a trigger of the ballot box asks: is this round's vote open? The minute after the close is
# for who was let in before it; the action that casts compares with the close itself.
BOX = """
    SELECT round.id INTO this_round FROM coalitions_rollentry entry
        JOIN coalitions_themeround round ON round.id = entry.round_id
        WHERE entry.id = this_entry AND round.roll_frozen_at IS NOT NULL
        AND clock_timestamp() BETWEEN round.vote_opens_at
            AND round.vote_closes_at + interval '1 minute'
        AND round.cancelled_at IS NULL
        AND NOT EXISTS (SELECT FROM coalitions_count count WHERE count.round_id = round.id)
        AND NOT EXISTS (SELECT FROM coalitions_rollexit gone WHERE gone.entry_id = this_entry);
    IF this_round IS NULL THEN
        RAISE EXCEPTION 'the ballot box of this round is closed';
    END IF;
"""


TICKED = """
    SELECT entry_id INTO this_entry FROM coalitions_ballot
        WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.ballot_id ELSE NEW.ballot_id END;
"""


LISTED = """
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NOT EXISTS (SELECT FROM coalitions_theme WHERE id = NEW.theme_id
        AND round_id = this_round AND published_at IS NOT NULL
            AND withdrawn_at IS NULL AND merged_into_id IS NULL AND split_at IS NULL)
    THEN
        RAISE EXCEPTION 'this theme is not on the list of this round';
    END IF;
    IF NOT EXISTS (SELECT FROM coalitions_themeround round,
        (SELECT count(*) AS many, coalesce(sum(points), 0) AS given
            FROM coalitions_preference
            WHERE ballot_id = NEW.ballot_id AND id IS DISTINCT FROM NEW.id) others
        WHERE round.id = this_round AND others.many < round.max_choices
        AND CASE round.method
            WHEN 'approval' THEN NEW.points IS NULL AND NEW.rank IS NULL
            WHEN 'points' THEN NEW.rank IS NULL AND NOT NEW.starred
                AND coalesce(NEW.points >= 1 AND others.given + NEW.points <= round.points, false)
            WHEN 'ranking' THEN NEW.points IS NULL AND NOT NEW.starred
                AND coalesce(NEW.rank BETWEEN 1 AND round.max_choices, false)
            ELSE false END)
    THEN
        RAISE EXCEPTION 'this is more than a ballot of this round may hold, or something else';
    END IF;
    RETURN NEW;
"""


class Ballot(models.Model):
    """The vote of one institution as it stands now. Its ambassador or deputy cast it."""

    class Kind(models.TextChoices):
        CHOICES = "choices", "thema’s gekozen"
        NONE = "none", "geen van deze thema’s"
        ABSTAIN = "abstain", "onthouding"
        WITHDRAWN = "withdrawn", "ingetrokken"

    COUNTED = (Kind.CHOICES, Kind.NONE, Kind.ABSTAIN)

    entry = models.OneToOneField(RollEntry, models.PROTECT, related_name="ballot")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    tracker = models.CharField("volgcode", max_length=12, unique=True)
    salt = models.CharField(max_length=32)  # so that nobody can guess the choices from the digest
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cast_at = models.DateTimeField("uitgebracht")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["entry"]
        triggers = [
            pgtrigger.Trigger(
                name="ballot_in_time",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("this_entry", "bigint"), ("this_round", "bigint")],
                func="""
                    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND NEW.entry_id <> OLD.entry_id) THEN
                        RAISE EXCEPTION 'a ballot stays with its institution';
                    END IF;
                    this_entry := NEW.entry_id;
                """
                + BOX
                + "RETURN NEW;",
            )
        ]

    def __str__(self):
        return f"{self.entry}: {self.get_kind_display()}"

    def digest(self, chosen):
        """The fingerprint of these choices, which the ledger keeps; `chosen`: theme ids → marks.

        It shows that a ballot was not altered, and not what is on it.
        """
        ticks = ",".join(f"{theme}:{int(mark)}" for theme, mark in sorted(chosen.items()))
        return sha256(f"{self.salt}|{self.kind}|{ticks}".encode()).hexdigest()


class Preference(models.Model):
    """One theme on a ballot: ticked, with points, or in a place, as the round's method has it.

    Of ticked themes the starred one is the institution's first choice.
    """

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="preferences")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")
    starred = models.BooleanField("eerste keus", default=False)
    points = models.PositiveSmallIntegerField("punten", null=True)
    rank = models.PositiveSmallIntegerField("plaats", null=True)

    class Meta:
        ordering = ["ballot", "theme"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "theme"], name="ticked_once"),
            models.UniqueConstraint(
                fields=["ballot"], condition=Q(starred=True), name="one_star_on_a_ballot"
            ),
            models.UniqueConstraint(fields=["ballot", "rank"], name="one_theme_in_a_place"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="preference_in_time",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("this_entry", "bigint"), ("this_round", "bigint")],
                func=TICKED + BOX + LISTED,
            )
        ]

    def __str__(self):
        return f"{self.theme}{' ★' if self.starred else ''}"

    @property
    def mark(self):
        """What stands beside the theme: points, a place, or whether it has the star."""
        return self.points or self.rank or self.starred


class BallotShown(models.Model):
    """Who voted for an institution let somebody who came later see the ballot. Kept for ever."""

    entry = models.ForeignKey(RollEntry, models.PROTECT, related_name="shown")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "to"], name="ballot_shown_once")]
        triggers = [
            pgtrigger.Protect(
                name="shown_is_written", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return f"{self.entry}: getoond"


class BallotEvent(models.Model):
    """One line of the ledger of a vote: who did what to a ballot, when. It holds no choices.

    Each line of an institution carries the fingerprint of itself and of the line before it, so
    that an altered line shows.
    """

    class What(models.TextChoices):
        CAST = "cast", "uitgebracht"
        CHANGED = "changed", "gewijzigd"
        WITHDRAWN = "withdrawn", "ingetrokken"

    entry = models.ForeignKey(RollEntry, models.PROTECT, related_name="events")
    what = models.CharField(max_length=10, choices=What.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tracker = models.CharField("volgcode", max_length=12)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField("wanneer")
    chain = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["entry", "id"], name="ballot_ledger")]
        triggers = [
            pgtrigger.Protect(
                name="ledger_is_for_ever", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return f"{self.entry}: {self.get_what_display()}"

    def link(self, before):
        """The fingerprint of this line and, through `before`, of all earlier ones of the entry."""
        at = self.at.astimezone(UTC).isoformat()
        parts = [before, self.entry_id, self.entry.round_id, self.entry.institution_id]
        parts += [self.what, self.by_id, self.tracker, self.digest, at]
        return sha256("|".join(map(str, parts)).encode()).hexdigest()
