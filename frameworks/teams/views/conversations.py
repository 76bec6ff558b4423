"""The talk itself."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frameworks.teams import actions
from frameworks.teams.answering import Unfit, seen_version, sent
from frameworks.teams.earlier import actions_before, earlier_than, in_words
from frameworks.teams.forms import ClosingForm
from frameworks.teams.models import Outcome, TeamAnswer
from frameworks.teams.pages import blocks_in, first_of, sections_of
from frameworks.teams.polling import add_colleagues
from frameworks.teams.talk import Around, beside_of, spreads_of
from frameworks.teams.views.lookups import CLOSED, people_of, this_conversation, this_moment
from knw_portal.access import access
from knw_portal.forms import Stale


@require_POST
@access("frameworks.work_on_trajectory", on=this_moment)
def conversation_open(request, moment):
    try:
        conversation = actions.open_conversation(moment.trajectory, moment.code, by=request.user)
    except Stale:
        messages.info(request, "Dit gesprek was al geopend.")
        return redirect(moment.trajectory)
    return redirect("conversation_begin", pk=conversation.pk)


def answers_of(conversation):
    answers = TeamAnswer.objects.filter(conversation=conversation).select_related("updated_by")
    return {str(answer.concept_id): answer for answer in answers}


def conversation_page(request, conversation, answers, clashes=None, *, trouble="", status=200):
    around = Around(
        earlier=earlier_than(conversation),
        beside=beside_of(conversation),
        spreads=spreads_of(conversation, conversation.questions()),
    )
    sections = sections_of(conversation, answers, clashes, around)
    blocks = blocks_in(sections)
    add_colleagues(conversation, blocks)
    context = {
        "goals": in_words(around.earlier.goals),
        "ambitions": around.earlier.ambitions,
        "conversation": conversation,
        "trajectory": conversation.trajectory,
        "sections": sections,
        "count": len(blocks),
        "first": first_of(conversation, sections),
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


def save_sent(request, conversation, questions, answers):
    """Keep what was sent for these questions; gives what clashed by code, and what did not fit."""
    clashes, trouble = {}, ""
    for question in questions:
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
            saved = actions.save_answer(conversation, question, values, seen=seen, by=request.user)
            answers[question["concept"]] = saved
        except actions.Conflict as clash:
            answers[question["concept"]] = clash.answer
            clashes[question["code"]] = clash
    return clashes, trouble


@require_POST
@access("frameworks.answer_conversation", on=this_conversation)
def conversation_save(request, conversation):
    """The button at the end of the page: every answer at once, for who has no script."""
    answers = answers_of(conversation)
    try:
        questions = conversation.trajectory.every_question()
        clashes, trouble = save_sent(request, conversation, questions, answers)
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
    context = {"form": form, "conversation": conversation, **missing_in(conversation)}
    return render(request, "frameworks/teams/conversation_close.html", context)


def missing_in(conversation):
    """What a conversation that is about to be closed still lacks. It may be closed all the same."""
    blocks = blocks_in(sections_of(conversation, answers_of(conversation)))
    asked = [block for block in blocks if not block["only_if"]]
    filled = [block for block in asked if not block["answer"].is_blank]
    return {
        "blank": [block for block in asked if block["answer"].is_blank],
        "without_basis": [block for block in filled if not block["basis"]],
        "open_actions": [one for one in actions_before(conversation) if not one.ended_at],
        "to_check": to_check_in(conversation),
    }


def to_check_in(conversation):
    """The outcomes that this talk did not look back on; at the start there is nothing to see."""
    if conversation.moment == conversation.Moment.START:
        return []
    return list(Outcome.objects.to_check(conversation))
