"""A poll by link. What one person answered is nowhere: there are counters, and loose texts."""

import secrets
import uuid
from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.timezone import now

from frameworks.definitions.models import FrameworkVersion
from frameworks.figures.gate import MINIMUM
from knw_portal.people.models import Group, duties_of

# How long after its close what came out of a poll is kept. People are told so before they answer.
TEXTS_KEPT = timedelta(days=365)
COUNTS_KEPT = timedelta(days=3 * 365)
# What an opened poll may not change any more.
PROMISED = (
    "group_id",
    "framework_version_id",
    "about",
    "intro",
    "questions",
    "cells",
    "texts",
    "invited",
    "minimum",
    "anonymous",
    "token",
    "opens_at",
)


def new_token():
    return secrets.token_urlsafe(24)  # 192 bits


def over(term):
    """In SQL: the term of keeping after the close of a poll is over."""
    return f"closes_at + interval '{term.days} days' <= clock_timestamp()"


class Clock(Func):
    """The database's own clock: it decides when a poll is over, whatever machine asks."""

    template = "clock_timestamp()"
    output_field = models.DateTimeField()


class PollQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The polls of one's own groups, and nobody else's; the bureau has no part in them."""
        return self.filter(group__in=list(duties_of(user).groups))

    def for_page(self):
        """With the set it asks from, and what the database's clock says now."""
        return self.select_related("framework_version__framework").annotate(clock=Clock())

    def about(self, about):
        return self.filter(about=about)

    def opened(self):
        return self.filter(opens_at__isnull=False)

    def running(self):
        return self.filter(opens_at__lte=Clock(), closes_at__gt=Clock())

    def closed(self):
        return self.filter(closes_at__lte=Clock())

    def kept(self, term=COUNTS_KEPT):
        """Without those whose term after the close is over."""
        return self.filter(closes_at__gt=Clock() - term)

    def outlived(self, term):
        return self.filter(closes_at__lte=Clock() - term)


class Poll(models.Model):
    """Some questions of a version, asked by link of people who stay unknown.

    From the moment it opens nothing that was promised changes: that it is anonymous, from how many
    answers on something is shown, what is asked. Only the close can move, as long as it is to come.
    """

    class Texts(models.TextChoices):
        NONE = "none", "geen open tekst"
        MODERATED = "moderated", "open tekst, gelezen voor hij te zien is"

    DRAFT, OPEN, CLOSED = "draft", "open", "closed"
    group = models.ForeignKey(Group, models.PROTECT, related_name="polls")
    framework_version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="polls")
    # What it is held for, as in the log: "conversation:12". No question is asked twice for one.
    about = models.CharField(max_length=60)
    intro = models.CharField("waarvoor de peiling is", max_length=300, blank=True)
    questions = ArrayField(models.CharField(max_length=60))
    # The one breakdown: the roles to choose from. Two that cross would make small cells.
    cells = ArrayField(models.CharField(max_length=60), default=list)
    texts = models.CharField(max_length=10, choices=Texts.choices, default=Texts.NONE)
    invited = models.PositiveSmallIntegerField("hoeveel mensen je vraagt")
    minimum = models.PositiveSmallIntegerField(
        "vanaf hoeveel antwoorden er iets te zien is",
        default=MINIMUM,
        validators=[MinValueValidator(MINIMUM)],
    )
    anonymous = models.BooleanField(default=True)
    token = models.CharField(max_length=40, default=new_token, unique=True, editable=False)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)

    objects = PollQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "peiling"
        verbose_name_plural = "peilingen"
        constraints = [
            models.CheckConstraint(name="poll_is_anonymous", condition=Q(anonymous=True)),
            models.CheckConstraint(
                name="poll_minimum_is_only_raised", condition=Q(minimum__gte=MINIMUM)
            ),
            # Of fewer there would never be anything to see.
            models.CheckConstraint(
                name="poll_invites_enough", condition=Q(invited__gte=F("minimum"))
            ),
            models.CheckConstraint(
                name="poll_opened_whole",
                condition=Q(opens_at=None, closes_at=None)
                | Q(opens_at__isnull=False, closes_at__gt=F("opens_at")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="poll_keeps_its_promise",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__opens_at__isnull=False),
                func=f"""
                    IF TG_OP = 'DELETE' THEN
                        RAISE EXCEPTION 'a poll that was opened stays';
                    END IF;
                    IF ({", ".join(f"NEW.{name}" for name in PROMISED)})
                        IS DISTINCT FROM ({", ".join(f"OLD.{name}" for name in PROMISED)})
                    THEN
                        RAISE EXCEPTION 'what a poll promised does not change';
                    END IF;
                    IF NEW.closes_at IS DISTINCT FROM OLD.closes_at
                        AND OLD.closes_at <= clock_timestamp()
                    THEN
                        RAISE EXCEPTION 'a closed poll does not open again';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"Peiling over {len(self.questions)} vragen"

    def get_absolute_url(self):
        """Where people answer it."""
        return reverse("poll_answer", kwargs={"token": self.token})

    @property
    def phase(self):
        """Draft, open or closed, by the clock of the database when the row was read."""
        if self.opens_at is None or self.clock < self.opens_at:
            return self.DRAFT
        return self.OPEN if self.clock < self.closes_at else self.CLOSED

    @property
    def texts_until(self):
        return self.closes_at + TEXTS_KEPT

    @property
    def counts_until(self):
        return self.closes_at + COUNTS_KEPT

    @property
    def is_outlived(self):
        """Closed so long ago that nothing is kept of what came out of it."""
        return self.phase == self.CLOSED and self.counts_until <= self.clock

    @property
    def is_small(self):
        """So few are asked that perhaps nothing can be shown, and never more than a word."""
        return self.invited < 2 * self.minimum


class PollCount(models.Model):
    """How often something was chosen, all together. Never a row per person; gone after a term.

    `item` is the code of a question, of a table "code:line"; empty it counts who took part. Every
    row is made before the poll opens and touched by every answer, so that nothing in the database
    says which of them came together.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="counts")
    item = models.CharField(max_length=130, blank=True)
    point = models.CharField(max_length=70, blank=True)
    cell = models.CharField(max_length=60, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "item", "point", "cell"], name="one_counter")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="counters_are_there_before_it_opens",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Delete,
                func=f"""
                    IF EXISTS (SELECT FROM frameworks_poll
                        WHERE id = COALESCE(NEW.poll_id, OLD.poll_id) AND opens_at IS NOT NULL
                        AND NOT (TG_OP = 'DELETE' AND {over(COUNTS_KEPT)}))
                    THEN
                        RAISE EXCEPTION 'an opened poll gets no other counters';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            ),
            pgtrigger.Trigger(
                name="counts_while_it_is_open",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(new="counted"),
                func="""
                    IF EXISTS (SELECT FROM counted JOIN frameworks_poll poll
                        ON poll.id = counted.poll_id
                        WHERE poll.opens_at IS NULL OR clock_timestamp() < poll.opens_at
                        OR clock_timestamp() >= poll.closes_at)
                    THEN
                        RAISE EXCEPTION 'this poll is not open';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.item} {self.point} {self.cell}".strip()


class PollTextQuerySet(models.QuerySet):
    def kept(self):
        """Without those of polls that closed more than a year ago."""
        return self.filter(poll__closes_at__gt=Clock() - TEXTS_KEPT)


class PollText(models.Model):
    """What somebody wrote: no time, no writer, no link to another text or to a choice.

    While the poll is open every answer writes all its texts anew, under new numbers and in an order
    of chance. After the close a person of the group reads each before it is shown. A year after
    the close all are gone, read or not.
    """

    class Review(models.TextChoices):
        PENDING = "pending", "nog niet gelezen"
        OK = "ok", "zo laten zien"
        REDACTED = "redacted", "aangepast laten zien"
        REMOVED = "removed", "weggelaten"

    PENDING, OK, REDACTED, REMOVED = Review.values
    LONGEST = 1000

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="written")
    item = models.CharField(max_length=60)
    text = models.CharField("tekst", max_length=LONGEST, blank=True)
    review = models.CharField(max_length=10, choices=Review.choices, default=Review.PENDING)

    objects = PollTextQuerySet.as_manager()

    class Meta:
        ordering = ["id"]  # a number of chance
        constraints = [
            models.CheckConstraint(
                name="removed_text_is_gone", condition=~Q(review="removed") | Q(text="")
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="texts_come_while_it_is_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF NOT EXISTS (SELECT FROM frameworks_poll
                        WHERE id = COALESCE(NEW.poll_id, OLD.poll_id)
                        AND opens_at <= clock_timestamp()
                        AND ((clock_timestamp() < closes_at) = (TG_OP <> 'UPDATE')
                            OR TG_OP = 'DELETE' AND {over(TEXTS_KEPT)}))
                    THEN
                        RAISE EXCEPTION 'texts come while a poll is open and are read after it';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            )
        ]

    def __str__(self):
        return self.text
