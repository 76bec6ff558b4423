from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from frameworks.reports.letter import document
from frameworks.reports.picture import picture_of
from frameworks.teams.views.lookups import this_conversation
from knw_portal.access import access
from knw_portal.documents.pdf import to_pdf
from knw_portal.documents.responses import PDF, download


@require_GET
@access("frameworks.view_conversation", on=this_conversation)
def conversation_report(request, conversation):
    if not conversation.closed_at:
        return redirect(conversation)
    context = {
        "conversation": conversation,
        "trajectory": conversation.trajectory,
        "picture": picture_of(conversation.snapshot),
    }
    return render(request, "frameworks/reports/conversation_report.html", context)


@require_GET
@access("frameworks.view_conversation", on=this_conversation)
def conversation_pdf(request, conversation):
    if not conversation.closed_at:
        return redirect(conversation)
    name = slugify(f"verslag {conversation} {conversation.held_on} {conversation.trajectory.team}")
    return download(to_pdf(document(conversation)), f"{name}.pdf", PDF, inline=True)
