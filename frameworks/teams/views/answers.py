"""One answer at a time: saving while people write, what others do, what it said before."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotModified, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import is_aware, localtime, now
from django.views.decorators.http import require_GET, require_POST

from frameworks.teams import actions, presence
from frameworks.teams.answering import Unfit, only_sent, op_of, seen_version, sent
from frameworks.teams.models import AnswerFields, AnswerRevision, Conversation, TeamAnswer
from frameworks.teams.pages import LABELS, as_read, block_of
from frameworks.teams.views.lookups import CLOSED, people_of, this_question
from knw_portal.access import access
from knw_portal.forms import CHANGED, Stale
from knw_portal.pages import page_of

# A save that began before another may be kept after it: what was just missed is told once more.
OVERLAP = timedelta(seconds=15)
REVISIONS = 20  # on one page


@require_POST
@access("frameworks.answer_conversation", on=this_question)
def answer_save(request, asked):
    """One answer, from the script that saves while people write; gives back a part of the page."""
    if request.POST.get("person", str(request.user.pk)) != str(request.user.pk):
        raise PermissionDenied  # somebody else signed in here: it is not theirs to say
    try:
        answer = save(request, asked)
    except Unfit as error:
        return trouble(request, error, 422)
    except actions.Reused:
        return trouble(request, "Laad deze pagina opnieuw.", 400)
    except Stale:
        return trouble(request, CLOSED, 410)
    except actions.Conflict as clash:
        block = block_of(asked.question, clash.answer, clash, 0)
        response = render(request, "frameworks/teams/_conflict.html", {"block": block}, status=409)
        response["X-Answer-Version"] = clash.answer.version
        return response
    context = {"answer": answer, "now": json.dumps(answer.values())}
    response = render(request, "frameworks/teams/_saved.html", context)
    response["X-Answer-Version"] = answer.version
    return response


def save(request, asked):
    question, data = asked.question, request.POST
    return actions.save_answer(
        asked.conversation,
        question,
        sent(question, data),
        seen=seen_version(question, data),
        only=only_sent(question, data),
        op=op_of(data),
        by=request.user,
    )


def trouble(request, text, status):
    return render(request, "frameworks/teams/_trouble.html", {"text": text}, status=status)


# --- what others do meanwhile --------------------------------------------------------------------


def this_talk(request, pk):
    """A conversation without what it asks, which is much: for who looks in every few seconds."""
    talks = Conversation.objects.visible_to(request.user).select_related("trajectory__team")
    light = talks.only("closed_at", "trajectory__team__group")
    return get_object_or_404(light, pk=pk)


@require_GET
@access("frameworks.view_conversation", on=this_talk)
def conversation_live(request, conversation):
    """What changed since somebody last asked, and who is here. 304 when there is nothing new.

    Asking says that one is here oneself; no row is written.
    """
    asked = request.GET
    presence.come_by(
        conversation, request.user, code=asked.get("bij", ""), writes="schrijft" in asked
    )
    began = now()
    others = [place.user for place in people_of(conversation) if place.user_id != request.user.pk]
    changed = TeamAnswer.objects.changed_since(conversation, moment_in(asked.get("sinds", "")))
    told = {
        "person": request.user.pk,
        "closed": conversation.closed_at is not None,
        "answers": {answer.concept.code: as_told(answer) for answer in changed},
        "here": [
            {"name": person.name, "code": code, "writes": writes}
            for person, code, writes in presence.here(conversation, others)
        ],
    }
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]
    etag = f'"{digest}"'
    if request.headers.get("If-None-Match") == etag and "sleutel" not in asked:
        return HttpResponseNotModified()
    told["since"] = (began - OVERLAP).isoformat()
    if "sleutel" in asked:  # who signed in again in another tab needs the new one
        told["csrf"] = get_token(request)
    return JsonResponse(told, headers={"ETag": etag})


def moment_in(text):
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if is_aware(moment) and 1 < moment.year < 9999 else None


def as_told(answer):
    return {
        "version": answer.version,
        "values": answer.values(),
        "by": answer.updated_by.name,
        "at": f"{localtime(answer.updated_at):%H:%M}",
    }


# --- what it said before -------------------------------------------------------------------------


@require_GET
@access("frameworks.view_conversation", on=this_question)
def answer_history(request, asked):
    conversation, question = asked.conversation, asked.question
    answer = get_object_or_404(
        TeamAnswer, conversation=conversation, concept_id=question["concept"]
    )
    page = page_of(request, AnswerRevision.objects.of(conversation, question), REVISIONS)
    context = {
        "conversation": conversation,
        "question": question,
        "answer": answer,
        "page": page,
        "revisions": [(one, lines_of(question, one)) for one in page],
        "up_url": address_of(conversation, question),
    }
    return render(request, "frameworks/teams/answer_history.html", context)


def lines_of(question, revision):
    """What an answer said then, part by part; nothing where it was blank."""
    values = revision.values()
    return [
        (LABELS[part], as_read(question, part, values))
        for part in AnswerFields.PARTS
        if values[part]
    ]


def address_of(conversation, question):
    """The place of a question on the page of its conversation, or its report once that is there."""
    if conversation.closed_at:
        return reverse("conversation_report", kwargs={"pk": conversation.pk})
    return f"{conversation.get_absolute_url()}#vraag-{question['code']}"


@dataclass(frozen=True)
class Earlier:
    """What an answer said at one of its versions."""

    conversation: Conversation
    question: dict
    revision: AnswerRevision

    @property
    def group_id(self):
        return self.conversation.group_id


def this_revision(request, pk, code, number):
    asked = this_question(request, pk, code)
    revision = (
        AnswerRevision.objects.of(asked.conversation, asked.question)
        .select_related("answer__conversation")
        .filter(version=number)
        .first()
    )
    if revision is None:
        raise Http404
    return Earlier(asked.conversation, asked.question, revision)


@require_POST
@access("frameworks.answer_conversation", on=this_revision)
def answer_restore(request, earlier):
    seen = request.POST.get("seen", "")
    try:
        actions.restore_answer(
            earlier.revision,
            seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
            by=request.user,
        )
    except Stale:
        messages.warning(request, CLOSED if earlier.conversation.closed_at else CHANGED)
    else:
        messages.success(request, "De eerdere tekst staat er weer. Ook wat er stond, is bewaard.")
    where = {"pk": earlier.conversation.pk, "code": earlier.question["code"]}
    return redirect("answer_history", **where)
