"""What an output was made from."""

from django.db import models

from coalitions.outputs.models.collections import Delivery
from coalitions.outputs.models.outputs import OutputVersion


class OutputBasis(models.Model):
    """A version was begun from what an institution delivered. For its own people only."""

    version = models.ForeignKey(OutputVersion, models.CASCADE, related_name="bases")
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="used_in")

    class Meta:
        ordering = ["pk"]
        verbose_name = "basis van een opbrengst"
        verbose_name_plural = "bases van opbrengsten"
        constraints = [
            models.UniqueConstraint(fields=["version", "delivery"], name="used_once_in_a_version")
        ]

    def __str__(self):
        return f"{self.version} ← {self.delivery}"
