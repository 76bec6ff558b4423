"""The page behind the link. Nothing is written until somebody presses the button."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from frameworks.polls import actions, doors
from frameworks.polls.answering import Answered, answered, blocks_of
from frameworks.polls.asking import asked_of
from frameworks.polls.models import Poll
from knw_portal.access import PUBLIC, access


def this_poll(request, token):
    """The poll behind a link, once it was opened; before that there is none."""
    poll = Poll.objects.opened().for_page().select_related("group").filter(token=token).first()
    if poll is None:
        raise Http404
    return poll


def unkept(response):
    """A page that stays in no cache and no search engine."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC, on=this_poll)
def poll_answer(request, poll):
    if request.method != "POST":
        return over(request, poll) if poll.phase != Poll.OPEN else asking(request, poll)
    questions = asked_of(poll)
    answers = answered(poll, questions, request.POST)
    nonce = request.POST.get("eenmalig", "")
    if len(nonce) != doors.NONCE:
        return asking(request, poll, answers, status=422)
    if answers.troubles and poll.phase == Poll.OPEN:
        return asking(request, poll, answers, nonce=nonce, status=422)
    if not doors.may_answer(request, poll):
        return asking(request, poll, answers, nonce=nonce, status=429)
    if doors.is_first(poll, nonce):
        try:
            actions.take_answers(
                poll, choices=answers.choices, texts=answers.texts, cell=answers.cell
            )
        except actions.NotOpen:
            doors.forget(poll, nonce)
            return over(request, poll, is_late=True)
        except Exception:
            doors.forget(poll, nonce)
            raise
    return redirect("poll_thanks", token=poll.token)


def asking(request, poll, answers=None, *, nonce="", status=200):
    questions = asked_of(poll)
    context = {
        "poll": poll,
        "blocks": blocks_of(questions, answers or Answered()),
        "answers": answers,
        "has_texts": any(one["kind"] == "open" for one in questions),
        "nonce": nonce or doors.new_nonce(),
        "status": status,
    }
    page = render(request, "frameworks/polls/poll_answer.html", context, status=status)
    return unkept(page)


def over(request, poll, *, is_late=False):
    context = {"poll": poll, "is_late": is_late}
    return unkept(render(request, "frameworks/polls/poll_over.html", context, status=410))


@require_safe
@access(PUBLIC, on=this_poll)
def poll_thanks(request, poll):
    return unkept(render(request, "frameworks/polls/poll_thanks.html", {"poll": poll}))
