"""One question at a time: for who talks, for who writes down, and for everybody at the beamer."""

from contextlib import suppress
from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from frameworks.teams import actions
from frameworks.teams.earlier import earlier_than, in_words
from frameworks.teams.models import Change, Conversation
from frameworks.teams.pages import blocks_in, in_talking_order, sections_of
from frameworks.teams.polling import add_colleagues
from frameworks.teams.spread import levels_of
from frameworks.teams.talk import Around, beside_of, picture_of, spreads_of
from frameworks.teams.talk_forms import AgreedForm, ChangeForm, DissentForm, EvidenceForm
from frameworks.teams.views.conversations import CLOSED, answers_of, save_sent
from frameworks.teams.views.lookups import (
    people_of,
    this_noted,
    this_numbered,
)
from knw_portal.access import access
from knw_portal.forms import Stale

LONGEST_TIMER = 180  # minutes


def to_report(request, conversation):
    messages.info(request, CLOSED)
    return redirect("conversation_report", pk=conversation.pk)


def around_of(conversation):
    return Around(
        earlier=earlier_than(conversation),
        beside=beside_of(conversation),
        spreads=spreads_of(conversation, conversation.questions()),
    )


def question_context(asked, *, clashes=None, answers=None, around=None):
    """The question with what stands around it, and the way to the ones before and after it."""
    conversation = asked.conversation
    around = around or around_of(conversation)
    answers = answers_of(conversation) if answers is None else answers
    sections = sections_of(conversation, answers, clashes, around)
    section = next(
        one for one in sections if any(b["number"] == asked.number for b in one["blocks"])
    )
    block = next(one for one in section["blocks"] if one["number"] == asked.number)
    order = [one["number"] for one in in_talking_order(conversation, sections)]
    place = order.index(asked.number) if asked.number in order else -1
    if block["spread"]:
        block["picture"] = picture_of(block["question"], block["spread"])
    block |= {"levels": levels_of(block["question"]), "alone": True}
    return {
        "conversation": conversation,
        "trajectory": conversation.trajectory,
        "section": section,
        "blocks": blocks_in(sections),
        "block": block,
        "here": block,  # in a page "block" is Django's own word
        "number": asked.number,
        "count": len(blocks_in(sections)),
        "before": order[place - 1] if place > 0 else None,
        "after": order[place + 1] if 0 <= place < len(order) - 1 else None,
        "goals": in_words(around.earlier.goals),
        "ambitions": around.earlier.ambitions,
        "timer_until": timer_of(conversation, section),
    }


def timer_of(conversation, section):
    return conversation.timer_until if conversation.timer_about == section["code"] else None


def note_forms(asked, people, beside, sent=None):
    """The forms below a question; `sent`: the one that came back, by its name."""
    conversation, question = asked.conversation, asked.question
    change = (beside or {}).get("change") or Change(
        conversation=conversation, concept_id=question["concept"]
    )
    forms = {
        "dissent": DissentForm(prefix="dissent"),
        "evidence": EvidenceForm(prefix="evidence"),
        "agreed": AgreedForm(prefix="agreed", people=people),
        "change": ChangeForm(prefix="change", instance=change),
    }
    return forms | (sent or {})


def question_page(
    request, asked, *, sent=None, said="", answers=None, clashes=None, trouble="", status=200
):
    people = list(people_of(asked.conversation))
    context = question_context(asked, clashes=clashes, answers=answers)
    context |= {
        "people": people,
        "note_forms": note_forms(asked, people, context["block"]["beside"], sent),
        "broken": list(sent or ()),
        "forms": list((sent or {}).values()),
        "said": said,
        "trouble": trouble,
    }
    if request.htmx and clashes is None:
        template = "_beside.html"
    else:
        template = "question_talk.html"
        # What the gate lets through of one question hangs together with the others of its poll.
        add_colleagues(asked.conversation, context["blocks"])
    return render(request, f"frameworks/teams/{template}", context, status=status)


@require_GET
@access("frameworks.view_conversation", on=this_numbered)
@vary_on_headers("HX-Request")
def question_talk(request, asked):
    if asked.conversation.closed_at:
        return to_report(request, asked.conversation)
    return question_page(request, asked)


@require_POST
@access("frameworks.answer_conversation", on=this_numbered)
def question_save(request, asked):
    """The button below one question: it is kept, and the next one comes."""
    conversation = asked.conversation
    answers = answers_of(conversation)
    try:
        clashes, trouble = save_sent(request, conversation, [asked.question], answers)
    except Stale:
        return to_report(request, conversation)
    if clashes or trouble:
        status = 409 if clashes else 422
        return question_page(
            request, asked, answers=answers, clashes=clashes, trouble=trouble, status=status
        )
    context = question_context(asked, answers=answers)
    if context["after"] is None:
        messages.success(request, "Dat was de laatste vraag. Kijk nog even terug en sluit af.")
        return redirect("conversation_close", pk=conversation.pk)
    return redirect("question_talk", pk=conversation.pk, number=context["after"])


@require_GET
@access("frameworks.view_conversation", on=this_numbered)
def question_screen(request, asked):
    """For a beamer: the question, what there is to choose, and what people prepared."""
    if asked.conversation.closed_at:
        return to_report(request, asked.conversation)
    spreads = spreads_of(asked.conversation, asked.conversation.questions())
    context = question_context(asked, around=Around(spreads=spreads))
    return render(request, "frameworks/teams/question_screen.html", context)


# --- noted beside the answer --------------------------------------------------------------------


def noted(request, asked, said):
    """It is kept: the part below the question again, or the whole page where there is no script."""
    if request.htmx:
        return question_page(request, asked, said=said)
    messages.success(request, said)
    return redirect("question_talk", pk=asked.conversation.pk, number=asked.number)


def note(request, asked, name, form, keep, said):
    """Keep what a form below a question says. `keep` is the action, called with what was typed."""
    if not form.is_valid():
        return question_page(request, asked, sent={name: form})
    try:
        keep(**form.cleaned_data)
    except Stale:
        return to_report(request, asked.conversation)
    return noted(request, asked, said)


@require_POST
@access("frameworks.answer_conversation", on=this_numbered)
def dissent_add(request, asked):
    def keep(**given):
        actions.add_dissent(asked.conversation, asked.question, by=request.user, **given)

    form = DissentForm(request.POST, prefix="dissent")
    return note(request, asked, "dissent", form, keep, "Het tegengeluid staat erbij.")


@require_POST
@access("frameworks.answer_conversation", on=this_numbered)
def evidence_add(request, asked):
    def keep(**given):
        actions.add_evidence(asked.conversation, asked.question, by=request.user, **given)

    form = EvidenceForm(request.POST, prefix="evidence")
    return note(request, asked, "evidence", form, keep, "Het bewijs staat erbij.")


@require_POST
@access("frameworks.answer_conversation", on=this_numbered)
def team_action_note(request, asked):
    """An action that comes up here; it stays with the team after the talk."""
    conversation = asked.conversation

    def keep(**given):
        if not Conversation.objects.open().filter(pk=conversation.pk).exists():
            raise Stale(conversation)
        with suppress(Stale):  # sent twice: it stands there already
            actions.add_team_action(
                conversation.trajectory,
                conversation=conversation,
                concept=asked.question["concept"],
                by=request.user,
                **given,
            )

    form = AgreedForm(request.POST, prefix="agreed", people=people_of(conversation))
    return note(request, asked, "agreed", form, keep, "De actie staat erbij.")


@require_POST
@access("frameworks.answer_conversation", on=this_numbered)
def change_save(request, asked):
    """What changed since the talk before, and how one notices."""
    try:
        row = actions.change_at(asked.conversation, asked.question, by=request.user)
        form = ChangeForm(request.POST, prefix="change", instance=row)
        if form.is_valid() and actions.note_change(form, by=request.user):
            return noted(request, asked, "Wat er veranderd is, is bewaard.")
    except Stale:
        return to_report(request, asked.conversation)
    return question_page(request, asked, sent={"change": form})


def move(request, noted_row, deed, said):
    """Away or back again: a dissent with a name is its writer's own."""
    row = noted_row.row
    conversation = noted_row.conversation
    questions = conversation.questions()
    number = next(
        (n for n, one in enumerate(questions, 1) if one["concept"] == str(row.concept_id)), 1
    )
    if conversation.closed_at:
        return to_report(request, conversation)
    if isinstance(row, conversation.dissents.model) and row.by_id not in (None, request.user.pk):
        messages.warning(request, "Dit tegengeluid is van een collega. Alleen die haalt het weg.")
    else:
        try:
            deed(row, by=request.user)
            messages.success(request, said)
        except Stale:
            messages.info(request, "Dit was al gedaan.")
    return redirect("question_talk", pk=conversation.pk, number=number)


@require_POST
@access("frameworks.answer_conversation", on=this_noted)
def beside_remove(request, noted_row):
    return move(request, noted_row, actions.take_away, "Weggehaald. Onderaan zet je het terug.")


@require_POST
@access("frameworks.answer_conversation", on=this_noted)
def beside_restore(request, noted_row):
    return move(request, noted_row, actions.put_back, "Het staat er weer.")


# --- the time -----------------------------------------------------------------------------------


@require_POST
@access("frameworks.answer_conversation", on=this_numbered)
def timer_start(request, asked):
    """The time of this part of the talk begins: the page says when it is over, also by itself."""
    sections = sections_of(asked.conversation, {})
    section = next(
        one for one in sections if any(b["number"] == asked.number for b in one["blocks"])
    )
    text = request.POST.get("minutes", "")
    asked_for = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    length = asked_for if 1 <= asked_for <= LONGEST_TIMER else section["minutes"]
    return set_time(request, asked, section["code"], now() + timedelta(minutes=length))


@require_POST
@access("frameworks.answer_conversation", on=this_numbered)
def timer_stop(request, asked):
    return set_time(request, asked, "", None)


def set_time(request, asked, section, until):
    try:
        actions.set_timer(asked.conversation, section, until=until, by=request.user)
    except Stale:
        return to_report(request, asked.conversation)
    return redirect("question_talk", pk=asked.conversation.pk, number=asked.number)
