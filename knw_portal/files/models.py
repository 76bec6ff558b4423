"""What people uploaded: under a name of our own on disk, under the given name to people."""

from pathlib import Path
from uuid import uuid4

import pgtrigger
from django.conf import settings
from django.db import models
from django.template.defaultfilters import filesizeformat

from knw_portal.files.kinds import KINDS


class StoredFile(models.Model):
    """One uploaded file. Who may have it is for the room to say whose row points here."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField("naam", max_length=150)
    kind = models.CharField("soort", max_length=10, choices=[(k.code, k.word) for k in KINDS])
    size = models.PositiveBigIntegerField("grootte")
    digest = models.CharField("SHA-256", max_length=64)
    uploaded_at = models.DateTimeField("ontvangen", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="van", related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "bestand"
        verbose_name_plural = "bestanden"
        triggers = [
            pgtrigger.Protect(
                name="file_is_what_came_in",
                operation=pgtrigger.UpdateOf("uid", "kind", "size", "digest"),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def path(self):
        return place_of(self.uid)

    @property
    def weight(self):
        """What it is and how large, as a link to it says: Word, 120 kB."""
        return f"{self.get_kind_display()}, {filesizeformat(self.size)}".replace("\xa0", " ")


def place_of(uid):
    """Where the file of this name of our own lies; nothing of it comes from people."""
    name = uid.hex
    return Path(settings.MEDIA_ROOT, name[:2], name)
