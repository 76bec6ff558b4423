"""A team asks its colleagues by link: choose, open, close, read the texts, see what came out."""

from dataclasses import dataclass

import segno
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frameworks.polls import actions as polls
from frameworks.polls import files
from frameworks.polls.asking import asked_of
from frameworks.polls.forms import OpeningForm, PollForm, ReviewForm
from frameworks.polls.models import Poll, PollText
from frameworks.polls.results import outcome_of, texts_in
from frameworks.teams import cards
from frameworks.teams.actions.team_polls import (
    TalkIsOver,
    open_team_poll,
    prepare_team_poll,
)
from frameworks.teams.models import Conversation
from frameworks.teams.polling import askable, polls_of
from frameworks.teams.views.lookups import this_conversation
from knw_portal.access import access
from knw_portal.documents.pdf import to_pdf
from knw_portal.documents.responses import PDF, download
from knw_portal.forms import CHANGED, Stale
from knw_portal.sheets import page_or_file

HERE = "frameworks/teams/"
OVER = (
    "Dit gesprek is afgesloten. Een nieuwe peiling kan er niet meer bij. Wil je collega’s iets "
    "vragen? Maak de peiling dan bij het volgende gesprek."
)


@dataclass(frozen=True)
class TeamPoll:
    """A poll of a conversation."""

    conversation: Conversation
    poll: Poll

    @property
    def group_id(self):
        return self.poll.group_id


def this_team_poll(request, pk, number):
    conversation = this_conversation(request, pk)
    found = polls_of(conversation).for_page().select_related("group")
    return TeamPoll(conversation, get_object_or_404(found, pk=number))


def this_closed_poll(request, pk, number):
    """Before the close, and after the term of keeping, there is nothing to see: no such page."""
    asked = this_team_poll(request, pk, number)
    if asked.poll.phase != Poll.CLOSED or asked.poll.is_outlived:
        raise Http404
    return asked


@dataclass(frozen=True)
class Written:
    asked: TeamPoll
    text: object

    @property
    def group_id(self):
        return self.asked.group_id


def unread(poll):
    return texts_in(poll, PollText.PENDING)


def this_text(request, pk, number, text):
    asked = this_closed_poll(request, pk, number)
    return Written(asked, get_object_or_404(unread(asked.poll), pk=text))


def to_poll(asked, name="poll_detail"):
    return redirect(name, pk=asked.conversation.pk, number=asked.poll.pk)


def page(request, name, asked, status=200, **context):
    context |= {"conversation": asked.conversation, "poll": asked.poll}
    return render(request, f"{HERE}{name}.html", context, status=status)


@require_GET
@access("frameworks.view_conversation", on=this_conversation)
def poll_list(request, conversation):
    found = polls_of(conversation).for_page().defer("framework_version__definition")
    context = {"conversation": conversation, "polls": found}
    return render(request, f"{HERE}poll_list.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.answer_conversation", on=this_conversation)
def poll_new(request, conversation):
    if conversation.closed_at and request.method == "GET":
        messages.info(request, OVER)
        return redirect("poll_list", pk=conversation.pk)
    form = PollForm(request.POST or None, questions=askable(conversation))
    context = {"form": form, "conversation": conversation, "over": ""}
    if form.is_valid():
        try:
            poll = prepare_team_poll(conversation, by=request.user, **form.details())
        except TalkIsOver:  # a colleague closed it meanwhile: what was typed can be taken along
            context["over"] = OVER
            return render(request, f"{HERE}poll_new.html", context, status=409)
        return redirect("poll_detail", pk=conversation.pk, number=poll.pk)
    return render(request, f"{HERE}poll_new.html", context)


@require_GET
@access("frameworks.view_conversation", on=this_team_poll)
def poll_detail(request, asked):
    poll = asked.poll
    return page(
        request,
        "poll_detail",
        asked,
        form=OpeningForm() if poll.phase == Poll.DRAFT else None,
        questions=asked_of(poll),
        link=request.build_absolute_uri(poll.get_absolute_url()),
        qr=qr_of(request, poll) if poll.phase == Poll.OPEN else "",
    )


def qr_of(request, poll):
    """The link as a QR code that says in words what it is."""
    code = segno.make(request.build_absolute_uri(poll.get_absolute_url()), error="m", micro=False)
    svg = code.svg_inline(
        title="QR-code met de link naar de peiling",
        omitsize=True,
        svgclass="qr",
        lineclass=None,
        light="#fff",
    )
    return mark_safe(svg.replace("<svg ", '<svg role="img" ', 1))  # noqa: S308  of our own address


@require_POST
@access("frameworks.answer_conversation", on=this_team_poll)
def poll_open(request, asked):
    form = OpeningForm(request.POST)
    if not form.is_valid():
        questions = asked_of(asked.poll)
        return page(request, "poll_detail", asked, form=form, questions=questions)
    try:
        open_team_poll(asked.conversation, asked.poll, closes_at=form.closes_at, by=request.user)
    except polls.AskedBefore as refused:
        texts = [one["text"] for one in asked_of(asked.poll) if one["code"] in refused.codes]
        messages.warning(
            request,
            f"Niet geopend. Dit vroegen jullie al in dit gesprek, of korter dan een maand geleden: "
            f"{' '.join(texts)} Uit twee peilingen kort na elkaar zou je kunnen afleiden wat één "
            "iemand zei.",
        )
    except TalkIsOver:
        messages.info(request, OVER)
    except Stale:
        messages.info(request, CHANGED)
    else:
        messages.success(request, "De peiling is open. Deel de link of de poster.")
    return to_poll(asked)


@require_http_methods(["GET", "POST"])
@access("frameworks.answer_conversation", on=this_team_poll)
def poll_close(request, asked):
    if request.method == "POST":
        try:
            polls.close_poll(asked.poll, by=request.user)
        except Stale:
            messages.info(request, "Deze peiling was al gesloten.")
        return to_poll(asked)
    return render(
        request,
        "confirm.html",
        {
            "title": "Peiling nu sluiten?",
            "text": "Daarna kan niemand meer antwoorden. Weer openen kan niet.",
            "points": ["Jullie zien meteen wat eruit kwam, als genoeg mensen meededen."],
            "submit": "Ja, nu sluiten",
            "cancel_url": request.path.removesuffix("sluiten/"),
        },
    )


@require_POST
@access("frameworks.answer_conversation", on=this_team_poll)
def poll_drop(request, asked):
    try:
        polls.drop_poll(asked.poll, by=request.user)
    except Stale:
        messages.info(request, CHANGED)
        return to_poll(asked)
    messages.success(request, "Het concept is weg.")
    return redirect("poll_list", pk=asked.conversation.pk)


@require_GET
@access("frameworks.view_conversation", on=this_team_poll)
def poll_poster(request, asked):
    if asked.poll.phase != Poll.OPEN:
        return to_poll(asked)
    link = request.build_absolute_uri(asked.poll.get_absolute_url())
    return page(request, "poll_poster", asked, link=link, qr=qr_of(request, asked.poll))


@require_GET
@access("frameworks.view_conversation", on=this_closed_poll)
def poll_result(request, asked):
    outcome = outcome_of(asked.poll)
    context = {
        "conversation": asked.conversation,
        "poll": asked.poll,
        "outcome": outcome,
        "unread": unread(asked.poll).exists(),
        "how": files.how(asked.poll),
    }
    return page_or_file(request, f"{HERE}poll_result.html", context, files.listing(outcome.lines))


@require_GET
@access("frameworks.view_conversation", on=this_closed_poll)
def poll_pdf(request, asked):
    made = files.document(outcome_of(asked.poll))
    name = slugify(f"uitslag peiling {asked.conversation} {asked.conversation.trajectory.team}")
    return download(to_pdf(made), f"{name}.pdf", PDF, inline=True)


@require_GET
@access("frameworks.answer_conversation", on=this_closed_poll)
def poll_texts(request, asked):
    return texts_page(request, asked)


def texts_page(request, asked, broken=None, form=None, status=200):
    questions = {one["code"]: one for one in asked_of(asked.poll)}
    waiting = [
        {
            "text": text,
            "question": questions[text.item],
            "form": form
            if text == broken
            else ReviewForm(prefix=str(text.pk), initial={"wording": text.text}),
        }
        for text in unread(asked.poll)
    ]
    return page(request, "poll_texts", asked, status=status, waiting=waiting, form=form)


@require_POST
@access("frameworks.answer_conversation", on=this_text)
def poll_text(request, found):
    form = ReviewForm(request.POST, prefix=str(found.text.pk))
    if not form.is_valid():
        return texts_page(request, found.asked, found.text, form, status=422)
    try:
        polls.review_text(found.text, **form.cleaned_data, by=request.user)
    except Stale:
        messages.info(request, "Een collega las deze tekst net voor jou.")
    return to_poll(found.asked, "poll_texts")


def on_card(request, conversation):
    """The questions that `?vraag=` names, once for each; without it all that could be asked."""
    chosen = request.GET.getlist("vraag")
    return [one for one in askable(conversation) if not chosen or one["code"] in chosen]


@require_GET
@access("frameworks.view_conversation", on=this_conversation)
def poll_card(request, conversation):
    context = {
        "conversation": conversation,
        "questions": on_card(request, conversation),
        "steps": cards.STEPS,
        "query": request.GET.urlencode(),
    }
    return render(request, f"{HERE}poll_card.html", context)


@require_GET
@access("frameworks.view_conversation", on=this_conversation)
def poll_card_pdf(request, conversation):
    card = cards.document(conversation, on_card(request, conversation))
    name = slugify(f"gesprekskaart {conversation} {conversation.trajectory.team}")
    return download(to_pdf(card), f"{name}.pdf", PDF, inline=True)
