"""How a talk begins: with what the team promised before, and with who is there."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frameworks.teams import actions
from frameworks.teams.earlier import actions_before, earlier_than, in_words
from frameworks.teams.models import Preparation
from frameworks.teams.pages import first_of, sections_of
from frameworks.teams.preparing import minutes_alone
from frameworks.teams.talk import Around, spreads_of
from frameworks.teams.talk_forms import ReviewForm, TableForm
from frameworks.teams.views.conversations import CLOSED
from frameworks.teams.views.lookups import people_of, this_action_before, this_conversation
from knw_portal.access import access
from knw_portal.forms import CHANGED, Stale


def begin_page(request, conversation, broken=None):
    """`broken`: the form of an action that was sent and needs mending, by the id of the action."""
    earlier = earlier_than(conversation)
    people = list(people_of(conversation))
    around = Around(spreads=spreads_of(conversation, conversation.questions()))
    questions = conversation.questions()
    core = [one for one in questions if one["core"]]
    mine = set(Preparation.objects.of(request.user, conversation).values_list("concept", flat=True))
    before = list(actions_before(conversation))
    context = {
        "conversation": conversation,
        "trajectory": conversation.trajectory,
        "earlier": earlier,
        "goals": in_words(earlier.goals),
        "ambitions": earlier.ambitions,
        "people": people,
        "before": [(one, form_for(one, broken or {})) for one in before],
        "open_count": sum(one.ended_at is None for one in before),
        "count": len(questions),
        "first": first_of(conversation, sections_of(conversation, {}, None, around)),
        "alone": minutes_alone(core or questions),
        "prepared": len(mine),
        "to_prepare": len(core or questions),
        "forms": list((broken or {}).values()),
    }
    return render(request, "frameworks/teams/conversation_begin.html", context)


def form_for(action, broken):
    """How far an action is, with a form of its own; what is in there when it was sent back."""
    if action.pk in broken:
        return broken[action.pk]
    if action.ended_at:
        return None
    return ReviewForm(initial={"version": action.version}, auto_id=f"id_{action.pk}_%s")


@require_GET
@access("frameworks.view_conversation", on=this_conversation)
def conversation_begin(request, conversation):
    if conversation.closed_at:
        return redirect("conversation_report", pk=conversation.pk)
    return begin_page(request, conversation)


@require_POST
@access("frameworks.answer_conversation", on=this_action_before)
def team_action_review(request, before):
    conversation, action = before.conversation, before.action
    form = ReviewForm(request.POST, auto_id=f"id_{action.pk}_%s")
    if not form.is_valid():
        return begin_page(request, conversation, {action.pk: form})
    given = form.cleaned_data
    try:
        actions.review_team_action(
            action,
            status=given["status"],
            why=given["why"],
            seen=given["version"],
            by=request.user,
        )
    except Stale:
        messages.info(request, CHANGED)
    return redirect("conversation_begin", pk=conversation.pk)


@require_http_methods(["GET", "POST"])
@access("frameworks.answer_conversation", on=this_conversation)
def conversation_table(request, conversation):
    if conversation.closed_at:
        messages.info(request, CLOSED)
        return redirect("conversation_report", pk=conversation.pk)
    form = TableForm(request.POST or None, instance=conversation, people=people_of(conversation))
    if request.method == "POST" and form.is_valid():
        try:
            if actions.note_table(form, by=request.user):
                messages.success(request, "Genoteerd wie er zijn.")
                return redirect("conversation_begin", pk=conversation.pk)
        except Stale:
            messages.info(request, CLOSED)
            return redirect("conversation_report", pk=conversation.pk)
    context = {"form": form, "conversation": conversation}
    return render(request, "frameworks/teams/conversation_table.html", context)
