"""What the teams of an institution share with it, for its ambassadors."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from frameworks.definitions.models import Framework, FrameworkVersion
from frameworks.reports.models import Sharing
from frameworks.reports.moments import words_of
from frameworks.reports.overviews import MOMENTS, heat_of, key_of, moments_of, sections_of
from frameworks.reports.reading import shared_report
from frameworks.reports.sharing import INSTITUTION, shared_snapshot
from frameworks.reports.tallies import tallies
from frameworks.teams.models import Conversation, Trajectory
from knw_portal.access import access
from knw_portal.people.models import Institution, Role, duties_of
from knw_portal.sheets import Sheet, page_or_file

PER_PAGE = 25
SPREAD = Sheet(
    "Antwoorden van teams",
    {
        "code": lambda row: row[0]["code"],
        "vraag": lambda row: row[0]["text"],
        "antwoord": lambda row: row[1],
        "teams": lambda row: row[2],
    },
)


@dataclass(frozen=True)
class School:
    """An institution, and what of it a page is about."""

    institution: Institution
    framework: Framework | None = None
    trajectory: Trajectory | None = None
    conversation: Conversation | None = None

    @property
    def institution_id(self):
        return self.institution.pk

    def __str__(self):
        return f"{self.institution} {self.framework or ''}".strip()


def this_school(request, slug):
    """One's own institution, for its ambassadors; for everybody else there is no such page."""
    mine = duties_of(request.user).institutions(Role.Kind.AMBASSADOR, Role.Kind.DEPUTY)
    return School(get_object_or_404(Institution.objects.filter(pk__in=mine), slug=slug))


@require_GET
@access("frameworks.list_school_teams")
def school_list(request):
    """One's own institution, or the choice for who is ambassador of more than one."""
    mine = duties_of(request.user).institutions(Role.Kind.AMBASSADOR, Role.Kind.DEPUTY)
    institutions = list(Institution.objects.filter(pk__in=mine))
    if len(institutions) == 1:
        return redirect("school_teams", slug=institutions[0].slug)
    return render(request, "frameworks/reports/school_list.html", {"institutions": institutions})


def shared_here(school):
    return Sharing.objects.conversations(INSTITUTION).filter(
        trajectory__team__institution=school.institution
    )


def this_school_framework(request, slug, framework):
    school = this_school(request, slug)
    return School(school.institution, get_object_or_404(Framework, slug=framework))


def this_school_team(request, slug, pk):
    school = this_school(request, slug)
    trajectory = get_object_or_404(
        Trajectory.objects.for_page().filter(team__institution=school.institution), pk=pk
    )
    if not shared_here(school).filter(trajectory=trajectory).exists():
        raise Http404
    return School(school.institution, trajectory.framework_version.framework, trajectory)


def this_school_talk(request, slug, pk):
    school = this_school(request, slug)
    conversation = get_object_or_404(shared_here(school).for_page(), pk=pk)
    trajectory = conversation.trajectory
    framework = trajectory.framework_version.framework
    return School(school.institution, framework, trajectory, conversation)


@require_GET
@access("frameworks.view_school_teams", on=this_school)
def school_teams(request, school):
    used = (
        shared_here(school)
        .order_by()
        .values("trajectory__framework_version__framework")
        .annotate(talks=Count("pk"), teams=Count("trajectory", distinct=True))
    )
    frameworks = Framework.objects.in_bulk(
        [row["trajectory__framework_version__framework"] for row in used]
    )
    lines = [
        (frameworks[row["trajectory__framework_version__framework"]], row["teams"], row["talks"])
        for row in used
    ]
    context = {
        "institution": school.institution,
        "lines": sorted(lines, key=lambda line: line[0].title),
    }
    return render(request, "frameworks/reports/school_teams.html", context)


def version_asked(request, framework, used):
    """The version that the address names, or the newest of those that were used."""
    versions = list(
        FrameworkVersion.objects.filter(framework=framework, pk__in=used)
        .order_by("-number")
        .only("number", "axes", "framework")
    )
    if not versions:
        raise Http404
    number = request.GET.get("versie", "")
    chosen = next((one for one in versions if str(one.number) == number), versions[0])
    return FrameworkVersion.objects.select_related("framework").get(pk=chosen.pk), versions


def moment_asked(request, shared, version, words):
    """The moment that the address names, or that of the talk that was shared last."""
    word = request.GET.get("moment")
    if word in words:
        return word
    talks = shared.filter(trajectory__framework_version=version).order_by("-closed_at")
    newest = talks.values_list("moment", flat=True).first()
    return next((one for one in words if MOMENTS[one] == newest), words[0])


@require_GET
@access("frameworks.view_school_teams", on=this_school_framework)
def school_framework(request, school):
    """How the answers of the teams are spread, and which teams they are."""
    shared = shared_here(school)
    used = shared.order_by().values("trajectory__framework_version").distinct()
    version, versions = version_asked(request, school.framework, used)
    words = moments_of(version)
    word = moment_asked(request, shared, version, words)
    counted = tallies(version, MOMENTS[word], INSTITUTION, school.institution)
    sections = sections_of(version, MOMENTS[word], counted)
    context = {
        "institution": school.institution,
        "framework": school.framework,
        "version": version,
        "versions": versions,
        "moments": words,
        "moment": word,
        "sections": sections,
        "key": key_of(),
        "heat": heat_of(version, MOMENTS[word], counted),
        "has_answers": bool(counted),
        **teams_page(request, school, version),
    }
    rows = (
        (line, text, amount)
        for section in sections
        for line in section["lines"]
        for text, amount in [*line["rows"], *line["facts"]]
    )
    template = "frameworks/reports/school_framework.html"
    return page_or_file(request, template, context, SPREAD.of(rows, school))


def teams_page(request, school, version):
    """One page of the teams by name, from where the address says; never the whole list."""
    shared = Sharing.objects.conversations(INSTITUTION).filter(trajectory=OuterRef("pk"))
    found = (
        Trajectory.objects.filter(
            Exists(shared), team__institution=school.institution, framework_version=version
        )
        .select_related("team")
        .order_by("team__name", "pk")
    )
    after = request.GET.get("na", "")
    if after.isdecimal() and len(after) < 12:
        last = (
            Trajectory.objects.filter(pk=after, team__institution=school.institution)
            .select_related("team")
            .first()
        )
        if last is None:
            raise Http404
        name = last.team.name
        found = found.filter(Q(team__name__gt=name) | Q(team__name=name, pk__gt=last.pk))
    rows = list(found[: PER_PAGE + 1])
    asked = request.GET.copy()
    asked["na"] = rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else ""
    return {
        "trajectories": rows[:PER_PAGE],
        "older_url": f"?{asked.urlencode()}#teams" if asked["na"] else "",
        "is_further": bool(after),
    }


@require_GET
@access("frameworks.view_school_teams", on=this_school_team)
def school_team(request, school):
    context = {
        "institution": school.institution,
        "framework": school.framework,
        "trajectory": school.trajectory,
        "report": shared_report(school.trajectory, INSTITUTION),
        "conversations": shared_here(school)
        .filter(trajectory=school.trajectory)
        .defer("snapshot")
        .order_by("held_on", "opened_at"),
    }
    return render(request, "frameworks/reports/school_team.html", context)


@require_GET
@access("frameworks.view_school_teams", on=this_school_talk)
def school_talk(request, school):
    context = {
        "institution": school.institution,
        "trajectory": school.trajectory,
        "conversation": school.conversation,
        "talk": shared_talk(school.conversation),
    }
    return render(request, "frameworks/reports/school_talk.html", context)


def shared_talk(conversation):
    """What others read of one conversation, as its team shared it."""
    snapshot = shared_snapshot(conversation.snapshot, conversation.left_out)
    return {
        "lesson": snapshot["lesson"],
        "left_out": len(conversation.left_out),
        "sections": [
            (
                section["title"],
                [(one["text"], words_of(one, nothing=True)) for one in section["questions"]],
            )
            for section in snapshot["sections"]
        ],
    }
