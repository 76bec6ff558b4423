"""The memos of the bureau: made from the rows, and kept as they were sent."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate

from coalitions.briefs.models.coalitions import SENSIBLE, Coalition
from coalitions.themes.models import ThemeRound
from knw_portal.people.models import duties_of


class MemoQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Sent memos are for all with a role or a place in a coalition; drafts for the bureau.

        What was sent to one coalition is for its own people, and for the board.
        """
        duties = duties_of(user)
        if duties.has("bureau"):
            return self
        if not duties.roles and not duties.groups:
            return self.none()
        sent = self.filter(sent_at__isnull=False)
        if duties.has("board"):
            return sent
        own = Coalition.objects.filter(group__in=duties.groups)
        return sent.filter(~Q(to=Memo.To.COALITION) | Q(coalition__in=own))

    def newest(self):
        """The last sent first; drafts after them."""
        return self.order_by(F("sent_at").desc(nulls_last=True), "-pk")


class Memo(models.Model):
    """A letter of the bureau to a role group. Once sent, its text is kept as it was, for ever."""

    class Status(models.TextChoices):
        INFORMATION = "information", "Ter informatie"
        DISCUSSION = "discussion", "Ter bespreking"
        DECISION = "decision", "Ter besluitvorming"

    class To(models.TextChoices):
        AMBASSADORS = "ambassadors", "Ambassadeurs"
        MEMBERS = "members", "Coalitieleden van deze ronde"
        ALL_MEMBERS = "all_members", "Alle coalitieleden"
        COALITION = "coalition", "Eén coalitie"
        BOARD = "board", "Bestuur"

    round = models.ForeignKey(ThemeRound, models.PROTECT, related_name="memos")
    to = models.CharField("aan", max_length=20, choices=To.choices, default=To.AMBASSADORS)
    coalition = models.ForeignKey(
        Coalition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memos",
        verbose_name="welke coalitie",
    )
    sender = models.CharField("van", max_length=120, default="Bureau")
    dated_on = models.DateField("datum", validators=SENSIBLE, default=localdate)
    subject = models.CharField("betreft", max_length=200)
    status = models.CharField(
        "status", max_length=20, choices=Status.choices, default=Status.INFORMATION
    )
    body = models.JSONField(null=True, blank=True)  # the document as it was sent
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recipient_count = models.PositiveIntegerField(default=0)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="errata"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MemoQuerySet.as_manager()

    class Meta:
        ordering = ["-dated_on", "-pk"]
        verbose_name = "memo"
        verbose_name_plural = "memo's"
        constraints = [
            models.CheckConstraint(
                name="memo_sent_with_its_text",
                condition=Q(sent_at=None, body=None) | Q(sent_at__isnull=False, body__isnull=False),
            ),
            models.CheckConstraint(
                name="memo_names_its_coalition",
                condition=Q(to="coalition", coalition__isnull=False)
                | ~Q(to="coalition") & Q(coalition=None),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="sent_is_sent",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__sent_at__isnull=False),
            )
        ]

    def __str__(self):
        return self.subject

    @property
    def to_words(self):
        """Whom it is for, as its head says it. May query the coalition."""
        return f"Coalitie {self.coalition}" if self.coalition else self.get_to_display()
