"""A team chooses what it uses, and sees how far it is."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from frameworks.definitions.axes import FLEX, OBJECT, ROLE, names
from frameworks.definitions.definition import minutes
from frameworks.definitions.models import FrameworkVersion
from frameworks.teams import actions
from frameworks.teams.forms import TrajectoryForm
from frameworks.teams.models import Conversation, Trajectory
from frameworks.teams.views.lookups import MOMENTS, people_of, this_trajectory
from knw_portal.access import SIGNED_IN, access


@require_GET
@access(SIGNED_IN)
def trajectory_list(request):
    trajectories = Trajectory.objects.visible_to(request.user).for_page()
    # Of a whole version only its title is shown here.
    context = {"trajectories": trajectories.defer("framework_version__definition")}
    return render(request, "frameworks/teams/trajectory_list.html", context)


@require_http_methods(["GET", "POST"])
@access(SIGNED_IN)
def trajectory_new(request):
    """First which framework, then what that one asks."""
    offered = list(FrameworkVersion.objects.newest().defer("definition"))
    version = next((one for one in offered if is_asked_for(request, one)), None)
    if version is None and len(offered) == 1 and "version" not in request.POST:
        [version] = offered
    if version is None:
        offered.sort(key=lambda one: one.framework.title)
        context = {"offered": offered, "is_gone": request.method == "POST"}
        return render(request, "frameworks/teams/trajectory_choose.html", context)
    form = TrajectoryForm(request.POST or None, user=request.user, version=version)
    if form.is_valid():
        trajectory = actions.start_trajectory(**form.cleaned_data, by=request.user)
        messages.success(request, "Het traject staat klaar. Nodig je collega’s uit met de link.")
        return redirect(trajectory)
    context = {"form": form, "version": version, "has_others": len(offered) > 1}
    return render(request, "frameworks/teams/trajectory_new.html", context)


def is_asked_for(request, version):
    if request.method == "POST":
        return request.POST.get("version") == str(version.pk)
    return request.GET.get("raamwerk") == version.framework.slug


@require_GET
@access("frameworks.view_trajectory", on=this_trajectory)
def trajectory_detail(request, trajectory):
    conversations = list(trajectory.conversations.defer("snapshot"))
    context = {
        "trajectory": trajectory,
        "conversations": conversations,
        "moments": moments_of(trajectory, conversations),
        "flex_ways": [name for code, name in names(FLEX) if code in trajectory.flex_ways],
        "roles": [name for code, name in names(ROLE) if code in trajectory.roles],
        "things": things_of(trajectory),
        "people": people_of(trajectory),
        "sections": trajectory.sections(),
        "link": request.build_absolute_uri(
            reverse("team_join", kwargs={"pk": trajectory.pk, "token": trajectory.invitation})
        ),
    }
    return render(request, "frameworks/teams/trajectory_detail.html", context)


def moments_of(trajectory, conversations):
    """Of each moment: how much is asked, and whether it can be opened now."""
    moments = []
    for word, code in MOMENTS.items():
        sections = trajectory.sections(code)
        questions = [question for section in sections for question in section["questions"]]
        held = [one for one in conversations if one.moment == code]
        again = code == "during" and all(one.closed_at for one in held)
        moments.append(
            {
                "word": word,
                "label": Conversation.Moment(code).label,
                "counts": [
                    sum(value in question["axes"].get(OBJECT, []) for question in questions)
                    for value, _ in things_of(trajectory)
                ],
                "count": len(questions),
                "core": sum(question["core"] for question in questions),
                "minutes": minutes(questions),
                "held": held,
                "can_open": bool(questions) and (not held or again),
            }
        )
    return moments


def things_of(trajectory):
    """What the questions of this framework may be about: process, product, the way, the result."""
    if OBJECT not in trajectory.framework_version.axes:
        return []
    asked = {
        value
        for section in trajectory.sections()
        for question in section["questions"]
        for value in question["axes"].get(OBJECT, ())
    }
    return [(code, name) for code, name in names(OBJECT) if code in asked]
