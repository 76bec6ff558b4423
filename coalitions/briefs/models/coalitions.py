"""The coalition and its brief: its aim, when it succeeds, who it needs, what it builds on."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from coalitions.themes.models import ThemeRound
from knw_portal.people.models import GroupMember, duties_of
from knw_portal.search.models import SearchText

# A slip of the finger in a year, such as 0206, is caught where it is typed.
SENSIBLE = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1))]


class CoalitionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published ones are for all; drafts for the bureau, the board and their own people."""
        duties = duties_of(user)
        if duties.has("bureau", "board"):
            return self
        return self.filter(Q(published_at__isnull=False) | Q(group_id__in=duties.groups))

    def published(self):
        return self.filter(published_at__isnull=False)

    def found_by(self, query, user):
        """The coalitions whose texts answer to what somebody typed, best first."""
        keys = SearchText.objects.visible_to(user).filter(kind="coalitie").matching(query)
        found = {int(about.split(":")[1]): place for place, about in enumerate(keys.abouts())}
        order = models.Case(*(models.When(pk=pk, then=place) for pk, place in found.items()))
        return self.filter(pk__in=found).order_by(order) if found else self.none()

    def for_list(self):
        """What a list of coalitions shows, with the number of members now and of outputs."""
        members = GroupMember.objects.current().filter(
            group=models.OuterRef("group"),
            role__in=[GroupMember.Role.MEMBER, GroupMember.Role.LEAD],
        )
        each = members.order_by().values("group").annotate(n=models.Count("user", distinct=True))
        # Subqueries, not joins: PostgreSQL then counts for the coalitions of one page only.
        made = self.model.objects.filter(pk=models.OuterRef("pk")).order_by()
        public = Q(outputs__published_at__isnull=False, outputs__withdrawn_at=None)
        outputs = made.annotate(n=models.Count("outputs", filter=public)).values("n")
        return self.select_related("round").annotate(
            member_count=Coalesce(models.Subquery(each.values("n")), 0),
            output_count=models.Subquery(outputs),
        )


class Coalition(models.Model):
    """A temporary work group across institutions, on one theme, for about a school year."""

    class Phase(models.TextChoices):
        DRAFT = "draft", "opdracht in de maak"
        RECRUITING = "recruiting", "zoekt leden"
        ACTIVE = "active", "aan het werk"
        DELIVERING = "delivering", "levert op"
        COMPLETED = "completed", "afgerond"

    round = models.ForeignKey(ThemeRound, models.PROTECT, related_name="coalitions", null=True)
    theme = models.OneToOneField(
        "coalitions.Theme", models.PROTECT, related_name="coalition", null=True
    )
    number = models.PositiveSmallIntegerField("volgorde in de memo", default=0)
    title = models.CharField("titel", max_length=120)
    edition = models.CharField("editie", max_length=10, blank=True)
    slug = models.SlugField("adres", max_length=80, unique=True)
    school_year = models.CharField("schooljaar", max_length=9)
    group = models.OneToOneField("knw_portal.Group", models.PROTECT, related_name="coalition")
    phase = models.CharField("fase", max_length=20, choices=Phase.choices, default=Phase.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    starts_on = models.DateField("begint op", validators=SENSIBLE, null=True, blank=True)
    ends_on = models.DateField("eindigt op", validators=SENSIBLE, null=True, blank=True)
    target_size = models.PositiveSmallIntegerField("streefgrootte", default=14)
    finish_reason = models.TextField("waarom zonder opbrengst", max_length=1000, blank=True)

    central_question = models.TextField("centrale vraag", max_length=1000)
    activity = models.TextField(
        "waar houdt de coalitie zich mee bezig", max_length=3000, blank=True
    )
    purpose = models.TextField("doel", max_length=2000, blank=True)
    perspective = models.CharField("perspectief", max_length=120, blank=True)
    form = models.CharField("vorm", max_length=120, blank=True)
    approach = models.TextField("hoe de opbrengst tot stand komt", max_length=2000, blank=True)
    example_question = models.TextField("voorbeeldvraag", max_length=2000, blank=True)
    success_note = models.TextField("bij het succes", max_length=2000, blank=True)
    composition_note = models.TextField("bij de samenstelling", max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CoalitionQuerySet.as_manager()

    class Meta:
        ordering = ["-school_year", "number", "title"]
        verbose_name = "coalitie"
        verbose_name_plural = "coalities"
        indexes = [
            models.Index(fields=["-school_year", "number", "title"], name="coalition_in_order")
        ]
        constraints = [
            models.CheckConstraint(
                name="coalition_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
            )
        ]

    def __str__(self):
        return f"{self.title} {self.edition}".strip()

    def get_absolute_url(self):
        return reverse("coalition_detail", kwargs={"slug": self.slug})

    def brief(self):
        """The lines by their part, in order; criteria have `its_parts`. One query at most."""
        lines = list(self.lines.all())
        for line in lines:
            line.its_parts = [part for part in lines if part.parent_id == line.pk]
        return {
            part.value: [one for one in lines if one.part == part and one.parent_id is None]
            for part in BriefLine.Part
        }


class Numbered(models.Model):
    """A line of a brief, in its place."""

    coalition = models.ForeignKey(Coalition, models.CASCADE)
    number = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        abstract = True
        ordering = ["number", "pk"]


class BriefLine(Numbered):
    """A line of the brief, in one of its parts; which columns it uses depends on the part."""

    class Part(models.TextChoices):
        ACTIVITY = "activity", "waar het om gaat"
        DEMAND = "demand", "eis aan de opbrengst"
        INCLUDED = "included", "wordt meegenomen"
        MAY_USE = "may_use", "kan worden gebruikt"
        INPUT = "input", "input ophalen"
        GUIDANCE = "guidance", "begeleiding"
        TERM = "term", "afspraak"  # of the round, as this coalition took it over
        CRITERION = "criterion", "succescriterium"  # it may have parts, such as openness
        IN = "in", "wel"
        OUT = "out", "niet"
        PARKED = "parked", "geparkeerd"
        CONNECTION = "connection", "verbinding"  # who (title) makes what (text); our use (note)
        SOURCE = "source", "bron"  # its maker is the text; with a footnote it is noted in the memo

    class State(models.TextChoices):
        DEVELOPED = "developed", "is ontwikkeld"
        DEVELOPING = "developing", "wordt ontwikkeld"
        AVAILABLE = "available", "beschikbaar"
        COMING = "coming", "wordt nog verkregen"

    SCOPE = (Part.IN, Part.OUT, Part.PARKED)

    part = models.CharField("onderdeel", max_length=20, choices=Part.choices)
    code = models.CharField("code", max_length=10, blank=True)
    title = models.CharField("titel", max_length=200, blank=True)
    text = models.TextField("tekst", max_length=1000, blank=True)
    note = models.TextField("toelichting", max_length=500, blank=True)
    url = models.URLField("adres", blank=True)
    footnote = models.PositiveSmallIntegerField("nummer van de noot", null=True, blank=True)
    state = models.CharField("stand", max_length=20, choices=State.choices, blank=True)
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name="onderdeel van",
    )

    class Meta(Numbered.Meta):
        default_related_name = "lines"
        verbose_name = "regel van de opdracht"
        verbose_name_plural = "regels van de opdracht"
        constraints = [
            models.CheckConstraint(name="line_no_part_of_itself", condition=~Q(parent=F("pk")))
        ]

    def __str__(self):
        return f"{self.code} {self.text}" if self.code else self.title or self.text


class DesiredFunction(Numbered):
    """A wish for the composition: so many of this function. It helps to look and blocks nobody."""

    function = models.ForeignKey("knw_portal.Function", models.PROTECT, verbose_name="functie")
    wished = models.PositiveSmallIntegerField("gewenst aantal", null=True, blank=True)
    note = models.CharField("toelichting", max_length=300, blank=True)

    class Meta(Numbered.Meta):
        default_related_name = "desired"
        verbose_name = "gewenste functie"
        constraints = [
            models.UniqueConstraint(fields=["coalition", "function"], name="function_wished_once")
        ]

    def __str__(self):
        return str(self.function)


class MilestoneQuerySet(models.QuerySet):
    def open(self, by):
        """Not done yet and due on this day or before, in coalitions that still run."""
        return (
            self.filter(done_on=None, due_on__lte=by)
            .exclude(coalition__phase=Coalition.Phase.COMPLETED)
            .select_related("coalition")
        )


class Milestone(Numbered):
    """A date in the coalition's year."""

    title = models.CharField("wat", max_length=120)
    due_on = models.DateField("wanneer", validators=SENSIBLE)
    done_on = models.DateField("gedaan op", validators=SENSIBLE, null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta(Numbered.Meta):
        default_related_name = "milestones"
        ordering = ["due_on", "pk"]
        verbose_name = "mijlpaal"

    def __str__(self):
        return self.title

    @property
    def group_id(self):
        """The group whose roles decide who may tick it off."""
        return self.coalition.group_id


class LineageQuerySet(models.QuerySet):
    def around(self, coalition):
        """What it builds on and what was built on it, the earliest first."""
        lines = self.filter(Q(later=coalition) | Q(earlier=coalition))
        return lines.select_related("earlier", "later").order_by("later__school_year")


class Lineage(models.Model):
    """This coalition builds on that one: deepening it, broadening it, or both."""

    later = models.ForeignKey(Coalition, models.CASCADE, related_name="built_on")
    earlier = models.ForeignKey(
        Coalition, models.PROTECT, related_name="led_to", verbose_name="bouwt voort op"
    )
    is_deepening = models.BooleanField("verdieping", default=False)
    is_broadening = models.BooleanField("verbreding", default=False)
    note = models.TextField("in welk opzicht", max_length=500)

    objects = LineageQuerySet.as_manager()

    class Meta:
        ordering = ["earlier__school_year"]
        verbose_name = "lijn"
        constraints = [
            models.UniqueConstraint(fields=["later", "earlier"], name="one_line_between_two"),
            models.CheckConstraint(
                name="line_deepens_or_broadens",
                condition=Q(is_deepening=True) | Q(is_broadening=True),
                violation_error_message="Kies verdieping, verbreding of allebei.",
            ),
            models.CheckConstraint(name="no_line_to_itself", condition=~Q(later=F("earlier"))),
        ]

    def __str__(self):
        return f"{self.later} ← {self.earlier}"

    @property
    def kind(self):
        return kind_of_line(self)


class ThemeLine(models.Model):
    """What a chosen theme builds on, said with the decision; its coalition is born with it."""

    theme = models.OneToOneField("coalitions.Theme", models.CASCADE, related_name="line")
    earlier = models.ForeignKey(Coalition, models.PROTECT, related_name="+")
    is_deepening = models.BooleanField("verdieping", default=False)
    is_broadening = models.BooleanField("verbreding", default=False)
    note = models.TextField("in welk opzicht", max_length=500)

    class Meta:
        ordering = ["theme"]
        constraints = [
            models.CheckConstraint(
                name="theme_line_deepens_or_broadens",
                condition=Q(is_deepening=True) | Q(is_broadening=True),
            ),
            models.CheckConstraint(name="theme_line_says_how", condition=~Q(note="")),
        ]

    def __str__(self):
        return f"{self.theme} ← {self.earlier}"

    @property
    def kind(self):
        return kind_of_line(self)


def kind_of_line(line):
    """Verdieping, verbreding, or both, as one reads it."""
    words = (("verdieping", line.is_deepening), ("verbreding", line.is_broadening))
    return " en ".join(word for word, holds in words if holds)


class SuccessFactor(models.Model):
    """Why working in coalitions works; holds for the whole network."""

    number = models.PositiveSmallIntegerField("volgorde")
    title = models.CharField("kort", max_length=120, unique=True)
    text = models.TextField("tekst", max_length=1000)

    class Meta:
        ordering = ["number"]
        verbose_name = "succesfactor"
        verbose_name_plural = "succesfactoren"

    def __str__(self):
        return self.title
