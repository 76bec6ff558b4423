"""The sessions of a coalition: the agenda, who comes, the minutes and what people will do."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localdate, now

from coalitions.briefs.models import Coalition


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(coalition__in=Coalition.objects.visible_to(user))

    def standing(self):
        return self.filter(cancelled_at=None)

    def coming(self, at):
        return self.standing().filter(ends_at__gt=at).order_by("starts_at")

    def with_counts(self):
        """With how many were asked, come, may come, do not come, and have not answered."""
        answers = Attendance.Answer
        counted = {
            name: models.Count("attendances", filter=Q(attendances__answer=answer))
            for name, answer in [
                ("yes_count", answers.YES),
                ("maybe_count", answers.MAYBE),
                ("no_count", answers.NO),
                ("open_count", answers.NONE),
            ]
        }
        return self.annotate(**counted).order_by(*self.model._meta.ordering)

    def with_answer_of(self, user):
        own = Attendance.objects.filter(session=models.OuterRef("pk"), user=user)
        return self.annotate(own_answer=models.Subquery(own.values("answer")[:1]))

    def without_minutes(self, before):
        """Those that ended before this moment and have no minutes to read yet."""
        return self.standing().filter(
            Q(minutes=None) | Q(minutes__published_at=None), ends_at__lt=before
        )


class Session(models.Model):
    """One meeting of a coalition. `sequence` counts its changes for the calendars of people."""

    coalition = models.ForeignKey(
        Coalition, models.PROTECT, related_name="sessions", verbose_name="coalitie"
    )
    number = models.PositiveSmallIntegerField("nummer")
    title = models.CharField("titel", max_length=120)
    starts_at = models.DateTimeField("begint")
    ends_at = models.DateTimeField("eindigt")
    place = models.CharField("plaats", max_length=200, blank=True)
    link = models.URLField("link om online mee te doen", blank=True)
    preparation = models.TextField("voorbereiding", max_length=3000, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField("waarom het niet doorgaat", max_length=1000, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = "bijeenkomst"
        verbose_name_plural = "bijeenkomsten"
        constraints = [
            models.UniqueConstraint(fields=["coalition", "number"], name="session_number_once"),
            models.CheckConstraint(
                name="session_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        """The page of the session; loads the coalition unless that was fetched."""
        return reverse("session_detail", kwargs={"slug": self.coalition.slug, "pk": self.pk})

    @property
    def group_id(self):
        """The group whose people it is for; loads the coalition unless that was fetched."""
        return self.coalition.group_id

    @property
    def where(self):
        return " / ".join(filter(None, [self.place, self.link]))

    @property
    def is_over(self):
        return self.ends_at < now()

    @property
    def takes_answers(self):
        return self.cancelled_at is None and not self.is_over


class AgendaItem(models.Model):
    class Kind(models.TextChoices):
        OPENING = "opening", "opening"
        EXCHANGE = "exchange", "uitwisseling"
        WORK = "work", "samen werken"
        DECISION = "decision", "besluit"
        CLOSING = "closing", "afronding"

    session = models.ForeignKey(Session, models.CASCADE, related_name="agenda")
    number = models.PositiveSmallIntegerField("volgorde", default=0)
    kind = models.CharField("soort", max_length=20, choices=Kind.choices, default=Kind.WORK)
    title = models.CharField("onderwerp", max_length=200)
    minutes = models.PositiveSmallIntegerField("minuten", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="door",
    )

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = "agendapunt"
        verbose_name_plural = "agendapunten"

    def __str__(self):
        return self.title


class AttendanceQuerySet(models.QuerySet):
    def expected(self):
        """Everybody who was invited and did not say no."""
        return self.exclude(answer=Attendance.Answer.NO)

    def for_table(self):
        """Session by session, and in each of them by name."""
        fetched = self.select_related("session", "user__institution")
        return fetched.order_by("session__starts_at", "user__name", "pk")


class Attendance(models.Model):
    """Somebody is invited to a session: what they answered, and whether they were there."""

    class Answer(models.TextChoices):
        NONE = "", "nog geen antwoord"
        YES = "yes", "komt"
        MAYBE = "maybe", "misschien"
        NO = "no", "komt niet"

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendances")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendances", verbose_name="persoon"
    )
    invited_at = models.DateTimeField(default=now)
    answer = models.CharField("antwoord", max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    by_link = models.BooleanField("met de link in de mail", default=False)
    was_present = models.BooleanField("was erbij", null=True, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "pk"]
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="invited_once"),
            models.CheckConstraint(
                name="answered_at_a_moment",
                condition=Q(answer="", answered_at=None)
                | Q(answered_at__isnull=False) & ~Q(answer=""),
            ),
        ]

    def __str__(self):
        return f"{self.user} bij {self.session}"


class Minutes(models.Model):
    """What came of a session: a text that is worked on, and the edition that members read."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="minutes")
    text = models.TextField("verslag", max_length=20_000, blank=True)
    published_text = models.TextField(blank=True)
    edition = models.PositiveSmallIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "verslag"
        verbose_name_plural = "verslagen"
        constraints = [
            models.CheckConstraint(
                name="minutes_published_whole",
                condition=Q(published_at=None, published_by=None, edition=0)
                | Q(published_at__isnull=False, published_by__isnull=False, edition__gt=0),
            )
        ]

    def __str__(self):
        return f"verslag van {self.session}"

    @property
    def is_ahead(self):
        """There is text that the members do not read yet."""
        return self.text != self.published_text


class ActionItemQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_at=None)

    def on_agenda_of(self, session):
        """What was agreed here, and what is still open from the sessions before this one."""
        before = Q(
            session__coalition=session.coalition_id,
            session__starts_at__lt=session.starts_at,
            done_at=None,
        )
        return (
            self.filter(Q(session=session) | before)
            .select_related("user", "session")
            .order_by("due_on", "pk")
        )


class ActionItem(models.Model):
    """Somebody will do something by a day; open ones stand on every next agenda by themselves."""

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="actions", verbose_name="afgesproken bij"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="action_items", verbose_name="wie"
    )
    what = models.CharField("wat", max_length=300)
    due_on = models.DateField("wanneer klaar")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "actie"
        verbose_name_plural = "acties"
        constraints = [
            models.CheckConstraint(
                name="action_done_whole",
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
            )
        ]

    def __str__(self):
        return self.what

    @property
    def group_id(self):
        """The group of the coalition; loads session and coalition unless those were fetched."""
        return self.session.coalition.group_id

    @property
    def is_late(self):
        return self.done_at is None and self.due_on < localdate()
