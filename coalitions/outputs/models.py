"""What coalitions make for others to use."""

from django.db import models

from coalitions.briefs.models import Coalition


class OutputKindQuerySet(models.QuerySet):
    def open(self, besides=None):
        """What can be chosen today; `besides`: the one that was chosen before it was closed."""
        return self.filter(models.Q(is_open=True) | models.Q(pk=besides))


class OutputKind(models.Model):
    """A kind of deliverable. The list may grow, never by a dashboard: we build none."""

    name = models.CharField("naam", max_length=60, unique=True)
    is_open = models.BooleanField("te kiezen", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OutputKindQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "soort opbrengst"
        verbose_name_plural = "soorten opbrengst"
        constraints = [
            models.CheckConstraint(
                name="no_dashboard",
                condition=~models.Q(name__icontains="dashboard"),
                violation_error_message="Een dashboard kan geen soort opbrengst zijn: coalities "
                "maken er geen. Kies een ander woord.",
            )
        ]

    def __str__(self):
        return self.name


class OutputQuerySet(models.QuerySet):
    def newest(self):
        """Outputs of published coalitions, of the last school year first."""
        return (
            self.filter(coalition__published_at__isnull=False)
            .select_related("coalition", "kind")
            .order_by("-coalition__school_year", "title")
        )


class Output(models.Model):
    """A deliverable of a coalition, as a summary; its files and versions come with the library."""

    coalition = models.ForeignKey(Coalition, models.PROTECT, related_name="outputs")
    kind = models.ForeignKey(OutputKind, models.PROTECT, verbose_name="soort")
    title = models.CharField("titel", max_length=200)
    summary = models.TextField("samenvatting", max_length=2000)

    objects = OutputQuerySet.as_manager()

    class Meta:
        ordering = ["coalition", "title"]
        verbose_name = "opbrengst"
        verbose_name_plural = "opbrengsten"

    def __str__(self):
        return self.title
