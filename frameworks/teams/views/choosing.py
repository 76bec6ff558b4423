"""What a team is asked: which optional questions, the ten when time is short, its own."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from frameworks.definitions.conditions import in_words
from frameworks.definitions.definition import MINUTES, minutes
from frameworks.teams import actions
from frameworks.teams.choosing import always_asked, hanging_on, ten_of
from frameworks.teams.models import Conversation, OwnQuestion
from frameworks.teams.question_forms import OwnQuestionForm, OwnWordingForm
from frameworks.teams.views.lookups import MOMENTS, this_moment, this_own_question, this_trajectory
from knw_portal.access import access
from knw_portal.forms import CHANGED, Stale

WORDS = {code: word for word, code in MOMENTS.items()}


def to_choice(trajectory, moment):
    word = WORDS.get(moment, "start")
    return redirect("questions_choose", pk=trajectory.pk, moment=word)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_moment)
def questions_choose(request, moment):
    """One moment of a trajectory: what is asked there, what may be left out, how long it takes."""
    trajectory, code = moment.trajectory, moment.code
    if request.method == "POST":
        was, asked = set(request.POST.getlist("was")), set(request.POST.getlist("asked"))
        kept = actions.choose_questions(trajectory, code, was=was, asked=asked, by=request.user)
        if kept:
            texts = ", ".join(f"‘{one['text']}’" for one in kept)
            messages.info(
                request,
                f"In het gesprek dat open is, blijft dit staan, want jullie vulden het al in: "
                f"{texts}",
            )
        messages.success(request, "De keuze is bewaard.")
        say_what_is_loose(request, trajectory, code, gone=was - asked)
        return to_choice(trajectory, code)
    offered, sections = trajectory.offered(code), trajectory.sections(code)
    asked = {one["code"] for section in sections for one in section["questions"]}
    ten = ten_of(sections)
    every = questions_in(offered)
    context = {
        "trajectory": trajectory,
        "moment": Conversation.Moment(code),
        "word": WORDS[code],
        "nav": [
            (Conversation.Moment(one).label, address(trajectory, word))
            for word, one in MOMENTS.items()
        ],
        "sections": [
            {**section, "questions": [line_of(one, asked, every) for one in section["questions"]]}
            for section in offered
        ],
        "has_conditions": any(one.get("when") for one in every),
        "count": len(asked),
        "minutes": minutes([one for section in sections for one in section["questions"]]),
        "ten": [{**one, "condition": in_words(one, every)} for one in ten],
        "left_by_ten": always_asked(ten, every),
        "ten_minutes": minutes(ten),
        "core": sum(one["core"] for section in sections for one in section["questions"]),
        "is_short": code in trajectory.picks,
        "own": [one for one in trajectory.own if one.moment in ("", code)],
    }
    return render(request, "frameworks/teams/questions_choose.html", context)


def say_what_is_loose(request, trajectory, moment, gone):
    """After the choice: what now comes to every team, because its condition was left out."""
    trajectory.refresh_from_db(fields=["hidden", "picks"])
    offered = questions_in(trajectory.offered(moment))
    loose = [
        one
        for one in always_asked(questions_in(trajectory.sections(moment)), offered)
        if one["when"]["question"] in gone
    ]
    if loose:
        texts = ", ".join(f"‘{one['text']}’" for one in loose)
        messages.info(request, f"Nu stellen we altijd, want de vraag ervoor is weg: {texts}")


def questions_in(sections):
    return [one for section in sections for one in section["questions"]]


def address(trajectory, word):
    return reverse("questions_choose", kwargs={"pk": trajectory.pk, "moment": word})


def line_of(question, asked, every):
    """A question to choose: when it is asked, and what hangs on it while it is itself left out."""
    source = question.get("when", {}).get("question")
    return {
        **question,
        "minutes": MINUTES[question["kind"]],
        "is_asked": question["code"] in asked,
        "condition": in_words(question, every),
        "is_loose": bool(source) and source not in asked,
        "hanging": [] if question["core"] else hanging_on(question, every),
    }


@require_POST
@access("frameworks.work_on_trajectory", on=this_moment)
def ten_pick(request, moment):
    actions.pick_ten(moment.trajectory, moment.code, by=request.user)
    messages.success(
        request, "Alleen deze tien en de vaste kern staan er nu. Wat weg is, komt zo weer terug."
    )
    return to_choice(moment.trajectory, moment.code)


@require_POST
@access("frameworks.work_on_trajectory", on=this_moment)
def ten_drop(request, moment):
    actions.drop_ten(moment.trajectory, moment.code, by=request.user)
    messages.success(request, "Alle vragen staan er weer, behalve wat jullie zelf verborgen.")
    return to_choice(moment.trajectory, moment.code)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_trajectory)
def own_question_new(request, trajectory):
    asked_for = MOMENTS.get(request.GET.get("gesprek"), "")
    form = OwnQuestionForm(request.POST or None, instance=OwnQuestion(moment=asked_for))
    if form.is_valid():
        columns = {name: form.cleaned_data[name] for name in OwnQuestionForm.Meta.fields}
        try:
            actions.add_own_question(trajectory, by=request.user, **columns)
            messages.success(request, "Jullie vraag staat erbij.")
        except Stale:
            messages.info(request, "Deze vraag stond er al bij.")
        return to_choice(trajectory, columns["moment"])
    context = {"form": form, "trajectory": trajectory, "up_url": address(trajectory, "start")}
    return render(request, "frameworks/teams/own_question_new.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.work_on_trajectory", on=this_own_question)
def own_question_edit(request, question):
    is_asked = actions.is_asked(question)
    form_class = OwnWordingForm if is_asked else OwnQuestionForm
    form = form_class(request.POST or None, instance=question)
    if form.is_valid():
        try:
            if actions.edit_own_question(form, by=request.user):
                messages.success(request, "De vraag is bewaard.")
                return to_choice(question.trajectory, question.moment)
        except Stale:
            # It came into a conversation meanwhile: only the wording can still be changed.
            is_asked, form = True, OwnWordingForm(request.POST, instance=question)
    context = {
        "form": form,
        "question": question,
        "trajectory": question.trajectory,
        "is_asked": is_asked,
        "up_url": address(question.trajectory, WORDS.get(question.moment, "start")),
    }
    return render(request, "frameworks/teams/own_question_edit.html", context)


@require_POST
@access("frameworks.work_on_trajectory", on=this_own_question)
def own_question_withdraw(request, question):
    try:
        actions.withdraw_own_question(question, by=request.user)
        messages.success(request, f"Weggehaald: ‘{question}’. Onderaan zet je de vraag zo terug.")
    except Stale:
        messages.info(request, CHANGED)
    return to_choice(question.trajectory, question.moment)


@require_POST
@access("frameworks.work_on_trajectory", on=this_own_question)
def own_question_restore(request, question):
    try:
        actions.restore_own_question(question, by=request.user)
        messages.success(request, "De vraag staat er weer.")
    except Stale:
        messages.info(request, CHANGED)
    return to_choice(question.trajectory, question.moment)
