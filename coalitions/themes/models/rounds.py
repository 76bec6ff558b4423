"""The yearly round: its dates, its rules, and what holds them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.timezone import localdate, now

from knw_portal.dates import full_day, moment


class ThemeRoundQuerySet(models.QuerySet):
    def for_list(self):
        standing = Q(
            themes__published_at__isnull=False,
            themes__withdrawn_at=None,
            themes__merged_into=None,
            themes__split_at=None,
        )
        return self.annotate(
            theme_count=models.Count("themes", filter=standing, distinct=True),
            coalition_count=models.Count("coalitions", distinct=True),
        ).order_by("-school_year")

    def voting(self, at):
        """The rounds in which ballots can be cast at this moment."""
        return self.filter(
            roll_frozen_at__isnull=False,
            cancelled_at=None,
            vote_opens_at__lte=at,
            vote_closes_at__gt=at,
        )

    def standing(self):
        """Without those whose vote was called off."""
        return self.filter(cancelled_at=None)

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


# What is written beforehand for each manner of voting, until the bureau writes its own.
TIE_RULES = {
    "approval": TIE_RULE,
    "points": ("Bij een gelijke stand om de laatste plaats besluit het bureau met een motivering."),
    "ranking": (
        "Bij een gelijke stand telt de laatste stap waarin er wel verschil was. Was dat er nooit "
        "en hangt de uitslag ervan af, dan stopt de telling en besluit het bureau met een "
        "motivering."
    ),
}


# What cannot change any more once the vote was opened.
RULES = [
    "school_year",
    "title",
    "seats",
    "method",
    "max_choices",
    "points",
    "tie_break",
    "tie_rule",
    "quorum_kind",
    "quorum",
    "leaver_rule",
    "repeats_id",
    "proposals_close_at",
    "vote_opens_at",
    "roll_frozen_at",
]


RULES_CHANGE = "OLD.roll_frozen_at IS NOT NULL AND ({}) IS DISTINCT FROM ({})".format(
    *(", ".join(f"{row}.{name}" for name in RULES) for row in ("OLD", "NEW"))
)


# The close moves in one way only: to later, while the vote is open, and with the line in the
# ledger that says who did it and why. Nothing moves it back.
CLOSE_MOVES_ON = """
    IF OLD.roll_frozen_at IS NULL
        OR NEW.vote_closes_at IS NOT DISTINCT FROM OLD.vote_closes_at
    THEN
        RETURN NEW;
    END IF;
    IF NEW.vote_closes_at > OLD.vote_closes_at
        AND OLD.cancelled_at IS NULL
        AND clock_timestamp() >= OLD.vote_opens_at
        AND clock_timestamp() < OLD.vote_closes_at
        AND NOT EXISTS (SELECT FROM coalitions_count WHERE round_id = OLD.id)
        AND EXISTS (SELECT FROM coalitions_extension WHERE round_id = OLD.id
            AND closed_at = OLD.vote_closes_at AND closes_at = NEW.vote_closes_at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the close of a vote can only be put off while it is open';
"""


# Calling off is for ever, and only before the close: after that the result is everybody's.
CALLED_OFF_IN_TIME = """(
    (OLD.cancelled_at IS NOT NULL AND (OLD.cancelled_at, OLD.cancel_reason)
        IS DISTINCT FROM (NEW.cancelled_at, NEW.cancel_reason))
    OR (OLD.cancelled_at IS NULL AND NEW.cancelled_at IS NOT NULL AND (
        OLD.roll_frozen_at IS NULL OR OLD.vote_closes_at IS NULL
        OR clock_timestamp() >= OLD.vote_closes_at))
)"""


class ThemeRound(models.Model):
    """One yearly cycle: themes are proposed, chosen, confirmed; it yields coalitions."""

    class Method(models.TextChoices):
        APPROVAL = "approval", "aankruisen, met een voorkeur"
        POINTS = "points", "punten verdelen"
        RANKING = "ranking", "op volgorde zetten, met overdracht"
        ROOM = "room", "in de zaal, met de voeten"

    class TieBreak(models.TextChoices):
        STARS = "stars", "de meeste sterren gaan voor"
        DECISION = "decision", "het bureau besluit met een motivering"

    class Quorum(models.TextChoices):
        NONE = "none", "geen quorum"
        SHARE = "share", "een deel van de scholen, in procenten"
        NUMBER = "number", "een aantal scholen"

    class LeaverRule(models.TextChoices):
        KEEP = "keep", "een stem die al is uitgebracht, telt mee"
        DROP = "drop", "de stem telt niet mee"

    # "2023-2024"; a vote that is held again has its number behind it: "2023-2024-2".
    school_year = models.CharField("schooljaar", max_length=12, unique=True)
    title = models.CharField("titel", max_length=200)
    seats = models.PositiveSmallIntegerField("aantal te kiezen thema’s", default=3)
    max_choices = models.PositiveSmallIntegerField("hoeveel thema’s een school kiest", default=3)
    points = models.PositiveSmallIntegerField("hoeveel punten een school verdeelt", default=10)
    tie_break = models.CharField(
        "bij een gelijke stand", max_length=10, choices=TieBreak.choices, default=TieBreak.STARS
    )
    tie_rule = models.TextField("de regel bij een gelijke stand", max_length=500, default=TIE_RULE)
    method = models.CharField(
        "manier van kiezen", max_length=20, choices=Method.choices, default=Method.APPROVAL
    )
    quorum_kind = models.CharField(
        "quorum", max_length=10, choices=Quorum.choices, default=Quorum.NONE
    )
    quorum = models.PositiveSmallIntegerField("hoeveel scholen ten minste stemmen", default=0)
    leaver_rule = models.CharField(
        "als een school tijdens de stemming van de lijst gaat",
        max_length=10,
        choices=LeaverRule.choices,
        default=LeaverRule.KEEP,
    )
    repeats = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="repeated_by"
    )
    conference_on = models.DateField("conferentie", null=True, blank=True)
    proposals_close_at = models.DateTimeField("voorstellen tot", null=True, blank=True)
    vote_opens_at = models.DateTimeField("stemmen vanaf", null=True, blank=True)
    vote_closes_at = models.DateTimeField("stemmen tot", null=True, blank=True)
    roll_frozen_at = models.DateTimeField(null=True, editable=False)  # the bureau opened the vote
    cancelled_at = models.DateTimeField("stemming afgeblazen", null=True, editable=False)
    cancel_reason = models.TextField("waarom afgeblazen", max_length=1000, blank=True)
    meeting_on = models.DateField("bijeenkomst van de ambassadeurs", null=True, blank=True)
    meeting_note = models.TextField("over de bijeenkomst", blank=True)
    occasion = models.TextField("aanleiding", blank=True)
    articulation_note = models.TextField("over de vraagarticulatie", blank=True)
    earlier_work_note = models.TextField("eerder werk", blank=True)
    room_count_source = models.TextField("bron van de telling in de zaal", blank=True)
    room_counted_at = models.DateTimeField("geteld in de zaal", null=True, editable=False)
    room_correction = models.TextField("waarom gecorrigeerd", max_length=1000, blank=True)
    decision_note = models.TextField("bij het besluit als geheel", max_length=2000, blank=True)
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
                | Q(vote_opens_at__isnull=False, vote_closes_at__isnull=False)
                | Q(method="room"),
            ),
            models.CheckConstraint(
                name="quorum_that_can_be_met",
                condition=Q(quorum_kind="none", quorum=0)
                | Q(quorum_kind="share", quorum__gte=1, quorum__lte=100)
                | Q(quorum_kind="number", quorum__gte=1),
            ),
            models.CheckConstraint(
                name="called_off_is_not_decided",
                condition=Q(cancelled_at=None, cancel_reason="")
                | Q(
                    cancelled_at__isnull=False,
                    decision_sent_at=None,
                    board_confirmed_on=None,
                )
                & ~Q(cancel_reason=""),
            ),
            models.CheckConstraint(
                name="round_has_seats_and_choices",
                condition=Q(seats__gte=1, max_choices__gte=1, points__gte=1),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="rules_are_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(RULES_CHANGE),
            ),
            pgtrigger.Trigger(
                name="close_moves_on",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=CLOSE_MOVES_ON,
            ),
            pgtrigger.Protect(
                name="called_off_in_time",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(CALLED_OFF_IN_TIME),
            ),
            pgtrigger.Protect(
                name="opened_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__roll_frozen_at__isnull=False),
            ),
        ]

    def __str__(self):
        again = self.school_year[10:]
        return f"Thema’s {self.year_words}{f', stemming {again}' if again else ''}"

    @property
    def year(self):
        """The school year alone, also of a vote that is held again."""
        return self.school_year[:9]

    @property
    def year_words(self):
        return self.year.replace("-", "–")

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
            ("Stem per school", self.ballot_words() if self.is_ballot_round else ""),
            ("Bij gelijke stand", self.tie_rule if self.is_ballot_round else ""),
            ("Quorum", self.quorum_words() if self.is_ballot_round else ""),
            ("Bestuur", self.board_confirmed_on and full_day(self.board_confirmed_on)),
        ]

    def get_absolute_url(self):
        return reverse("round_detail", kwargs={"school_year": self.school_year})

    def phase(self, at=None):
        """The word for where the round is, by its dates alone."""
        at = at or now()
        today = localdate(at)
        if self.cancelled_at:
            return "stemming afgeblazen"
        if self.board_confirmed_on and self.board_confirmed_on <= today:
            return "bevestigd"
        if self.proposals_open(at):
            return "voorstellen welkom"
        if self.decision_sent_at:
            return "besluit ligt bij het bestuur"
        if self.roll_frozen_at and not self.is_ballot_round:
            return "geteld in de zaal"
        if self.roll_frozen_at:
            if at < self.vote_opens_at:
                return "stemming staat klaar"
            return "stemming open" if at < self.vote_closes_at else "stemming gesloten"
        if self.meeting_on and today <= self.meeting_on:
            return "voorstellen gesloten"
        if not self.proposals_close_at and not self.meeting_on:
            return "in voorbereiding"
        return "keuze wordt uitgewerkt"

    @property
    def is_ballot_round(self):
        """Votes are cast in the portal; otherwise they were counted in a room."""
        return self.method != self.Method.ROOM

    def ballot_words(self):
        """How much one ballot may hold."""
        if self.method == self.Method.POINTS:
            return f"{self.points} punten, over hooguit {self.max_choices} thema’s"
        if self.method == self.Method.RANKING:
            return f"hooguit {self.max_choices} thema’s, op volgorde"
        return f"hooguit {self.max_choices} thema’s"

    def proposals_open(self, at=None):
        return self.proposals_close_at is not None and (at or now()) < self.proposals_close_at

    @property
    def takes_votes(self):
        """The vote was opened and goes on; its dates say when."""
        return self.roll_frozen_at is not None and not self.cancelled_at and self.is_ballot_round

    def may_propose(self, at=None, *, is_bureau):
        """Until the proposals close; for the bureau until the vote is opened."""
        if self.roll_frozen_at or self.board_confirmed_on:
            return False
        return is_bureau or self.proposals_open(at)

    def vote_open(self, at=None):
        at = at or now()
        return self.takes_votes and self.vote_opens_at <= at < self.vote_closes_at

    def vote_closed(self, at=None):
        """The votes are in: the close has passed, or they were counted in a room."""
        if not self.is_ballot_round:
            return self.roll_frozen_at is not None
        return self.takes_votes and self.vote_closes_at <= (at or now())

    def may_be_extended(self, at=None):
        return self.vote_open(at)

    def may_be_cancelled(self, at=None):
        """From the opening to the close; after that the result is everybody's."""
        return self.takes_votes and (at or now()) < self.vote_closes_at

    def quorum_of(self, institutions):
        """How many of this many institutions have to vote; 0 where there is no quorum."""
        if self.quorum_kind == self.Quorum.SHARE:
            return -(-institutions * self.quorum // 100)  # rounded up: half an institution is one
        return self.quorum

    def quorum_words(self):
        if self.quorum_kind == self.Quorum.SHARE:
            return f"ten minste {self.quorum} % van de scholen stemt"
        if self.quorum_kind == self.Quorum.NUMBER:
            schools = "school stemt" if self.quorum == 1 else "scholen stemmen"
            return f"ten minste {self.quorum} {schools}"
        return "geen: de uitslag telt bij elke opkomst"

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


class TermsVersion(models.Model):
    """The common terms of a round as they were saved once; what they say now is the newest."""

    round = models.ForeignKey(ThemeRound, models.PROTECT, related_name="terms_versions")
    terms = models.JSONField()  # [title, text] of each, in order
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]
        triggers = [
            pgtrigger.Protect(
                name="terms_version_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return f"afspraken van {self.round}"
