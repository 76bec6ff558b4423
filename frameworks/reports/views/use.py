"""How a framework is used, for the coalition that makes its next version."""

from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_GET

from frameworks.definitions.models import Framework, FrameworkVersion
from frameworks.reports.models import Experience, Objection, RoleScore, Sharing
from frameworks.reports.overviews import (
    CHANGES,
    MOMENTS,
    TOO_FEW,
    choice_in_words,
    choices_in_words,
    moments_of,
    score_in_words,
    use_of,
)
from frameworks.reports.sharing import COALITION
from frameworks.reports.tallies import tallies
from frameworks.reports.views.schools import shared_talk, version_asked
from frameworks.teams.models import Conversation
from knw_portal.access import access
from knw_portal.sheets import Sheet, page_or_file

PER_PAGE, REMARKS = 25, 200
STRENGTH = ("strength_before", "strength_after")
USE = Sheet(
    "Gebruik van vragen",
    {
        "code": lambda row: row["code"],
        "vraag": lambda row: row["text"],
        "wat teams ermee deden": lambda row: row["words"],
    },
    permission="frameworks.view_use",
)


def this_framework(request, slug):
    return get_object_or_404(
        Framework.objects.visible_to(request.user).select_related("group"), slug=slug
    )


@dataclass(frozen=True)
class SharedTalk:
    """A conversation that its team shared with the coalition of the framework."""

    framework: Framework
    conversation: Conversation

    @property
    def group_id(self):
        return self.framework.group_id


def shared_with_makers(framework):
    return Sharing.objects.conversations(COALITION).filter(
        trajectory__framework_version__framework=framework
    )


def this_shared_talk(request, slug, pk):
    framework = this_framework(request, slug)
    if not request.user.has_perm("frameworks.view_use", framework):
        raise Http404  # whether there is such a talk is not for others to know
    return SharedTalk(framework, get_object_or_404(shared_with_makers(framework).for_page(), pk=pk))


@require_GET
@access("frameworks.view_use", on=this_framework)
def framework_use(request, framework):
    published = FrameworkVersion.objects.filter(framework=framework).exclude(number=None)
    version, versions = version_asked(request, framework, published.values("pk"))
    words = moments_of(version)
    word = request.GET.get("moment")
    word = word if word in words else words[0]
    sections = use_of(version, MOMENTS[word], tallies(version, MOMENTS[word], COALITION))
    lines = [line for section in sections for line in section["lines"]]
    objections = objections_of(framework)
    context = {
        "framework": framework,
        "version": version,
        "versions": versions,
        "moments": words,
        "moment": word,
        "sections": sections,
        "left": [line for line in lines if is_left(line["words"])],
        "too_few": TOO_FEW,
        "objections": objections,
        "scores": scores_of(framework),
        "strength": strength_of(framework),
        "roles": roles_of(framework),
        "role_texts": list(
            framework.role_scores.exclude(text="")
            .order_by("-pk")
            .values_list("text", flat=True)[:REMARKS]
        ),
        "texts": list(
            Experience.objects.filter(
                conversation__trajectory__framework_version__framework=framework
            )
            .exclude(text="")
            .order_by("-pk")
            .values_list("text", flat=True)[:REMARKS]
        ),
        **talks_page(request, framework),
    }
    template = "frameworks/reports/framework_use.html"
    return page_or_file(request, template, context, USE.of(lines, framework))


def is_left(words):
    """Whether most teams did something else with a question than answer it."""
    return words != TOO_FEW and "beantwoord" not in words


def objections_of(framework):
    """What teams said of questions, newest first; never from which team."""
    return list(
        Objection.objects.filter(concept__framework=framework, withdrawn_at=None)
        .select_related("concept")
        .order_by("-pk")[:REMARKS]
    )


def scores_of(framework):
    """The criteria of the coalition as teams scored them: one query, through the gate.

    Up to the first of this month, so that from one look to the next nobody sees what one team said.
    """
    shown = [name for name in Experience.SCORES if name not in STRENGTH]
    rows = told_before_this_month(framework).values(*shown).annotate(amount=Count("pk"))
    counts = counted(rows, shown)
    return [
        (Experience._meta.get_field(name).verbose_name, score_in_words(counts[name]))
        for name in shown
    ]


def this_month():
    return localtime(now()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def told_before_this_month(framework):
    return Experience.objects.filter(
        conversation__trajectory__framework_version__framework=framework, at__lt=this_month()
    ).order_by()


def counted(rows, names):
    """Of each column how often each value; what was not said counts nowhere."""
    counts = {name: {} for name in names}
    for row in rows:
        for name in names:
            if row[name]:
                counts[name][row[name]] = counts[name].get(row[name], 0) + row["amount"]
    return counts


def strength_of(framework):
    """How strong teams found themselves before and after a talk, and what changed.

    Only of teams that said both: with others in it, one could subtract.
    """
    told = told_before_this_month(framework).exclude(strength_before=None)
    rows = list(told.exclude(strength_after=None).values(*STRENGTH).annotate(amount=Count("pk")))
    changes = {}
    for row in rows:
        before, after = (row[name] for name in STRENGTH)
        change = "up" if after > before else "down" if after < before else "same"
        changes[change] = changes.get(change, 0) + row["amount"]
    before, after = (score_in_words(counts) for counts in counted(rows, STRENGTH).values())
    return {"before": before, "after": after, "change": choice_in_words(changes, CHANGES)}


def roles_of(framework):
    """What people say in each role, one query; a role in which nobody spoke is left out."""
    columns = (*RoleScore.SCORES, "is_used", "step")
    told = framework.role_scores.filter(at__lt=this_month()).order_by()
    rows = list(told.values("role", "purposes", *columns).annotate(amount=Count("pk")))
    found = []
    for role, name in RoleScore.ROLES:
        here = [row for row in rows if row["role"] == role]
        if here:
            found.append({"name": name, "facts": facts_of_role(here, counted(here, columns))})
    return found


def facts_of_role(rows, counts):
    labels = {one.name: one.verbose_name for one in RoleScore._meta.fields}
    purposes = {}
    for row in rows:
        for purpose in row["purposes"]:
            purposes[purpose] = purposes.get(purpose, 0) + row["amount"]
    said = sum(row["amount"] for row in rows if row["purposes"])
    facts = [(labels[name], score_in_words(counts[name])) for name in RoleScore.SCORES]
    facts += [
        (labels["is_used"], choice_in_words(counts["is_used"], RoleScore.Used.choices)),
        ("Waarvoor?", choices_in_words(purposes, said, RoleScore.Purpose.choices)),
        ("Wanneer in de P&C-cyclus?", choice_in_words(counts["step"], RoleScore.Step.choices)),
    ]
    return [(label, words) for label, words in facts if words != TOO_FEW] or [("", TOO_FEW)]


def talks_page(request, framework):
    """One page of the shared conversations, the newest first, from where the address says."""
    found = (
        shared_with_makers(framework)
        .select_related("trajectory__team__institution")
        .defer("snapshot")
        .order_by("-pk")
    )
    before = request.GET.get("voor", "")
    if before.isdecimal() and len(before) < 12:
        found = found.filter(pk__lt=before)
    rows = list(found[: PER_PAGE + 1])
    asked = request.GET.copy()
    asked["voor"] = rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else ""
    return {
        "talks": rows[:PER_PAGE],
        "older_url": f"?{asked.urlencode()}#gesprekken" if asked["voor"] else "",
    }


@require_GET
@access("frameworks.view_use", on=this_shared_talk)
def framework_talk(request, target):
    conversation = target.conversation
    context = {
        "framework": target.framework,
        "conversation": conversation,
        "trajectory": conversation.trajectory,
        "talk": shared_talk(conversation),
    }
    return render(request, "frameworks/reports/framework_talk.html", context)
