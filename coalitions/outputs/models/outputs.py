"""What coalitions make for others to use: written as a draft, published as a version that stays."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from coalitions.briefs.models import Coalition
from frameworks.definitions.models import QualityObject
from knw_portal.search.models import SearchText


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
    def public(self):
        """What stands in the library: published, not withdrawn, of a coalition that is public."""
        return self.filter(
            published_at__isnull=False,
            withdrawn_at=None,
            coalition__published_at__isnull=False,
        )

    def visible_to(self, user):
        """The outputs of coalitions that somebody may know of; drafts too, so only for at work."""
        return self.filter(coalition__in=Coalition.objects.visible_to(user))

    def newest(self):
        """The library, of the last school year first."""
        return (
            self.public()
            .select_related("coalition", "kind", "about")
            .order_by("-coalition__school_year", "title", "pk")
        )

    def with_versions(self):
        """With the coalition, and every version with its kind."""
        versions = OutputVersion.objects.select_related("kind", "about")
        return self.select_related("coalition", "kind").prefetch_related(
            models.Prefetch("versions", versions)
        )

    def found_by(self, query, user):
        """The outputs whose texts answer to what somebody typed, best first."""
        keys = SearchText.objects.visible_to(user).filter(kind="opbrengst").matching(query)
        found = {int(about.split(":")[1]): place for place, about in enumerate(keys.abouts())}
        order = models.Case(*(models.When(pk=pk, then=place) for pk, place in found.items()))
        return self.filter(pk__in=found).order_by(order) if found else self.none()


class Output(models.Model):
    """A deliverable, as it stands in lists: what its newest published version says of itself.

    Until the first one is published it says what its draft says.
    """

    coalition = models.ForeignKey(
        Coalition, models.PROTECT, related_name="outputs", verbose_name="coalitie"
    )
    kind = models.ForeignKey(OutputKind, models.PROTECT, verbose_name="soort")
    title = models.CharField("titel", max_length=200)
    about = models.ForeignKey(
        QualityObject,
        models.PROTECT,
        verbose_name="kwaliteit van",
        null=True,
        blank=True,
        related_name="+",
    )
    summary = models.TextField("samenvatting", max_length=2000)
    slug = models.SlugField("adres", max_length=80, unique=True)
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdraw_reason = models.TextField("waarom", max_length=1000, blank=True)

    objects = OutputQuerySet.as_manager()

    class Meta:
        ordering = ["coalition", "title"]
        verbose_name = "opbrengst"
        verbose_name_plural = "opbrengsten"
        constraints = [
            models.CheckConstraint(
                name="output_withdrawn_whole",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdraw_reason="")
                | Q(
                    published_at__isnull=False,
                    withdrawn_at__isnull=False,
                    withdrawn_by__isnull=False,
                )
                & ~Q(withdraw_reason=""),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("output_detail", kwargs={"slug": self.slug})

    @property
    def work_url(self):
        """Where its own people read and change it; loads the coalition unless that was fetched."""
        return reverse("output_preview", kwargs={"slug": self.coalition.slug, "pk": self.pk})

    @property
    def group_id(self):
        """The group whose people make it; loads the coalition unless that was fetched."""
        return self.coalition.group_id

    @property
    def is_public(self):
        """Whether it stands in the library, as far as that is up to the output itself."""
        return self.published_at is not None and self.withdrawn_at is None

    @property
    def draft(self):
        """The version that is worked on, or None; from the versions already fetched."""
        return next((one for one in self.versions.all() if not one.published_at), None)

    @property
    def newest_version(self):
        """The last published version, or None; from the versions already fetched."""
        published = [one for one in self.versions.all() if one.published_at]
        return published[-1] if published else None


class OutputVersion(models.Model):
    """An output as it is worked on, and once published as it stays: a correction is a new one."""

    output = models.ForeignKey(Output, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("versie", default=1)
    is_erratum = models.BooleanField(
        "Dit verbetert een fout",
        default=False,
        help_text="Laat dit leeg als je de opbrengst verder hebt ontwikkeld.",
    )
    change_note = models.TextField("wat is er veranderd", max_length=2000, blank=True)
    kind = models.ForeignKey(OutputKind, models.PROTECT, verbose_name="soort", related_name="+")
    title = models.CharField("titel", max_length=200)
    about = models.ForeignKey(
        QualityObject,
        models.PROTECT,
        verbose_name="kwaliteit van",
        null=True,
        blank=True,
        related_name="+",
    )
    summary = models.TextField("samenvatting", max_length=2000)
    body = models.TextField("de opbrengst zelf", max_length=50_000, blank=True)
    how_to_use = models.TextField("zo gebruik je het", max_length=5000, blank=True)
    audience = models.TextField("voor wie het is", max_length=1000, blank=True)
    for_quality = models.TextField(
        "voor de kwaliteitszorgfunctionaris", max_length=3000, blank=True
    )
    context = models.TextField("wat alleen in onze situatie werkt", max_length=3000, blank=True)
    transfers = models.TextField("wat overal kan", max_length=3000, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_note = models.TextField("wat nog anders moet", max_length=2000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    files_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["number"]
        verbose_name = "versie van een opbrengst"
        verbose_name_plural = "versies van opbrengsten"
        constraints = [
            models.UniqueConstraint(fields=["output", "number"], name="output_version_once"),
            models.UniqueConstraint(
                fields=["output"], condition=Q(published_at=None), name="one_draft_of_an_output"
            ),
            models.CheckConstraint(
                name="output_published_whole",
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_output_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.title}, versie {self.number}"

    @property
    def group_id(self):
        """The group whose people make it; loads output and coalition unless those were fetched."""
        return self.output.coalition.group_id

    @property
    def name(self):
        return f"Versie {self.number}"

    @property
    def stand(self):
        """What somebody saw of it, to carry in a form: the text and the files."""
        return f"{self.version}.{self.files_version}"

    def missing(self):
        """What it still lacks before it can be published, as a list of words."""
        needed = [("summary", "een samenvatting"), ("how_to_use", "hoe je het gebruikt")]
        needed += [("audience", "voor wie het is")]
        lacks = [word for name, word in needed if not getattr(self, name).strip()]
        if not self.body.strip() and not self.files.all():
            lacks.insert(0, "de opbrengst zelf: tekst of een bestand")
        return lacks


class OutputFile(models.Model):
    """A file of a version, in its place."""

    version = models.ForeignKey(OutputVersion, models.CASCADE, related_name="files")
    stored = models.ForeignKey("knw_portal.StoredFile", models.PROTECT, related_name="published_in")
    number = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = "bestand van een opbrengst"
        verbose_name_plural = "bestanden van opbrengsten"
        constraints = [
            models.UniqueConstraint(fields=["version", "stored"], name="output_file_once"),
        ]
        triggers = [
            # FOR SHARE, so that publishing waits for who is still adding a file.
            pgtrigger.Trigger(
                name="file_of_a_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'UPDATE' AND NEW.version_id <> OLD.version_id THEN
                        RAISE EXCEPTION 'a file stays in its version';
                    END IF;
                    PERFORM 1 FROM coalitions_outputversion
                        WHERE id = COALESCE(NEW.version_id, OLD.version_id)
                        AND published_at IS NULL FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'a published version does not change';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            )
        ]

    def __str__(self):
        return self.stored.name

    @property
    def group_id(self):
        """The group whose people make it; loads all in between unless that was fetched."""
        return self.version.group_id


class Credit(models.Model):
    """Somebody who worked on an output and is named at it, for as long as they want that."""

    output = models.ForeignKey(Output, models.CASCADE, related_name="credits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="credits")

    class Meta:
        ordering = ["user__name", "pk"]
        verbose_name = "maker"
        verbose_name_plural = "makers"
        constraints = [models.UniqueConstraint(fields=["output", "user"], name="credited_once")]

    def __str__(self):
        return str(self.user)
