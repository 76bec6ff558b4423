"""What is asked. A published version never changes: a guard here, a trigger in the database."""

import uuid

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now

from frameworks.definitions.audiences import in_words, is_for_teams
from frameworks.definitions.errata import with_errata
from knw_portal.people.models import Group, duties_of

# Every question may be answered with one of these; leaving it blank is a third thing.
UNKNOWN, NOT_APPLICABLE = "unknown", "na"
MARKS = {UNKNOWN: "Weten we nog niet", NOT_APPLICABLE: "Niet van toepassing"}


class Frozen(Exception):
    """A published version, or a part of it, was about to be changed."""


def kept(name, *columns):
    """A trigger for a list that only grows: a name may be bettered, what it stands for may not."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.UpdateOf(*columns) | pgtrigger.Delete)


class Axis(models.Model):
    """A way to look at questions, such as the moment or the flex way."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField("naam", max_length=60)
    number = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        ordering = ["number"]
        triggers = [kept("axis_is_kept", "code")]

    def __str__(self):
        return self.name


class AxisValueQuerySet(models.QuerySet):
    def called(self, axis):
        """What the values of an axis are called today, by code; the codes never change."""
        return dict(self.filter(axis__code=axis).values_list("code", "name"))


class AxisValue(models.Model):
    axis = models.ForeignKey(Axis, models.PROTECT, related_name="values")
    code = models.SlugField(max_length=20)
    name = models.CharField("naam", max_length=60)
    number = models.PositiveSmallIntegerField("volgorde", default=0)

    objects = AxisValueQuerySet.as_manager()

    class Meta:
        ordering = ["axis", "number"]
        constraints = [
            models.UniqueConstraint(fields=["axis", "code"], name="axis_value_once"),
        ]
        triggers = [kept("axis_value_is_kept", "axis_id", "code")]

    def __str__(self):
        return self.name


class QualityObjectQuerySet(models.QuerySet):
    def open(self, besides=None):
        """What can be chosen today; `besides`: the one that was chosen before it was closed."""
        return self.filter(Q(is_open=True) | Q(pk=besides))

    def by_word(self):
        """Each by its code and by its name, for what a file may call it."""
        rows = list(self.all())
        return {row.name.lower(): row for row in rows} | {row.code: row for row in rows}


class QualityObject(models.Model):
    """What the quality is of, such as teaching or examination: a tag on questions and outputs.

    The bureau keeps the list. A name may be bettered; the code, which files hold, stays.
    """

    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("naam", max_length=60, unique=True)
    number = models.PositiveSmallIntegerField("volgorde", default=0)
    is_open = models.BooleanField("te kiezen", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = QualityObjectQuerySet.as_manager()

    class Meta:
        ordering = ["number", "name"]
        verbose_name = "object van kwaliteit"
        verbose_name_plural = "objecten van kwaliteit"
        triggers = [
            pgtrigger.Protect(
                name="quality_object_keeps_its_code", operation=pgtrigger.UpdateOf("code")
            )
        ]

    def __str__(self):
        return self.name


class FrameworkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What was ever published for everybody; a draft for its group and the bureau."""
        published = FrameworkVersion.objects.exclude(status=FrameworkVersion.DRAFT)
        if duties_of(user).has("bureau"):
            return self
        return self.filter(
            Q(pk__in=published.values("framework")) | Q(group__in=list(duties_of(user).groups))
        )

    def for_list(self):
        """With the versions, without their long texts; two queries whatever the length."""
        versions = FrameworkVersion.objects.defer("definition")
        return self.select_related("group").prefetch_related(
            models.Prefetch("versions", versions, to_attr="all_versions")
        )


class Framework(models.Model):
    """A set of questions that teams use, in versions. It belongs to the group that writes it."""

    code = models.CharField("code", max_length=20, unique=True)
    slug = models.SlugField("adres", max_length=80, unique=True)
    title = models.CharField("titel", max_length=120)
    group = models.ForeignKey(Group, models.PROTECT, related_name="frameworks")
    created_at = models.DateTimeField(default=now)

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = "raamwerk"
        verbose_name_plural = "raamwerken"

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("framework_detail", kwargs={"slug": self.slug})

    @property
    def current(self):
        """The newest published version, of a framework that came with its versions."""
        published = [one for one in self.all_versions if one.status == FrameworkVersion.PUBLISHED]
        return max(published, key=lambda one: one.number, default=None)

    @property
    def numbered(self):
        """What was ever published, the newest first."""
        numbered = [one for one in self.all_versions if one.number]
        return sorted(numbered, key=lambda one: -one.number)

    @property
    def readable(self):
        """What its page shows: the current version, else the one that was withdrawn last."""
        return self.current or next(iter(self.numbered), None)

    @property
    def audience(self):
        """For whom it is: of the version that its page shows, else of the draft."""
        shown = self.readable or self.draft
        return shown.audience if shown else ""

    @property
    def draft(self):
        drafts = [one for one in self.all_versions if one.status == FrameworkVersion.DRAFT]
        return drafts[0] if drafts else None


class FrameworkVersionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(status=FrameworkVersion.PUBLISHED)

    def newest(self):
        """Of every framework the newest published version."""
        return (
            self.published()
            .order_by("framework_id", "-number")
            .distinct("framework")
            .select_related("framework")
        )


class FrameworkVersion(models.Model):
    """A draft; then numbered and published for ever, perhaps withdrawn."""

    class Status(models.TextChoices):
        DRAFT = "draft", "concept"
        PUBLISHED = "published", "gepubliceerd"
        WITHDRAWN = "withdrawn", "ingetrokken"

    DRAFT, PUBLISHED, WITHDRAWN = Status.values

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("versie", null=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    definition = models.JSONField(null=True)  # everything below, as one text; see `definition.py`
    sha256 = models.CharField(max_length=64, blank=True)
    question_count = models.PositiveSmallIntegerField(default=0)
    audience = models.CharField("voor wie", max_length=60, blank=True)
    axes = ArrayField(models.SlugField(max_length=20), default=list)  # those its questions lie on
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now)

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "number"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["framework"], condition=Q(status="draft"), name="one_draft_of_a_framework"
            ),
            models.CheckConstraint(
                name="version_published_whole",
                condition=Q(
                    status="draft", number=None, definition=None, sha256="", published_at=None
                )
                | Q(
                    status__in=["published", "withdrawn"],
                    number__isnull=False,
                    definition__isnull=False,
                    published_at__isnull=False,
                )
                & ~Q(sha256=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="version_goes_one_way",
                field="status",
                transitions=[("draft", "published"), ("published", "withdrawn")],
            ),
            pgtrigger.Protect(
                name="published_is_published",
                operation=pgtrigger.UpdateOf(
                    "framework_id",
                    "number",
                    "definition",
                    "sha256",
                    "question_count",
                    "audience",
                    "axes",
                    "published_at",
                    "published_by_id",
                )
                | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__status="draft"),
            ),
        ]

    def __str__(self):
        return f"{self.framework}, " + (f"versie {self.number}" if self.number else "concept")

    @property
    def is_draft(self):
        return self.status == self.DRAFT

    @property
    def is_for_teams(self):
        """Whether a team can begin with it; else it is put to people one by one."""
        return is_for_teams(self.audience)

    @property
    def for_whom(self):
        return in_words(self.audience)

    @cached_property
    def mended(self):
        return list(self.errata.all())

    @cached_property
    def shown(self):
        """The definition as people read it: with its errata, one query."""
        return with_errata(self.definition, self.mended)

    def save(self, **kwargs):
        """As of publication nothing is saved this way."""
        if self.pk and not self.is_draft:
            raise Frozen(self)
        super().save(**kwargs)


class VersionPart(models.Model):
    """A row of a version. Adding, changing and deleting it ends when the version is published."""

    version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="%(class)s_rows")

    class Meta:
        abstract = True

    def save(self, **kwargs):
        if not self.version.is_draft:
            raise Frozen(self)
        super().save(**kwargs)

    @property
    def seen(self):
        """What a form carries: this row as it was last saved. An import makes other rows."""
        return f"{self.pk}.{self.revision}"

    @property
    def group_id(self):
        return self.version.framework.group_id


def part_of_a_draft(name):
    """A trigger on a part of a version; FOR SHARE, so that publishing waits for who writes."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF TG_OP = 'UPDATE' AND NEW.version_id <> OLD.version_id THEN
                RAISE EXCEPTION 'a part stays in its version';
            END IF;
            PERFORM 1 FROM frameworks_frameworkversion
                WHERE id = COALESCE(NEW.version_id, OLD.version_id) AND status = 'draft' FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'a published version does not change';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,
    )


class Section(VersionPart):
    code = models.SlugField(max_length=60)
    title = models.CharField("titel", max_length=120)
    number = models.PositiveSmallIntegerField("volgorde")
    # For who leads the talk about it.
    purpose = models.CharField("doel", max_length=400, blank=True)
    minutes = models.PositiveSmallIntegerField("minuten", null=True)
    steps = ArrayField(models.CharField(max_length=300), verbose_name="stappen", default=list)
    revision = models.PositiveIntegerField(default=1)  # how often it was saved; see `seen`

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="section_code_once"),
        ]
        triggers = [part_of_a_draft("section_of_a_draft")]

    def __str__(self):
        return self.title


class Scale(VersionPart):
    """What can be chosen: the steps of a rubric, the options of a choice, the lines of a table."""

    code = models.CharField(max_length=60)

    class Meta:
        ordering = ["version", "code"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="scale_code_once")]
        triggers = [part_of_a_draft("scale_of_a_draft")]

    def __str__(self):
        return self.code


class ScalePoint(VersionPart):
    """One choice. Its code is what an answer holds; its value, where there is one, its step."""

    scale = models.ForeignKey(Scale, models.PROTECT, related_name="points")
    code = models.SlugField(max_length=60)
    value = models.PositiveSmallIntegerField(null=True)
    text = models.CharField("omschrijving", max_length=400)
    number = models.PositiveSmallIntegerField("volgorde")
    # Of a column with boxes: what is filled in there, and of a choice what one chooses from.
    kind = models.CharField("soort", max_length=10, blank=True)
    options = models.JSONField(default=list)

    class Meta:
        ordering = ["scale", "number"]
        constraints = [models.UniqueConstraint(fields=["scale", "code"], name="point_code_once")]
        triggers = [part_of_a_draft("point_of_a_draft")]

    def __str__(self):
        return self.text


class Concept(models.Model):
    """What a question is through all versions. Answers hang on this, never on a wording.

    Without a framework: a question that a team made for itself; it is never compared with others.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    framework = models.ForeignKey(Framework, models.PROTECT, null=True, related_name="concepts")
    code = models.CharField(max_length=40)

    class Meta:
        ordering = ["framework", "code"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="concept_code_once"),
        ]

    def __str__(self):
        return self.code


class Question(VersionPart):
    class Kind(models.TextChoices):
        OPEN = "open", "open vraag"
        SCALE = "scale", "schaal met omschrijvingen"
        ONE = "one", "één keuze"
        MANY = "many", "meer keuzes"
        TABLE = "table", "tabel met per rij een keuze"
        GRID = "grid", "tabel met invulvakken"
        NUMBER = "number", "getal"
        DATE = "date", "datum"
        AMBITION = "ambition", "ambitie"

    class Equivalence(models.TextChoices):
        """How far answers may be laid beside those to the version before."""

        NEW = "new", "nieuw"
        IDENTICAL = "identical", "hetzelfde"
        EQUIVALENT = "equivalent", "gelijkwaardig"
        CHANGED = "changed", "veranderd"

    section = models.ForeignKey(Section, models.PROTECT, related_name="questions")
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField("volgorde")
    kind = models.CharField("soort", max_length=10, choices=Kind.choices)
    text = models.CharField("vraag", max_length=500)
    help = models.CharField("toelichting", max_length=500, blank=True)
    source = models.CharField("bron", max_length=200, blank=True)
    is_core = models.BooleanField("vaste kern", default=False)
    about = models.ForeignKey(
        QualityObject, models.PROTECT, verbose_name="kwaliteit van", null=True, related_name="+"
    )
    scale = models.ForeignKey(Scale, models.PROTECT, null=True, related_name="+")
    lines = models.ForeignKey(Scale, models.PROTECT, null=True, related_name="+")
    # Asked only where an earlier question was answered with one of these points.
    when_concept = models.ForeignKey(Concept, models.PROTECT, null=True, related_name="+")
    when_points = ArrayField(models.SlugField(max_length=60), default=list)
    equivalence = models.CharField(
        max_length=10, choices=Equivalence.choices, default=Equivalence.NEW
    )
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.CheckConstraint(
                name="condition_is_whole",
                condition=Q(when_concept=None, when_points=[])
                | Q(when_concept__isnull=False) & ~Q(when_points=[]),
            ),
            models.UniqueConstraint(fields=["version", "concept"], name="concept_once_a_version"),
            models.CheckConstraint(
                name="question_has_what_its_kind_needs",
                condition=Q(kind__in=["open", "ambition", "number", "date"], scale=None, lines=None)
                | Q(kind__in=["scale", "one", "many"], scale__isnull=False, lines=None)
                | Q(kind__in=["table", "grid"], scale__isnull=False, lines__isnull=False),
            ),
        ]
        triggers = [part_of_a_draft("question_of_a_draft")]

    def __str__(self):
        return self.text


class QuestionAxis(VersionPart):
    """Where a question lies on an axis; on an axis without a row here it lies everywhere."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="places")
    value = models.ForeignKey(AxisValue, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["question", "value__axis__number", "value__number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "value"], name="question_on_axis_once"),
        ]
        triggers = [part_of_a_draft("place_of_a_draft")]

    def __str__(self):
        return f"{self.question_id}: {self.value}"


class Erratum(models.Model):
    """A spelling mistake in a published version, mended where it is shown and nowhere else."""

    version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="errata")
    place = models.CharField("plek", max_length=200)  # as `errata.texts_of` names it
    before = models.CharField(max_length=500)
    after = models.CharField(max_length=500)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["version", "pk"]
        verbose_name = "verbetering"
        verbose_name_plural = "verbeteringen"
        triggers = [
            pgtrigger.Protect(name="errata_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.version_id}: {self.place}"


class RemarkQuerySet(models.QuerySet):
    def about(self, framework, number):
        """What was said of the draft that became version `number`, or will."""
        found = self.filter(framework=framework, number=number)
        return found.select_related("by", "resolved_by").order_by("made_at", "pk")


class Remark(models.Model):
    """What a member of the group says about a part of a draft; it stays after publication."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="remarks")
    number = models.PositiveSmallIntegerField("versie")  # the one that the draft will be
    place = models.CharField("waarover", max_length=60, blank=True)  # a code; none: the whole
    text = models.TextField("opmerking", max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="remarks")
    made_at = models.DateTimeField(default=now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "number", "made_at"]
        verbose_name = "opmerking"
        verbose_name_plural = "opmerkingen"
        constraints = [
            models.CheckConstraint(
                name="remark_resolved_whole",
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="remarks_stay",
                operation=pgtrigger.UpdateOf("framework_id", "number", "place", "by_id", "made_at")
                | pgtrigger.Delete,
            )
        ]

    def __str__(self):
        return self.text

    @property
    def group_id(self):
        return self.framework.group_id
