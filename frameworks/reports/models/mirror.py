"""What the network said to a question: a band, made on a fixed day and kept as it was."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from frameworks.definitions.models import Concept, Framework
from frameworks.teams.models import Conversation


def stays(name):
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


class Mirror(models.Model):
    """That the mirror of a framework was made for a day; once, also when nothing could be shown."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="mirrors")
    made_on = models.DateField()

    class Meta:
        ordering = ["-made_on"]
        verbose_name = "spiegel van het netwerk"
        verbose_name_plural = "spiegels van het netwerk"
        constraints = [
            models.UniqueConstraint(fields=["framework", "made_on"], name="mirror_once_a_day")
        ]
        triggers = [stays("mirror_stays")]

    def __str__(self):
        return f"{self.framework_id}, {self.made_on}"


class MirrorCell(models.Model):
    """Where the teams stand that shared their step with the network, at one moment.

    To which side they lean or, where there are enough, the band of the middle half. Only what
    passed the gate has a row; how many teams there were is not kept. `since` is the
    number of the version as of which the question may be laid beside itself: a changed question
    begins again.
    """

    mirror = models.ForeignKey(Mirror, models.PROTECT, related_name="cells")
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="+")
    since = models.PositiveSmallIntegerField()
    moment = models.CharField(max_length=10, choices=Conversation.Moment.choices)
    lean = models.CharField(max_length=10, blank=True)
    low = models.PositiveSmallIntegerField(null=True)
    high = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["mirror", "concept"]
        verbose_name = "vak van een spiegel"
        verbose_name_plural = "vakken van een spiegel"
        constraints = [
            models.UniqueConstraint(
                fields=["mirror", "concept", "since", "moment"], name="mirror_cell_once"
            ),
            models.CheckConstraint(
                name="mirror_band_goes_up",
                condition=Q(low=None, high=None) | Q(low__isnull=False, high__gte=F("low")),
            ),
        ]
        triggers = [stays("mirror_cell_stays")]

    def __str__(self):
        return f"{self.concept_id}, {self.moment}, {self.mirror_id}"
