"""Mail and reminders as rows: readable before they leave, sent once, stopped in time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

CONTENT = {"to": "", "subject": "", "body": "", "why": "", "error": ""}


class MailQuerySet(models.QuerySet):
    def due(self):
        """What has to be handed over now, by the database's clock, longest waiting first.

        A mail in SENDING is due again when its `try_at` passes: its worker is dead.
        """
        return self.filter(state__in=Mail.UNDER_WAY, try_at__lte=Now()).order_by("try_at", "pk")

    def older_than(self, pk):
        """The next page of a list that has the newest first."""
        return self.filter(pk__lt=pk) if pk else self

    def blank(self, posted_before):
        """Empty what holds personal data of mail that is over and done; the key and date stay."""
        over = self.exclude(state__in=Mail.UNDER_WAY)
        return over.filter(posted_at__lt=posted_before).exclude(to="").update(**CONTENT)


class Mail(models.Model):
    """One mail to one address: the outbox. `key` says which mail it is: posted only once.

    Times that decide are the database's: workers may run on machines whose clocks differ.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "wacht"
        SENDING = "sending", "gaat nu uit"
        SENT = "sent", "verzonden"
        SHOWN = "shown", "te lezen in de oefenomgeving"
        FAILED = "failed", "mislukt"
        HELD = "held", "tegengehouden"

    UNDER_WAY = (State.WAITING, State.SENDING)  # has not left yet

    key = models.TextField(unique=True)  # holds ids and digests, no names or addresses
    kind = models.CharField(max_length=80)  # the template's name
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )  # null: a visitor without an account
    to = models.EmailField("aan", max_length=254)
    subject = models.TextField("onderwerp")
    body = models.TextField("tekst")
    why = models.TextField("waarom je dit krijgt")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)  # also whose claim it is: one a number
    try_at = models.DateTimeField(db_default=Now())  # in SENDING: when the claim runs out
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    posted_at = models.DateTimeField(db_default=Now())

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["try_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="mail_to_deliver",
            ),
            models.Index(fields=["state", "-id"], name="mail_by_state"),
        ]

    def __str__(self):
        return f"{self.subject} → {self.to}"

    def get_absolute_url(self):
        return reverse("mail_detail", kwargs={"pk": self.pk})


class ReminderQuerySet(models.QuerySet):
    def planned(self):
        return self.filter(state=Reminder.State.PLANNED)

    def like(self, reminder):
        """All that would leave together with it: the same words, at the same moment."""
        return self.filter(
            kind=reminder.kind,
            about=reminder.about,
            occasion=reminder.occasion,
            due_at=reminder.due_at,
        )


class Reminder(models.Model):
    """The ledger: this person will be reminded of this, then, for this occasion. At most once."""

    class State(models.TextChoices):
        PLANNED = "planned", "gepland"
        SENT = "sent", "verzonden"
        DROPPED = "dropped", "vervallen"
        HELD = "held", "tegengehouden"

    kind = models.CharField(max_length=80)
    about = models.CharField(max_length=100)  # "session:12"
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    occasion = models.CharField(max_length=80)  # "3 dagen ervoor"
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    reason = models.CharField("waarom vervallen", max_length=200, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about", "to", "occasion"], name="reminded_once_per_occasion"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="planned"), name="reminder_to_send")
        ]

    def __str__(self):
        return f"{self.kind} {self.about} {self.occasion}"

    def get_absolute_url(self):
        return reverse("reminder_detail", kwargs={"pk": self.pk})
