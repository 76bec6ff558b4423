from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitions.briefs import actions
from coalitions.briefs import memo as memos
from coalitions.briefs.forms import (
    AnswerForm,
    CommentForm,
    ConsultationEditForm,
    ConsultationForm,
)
from coalitions.briefs.models import BriefVersion, Coalition, Comment, Consultation
from coalitions.briefs.rules import may_comment
from coalitions.briefs.views.coalitions import this_coalition
from knw_portal.access import access
from knw_portal.documents.comparison import compare
from knw_portal.documents.page import to_html, to_sections
from knw_portal.documents.structure import from_json
from knw_portal.forms import Stale
from knw_portal.people.models import Role, duties_of
from knw_portal.sheets import Sheet, page_or_file

COMMENTS = Sheet(
    "Opmerkingen",
    {
        "onderdeel": "get_section_display",
        "door": "by",
        "school": lambda comment: comment.by.institution,
        "opmerking": "text",
        "wanneer": "made_at",
        "stand": "get_state_display",
        "antwoord": "answer",
    },
    permission="coalitions.lead_consultation",
)
CLOSED = "De opmerkingenronde is intussen gesloten. Hieronder staat hoe het nu is."
FIRST = "Er loopt al een opmerkingenronde, of de coalitie is afgerond."


def followed(user):
    """The coalitions whose brief this person may follow while it is written."""
    duties = duties_of(user)
    if duties.has(Role.Kind.BUREAU, Role.Kind.BOARD):
        return Coalition.objects.all()
    asked = Consultation.objects.visible_to(user).order_by().values("coalition")
    return Coalition.objects.filter(Q(group__in=duties.groups) | Q(pk__in=asked))


def this_followed(request, slug):
    return get_object_or_404(followed(request.user), slug=slug)


def this_consultation(request, slug):
    """The newest round of comments of a coalition, for who may see it."""
    rounds = Consultation.objects.visible_to(request.user).filter(coalition__slug=slug)
    consultation = rounds.select_related("coalition").newest().first()
    if consultation is None:
        raise Http404
    return consultation


def this_section(request, slug, section):
    if section not in Comment.Section.values:
        raise Http404
    consultation = this_consultation(request, slug)
    consultation.section = section
    return consultation


def this_comment(request, slug, pk):
    seen = Consultation.objects.visible_to(request.user).filter(coalition__slug=slug)
    comments = Comment.objects.select_related("consultation__coalition", "by__institution")
    return get_object_or_404(comments, pk=pk, consultation__in=seen)


def own_comment(request, slug, pk):
    comment = this_comment(request, slug, pk)
    if comment.by_id != request.user.pk:
        raise Http404
    return comment


def this_version(request, slug, number):
    versions = BriefVersion.objects.select_related("coalition")
    return get_object_or_404(
        versions, number=number, coalition__slug=slug, coalition__in=followed(request.user)
    )


@require_safe
@access("coalitions.follow_brief", on=this_followed)
def comment_list(request, coalition):
    """The brief as it was when comments were asked, with what was said about each section."""
    return comment_page(request, coalition)


def comment_page(request, coalition, *, bound=None):
    visible = Consultation.objects.visible_to(request.user).filter(coalition=coalition)
    rounds = list(visible.newest())
    wanted = request.GET.get("ronde", "")
    shown = next((one for one in rounds if str(one.pk) == wanted), rounds[0] if rounds else None)
    may_open = coalition.published_at or request.user.has_perm("coalitions.edit_brief")
    context = {
        "coalition": coalition,
        "rounds": rounds,
        "consultation": shown,
        "bound": bound,
        "crumbs": [(str(coalition), coalition.get_absolute_url())] if may_open else [],
    }
    template = "coalitions/briefs/comment_list.html"
    if not shown:
        return render(request, template, context)
    shown.coalition = coalition
    may = shown.is_open and may_comment(request.user, shown)
    comments = list(shown.comments.select_related("by__institution"))
    parts = sections(shown, comments, bound=bound, may_comment=may)
    context |= {"sections": parts, "may": may}
    return page_or_file(request, template, context, COMMENTS.of(comments, coalition))


def sections(consultation, comments, *, bound, may_comment):
    """Each section with its text, what was said of it, and the form to say more."""
    version = consultation.versions.get(moment=BriefVersion.Moment.OPENED)
    texts = to_sections(from_json(version.body))
    for place, (code, label) in enumerate(Comment.Section.choices):
        form = bound if bound is not None and bound.prefix == code else CommentForm(prefix=code)
        yield {
            "code": code,
            "label": label,
            "blocks": texts[place]["blocks"] if place < len(texts) else (),
            "comments": [one for one in comments if one.section == code],
            "form": form if may_comment else None,
        }


@require_POST
@access("coalitions.comment_brief", on=this_section)
def comment_new(request, consultation):
    coalition = consultation.coalition
    comment = Comment(consultation=consultation, section=consultation.section, by=request.user)
    form = CommentForm(request.POST, instance=comment, prefix=consultation.section)
    if not form.is_valid():
        return comment_page(request, coalition, bound=form)
    try:
        actions.add_comment(comment)
    except Stale:
        messages.warning(request, CLOSED)
    else:
        messages.success(request, "Je opmerking staat erbij. Dank je wel.")
    return redirect(
        f"{reverse('comment_list', kwargs={'slug': coalition.slug})}#{consultation.section}"
    )


def back(comment):
    return redirect("comment_list", slug=comment.consultation.coalition.slug)


@require_POST
@access("coalitions.follow_brief", on=own_comment)
def comment_drop(request, comment):
    try:
        actions.take_back_comment(comment, by=request.user)
    except Stale:
        messages.warning(request, "Je opmerking is al beantwoord, of de ronde is gesloten.")
    else:
        messages.success(request, "Je opmerking is teruggenomen.")
    return back(comment)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.lead_consultation", on=this_comment)
def comment_answer(request, comment):
    form = AnswerForm(request.POST or None, instance=comment)
    if form.is_valid() and actions.answer_comment(form, by=request.user):
        messages.success(request, "Je antwoord staat erbij.")
        return back(comment)
    context = {"form": form, "comment": comment, "coalition": comment.consultation.coalition}
    return render(request, "coalitions/briefs/comment_answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.lead_consultation", on=this_coalition)
def consultation_open(request, coalition):
    if coalition.consultations.filter(closed_at=None).exists():
        messages.info(request, FIRST)
        return redirect("comment_list", slug=coalition.slug)
    form = ConsultationForm(request.POST or None, instance=Consultation(coalition=coalition))
    if form.is_valid():
        try:
            actions.open_consultation(form.instance, by=request.user)
        except Stale:
            messages.warning(request, FIRST)
        else:
            messages.success(request, "De opmerkingenronde is open. De mail gaat nu uit.")
        return redirect("comment_list", slug=coalition.slug)
    context = {"form": form, "coalition": coalition}
    return render(request, "coalitions/briefs/consultation_open.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.lead_consultation", on=this_consultation)
def consultation_edit(request, consultation):
    slug = consultation.coalition.slug
    form = ConsultationEditForm(request.POST or None, instance=consultation)
    try:
        if consultation.closed_at:
            raise Stale(consultation)
        if form.is_valid() and actions.edit_consultation(form, by=request.user):
            messages.success(request, "De laatste dag is verzet. De herinnering gaat mee.")
            return redirect("comment_list", slug=slug)
    except Stale:
        messages.warning(request, CLOSED)
        return redirect("comment_list", slug=slug)
    context = {"form": form, "coalition": consultation.coalition}
    return render(request, "coalitions/briefs/consultation_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.lead_consultation", on=this_consultation)
def consultation_close(request, consultation):
    slug = consultation.coalition.slug
    if request.method == "POST" or consultation.closed_at:
        try:
            actions.close_consultation(consultation, by=request.user)
        except Stale:
            messages.warning(request, CLOSED)
        else:
            messages.success(request, "De ronde is gesloten. De opdracht van nu is bewaard.")
        return redirect("comment_list", slug=slug)
    context = {
        "title": "De opmerkingenronde nu sluiten?",
        "place": consultation.coalition,
        "text": "Niemand kan dan nog een opmerking maken. De opdracht zoals die nu is, wordt een "
        "versie. Een gesloten ronde gaat niet meer open; je kunt wel een nieuwe beginnen.",
        "submit": "Ja, sluiten",
        "cancel_url": reverse("comment_list", kwargs={"slug": slug}),
    }
    return render(request, "confirm.html", context)


@require_safe
@access("coalitions.follow_brief", on=this_followed)
def version_list(request, coalition):
    context = {"coalition": coalition, "versions": list(coalition.versions.defer("body"))}
    return render(request, "coalitions/briefs/version_list.html", context)


@require_safe
@access("coalitions.follow_brief", on=this_version)
def version_detail(request, version):
    context = {
        "version": version,
        "number": str(version.number),
        "letter": to_html(from_json(version.body)),
    }
    return render(request, "coalitions/briefs/version_detail.html", context)


@require_safe
@access("coalitions.follow_brief", on=this_version)
def version_compare(request, version):
    """What changed from this version to the next, or to the brief as it is now."""
    following = version.coalition.versions.filter(number=version.number + 1).first()
    newer = from_json(following.body) if following else memos.brief_document(version.coalition)
    lines = compare(from_json(version.body), newer)
    context = {
        "version": version,
        "number": str(version.number),
        "following": following,
        "lines": lines,
        "counts": {
            change: sum(line.change == change for line in lines)
            for change in ("added", "removed", "changed")
        },
    }
    return render(request, "coalitions/briefs/version_compare.html", context)
