"""Mail and reminders as rows: readable before they leave, sent once, stopped in time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now


class Mail(models.Model):
    """One mail to one address: the outbox. `key` says which mail it is: posted only once."""

    class State(models.TextChoices):
        WAITING = "waiting", "wacht"
        SENDING = "sending", "gaat nu uit"
        SENT = "sent", "verzonden"
        SHOWN = "shown", "te lezen in de oefenomgeving"
        FAILED = "failed", "mislukt"

    key = models.TextField(unique=True)
    kind = models.CharField(max_length=80)  # the template's name
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )  # null: a visitor without an account
    to = models.EmailField("aan", max_length=254)
    subject = models.TextField("onderwerp")
    body = models.TextField("tekst")
    why = models.TextField("waarom je dit krijgt")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(default=now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    posted_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-posted_at", "-pk"]
        indexes = [
            models.Index(
                fields=["try_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="mail_to_deliver",
            ),
            models.Index(fields=["-posted_at", "-id"], name="mail_newest_first"),
        ]

    def __str__(self):
        return f"{self.subject} → {self.to}"


class Reminder(models.Model):
    """The ledger: this person will be reminded of this, then, for this occasion. At most once."""

    class State(models.TextChoices):
        PLANNED = "planned", "gepland"
        SENT = "sent", "verzonden"
        DROPPED = "dropped", "vervallen"

    kind = models.CharField(max_length=80)
    about = models.CharField(max_length=100)  # "session:12"
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    occasion = models.CharField(max_length=80)  # "3 dagen ervoor"
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    reason = models.CharField("waarom vervallen", max_length=200, blank=True)

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
