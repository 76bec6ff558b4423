"""Everybody alone on their own phone; then everybody together."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from frameworks.teams import actions
from frameworks.teams.answering import Unfit, words
from frameworks.teams.conditions import only_if
from frameworks.teams.models import KEPT_DAYS, Preparation
from frameworks.teams.pages import apart, blocks_in, sections_of
from frameworks.teams.preparing import codes, minutes_alone, numbered, prepared
from frameworks.teams.spread import levels_of
from frameworks.teams.talk import Around, picture_of, spreads_of
from frameworks.teams.views.lookups import this_conversation, this_numbered, writers_of
from knw_portal.access import access
from knw_portal.forms import Stale

TOGETHER = "Jullie bekijken nu samen wat iedereen vooraf koos. Voorbereiden kan niet meer."


def past(request, conversation):
    """Where to go when preparing is over; None while it goes on."""
    if conversation.closed_at:
        return redirect("conversation_report", pk=conversation.pk)
    if conversation.revealed_at:
        messages.info(request, TOGETHER)
        return redirect("conversation_spread", pk=conversation.pk)
    return None


def mine(request, conversation):
    rows = Preparation.objects.of(request.user, conversation)
    return {str(row.concept_id): row for row in rows}


@require_GET
@access("frameworks.answer_conversation", on=this_conversation)
def preparation_start(request, conversation):
    """What preparing is, who sees it when, and how far one is."""
    if elsewhere := past(request, conversation):
        return elsewhere
    done = mine(request, conversation)
    order = numbered(conversation.questions())
    todo = [number for number, question in order if question["concept"] not in done]
    core = [(number, one, one["concept"] in done) for number, one in order if one["core"]]
    rest = [(number, one, one["concept"] in done) for number, one in order if not one["core"]]
    context = {
        "conversation": conversation,
        "core": core,
        "rest": rest,
        "alone": minutes_alone([one for _, one, _ in core or rest]),
        "done": len(done),
        "first": todo[0] if todo else None,
        "days": KEPT_DAYS,
    }
    return render(request, "frameworks/teams/preparation_start.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.answer_conversation", on=this_numbered)
def preparation_edit(request, asked):
    """One question on one screen; every step forth or back keeps what is on it."""
    conversation, question = asked.conversation, asked.question
    if elsewhere := past(request, conversation):
        return elsewhere
    questions = conversation.questions()
    order = [number for number, _ in numbered(questions)]
    place = order.index(asked.number)
    before = order[place - 1] if place else None
    after = order[place + 1] if place + 1 < len(order) else None
    row = Preparation.objects.of(request.user, conversation).filter(concept=question["concept"])
    row = row.first() or Preparation()
    choices, note, trouble = row.choices, row.note, ""
    if request.method == "POST":
        try:
            choices, note = prepared(question, request.POST)
            actions.save_preparation(
                conversation, question, choices=choices, note=note, by=request.user
            )
            return step(request, conversation, before, after)
        except Unfit as error:
            choices, note = codes(question, request.POST.getlist("choices")), request.POST["note"]
            note, trouble = words(note), str(error)
        except Stale:
            conversation.refresh_from_db(fields=["revealed_at", "closed_at"])
            return past(request, conversation)
    context = {
        "conversation": conversation,
        "question": question,
        "only_if": only_if(question, questions),
        "number": asked.number,
        "place": place + 1,
        "count": len(order),
        "before": before,
        "after": after,
        "choices": choices,
        "note": note,
        "trouble": trouble,
        "is_filled": bool(row.pk),
    }
    status = 422 if trouble else 200
    return render(request, "frameworks/teams/preparation_edit.html", context, status=status)


def step(request, conversation, before, after):
    """Where the button leads that was pressed: it saved first."""
    number = before if request.POST.get("way") == "back" else after
    if number is None:
        return redirect("preparation_start", pk=conversation.pk)
    return redirect("preparation_edit", pk=conversation.pk, number=number)


@require_http_methods(["GET", "POST"])
@access("frameworks.answer_conversation", on=this_conversation)
def conversation_reveal(request, conversation):
    """Anybody of the team may do it; how many prepared is seen here, and not what or who."""
    if elsewhere := past(request, conversation):
        return elsewhere
    if request.method == "POST":
        try:
            actions.reveal(conversation, by=request.user)
        except Stale:
            messages.info(request, "Iemand anders was je net voor.")
        return redirect("conversation_spread", pk=conversation.pk)
    count = conversation.preparations.values("user").distinct().count()
    context = {
        "title": "Samen bekijken wat iedereen vooraf koos",
        "text": f"{told(count)} van de {writers_of(conversation).count()} in jullie team "
        f"{'heeft' if count < 2 else 'hebben'} zich voorbereid.",
        "points": [
            "Iedereen van het team ziet daarna per vraag wat er gekozen is, zonder namen.",
            "Daarna kan niemand zijn voorbereiding nog veranderen. Dit is niet terug te draaien.",
            "Zijn er nog mensen bezig? Wacht dan even.",
        ],
        "submit": "Ja, bekijk het samen",
        "cancel_url": reverse("conversation_begin", kwargs={"pk": conversation.pk}),
    }
    return render(request, "confirm.html", context)


def told(count):
    return {0: "Nog niemand", 1: "Eén"}.get(count, str(count))


@require_GET
@access("frameworks.view_conversation", on=this_conversation)
def conversation_spread(request, conversation):
    """What everybody prepared, the biggest difference first."""
    if conversation.closed_at:
        return redirect("conversation_report", pk=conversation.pk)
    if not conversation.revealed_at:
        return redirect("conversation_begin", pk=conversation.pk)
    spreads = spreads_of(conversation, conversation.questions())
    blocks = blocks_in(sections_of(conversation, {}, None, Around(spreads=spreads)))
    seen = [block for block in blocks if block["spread"]]
    seen.sort(key=lambda block: -apart(block))
    for block in seen:
        block["picture"] = picture_of(block["question"], block["spread"])
        block["levels"] = levels_of(block["question"])
    context = {
        "conversation": conversation,
        "blocks": seen,
        "people": conversation.preparations.values("user").distinct().count(),
        "of": writers_of(conversation).count(),
        "days": KEPT_DAYS,
    }
    return render(request, "frameworks/teams/conversation_spread.html", context)
