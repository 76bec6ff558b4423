"""A team chooses what it uses, and sees how far it is."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frameworks.definitions.audiences import apart
from frameworks.definitions.axes import FLEX, OBJECT, ROLE, names
from frameworks.definitions.definition import minutes
from frameworks.definitions.models import FrameworkVersion
from frameworks.teams import actions
from frameworks.teams.choosing import ten_of
from frameworks.teams.data_map import has_map
from frameworks.teams.forms import TrajectoryEditForm, TrajectoryForm
from frameworks.teams.models import Conversation, Team, Trajectory
from frameworks.teams.views.forms_pages import one_form
from frameworks.teams.views.lookups import MOMENTS, people_of, this_trajectory
from knw_portal.access import SIGNED_IN, access
from knw_portal.forms import Stale


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
    offered, others = apart(FrameworkVersion.objects.newest(), lambda one: one.audience)
    version = next((one for one in offered if is_asked_for(request, one)), None)
    if version is None and len(offered) == 1 and "version" not in request.POST:
        [version] = offered
    if version is None:
        offered.sort(key=lambda one: one.framework.title)
        context = {"offered": offered, "others": others, "is_gone": request.method == "POST"}
        return render(request, "frameworks/teams/trajectory_choose.html", context)
    form = form_for(request, version)
    if form.is_valid():
        try:
            trajectory = actions.start_trajectory(**form.cleaned_data, by=request.user)
        except Stale:
            messages.info(request, "Dit traject was al begonnen.")
            return redirect("trajectory_list")
        messages.success(request, "Het traject staat klaar. Nodig je collega’s uit met de link.")
        return redirect(trajectory)
    return start_page(request, form, has_others=len(offered) > 1)


def form_for(request, version):
    teams = Team.objects.worked_in_by(request.user)
    # What was sent decides: the page may have been opened before the person came into a team.
    wants_new = "team" not in request.POST if request.POST else "nieuw" in request.GET
    return TrajectoryForm(
        request.POST or None,
        user=request.user,
        version=version,
        teams=None if wants_new else teams,
    )


def start_page(request, form, **context):
    """The form with how much it comes to; a team that is there has fewer fields to fill in."""
    context |= {
        "form": form,
        "version": form.version,
        "is_new": "team" not in form.fields,
        "has_teams": Team.objects.worked_in_by(request.user).exists(),
        **size_of(form),
    }
    return render(request, "frameworks/teams/trajectory_new.html", context)


def size_of(form):
    """Of each moment how many questions and minutes, as the form stands now."""
    trajectory = form.trajectory()
    moments = [
        {
            "label": Conversation.Moment(code).label,
            "count": len(questions),
            "minutes": minutes(questions),
            "ten": len(ten),
            "ten_minutes": minutes(ten),
        }
        for code in MOMENTS.values()
        for sections in [trajectory.sections(code)]
        for questions in [[one for section in sections for one in section["questions"]]]
        for ten in [ten_of(sections)]
    ]
    chosen = form.is_bound and any(form.data.getlist(name) for name in ("flex_ways", "roles"))
    asks_more = {"flex_ways", "roles"} & set(form.fields)
    return {"moments": moments, "is_all": bool(asks_more) and not chosen}


@require_POST
@access(SIGNED_IN)
def trajectory_size(request):
    """How many questions and minutes it comes to; saves nothing. With htmx only that part."""
    number = request.POST.get("version", "")
    offered, _ = apart(FrameworkVersion.objects.newest(), lambda one: one.audience)
    version = next((one for one in offered if str(one.pk) == number), None)
    if version is None:
        return redirect("trajectory_new")
    form = form_for(request, version)
    if request.htmx:
        return render(request, "frameworks/teams/_trajectory_size.html", size_of(form))
    form.full_clean()
    form.errors.clear()  # nobody asked for it to be checked yet
    return start_page(request, form, has_others=len(offered) > 1)


def is_asked_for(request, version):
    if request.method == "POST":
        return request.POST.get("version") == str(version.pk)
    return request.GET.get("raamwerk") == version.framework.slug


@require_GET
@access("frameworks.view_trajectory", on=this_trajectory)
def trajectory_detail(request, trajectory):
    conversations = list(trajectory.conversations.defer("snapshot").prefetch_related("sharings"))
    moments = moments_of(trajectory, conversations)
    context = {
        "trajectory": trajectory,
        "conversations": conversations,
        "moments": moments,
        "next": next_step(moments),
        "is_shared": any(is_shared(one) for one in conversations),
        "has_own": any(not one.withdrawn_at for one in trajectory.own),
        "flex_ways": [name for code, name in names(FLEX) if code in trajectory.flex_ways],
        "roles": [name for code, name in names(ROLE) if code in trajectory.roles],
        "things": things_of(trajectory),
        "has_map": has_map(trajectory),
        "ambition_count": trajectory.ambitions.standing().count(),
        "action_count": trajectory.team_actions.open().count(),
        "people": people_of(trajectory),
        "sections": trajectory.sections(),
        "link": request.build_absolute_uri(
            reverse("team_join", kwargs={"pk": trajectory.pk, "token": trajectory.invitation})
        ),
    }
    return render(request, "frameworks/teams/trajectory_detail.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_trajectory)
def trajectory_edit(request, trajectory):
    form = TrajectoryEditForm(request.POST or None, instance=trajectory)
    if form.is_valid() and actions.edit_trajectory(form, by=request.user):
        messages.success(request, "Het traject is bewaard.")
        return redirect(trajectory)
    return one_form(request, form, trajectory, "Traject wijzigen")


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
                "own": sum("own" in question for question in questions),
                "core": sum(question["core"] for question in questions),
                "minutes": minutes(questions),
                "held": held,
                "can_open": bool(questions) and (not held or again),
            }
        )
    return moments


def next_step(moments):
    """What the team does now: the talk that is open, else the first moment that can be opened."""
    for moment in moments:
        talk = next((one for one in moment["held"] if not one.closed_at), None)
        if talk:
            return {"talk": talk}
    unheld = (one for one in moments if one["can_open"] and not one["held"])
    return next(unheld, next((one for one in moments if one["can_open"]), None))


def is_shared(conversation):
    """Whether anybody outside the team may read its report now: the newest decision counts."""
    newest = next(iter(conversation.sharings.all()), None)
    return newest is not None and newest.level != newest.Level.TEAM


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
