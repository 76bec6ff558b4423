"""What members heard in talks at home, and what they learned about asking."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localdate, now

from coalitions.outputs.models.collections import Delivery
from frameworks.definitions.axes import ROLE, names

CONSENT = "Deze persoon vindt het goed dat de naam erbij staat."


class InterviewNoteQuerySet(models.QuerySet):
    def handed_in(self):
        """Those that the institution delivered; before that they are its own alone."""
        return self.filter(delivery__state=Delivery.State.DELIVERED)

    def for_reading(self):
        return self.select_related("delivery__institution", "by")

    def by_role(self):
        """How many talks there were with each role, as {delivery id: {role: how many}}."""
        found = {}
        counted = self.exclude(role="").order_by().values_list("delivery", "role")
        for delivery, role, count in counted.annotate(Count("pk")):
            found.setdefault(delivery, {})[role] = count
        return found


class InterviewNote(models.Model):
    """What one person said in a talk at home, written down under the name of the member who asked.

    Of who spoke it holds the role and the function. A name only with consent, and then the words
    that were agreed to. It changes until the institution hands its input in.
    """

    class Role(models.TextChoices):
        TEAM, MANAGER, BOARD, SUPPORT = names(ROLE)

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="interview_notes")
    role = models.CharField("rol", max_length=10, choices=Role.choices, blank=True)
    function = models.CharField("functie", max_length=80, blank=True)
    team = models.CharField("team of afdeling", max_length=80, blank=True)
    name = models.CharField("naam", max_length=120, blank=True)
    consent = models.CharField("toestemming", max_length=200, blank=True)
    held_on = models.DateField("wanneer", default=localdate)
    said = models.JSONField("wat er gezegd is", default=dict, blank=True)  # by concept
    quote = models.TextField("belangrijkste uitspraak", max_length=1000, blank=True)
    created_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = InterviewNoteQuerySet.as_manager()

    class Meta:
        ordering = ["held_on", "pk"]
        verbose_name = "notitie van een gesprek"
        verbose_name_plural = "notities van gesprekken"
        constraints = [
            models.CheckConstraint(
                name="name_with_consent_or_no_name",
                condition=Q(name="", consent="") | (~Q(name="") & ~Q(consent="")),
            ),
        ]

    def __str__(self):
        return self.whom

    def get_absolute_url(self):
        """Where it is written; loads all above it unless that was fetched."""
        return reverse(
            "note_edit",
            kwargs={
                "slug": self.delivery.collection.coalition.slug,
                "pk": self.delivery.collection_id,
                "institution": self.delivery.institution.slug,
                "number": self.pk,
            },
        )

    @property
    def whom(self):
        """Whom the talk was with, in as much as may be known."""
        known = [self.name, self.function, self.get_role_display(), self.team]
        return ", ".join(part for part in known if part) or "nog niet ingevuld met wie"

    @property
    def is_empty(self):
        return not self.quote and not any(self.said.values())

    @property
    def group_id(self):
        """The group of the coalition; loads all in between unless that was fetched."""
        return self.delivery.group_id

    @property
    def institution_id(self):
        """Whose it is; loads the delivery unless that was fetched."""
        return self.delivery.institution_id


class CollectingLesson(models.Model):
    """How collecting went for one member: what worked, what did not, a tip for the others."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="lessons")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="collecting_lessons"
    )
    worked = models.TextField("wat werkte wel?", max_length=2000, blank=True)
    did_not = models.TextField("wat werkte niet?", max_length=2000, blank=True)
    tip = models.TextField("tip voor een ander", max_length=1000, blank=True)
    at = models.DateTimeField(default=now)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "terugblik op een uitvraag"
        verbose_name_plural = "terugblikken op uitvragen"
        constraints = [
            models.UniqueConstraint(fields=["delivery", "by"], name="one_lesson_of_a_person"),
            models.CheckConstraint(
                name="lesson_says_something", condition=~Q(worked="", did_not="", tip="")
            ),
        ]

    def __str__(self):
        return f"{self.by}: {self.delivery}"


CODES = InterviewNote.Role.values


def coverage(deliveries, counts):
    """Of each delivery with how many of every role somebody spoke, and of all of them together.

    A gap is a role with nobody; it warns and never blocks.
    """
    lines = [
        {"delivery": one, "counts": [counts.get(one.pk, {}).get(code, 0) for code in CODES]}
        for one in deliveries
    ]
    totals = [sum(line["counts"][place] for line in lines) for place in range(len(CODES))]
    for line in lines:
        line["gaps"] = gaps(line["counts"])
    return {
        "roles": [name for _, name in InterviewNote.Role.choices],
        "lines": lines,
        "totals": totals,
        "gaps": gaps(totals),
    }


def gaps(counts):
    """The roles with which nobody spoke yet."""
    labels = dict(InterviewNote.Role.choices)
    return [labels[code] for code, count in zip(CODES, counts, strict=True) if not count]
