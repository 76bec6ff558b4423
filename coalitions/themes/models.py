"""From idea to decision: the yearly round in which ambassadors choose the themes."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localdate, now

from knw_portal.dates import full_day, moment


class ThemeRoundQuerySet(models.QuerySet):
    def for_list(self):
        return self.annotate(
            theme_count=models.Count("themes", filter=Q(themes__merged_into=None), distinct=True),
            coalition_count=models.Count("coalitions", distinct=True),
        ).order_by("-school_year")


class ThemeRound(models.Model):
    """One yearly cycle: themes are proposed, chosen, confirmed; it yields coalitions."""

    class Method(models.TextChoices):
        APPROVAL = "approval", "aankruisen, met een voorkeur"
        ROOM = "room", "in de zaal, met de voeten"

    school_year = models.CharField("schooljaar", max_length=9, unique=True)  # "2023-2024"
    title = models.CharField("titel", max_length=200)
    seats = models.PositiveSmallIntegerField("aantal te kiezen thema's", default=3)
    method = models.CharField(
        "manier van kiezen", max_length=20, choices=Method.choices, default=Method.APPROVAL
    )
    conference_on = models.DateField("conferentie", null=True, blank=True)
    proposals_close_at = models.DateTimeField("voorstellen tot", null=True, blank=True)
    meeting_on = models.DateField("bijeenkomst van de ambassadeurs", null=True, blank=True)
    meeting_note = models.TextField("over de bijeenkomst", blank=True)
    occasion = models.TextField("aanleiding", blank=True)
    articulation_note = models.TextField("over de vraagarticulatie", blank=True)
    earlier_work_note = models.TextField("eerder werk", blank=True)
    room_count_source = models.TextField("bron van de telling in de zaal", blank=True)
    board_confirmed_on = models.DateField("bevestigd door het bestuur op", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ThemeRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-school_year"]
        verbose_name = "themaronde"
        verbose_name_plural = "themarondes"

    def __str__(self):
        return f"Thema’s {self.school_year.replace('-', '–')}"

    def facts(self):
        """The dates and rules of the round, as the page lists them."""
        return [
            ("Conferentie", self.conference_on and full_day(self.conference_on)),
            ("Voorstellen tot", self.proposals_close_at and moment(self.proposals_close_at)),
            ("Bijeenkomst", self.meeting_on and full_day(self.meeting_on)),
            ("Te kiezen", f"{self.seats} thema’s"),
            ("Manier van kiezen", self.get_method_display()),
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
        if self.proposals_close_at and at < self.proposals_close_at:
            return "voorstellen welkom"
        if self.meeting_on and today <= self.meeting_on:
            return "voorstellen gesloten"
        return "keuze wordt uitgewerkt"


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
    def ranked(self):
        """The long list with votes and decisions: most votes first, uncounted ones by title."""
        return (
            self.filter(merged_into=None)
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
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["title", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "title", "edition"], name="theme_once_in_a_round"
            ),
            models.CheckConstraint(
                name="theme_not_merged_into_itself", condition=~Q(merged_into=F("pk"))
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.edition}".strip()


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
