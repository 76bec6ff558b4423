"""The meeting of the ambassadors in a round: who is invited, who was there, what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.timezone import now

from coalitions.themes.models.rounds import ThemeRound


class Meeting(models.Model):
    """The ambassadors come together about a round. `sequence` counts changes, for calendars."""

    round = models.OneToOneField(ThemeRound, models.PROTECT, related_name="meeting")
    starts_at = models.DateTimeField("begint")
    ends_at = models.DateTimeField("eindigt")
    place = models.CharField("plaats", max_length=200, blank=True)
    link = models.URLField("link om online mee te doen", blank=True)
    preparation = models.TextField("voorbereiding", max_length=3000, blank=True)
    outcome = models.TextField("wat eruit kwam", max_length=5000, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField("waarom het niet doorgaat", max_length=1000, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-starts_at"]
        verbose_name = "bijeenkomst van ambassadeurs"
        verbose_name_plural = "bijeenkomsten van ambassadeurs"
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))
            )
        ]

    def __str__(self):
        return f"Bijeenkomst van de ambassadeurs, {self.round}"

    def get_absolute_url(self):
        """The page of the meeting; loads the round unless that was fetched."""
        return reverse("meeting_detail", kwargs={"school_year": self.round.school_year})

    @property
    def where(self):
        return " / ".join(filter(None, [self.place, self.link]))

    @property
    def is_over(self):
        return self.ends_at < now()

    @property
    def takes_answers(self):
        return self.cancelled_at is None and not self.is_over


class MeetingGuestQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("user", "institution").order_by(
            Lower("institution__name"), Lower("user__name")
        )


class MeetingGuest(models.Model):
    """Somebody invited to a meeting, and for which institution: the answer, and whether there."""

    class Answer(models.TextChoices):
        NONE = "", "nog geen antwoord"
        YES = "yes", "komt"
        MAYBE = "maybe", "misschien"
        NO = "no", "komt niet"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="guests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    institution = models.ForeignKey("knw_portal.Institution", models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=now)
    answer = models.CharField("antwoord", max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    was_present = models.BooleanField("was erbij", null=True, blank=True)

    objects = MeetingGuestQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "user"]
        verbose_name = "genodigde"
        verbose_name_plural = "genodigden"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="guest_once"),
            models.CheckConstraint(
                name="guest_answered_at_a_moment",
                condition=Q(answer="", answered_at=None)
                | Q(answered_at__isnull=False) & ~Q(answer=""),
            ),
        ]

    def __str__(self):
        return f"{self.user} bij {self.meeting}"
