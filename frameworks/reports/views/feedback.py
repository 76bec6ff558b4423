"""A team tells the makers of a framework how it was to use it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from frameworks.reports import actions
from frameworks.reports.forms import ExperienceForm, ObjectionForm
from frameworks.reports.models import Experience, Objection
from frameworks.reports.views.sharing import this_closed_conversation
from frameworks.teams.models import Conversation
from knw_portal.access import access
from knw_portal.forms import CHANGED, Stale


def questions_of(conversation):
    return [
        question
        for section in conversation.snapshot["sections"]
        for question in section["questions"]
    ]


@require_http_methods(["GET", "POST"])
@access("frameworks.tell_makers", on=this_closed_conversation)
def feedback_edit(request, conversation):
    told = Experience.objects.filter(conversation=conversation).first()
    form = ExperienceForm(
        request.POST or None, instance=told or Experience(conversation=conversation)
    )
    if form.is_valid():
        if told is None:
            said = {name: form.cleaned_data[name] for name in form._meta.fields}
            try:
                actions.tell_experience(conversation, by=request.user, **said)
            except Stale:
                messages.warning(request, CHANGED)
                return redirect("feedback_edit", pk=conversation.pk)
        elif not form.save_or_conflict():
            return feedback_page(request, conversation, form, status=409)
        messages.success(request, "Dank je wel. De makers van het raamwerk kunnen hiermee verder.")
        return redirect("feedback_edit", pk=conversation.pk)
    return feedback_page(request, conversation, form)


def feedback_page(request, conversation, form, status=200):
    context = {
        "conversation": conversation,
        "trajectory": conversation.trajectory,
        "form": form,
        "objections": conversation.objections.filter(withdrawn_at=None).select_related("concept"),
        "texts": {one["concept"]: one["text"] for one in questions_of(conversation)},
    }
    return render(request, "frameworks/reports/feedback_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access("frameworks.tell_makers", on=this_closed_conversation)
def objection_new(request, conversation):
    form = ObjectionForm(
        request.POST or None,
        questions=questions_of(conversation),
        initial={"code": request.GET.get("vraag", "")},
    )
    if form.is_valid():
        said = form.cleaned_data
        actions.make_objection(
            conversation,
            concept=form.questions[said["code"]]["concept"],
            kind=said["kind"],
            text=said["text"],
            by=request.user,
        )
        messages.success(request, "De makers van het raamwerk lezen dit, zonder jullie naam.")
        return redirect("feedback_edit", pk=conversation.pk)
    context = {"conversation": conversation, "form": form}
    return render(request, "frameworks/reports/objection_new.html", context)


def this_objection(request, pk):
    own = Conversation.objects.visible_to(request.user).values("pk")
    return get_object_or_404(
        Objection.objects.filter(conversation__in=own).select_related(
            "conversation__trajectory__team"
        ),
        pk=pk,
    )


@require_POST
@access("frameworks.tell_makers", on=this_objection)
def objection_withdraw(request, objection):
    try:
        actions.withdraw_objection(objection, by=request.user)
    except Stale:
        messages.info(request, "Deze opmerking was al ingetrokken.")
    else:
        messages.success(request, "De opmerking is ingetrokken. De makers zien hem niet meer.")
    return redirect("feedback_edit", pk=objection.conversation_id)
