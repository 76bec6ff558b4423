from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitions.briefs import actions
from coalitions.briefs import memo as memos
from coalitions.briefs.forms import MemoForm
from coalitions.briefs.models import Memo
from coalitions.briefs.views.decisions import this_round
from knw_portal.access import access
from knw_portal.documents.docx import to_docx
from knw_portal.documents.page import to_html
from knw_portal.documents.pdf import to_pdf
from knw_portal.documents.responses import DOCX, PDF, download
from knw_portal.forms import Stale, version_in
from knw_portal.limits import within


def this_memo(request, pk):
    return get_object_or_404(Memo.objects.visible_to(request.user).select_related("round"), pk=pk)


def this_round_memo(request, school_year):
    """The newest memo of the round that this person may read."""
    memos_of_round = Memo.objects.visible_to(request.user).filter(round__school_year=school_year)
    memo = memos_of_round.select_related("round", "corrects").newest().first()
    if memo is None:
        raise Http404
    return memo


def memo_page(request, memo):
    context = {
        "memo": memo,
        "letter": to_html(memos.document(memo)),
        "round": memo.round,
        "erratum": memo.errata.filter(sent_at__isnull=False).first(),
    }
    return render(request, "coalitions/briefs/memo_detail.html", context)


def memo_name(memo):
    return slugify(f"memo {memo.dated_on:%Y-%m-%d} {memo.subject}")


@require_safe
@access("coalitions.read_memo", on=this_memo)
def memo_detail(request, memo):
    return memo_page(request, memo)


@require_safe
@access("coalitions.read_memo", on=this_memo)
def memo_pdf(request, memo):
    return download(to_pdf(memos.document(memo)), f"{memo_name(memo)}.pdf", PDF, inline=True)


@require_safe
@access("coalitions.read_memo", on=this_memo)
def memo_docx(request, memo):
    return download(to_docx(memos.document(memo)), f"{memo_name(memo)}.docx", DOCX)


@require_safe
@access("coalitions.read_memo", on=this_round_memo)
def round_memo(request, memo):
    return memo_page(request, memo)


@require_safe
@access("coalitions.read_memo", on=this_round_memo)
def round_memo_pdf(request, memo):
    return download(to_pdf(memos.document(memo)), f"{memo_name(memo)}.pdf", PDF, inline=True)


@require_POST
@access("coalitions.write_memo", on=this_round)
def memo_new(request, round):
    return redirect("memo_edit", pk=actions.start_memo(round, by=request.user).pk)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.write_memo", on=this_memo)
def memo_edit(request, memo):
    if memo.sent_at:
        messages.warning(request, "Deze memo is verzonden. De tekst verandert niet meer.")
        return redirect("memo_detail", pk=memo.pk)
    form = MemoForm(request.POST or None, instance=memo)
    if form.is_valid() and form.save_or_conflict():
        return redirect("memo_detail", pk=memo.pk)
    return render(request, "coalitions/briefs/memo_edit.html", {"form": form, "memo": memo})


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.write_memo", on=this_memo)
def memo_send(request, memo):
    if request.method == "GET" and not memo.sent_at:
        context = {"memo": memo, "recipients": actions.recipients(memo)}
        return render(request, "coalitions/briefs/memo_send.html", context)
    try:
        actions.send_memo(memo, seen=version_in(request.POST), by=request.user)
    except Stale:
        messages.warning(
            request, "De memo was intussen al verzonden of gewijzigd. Kijk hem nog eens na."
        )
    else:
        messages.success(request, f"De memo gaat nu uit naar {memo.recipient_count} mensen.")
    return redirect("memo_detail", pk=memo.pk)


@require_POST
@access("coalitions.write_memo", on=this_memo)
def memo_try(request, memo):
    """A test mail to oneself, before anybody else gets it."""
    if memo.sent_at:
        messages.warning(request, "Deze memo is al verzonden. Een proef heeft geen zin meer.")
    elif not within("memo_try", request.user.pk, amount=20):
        messages.warning(request, "Je vroeg al veel proefmails. Probeer het over een uur opnieuw.")
    else:
        actions.try_memo(memo, by=request.user)
        messages.success(request, f"De proefmail gaat nu naar {request.user.email}.")
    return redirect("memo_detail", pk=memo.pk)


@require_POST
@access("coalitions.write_memo", on=this_memo)
def memo_drop(request, memo):
    school_year = memo.round.school_year
    try:
        actions.drop_memo(memo, by=request.user)
    except Stale:
        messages.warning(request, "Deze memo is intussen verzonden en blijft dus staan.")
        return redirect("memo_detail", pk=memo.pk)
    messages.success(request, "Het concept is weggegooid.")
    return redirect("round_detail", school_year=school_year)
