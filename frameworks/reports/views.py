from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from frameworks.reports.letter import document
from frameworks.reports.picture import people_in, picture_of
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
    context = {
        "conversation": conversation,
        "trajectory": conversation.trajectory,
        "picture": picture_of(conversation.snapshot, names_in(conversation.snapshot)),
    }
    return render(request, "frameworks/reports/conversation_report.html", context)


@require_GET
@access("frameworks.view_conversation", on=this_conversation)
def conversation_pdf(request, conversation):
    if not conversation.closed_at:
        return redirect(conversation)
    name = slugify(f"verslag {conversation} {conversation.held_on} {conversation.trajectory.team}")
    letter = document(conversation, names_in(conversation.snapshot))
    return download(to_pdf(letter), f"{name}.pdf", PDF, inline=True)
