"""The picture of one conversation, as page and as files."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from frameworks.polls.files import how
from frameworks.reports import colleagues
from frameworks.reports.letter import document
from frameworks.reports.picture import people_in, picture_of
from frameworks.reports.reading import talk_of, version_numbers
from frameworks.reports.views.trajectories import file_of
from frameworks.teams.polling import polls_of
from frameworks.teams.views.lookups import this_conversation
from knw_portal.access import access
from knw_portal.documents.pdf import to_pdf
from knw_portal.documents.responses import PDF, download
from knw_portal.people.models import User


def names_in(snapshot):
    """A snapshot holds ids; whose account is gone by now, has no name there either."""
    return dict(User.objects.filter(pk__in=people_in(snapshot)).values_list("pk", "name"))


@require_GET
@access("frameworks.view_conversation", on=this_conversation)
def conversation_report(request, conversation):
    if not conversation.closed_at:
        return redirect(conversation)
    outcomes = colleagues.said_by_colleagues(conversation)
    picture = picture_of(conversation.snapshot, names_in(conversation.snapshot))
    context = {
        "conversation": conversation,
        "trajectory": conversation.trajectory,
        "picture": colleagues.add_colleagues(picture, outcomes),
        "outcomes": [(outcome, how(outcome.poll)) for outcome in outcomes],
        "sharing": conversation.sharings.first(),
        "has_polls": polls_of(conversation).exists(),
    }
    return render(request, "frameworks/reports/conversation_report.html", context)


def letter_of(conversation):
    outcomes = colleagues.said_by_colleagues(conversation)
    return document(conversation, names_in(conversation.snapshot), outcomes)


@require_GET
@access("frameworks.view_conversation", on=this_conversation)
def conversation_pdf(request, conversation):
    if not conversation.closed_at:
        return redirect(conversation)
    name = slugify(f"verslag {conversation} {conversation.held_on} {conversation.trajectory.team}")
    return download(to_pdf(letter_of(conversation)), f"{name}.pdf", PDF, inline=True)


def this_conversation_file(request, pk, kind):
    if kind not in ("docx", "xlsx", "csv"):
        raise Http404
    conversation = this_conversation(request, pk)
    conversation.kind = kind
    return conversation


@require_GET
@access("frameworks.view_conversation", on=this_conversation_file)
def conversation_file(request, conversation):
    """The same picture to work on: Word, or its answers as rows."""
    if not conversation.closed_at:
        return redirect(conversation)
    trajectory = conversation.trajectory
    numbers = version_numbers(trajectory.framework_version.framework_id)
    talk = talk_of(conversation, trajectory, numbers, conversation.snapshot)
    outcomes = colleagues.said_by_colleagues(conversation)
    return file_of(
        conversation.kind,
        slugify(f"verslag {conversation} {conversation.held_on} {trajectory.team}"),
        letter=lambda: document(conversation, names_in(conversation.snapshot), outcomes),
        talks=lambda: [talk],
        more_sheets=lambda: colleagues.sheets(outcomes),
        more_rows=lambda: colleagues.rows_as_answers(outcomes, talk),
    )
