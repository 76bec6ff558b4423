"""The yearly round: its dates, its rules, and what holds them."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
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

    def may_propose(self, at=None, *, is_bureau):
        """Until the proposals close; for the bureau until the vote is opened."""
        if self.roll_frozen_at or self.board_confirmed_on:
            return False
        return is_bureau or self.proposals_open(at)

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
