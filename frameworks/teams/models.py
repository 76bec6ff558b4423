"""Who answers. What a team answers belongs to the team; a closed conversation stays as it was."""

import secrets

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate, now

from frameworks.definitions.axes import MOMENT, names
from frameworks.definitions.definition import applying
from frameworks.definitions.models import Concept, FrameworkVersion
from knw_portal.people.models import Group, Institution, duties_of


def new_code():
    return secrets.token_urlsafe(16)


class OfTeamsQuerySet(models.QuerySet):
    """Rows of a team: for the people of its group and for nobody else, the bureau included."""

    to_group = ""

    def visible_to(self, user):
        return self.filter(**{f"{self.to_group}__in": list(duties_of(user).groups)})


class Team(models.Model):
    """The colleagues who answer together, in a group of their own."""

    group = models.OneToOneField(Group, models.PROTECT, related_name="team")
    institution = models.ForeignKey(Institution, models.PROTECT, verbose_name="instelling")
    name = models.CharField("naam", max_length=120)

    class Meta:
        ordering = ["name"]
        verbose_name = "team"
        verbose_name_plural = "teams"

    def __str__(self):
        return f"{self.name}, {self.institution}"


class TrajectoryQuerySet(OfTeamsQuerySet):
    to_group = "team__group"

    def for_page(self):
        return self.select_related("team__institution", "framework_version__framework")


class Trajectory(models.Model):
    """A team uses one version of a framework, from the start till after."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="trajectories")
    framework_version = models.ForeignKey(
        FrameworkVersion, models.PROTECT, related_name="trajectories"
    )
    challenge = models.TextField("waar het team aan werkt", max_length=500)
    # Empty where the framework has no such axis; what it has, the team chooses from.
    flex_ways = ArrayField(
        models.SlugField(max_length=20), verbose_name="flex-manieren", default=list
    )
    roles = ArrayField(models.SlugField(max_length=20), verbose_name="rollen", default=list)
    invitation = models.CharField(max_length=40, default=new_code, unique=True, editable=False)
    started_at = models.DateTimeField(default=now)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = TrajectoryQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        verbose_name = "traject"
        verbose_name_plural = "trajecten"

    def __str__(self):
        return f"{self.framework_version.framework.title}, {self.team.name}"

    def get_absolute_url(self):
        return reverse("trajectory_detail", kwargs={"pk": self.pk})

    @property
    def group_id(self):
        return self.team.group_id

    def sections(self, moment=None):
        """What is asked of this team: at one moment, or at all of them."""
        definition = self.framework_version.shown
        return applying(definition, moment=moment, flex=self.flex_ways, roles=self.roles)


class ConversationQuerySet(OfTeamsQuerySet):
    to_group = "trajectory__team__group"

    def open(self):
        return self.filter(closed_at=None)

    def for_page(self):
        return self.select_related(
            "trajectory__team__institution", "trajectory__framework_version__framework"
        )


class Conversation(models.Model):
    """One talk of the team at one moment. Closed, it is a snapshot that never changes."""

    class Moment(models.TextChoices):
        START, DURING, AFTER = names(MOMENT)

    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="conversations")
    moment = models.CharField("moment", max_length=10, choices=Moment.choices)
    number = models.PositiveSmallIntegerField(default=1)
    held_on = models.DateField("gesprek van", default=localdate)
    lesson = models.TextField("wat leerden wij als team?", max_length=5000, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=now)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    snapshot = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at"]
        verbose_name = "gesprek"
        verbose_name_plural = "gesprekken"
        constraints = [
            models.UniqueConstraint(
                fields=["trajectory", "moment", "number"], name="conversation_once_a_moment"
            ),
            models.CheckConstraint(
                name="conversation_closed_whole",
                condition=Q(closed_at=None, closed_by=None, snapshot=None, sha256="")
                | Q(closed_at__isnull=False, closed_by__isnull=False, snapshot__isnull=False)
                & ~Q(sha256=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="closed_is_closed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            )
        ]

    def __str__(self):
        again = f" {self.number}" if self.number > 1 else ""
        return f"{self.get_moment_display()}{again}"

    def get_absolute_url(self):
        return reverse("conversation_detail", kwargs={"pk": self.pk})

    @property
    def group_id(self):
        return self.trajectory.group_id

    def sections(self):
        return self.trajectory.sections(self.moment)

    def question(self, code):
        """What was asked under this code, as published; None when it is not asked here.

        Whoever saves an answer needs no mended spelling, so its errata are not asked for.
        """
        trajectory = self.trajectory
        definition = trajectory.framework_version.definition
        asked = applying(
            definition, moment=self.moment, flex=trajectory.flex_ways, roles=trajectory.roles
        )
        questions = (one for section in asked for one in section["questions"])
        return next((one for one in questions if one["code"] == code), None)

    def questions(self):
        return [question for section in self.sections() for question in section["questions"]]


class AnswerFields(models.Model):
    """What an answer says. Blank, "unknown" and "na" are three things."""

    class Basis(models.TextChoices):
        CONSENSUS = "consensus", "Consensus"
        MAJORITY = "majority", "Meerderheid"
        NO_AGREEMENT = "no_agreement", "Niet eens"
        SKIPPED = "skipped", "Overgeslagen"

    PARTS = ("choices", "cells", "text", "basis", "reason")

    # Codes of the definition; of a table "line:column"; "unknown" and "na" for every kind.
    choices = ArrayField(models.CharField(max_length=130), default=list)
    # What is written in boxes: "value" of a number or date (2026-11-22), "line:column" of a table.
    cells = models.JSONField(default=dict)
    text = models.TextField(max_length=10_000, blank=True)
    basis = models.CharField(max_length=20, choices=Basis.choices, blank=True)
    reason = models.CharField("waarom overgeslagen", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def values(self):
        return {part: getattr(self, part) for part in self.PARTS}


class TeamAnswer(AnswerFields):
    """The one answer of a team to a question in a conversation; never one of a person."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="answers")
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(null=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["conversation", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "concept"], name="one_answer_of_a_team")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="answer_of_an_open_conversation",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                # FOR SHARE: closing waits for who is saving, and who comes after it is refused.
                func="""
                    PERFORM 1 FROM frameworks_conversation
                        WHERE id = COALESCE(NEW.conversation_id, OLD.conversation_id)
                        AND closed_at IS NULL FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'a closed conversation does not change';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            )
        ]

    def __str__(self):
        return f"{self.conversation_id}: {self.concept_id}"

    @property
    def is_blank(self):
        return not any(self.values().values())


class AnswerRevision(AnswerFields):
    """What an answer said at one of its versions; nothing a team wrote is ever lost."""

    answer = models.ForeignKey(TeamAnswer, models.PROTECT, related_name="revisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["answer", "version"]
        constraints = [models.UniqueConstraint(fields=["answer", "version"], name="revision_once")]
        triggers = [
            pgtrigger.Protect(name="revisions_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.answer_id}, {self.version}"
