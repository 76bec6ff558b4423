"""From idea to decision: the yearly round in which ambassadors choose the themes.

Who may vote, what about and by which rules is fixed when the bureau opens the vote; a ballot can
be cast until its round closes and never after. The triggers below hold that for everybody who can
write in the database, however they came there.
"""

from hashlib import sha256

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.urls import reverse
from django.utils.timezone import localdate, now

from knw_portal.dates import full_day, moment


class ThemeRoundQuerySet(models.QuerySet):
    def for_list(self):
        standing = Q(themes__merged_into=None, themes__withdrawn_at=None)
        return self.annotate(
            theme_count=models.Count("themes", filter=standing, distinct=True),
            coalition_count=models.Count("coalitions", distinct=True),
        ).order_by("-school_year")

    def voting(self, at):
        """The rounds in which ballots can be cast at this moment."""
        return self.filter(
            roll_frozen_at__isnull=False, vote_opens_at__lte=at, vote_closes_at__gt=at
        )

    def held(self, round):
        """This round as it is now, with `clock`: the database's time once we hold the row.

        Who casts a ballot or changes the list shares the row with others who do. The count and
        the opening want it for themselves, so they wait for who is under way and nobody slips in
        behind them. The clock is read after the waiting.
        """
        return self.raw(HELD_TOGETHER, [round.pk])[0]

    def held_alone(self, round):
        return self.raw(HELD_ALONE, [round.pk])[0]


HELD_TOGETHER = """
    SELECT held.*, clock_timestamp() AS clock
    FROM (SELECT * FROM coalitions_themeround WHERE id = %s FOR SHARE) held
"""
HELD_ALONE = """
    SELECT held.*, clock_timestamp() AS clock
    FROM (SELECT * FROM coalitions_themeround WHERE id = %s FOR UPDATE) held
"""
TIE_RULE = (
    "Bij een gelijke stand om de laatste plaats tellen de sterren. Is dat ook gelijk, dan besluit "
    "het bureau met een motivering."
)

# What cannot change any more once the vote was opened.
RULES = [
    "school_year",
    "title",
    "seats",
    "method",
    "max_choices",
    "tie_break",
    "tie_rule",
    "proposals_close_at",
    "vote_opens_at",
    "vote_closes_at",
    "roll_frozen_at",
]
RULES_CHANGE = "OLD.roll_frozen_at IS NOT NULL AND ({}) IS DISTINCT FROM ({})".format(
    *(", ".join(f"{row}.{name}" for name in RULES) for row in ("OLD", "NEW"))
)


class ThemeRound(models.Model):
    """One yearly cycle: themes are proposed, chosen, confirmed; it yields coalitions."""

    class Method(models.TextChoices):
        APPROVAL = "approval", "aankruisen, met een voorkeur"
        ROOM = "room", "in de zaal, met de voeten"

    class TieBreak(models.TextChoices):
        STARS = "stars", "de meeste sterren gaan voor"
        DECISION = "decision", "het bureau besluit met een motivering"

    school_year = models.CharField("schooljaar", max_length=9, unique=True)  # "2023-2024"
    title = models.CharField("titel", max_length=200)
    seats = models.PositiveSmallIntegerField("aantal te kiezen thema's", default=3)
    max_choices = models.PositiveSmallIntegerField("hoeveel thema's een school kiest", default=3)
    tie_break = models.CharField(
        "bij een gelijke stand", max_length=10, choices=TieBreak.choices, default=TieBreak.STARS
    )
    tie_rule = models.TextField("de regel bij een gelijke stand", max_length=500, default=TIE_RULE)
    method = models.CharField(
        "manier van kiezen", max_length=20, choices=Method.choices, default=Method.APPROVAL
    )
    conference_on = models.DateField("conferentie", null=True, blank=True)
    proposals_close_at = models.DateTimeField("voorstellen tot", null=True, blank=True)
    vote_opens_at = models.DateTimeField("stemmen vanaf", null=True, blank=True)
    vote_closes_at = models.DateTimeField("stemmen tot", null=True, blank=True)
    roll_frozen_at = models.DateTimeField(null=True, editable=False)  # the bureau opened the vote
    meeting_on = models.DateField("bijeenkomst van de ambassadeurs", null=True, blank=True)
    meeting_note = models.TextField("over de bijeenkomst", blank=True)
    occasion = models.TextField("aanleiding", blank=True)
    articulation_note = models.TextField("over de vraagarticulatie", blank=True)
    earlier_work_note = models.TextField("eerder werk", blank=True)
    room_count_source = models.TextField("bron van de telling in de zaal", blank=True)
    decision_sent_at = models.DateTimeField("voorgelegd aan het bestuur", null=True, blank=True)
    returned_at = models.DateTimeField("teruggestuurd door het bestuur", null=True, blank=True)
    return_reason = models.TextField("waarom teruggestuurd", max_length=2000, blank=True)
    board_confirmed_on = models.DateField("bevestigd door het bestuur op", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ThemeRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-school_year"]
        verbose_name = "themaronde"
        verbose_name_plural = "themarondes"
        constraints = [
            models.CheckConstraint(
                name="round_votes_after_proposals",
                condition=Q(vote_opens_at=None)
                | Q(proposals_close_at=None)
                | Q(vote_opens_at__gte=F("proposals_close_at")),
            ),
            models.CheckConstraint(
                name="round_closes_after_it_opens",
                condition=Q(vote_opens_at=None)
                | Q(vote_closes_at=None)
                | Q(vote_closes_at__gt=F("vote_opens_at")),
            ),
            models.CheckConstraint(
                name="round_opened_with_its_dates",
                condition=Q(roll_frozen_at=None)
                | Q(vote_opens_at__isnull=False, vote_closes_at__isnull=False),
            ),
            models.CheckConstraint(
                name="round_has_seats_and_choices",
                condition=Q(seats__gte=1, max_choices__gte=1),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="rules_are_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(RULES_CHANGE),
            ),
            pgtrigger.Protect(
                name="opened_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__roll_frozen_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Thema’s {self.school_year.replace('-', '–')}"

    def facts(self):
        """The dates and rules of the round, as the page lists them."""
        return [
            ("Conferentie", self.conference_on and full_day(self.conference_on)),
            ("Voorstellen tot", self.proposals_close_at and moment(self.proposals_close_at)),
            ("Stemmen vanaf", self.vote_opens_at and moment(self.vote_opens_at)),
            ("Stemmen tot", self.vote_closes_at and moment(self.vote_closes_at)),
            ("Bijeenkomst", self.meeting_on and full_day(self.meeting_on)),
            ("Te kiezen", f"{self.seats} thema’s"),
            ("Manier van kiezen", self.get_method_display()),
            ("Stem per school", self.is_ballot_round and f"hooguit {self.max_choices} thema's"),
            ("Bij gelijke stand", self.is_ballot_round and self.tie_rule),
            ("Bestuur", self.board_confirmed_on and full_day(self.board_confirmed_on)),
        ]

    def get_absolute_url(self):
        return reverse("round_detail", kwargs={"school_year": self.school_year})

    def phase(self, at=None):
        """The word for where the round is, by its dates alone."""
        at = at or now()
        today = localdate(at)
        if self.board_confirmed_on and self.board_confirmed_on <= today:
            return "bevestigd"
        if self.proposals_open(at):
            return "voorstellen welkom"
        if self.decision_sent_at:
            return "besluit ligt bij het bestuur"
        if self.roll_frozen_at:
            if at < self.vote_opens_at:
                return "stemming staat klaar"
            return "stemming open" if at < self.vote_closes_at else "stemming gesloten"
        if self.meeting_on and today <= self.meeting_on:
            return "voorstellen gesloten"
        return "keuze wordt uitgewerkt"

    @property
    def is_ballot_round(self):
        """Votes are cast in the portal; otherwise they were counted in a room."""
        return self.method == self.Method.APPROVAL

    def proposals_open(self, at=None):
        return self.proposals_close_at is not None and (at or now()) < self.proposals_close_at

    def vote_open(self, at=None):
        at = at or now()
        return self.roll_frozen_at is not None and self.vote_opens_at <= at < self.vote_closes_at

    def vote_closed(self, at=None):
        return self.roll_frozen_at is not None and self.vote_closes_at <= (at or now())

    def can_be_decided(self, at=None):
        """The votes are in and the board has not confirmed what was made of them."""
        return self.vote_closed(at) and not self.board_confirmed_on


class CommonTerm(models.Model):
    """What holds for all coalitions of a round; copied into each of them at its birth."""

    round = models.ForeignKey(ThemeRound, models.CASCADE, related_name="common_terms")
    number = models.PositiveSmallIntegerField("volgorde")
    title = models.CharField("kort", max_length=120)
    text = models.TextField("tekst")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="common_terms_in_order")
        ]

    def __str__(self):
        return self.title


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


class RollEntryQuerySet(models.QuerySet):
    def with_ballots(self):
        return self.select_related("institution", "ballot__cast_by").order_by(
            Lower("institution__name")
        )

    def silent(self):
        """The institutions that have not voted, or took their vote back."""
        return self.exclude(ballot__kind__in=Ballot.COUNTED)


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
        AND NOT EXISTS (SELECT FROM coalitions_count count WHERE count.round_id = round.id);
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
        AND round_id = this_round AND withdrawn_at IS NULL AND merged_into_id IS NULL)
    THEN
        RAISE EXCEPTION 'this theme is not on the list of this round';
    END IF;
    RETURN NEW;
"""


class Ballot(models.Model):
    """The vote of one institution as it stands now. Its ambassador or deputy cast it."""

    class Kind(models.TextChoices):
        CHOICES = "choices", "thema's gekozen"
        NONE = "none", "geen van deze thema's"
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
        """The fingerprint of these choices, which the ledger keeps; `chosen`: theme ids → starred.

        It shows that a ballot was not altered, and not what is on it.
        """
        ticks = ",".join(f"{theme}{'*' * star}" for theme, star in sorted(chosen.items()))
        return sha256(f"{self.salt}|{self.kind}|{ticks}".encode()).hexdigest()


class Preference(models.Model):
    """One theme ticked on a ballot; the starred one is the institution's first choice."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="preferences")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")
    starred = models.BooleanField("eerste keus", default=False)

    class Meta:
        ordering = ["ballot", "theme"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "theme"], name="ticked_once"),
            models.UniqueConstraint(
                fields=["ballot"], condition=Q(starred=True), name="one_star_on_a_ballot"
            ),
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


class BallotEvent(models.Model):
    """One line of the ledger of a vote: who did what to a ballot, when. It holds no choices."""

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
    noted_at = models.DateTimeField(db_default=Now())

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


class Count(models.Model):
    """The result of a round as it was counted, once, after the close. It never changes."""

    round = models.OneToOneField(ThemeRound, models.PROTECT, related_name="count")
    method = models.CharField(max_length=20, choices=ThemeRound.Method.choices)
    input_digest = models.CharField(max_length=64)  # of every ballot that was counted
    result = models.JSONField()
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
