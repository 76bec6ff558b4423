"""A team and what it uses."""

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now

from frameworks.definitions.axes import MOMENT, names
from frameworks.definitions.definition import applying, questions_of
from frameworks.definitions.models import FrameworkVersion
from knw_portal.people.models import Group, GroupMember, Institution, duties_of


def new_code():
    return secrets.token_urlsafe(16)


class OfTeamsQuerySet(models.QuerySet):
    """Rows of a team: for the people of its group and for nobody else, the bureau included."""

    to_group = ""

    def visible_to(self, user):
        return self.filter(**{f"{self.to_group}__in": list(duties_of(user).groups)})


class TeamQuerySet(OfTeamsQuerySet):
    to_group = "group"

    def worked_in_by(self, user):
        """Those in which somebody takes part; the one that began something last comes first."""
        duties = duties_of(user)
        roles = (GroupMember.Role.MEMBER, GroupMember.Role.LEAD, GroupMember.Role.FACILITATOR)
        groups = [group for group in duties.groups if duties.in_group(group, *roles)]
        latest = models.Max("trajectories__started_at")
        teams = self.filter(group__in=groups).select_related("institution")
        return teams.annotate(latest=latest).order_by("-latest", "pk")


class Team(models.Model):
    """The colleagues who answer together, in a group of their own."""

    group = models.OneToOneField(Group, models.PROTECT, related_name="team")
    institution = models.ForeignKey(Institution, models.PROTECT, verbose_name="instelling")
    name = models.CharField("naam", max_length=120)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "team"
        # An institution leafs through its teams by name.
        indexes = [models.Index(fields=["institution", "name", "id"], name="teams_by_name")]
        verbose_name_plural = "teams"

    def __str__(self):
        return f"{self.name}, {self.institution}"


class TrajectoryQuerySet(OfTeamsQuerySet):
    to_group = "team__group"

    def for_page(self):
        return self.select_related("team__institution", "framework_version__framework")


class Trajectory(models.Model):
    """A team uses one version of a framework, from the start till after.

    What is asked of it at a moment, `sections` alone says: what fits its flex ways and roles,
    without the optional questions it hid, with the questions it made itself.
    """

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
    # Optional questions that are not asked, by code; and of a moment with little time, which are.
    hidden = ArrayField(models.CharField(max_length=40), default=list)
    picks = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
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

    def sections(self, moment=None, also=frozenset()):
        """What is asked of this team: at one moment, or at all of them.

        `also`: the concepts that are asked even so, because something was answered to them.
        """
        return self._sections(
            moment,
            lambda question, fits: (
                question["concept"] in also or (fits and self.asks(question, moment))
            ),
        )

    def offered(self, moment):
        """What fits this team at a moment, with what it hid: to choose from."""
        return self._sections(
            moment, lambda question, fits: fits and not self._is_withdrawn(question)
        )

    def _sections(self, moment, is_kept):
        whole = [*self.framework_version.shown["sections"], *self._own_section]
        fitting = {
            question["concept"]
            for question in questions_of({"sections": self._applying(whole, moment)})
        }
        sections = []
        for section in whole:
            kept = [one for one in section["questions"] if is_kept(one, one["concept"] in fitting)]
            if kept:
                is_whole = len(kept) == len(section["questions"])
                minutes = section["minutes"] if is_whole else None
                sections.append({**section, "minutes": minutes, "questions": kept})
        return sections

    def _applying(self, sections, moment):
        return applying(
            {"sections": sections}, moment=moment, flex=self.flex_ways, roles=self.roles
        )

    def fits(self, question, moment):
        return bool(self._applying([{"questions": [question]}], moment))

    def asks(self, question, moment=None):
        """Whether the team left this question in; the core always is."""
        if question["core"]:
            return True
        code = question["code"]
        if code in self.hidden or self._is_withdrawn(question):
            return False
        everywhere = [one for one, _ in names(MOMENT)]
        moments = [moment] if moment else question["axes"].get(MOMENT) or everywhere
        return any(code in self.picks.get(one, [code]) for one in moments)

    def question(self, code):
        """The question with this code, asked or not, as published; None when there is none.

        Whoever saves an answer needs no mended spelling, so its errata are not asked for.
        """
        return next((one for one in self.every_question() if one["code"] == code), None)

    def every_question(self):
        """As published, then the team's own; also what is asked at no moment."""
        yield from questions_of(self.framework_version.definition)
        for one in self.own:
            yield one.as_asked()

    @cached_property
    def own(self):
        """The questions that the team made itself, also those it took away; one query."""
        return list(self.own_questions.select_related("concept")) if self.pk else []

    def _is_withdrawn(self, question):
        return "own" in question and any(
            one.withdrawn_at for one in self.own if str(one.concept_id) == question["concept"]
        )

    @property
    def _own_section(self):
        if not self.own:
            return []
        title, purpose = "Onze eigen vragen", "Deze vragen maakten jullie zelf."
        return [
            {
                "code": "eigen-vragen",
                "title": title,
                "purpose": purpose,
                "minutes": None,
                "steps": [],
                "questions": [one.as_asked() for one in self.own],
            }
        ]
