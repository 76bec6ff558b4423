"""What is noted beside the answer of a team: who sees it otherwise, what shows it, what changed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from frameworks.definitions.models import Concept
from frameworks.teams.models.conversations import Conversation, only_while

EVERYTHING = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


class BesideQuerySet(models.QuerySet):
    def kept(self):
        """What was not taken away again."""
        return self.filter(removed_at=None)


class Beside(models.Model):
    """Something noted at a question of a talk; taken away it can be put back until the close."""

    concept = models.ForeignKey(Concept, models.PROTECT, related_name="+")
    # Nobody: it was said without a name, and then nothing here tells whose it is.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)
    removed_at = models.DateTimeField(null=True)

    objects = BesideQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]

    @property
    def group_id(self):
        return self.conversation.group_id


class Dissent(Beside):
    """Somebody sees it otherwise than the answer says. With their name, or without."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="dissents")
    text = models.TextField("wat zie je anders?", max_length=2000)

    class Meta(Beside.Meta):
        verbose_name = "tegengeluid"
        verbose_name_plural = "tegengeluiden"
        triggers = [only_while("dissent_of_an_open_conversation", EVERYTHING)]

    def __str__(self):
        return self.text


class Evidence(Beside):
    """What shows that it is so. Never anything about one student."""

    class Kind(models.TextChoices):
        OBSERVATION = "observation", "wat we zagen of hoorden"
        FIGURE = "figure", "een cijfer"
        LINK = "link", "een link"
        TEXT = "text", "een stuk tekst"

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="evidence")
    kind = models.CharField("wat is het?", max_length=20, choices=Kind.choices)
    text = models.TextField("wat laat het zien?", max_length=2000)
    link = models.URLField("adres", max_length=500, blank=True)
    source = models.CharField("waar komt het vandaan?", max_length=200, blank=True)
    period = models.CharField("over welke tijd gaat het?", max_length=100, blank=True)

    class Meta(Beside.Meta):
        verbose_name = "bewijs"
        verbose_name_plural = "bewijzen"
        constraints = [
            models.CheckConstraint(
                name="evidence_link_has_an_address", condition=~Q(kind="link", link="")
            )
        ]
        triggers = [only_while("evidence_of_an_open_conversation", EVERYTHING)]

    def __str__(self):
        return self.text


class Change(models.Model):
    """What became otherwise since an earlier talk, and how one notices."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="changes")
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="+")
    what = models.TextField("wat is er veranderd?", max_length=2000, blank=True)
    sign = models.TextField("waaraan merk je dat?", max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    # Who began it; like an answer it is the team's, and others write in it too.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = "verandering"
        verbose_name_plural = "veranderingen"
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "concept"], name="one_change_at_a_question"
            )
        ]
        triggers = [only_while("change_of_an_open_conversation", EVERYTHING)]

    def __str__(self):
        return self.what
