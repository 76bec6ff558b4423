"""Who wants to take part."""

from django.db import models
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
