"""What happened, who did it, to what. Written by actions, in the transaction of the change."""

import pgtrigger
from django.conf import settings
from django.db import models


class LogEntry(models.Model):
    """One line of the log. It holds ids, not names, so that it may outlive a person's data."""

    action = models.CharField("wat", max_length=100)  # noun.past_participle: "memo.sent"
    about = models.CharField("waarover", max_length=100)  # "memo:12"
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="door", related_name="+"
    )
    details = models.JSONField("bijzonderheden", default=dict)
    at = models.DateTimeField("wanneer", auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["about"], name="log_about")]
        triggers = [
            pgtrigger.Protect(name="log_is_for_ever", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.action} {self.about}"


def key(row):
    """How a row is named in the log, in the ledger and in the search table: "memo:12"."""
    return f"{row._meta.model_name}:{row.pk}"


def write(action, row, *, by, **details):
    """Note that `by` (None: the clock) did `action` to `row`. `details`: ids, codes, numbers."""
    return LogEntry.objects.create(action=action, about=key(row), by=by, details=details)
