import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frameworks.definitions.axes import FLEX, OBJECT, ROLE, names
from frameworks.definitions.definition import minutes
from frameworks.definitions.models import FrameworkVersion
from frameworks.teams import actions
from frameworks.teams.answering import Unfit, seen_version, sent
from frameworks.teams.forms import ClosingForm, TrajectoryForm
from frameworks.teams.models import Conversation, TeamAnswer, Trajectory
from frameworks.teams.pages import block_of, sections_of
from knw_portal.access import SIGNED_IN, access
from knw_portal.forms import Stale
from knw_portal.people.models import GroupMember

MOMENTS = {"start": "start", "tijdens": "during", "na": "after"}
CLOSED = "Dit gesprek is intussen afgesloten. Hieronder staat het verslag."


def this_trajectory(request, pk):
    return get_object_or_404(Trajectory.objects.visible_to(request.user).for_page(), pk=pk)


def this_invitation(request, pk, token):
    """The trajectory behind a link that somebody got from a colleague."""
    trajectory = get_object_or_404(Trajectory.objects.for_page(), pk=pk)
    if not constant_time_compare(trajectory.invitation, token):
        raise Http404
    return trajectory


@dataclass(frozen=True)
class Moment:
    """A moment of a trajectory, to talk at."""

    trajectory: Trajectory
    code: str

    @property
    def group_id(self):
        return self.trajectory.group_id


def this_moment(request, pk, moment):
    if moment not in MOMENTS:
        raise Http404
    return Moment(this_trajectory(request, pk), MOMENTS[moment])


def this_conversation(request, pk):
    return get_object_or_404(Conversation.objects.visible_to(request.user).for_page(), pk=pk)


@dataclass(frozen=True)
class Asked:
    """A question in a conversation."""

    conversation: Conversation
    question: dict

    @property
    def group_id(self):
        return self.conversation.group_id


def this_question(request, pk, code):
    conversation = this_conversation(request, pk)
    question = conversation.question(code)
    if question is None:
        raise Http404
    return Asked(conversation, question)


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


def people_of(row):
    return (
        GroupMember.objects.current()
        .filter(group=row.group_id)
        .select_related("user__function")
        .order_by("since", "pk")
    )


@require_http_methods(["GET", "POST"])
@access(SIGNED_IN, on=this_invitation)
def team_join(request, trajectory):
    if request.method == "POST":
        actions.join_team(trajectory, by=request.user)
        messages.success(request, f"Je hoort nu bij {trajectory.team.name}.")
        return redirect(trajectory)
    return render(
        request,
        "confirm.html",
        {
            "title": f"Meedoen met {trajectory.team.name}",
            "text": f"Het team werkt met het raamwerk ‘{trajectory.framework_version.framework}’.",
            "points": [
                "Je ziet de gesprekken en antwoorden van dit team, en vult ze mee in.",
                "Je collega’s zien wat jij opschrijft. Het bureau en andere scholen zien het niet.",
            ],
            "submit": "Ja, ik doe mee",
            "cancel_url": reverse("mine"),
        },
    )


@require_POST
@access("frameworks.work_on_trajectory", on=this_trajectory)
def invitation_renew(request, trajectory):
    actions.renew_invitation(trajectory, by=request.user)
    messages.success(request, "Er is een nieuwe link. De oude werkt niet meer.")
    return redirect(trajectory)


@require_POST
@access("frameworks.work_on_trajectory", on=this_moment)
def conversation_open(request, moment):
    try:
        conversation = actions.open_conversation(moment.trajectory, moment.code, by=request.user)
    except Stale:
        messages.info(request, "Dit gesprek was al geopend.")
        return redirect(moment.trajectory)
    return redirect(conversation)


def answers_of(conversation):
    answers = TeamAnswer.objects.filter(conversation=conversation).select_related("updated_by")
    return {str(answer.concept_id): answer for answer in answers}


def conversation_page(request, conversation, answers, clashes=None, *, trouble="", status=200):
    sections = sections_of(conversation, answers, clashes)
    blocks = [block for section in sections for block in section["blocks"]]
    context = {
        "conversation": conversation,
        "trajectory": conversation.trajectory,
        "sections": sections,
        "count": len(blocks),
        "answered": sum(not block["answer"].is_blank for block in blocks),
        "minutes": sum(section["minutes"] for section in sections),
        "people": people_of(conversation),
        "clashes": [block for block in blocks if block["conflict"]],
        "trouble": trouble,
    }
    return render(request, "frameworks/teams/conversation_detail.html", context, status=status)


@require_GET
@access("frameworks.view_conversation", on=this_conversation)
def conversation_detail(request, conversation):
    if conversation.closed_at:
        return redirect("conversation_report", pk=conversation.pk)
    return conversation_page(request, conversation, answers_of(conversation))


@require_POST
@access("frameworks.answer_conversation", on=this_conversation)
def conversation_save(request, conversation):
    """The button at the end of the page: every answer at once, for who has no script."""
    answers, clashes, trouble = answers_of(conversation), {}, ""
    try:
        for question in conversation.questions():
            try:
                values = sent(question, request.POST)
            except Unfit as error:
                trouble = f"{question['text']} {error}"
                continue
            seen = seen_version(question, request.POST)
            answer = answers.get(question["concept"])
            if answer is None or values == answer.values() or not seen:
                continue
            try:
                saved = actions.save_answer(
                    conversation, question, values, seen=seen, by=request.user
                )
                answers[question["concept"]] = saved
            except actions.Conflict as clash:
                answers[question["concept"]] = clash.answer
                clashes[question["code"]] = clash
    except Stale:
        messages.warning(request, CLOSED)
        return redirect(conversation)
    if clashes or trouble:
        status = 409 if clashes else 422
        return conversation_page(
            request, conversation, answers, clashes, trouble=trouble, status=status
        )
    messages.success(request, "De antwoorden zijn bewaard.")
    return redirect(conversation)


@require_POST
@access("frameworks.answer_conversation", on=this_question)
def answer_save(request, asked):
    """One answer, from the script that saves while people write; gives back a part of the page."""
    conversation, question = asked.conversation, asked.question
    try:
        values, seen = sent(question, request.POST), seen_version(question, request.POST)
        answer = actions.save_answer(conversation, question, values, seen=seen, by=request.user)
    except Unfit as error:
        return render(request, "frameworks/teams/_trouble.html", {"text": error}, status=422)
    except Stale:
        return render(request, "frameworks/teams/_trouble.html", {"text": CLOSED}, status=410)
    except actions.Conflict as clash:
        block = block_of(question, clash.answer, clash, 0)
        response = render(request, "frameworks/teams/_conflict.html", {"block": block}, status=409)
        response["X-Answer-Version"] = clash.answer.version
        return response
    context = {"answer": answer, "now": json.dumps(answer.values())}
    response = render(request, "frameworks/teams/_saved.html", context)
    response["X-Answer-Version"] = answer.version
    return response


@require_http_methods(["GET", "POST"])
@access("frameworks.answer_conversation", on=this_conversation)
def conversation_close(request, conversation):
    if conversation.closed_at:
        messages.info(request, CLOSED)
        return redirect("conversation_report", pk=conversation.pk)
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_conversation(conversation, **form.cleaned_data, by=request.user)
        except Stale:
            messages.info(request, CLOSED)
        return redirect("conversation_report", pk=conversation.pk)
    answers = answers_of(conversation)
    blank = [
        question for question in conversation.questions() if answers[question["concept"]].is_blank
    ]
    context = {"form": form, "conversation": conversation, "blank": blank}
    return render(request, "frameworks/teams/conversation_close.html", context)
