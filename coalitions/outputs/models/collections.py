"""What a coalition asks of the institutions in it by a day, and what each of them delivers."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localdate, now

from coalitions.briefs.models import SENSIBLE, Coalition
from coalitions.outputs.models.outputs import OutputKind
from frameworks.definitions.definition import questions_of
from frameworks.definitions.models import FrameworkVersion
from knw_portal.files.models import StoredFile
from knw_portal.people.models import GroupMember, Institution, User, duties_of

# Who delivers for the institution where they work, and who asks.
DELIVERING = (GroupMember.Role.MEMBER, GroupMember.Role.LEAD)
ASKING = (GroupMember.Role.LEAD, GroupMember.Role.FACILITATOR)


class CollectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the coalitions one may know of; a draft is for who may send it."""
        duties = duties_of(user)
        known = self.filter(coalition__in=Coalition.objects.visible_to(user))
        if duties.has("bureau"):
            return known
        led = [group for group in duties.groups if duties.in_group(group, *ASKING)]
        return known.filter(Q(sent_at__isnull=False) | Q(coalition__group__in=led))

    def open(self):
        """Sent, and still taking deliveries."""
        return self.filter(sent_at__isnull=False, closed_at=None, withdrawn_at=None)

    def with_counts(self):
        """With how many institutions were asked, delivered, and said they will not."""
        states = Delivery.State
        return self.annotate(
            asked_count=Count("deliveries"),
            delivered_count=Count("deliveries", filter=Q(deliveries__state=states.DELIVERED)),
            declined_count=Count("deliveries", filter=Q(deliveries__state=states.DECLINED)),
        ).order_by(*self.model._meta.ordering)


class Collection(models.Model):
    """A coalition asks each institution in it for something, by a day; that day still counts.

    `asked_at` is when people were last told the day: reminders are counted from there.
    What it asks for, which questions, and who reads it is fixed once it was sent.
    """

    class Asks(models.TextChoices):
        TEXT = "text", "een tekst of bestanden"
        NOTES = "notes", "notities van gesprekken"
        POLL = "poll", "een peiling"

    coalition = models.ForeignKey(
        Coalition, models.PROTECT, related_name="collections", verbose_name="coalitie"
    )
    title = models.CharField("titel", max_length=120)
    question = models.TextField("wat we vragen", max_length=3000)
    kind = models.ForeignKey(
        OutputKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="voor welke soort opbrengst",
    )
    asks = models.CharField(
        "wat jullie ophalen", max_length=10, choices=Asks.choices, default=Asks.TEXT
    )
    framework_version = models.ForeignKey(
        FrameworkVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="collections",
        verbose_name="uit welke vragenset",
    )
    concepts = ArrayField(models.UUIDField(), default=list, blank=True)  # the questions chosen
    is_shared = models.BooleanField(
        "alle leden van de coalitie lezen wat elke school levert", default=False
    )
    due_on = models.DateField("uiterlijk", validators=SENSIBLE)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.TextField("waarom je de uitvraag intrekt", max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "-pk"]
        verbose_name = "uitvraag"
        verbose_name_plural = "uitvragen"
        constraints = [
            models.CheckConstraint(
                name="collection_sent_whole",
                condition=Q(sent_at=None, sent_by=None, asked_at=None)
                | Q(sent_at__isnull=False, sent_by__isnull=False, asked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="collection_ends_once_and_after_it_was_sent",
                condition=Q(closed_at=None, withdrawn_at=None)
                | Q(sent_at__isnull=False) & (Q(closed_at=None) | Q(withdrawn_at=None)),
            ),
            models.CheckConstraint(
                name="collection_has_questions_when_it_asks_them",
                condition=Q(asks="text", framework_version=None)
                | Q(asks__in=["notes", "poll"], framework_version__isnull=False)
                & (Q(sent_at=None) | Q(concepts__len__gt=0)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="what_was_asked_is_fixed",
                operation=pgtrigger.UpdateOf(
                    "asks", "framework_version_id", "concepts", "is_shared"
                ),
                condition=pgtrigger.Q(old__sent_at__isnull=False)
                & (
                    pgtrigger.Q(old__asks__df=pgtrigger.F("new__asks"))
                    | pgtrigger.Q(old__framework_version__df=pgtrigger.F("new__framework_version"))
                    | pgtrigger.Q(old__concepts__df=pgtrigger.F("new__concepts"))
                    | pgtrigger.Q(old__is_shared__df=pgtrigger.F("new__is_shared"))
                ),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Its own page; loads the coalition unless that was fetched."""
        return reverse("collection_detail", kwargs={"slug": self.coalition.slug, "pk": self.pk})

    @property
    def group_id(self):
        """The group whose people it is for; loads the coalition unless that was fetched."""
        return self.coalition.group_id

    @property
    def is_open(self):
        return bool(self.sent_at) and not self.closed_at and not self.withdrawn_at

    @property
    def is_late(self):
        """The day is over, on the clock of the portal; delivering may go on, and says so."""
        return self.due_on < localdate()

    @property
    def asks_notes(self):
        return self.asks == self.Asks.NOTES

    @property
    def asks_poll(self):
        return self.asks == self.Asks.POLL

    @property
    def is_read_together(self):
        """Whether who works in the coalition reads what every school hands in."""
        return self.is_shared or self.asks != self.Asks.TEXT

    @property
    def definition(self):
        """The question set as people read it; loads its version unless that was fetched."""
        return self.framework_version.shown if self.framework_version_id else None

    def sections(self):
        """The sections of the set with the chosen questions; none when nothing is chosen.

        Loads the version and its errata once.
        """
        chosen = {str(one) for one in self.concepts}
        sections = []
        for section in self.definition["sections"] if self.definition else ():
            questions = [one for one in section["questions"] if one["concept"] in chosen]
            if questions:
                sections.append({**section, "questions": questions})
        return sections

    def questions(self):
        return questions_of({"sections": self.sections()})

    def people(self):
        """Who may deliver now, each for the institution where they work."""
        places = GroupMember.objects.current().filter(
            group=self.coalition.group_id, role__in=DELIVERING
        )
        members = User.objects.filter(pk__in=places.values("user"), is_active=True)
        return members.select_related("institution").order_by("institution__name", "name", "pk")


class DeliveryQuerySet(models.QuerySet):
    def with_notes(self):
        """With how many notes of talks there are."""
        return self.annotate(note_count=Count("notes"))

    def waiting(self):
        """Asked, and no answer yet."""
        return self.filter(state=Delivery.State.ASKED)

    def of(self, user):
        """Those this person may make: of their institution, in coalitions they take part in."""
        duties = duties_of(user)
        groups = [group for group in duties.groups if duties.in_group(group, *DELIVERING)]
        return self.filter(
            institution=user.institution_id, collection__coalition__group__in=groups
        ).exclude(institution=None)


class Delivery(models.Model):
    """One institution is asked in a collection: what it delivered, or why it does not."""

    class State(models.TextChoices):
        ASKED = "asked", "nog niet geleverd"
        DELIVERED = "delivered", "geleverd"
        DECLINED = "declined", "levert niet"

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="deliveries")
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="deliveries", verbose_name="instelling"
    )
    asked_at = models.DateTimeField(default=now)
    state = models.CharField("stand", max_length=10, choices=State.choices, default=State.ASKED)
    text = models.TextField("jullie tekst", max_length=20_000, blank=True)
    reason = models.TextField("waarom jullie niet leveren", max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["institution__name", "pk"]
        verbose_name = "levering"
        verbose_name_plural = "leveringen"
        constraints = [
            models.UniqueConstraint(fields=["collection", "institution"], name="asked_once"),
            models.CheckConstraint(
                name="delivery_answered_whole",
                condition=Q(state="asked", answered_at=None, changed_at=None, answered_by=None)
                | Q(answered_at__isnull=False, changed_at__isnull=False, answered_by__isnull=False)
                & ~Q(state="asked"),
            ),
        ]

    def __str__(self):
        return f"{self.institution}: {self.collection}"

    def get_absolute_url(self):
        """What was delivered; loads collection, coalition and institution unless fetched."""
        return reverse(
            "delivery_detail",
            kwargs={
                "slug": self.collection.coalition.slug,
                "pk": self.collection_id,
                "institution": self.institution.slug,
            },
        )

    @property
    def group_id(self):
        """The group of the coalition; loads collection and coalition unless those were fetched."""
        return self.collection.coalition.group_id

    @property
    def is_shared(self):
        """What was delivered may be read by who works in the coalition; loads the collection."""
        return self.collection.is_shared and self.state == self.State.DELIVERED

    @property
    def is_late(self):
        """The first delivery came after the day; a later improvement does not make it late."""
        return bool(self.answered_at) and localdate(self.answered_at) > self.collection.due_on

    @property
    def was_changed(self):
        return self.changed_at != self.answered_at


class DeliveryFile(models.Model):
    """A file in a delivery. An output may later point to the same stored file."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="files")
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="delivered_in")

    class Meta:
        ordering = ["pk"]
        verbose_name = "geleverd bestand"
        verbose_name_plural = "geleverde bestanden"

    def __str__(self):
        return self.stored.name

    @property
    def group_id(self):
        """The group of the coalition; loads all in between unless that was fetched."""
        return self.delivery.group_id

    @property
    def institution_id(self):
        """Whose it is; loads the delivery unless that was fetched."""
        return self.delivery.institution_id

    @property
    def is_shared(self):
        """As its delivery; loads that and its collection unless fetched."""
        return self.delivery.is_shared
