"""Who wants to take part: interest shown by visitors, and applications by people."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now


class InterestQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def for_list(self):
        return self.select_related("coalition", "institution", "function")


class Interest(models.Model):
    """Somebody without an account would like to join; counts once confirmed by mail."""

    coalition = models.ForeignKey(
        "coalitions.Coalition", models.PROTECT, null=True, blank=True, verbose_name="coalitie"
    )  # null: not yet a choice
    name = models.CharField("naam", max_length=120)
    email = models.EmailField("e-mailadres", max_length=254)
    institution = models.ForeignKey(
        "knw_portal.Institution", models.PROTECT, null=True, blank=True, verbose_name="instelling"
    )
    institution_other = models.CharField("andere werkplek", max_length=120, blank=True)
    function = models.ForeignKey(
        "knw_portal.Function", models.PROTECT, null=True, blank=True, verbose_name="functie"
    )
    function_other = models.CharField("anders, namelijk", max_length=80, blank=True)
    message = models.TextField("wat je wilt brengen of halen", max_length=2000, blank=True)
    shown_at = models.DateTimeField(default=now)
    confirmed_at = models.DateTimeField(null=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["-shown_at"]
        verbose_name = "belangstelling"
        verbose_name_plural = "belangstelling"

    def __str__(self):
        return self.name

    @property
    def workplace(self):
        """Where somebody works; loads the institution unless the list did."""
        return self.institution_other or str(self.institution or "")


class ApplicationQuerySet(models.QuerySet):
    def waiting(self):
        """Nobody has decided yet; the waiting list is a decision that may still change."""
        return self.filter(state=Application.State.APPLIED)

    def standing(self):
        """Of these somebody has at most one in a coalition."""
        return self.exclude(state__in=Application.OVER)

    def for_list(self):
        return self.select_related("user__institution", "user__function", "place")


class Application(models.Model):
    """Somebody wants a place in a coalition that recruits, and says what for."""

    class State(models.TextChoices):
        APPLIED = "applied", "aangemeld"
        WAITING_LIST = "waiting_list", "op de wachtlijst"
        PLACED = "placed", "geplaatst"
        DECLINED = "declined", "afgewezen"
        WITHDRAWN = "withdrawn", "ingetrokken"

    OPEN = (State.APPLIED, State.WAITING_LIST)
    OVER = (State.DECLINED, State.WITHDRAWN)

    coalition = models.ForeignKey(
        "coalitions.Coalition", models.PROTECT, related_name="applications", verbose_name="coalitie"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="applications",
        verbose_name="persoon",
    )
    interest = models.OneToOneField(
        Interest, models.SET_NULL, null=True, blank=True, verbose_name="kwam van belangstelling"
    )
    brings = models.TextField("wat je brengt", max_length=2000)
    seeks = models.TextField("wat je wilt halen", max_length=2000, blank=True)
    hours = models.PositiveSmallIntegerField("uren per maand", null=True, blank=True)
    manager_agrees = models.BooleanField("afgesproken met je leidinggevende", default=False)
    state = models.CharField("stand", max_length=20, choices=State.choices, default=State.APPLIED)
    reason = models.TextField("toelichting", max_length=2000, blank=True)
    place = models.OneToOneField(
        "knw_portal.GroupMember", models.SET_NULL, null=True, blank=True, related_name="application"
    )
    applied_at = models.DateTimeField("aangemeld op", default=now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["applied_at", "pk"]
        verbose_name = "aanmelding"
        verbose_name_plural = "aanmeldingen"
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "user"],
                condition=~Q(state__in=["declined", "withdrawn"]),
                name="one_standing_application",
            ),
            models.CheckConstraint(
                name="application_decided_whole",
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.user} bij {self.coalition}"

    @property
    def is_open(self):
        return self.state in self.OPEN


class TakeBack(models.Model):
    """What somebody takes home from a coalition: for their institution, or for one of their teams.

    It is no answer to anything and has no rank; who wrote it can take it away again.
    """

    coalition = models.ForeignKey(
        "coalitions.Coalition", models.PROTECT, related_name="take_backs", verbose_name="coalitie"
    )
    institution = models.ForeignKey(
        "knw_portal.Institution", models.PROTECT, related_name="take_backs"
    )
    team = models.ForeignKey(
        "frameworks.Team",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="take_backs",
        verbose_name="voor welk team?",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="take_backs")
    text = models.TextField("wat neem je mee?", max_length=1000)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "iets om mee te nemen"
        verbose_name_plural = "dingen om mee te nemen"
        indexes = [models.Index(fields=["coalition", "-at", "-id"], name="taken_from_a_coalition")]

    def __str__(self):
        return self.text

    @property
    def group_id(self):
        """The group of the coalition; loads it unless it was fetched."""
        return self.coalition.group_id
