from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from coalitions.briefs import actions
from coalitions.briefs import memo as memos
from coalitions.briefs.forms import (
    PARTS,
    BriefForm,
    CommonTermLines,
    DecisionForm,
    MemoForm,
    ReturnForm,
)
from coalitions.briefs.models import Coalition, Memo, ThemeLine
from coalitions.themes.actions import outcome_of, return_decision
from coalitions.themes.models import Decision, ThemeRound
from knw_portal.access import PUBLIC, access
from knw_portal.documents.docx import to_docx
from knw_portal.documents.page import to_html
from knw_portal.documents.pdf import to_pdf
from knw_portal.documents.responses import DOCX, PDF, download
from knw_portal.forms import Stale, version_in


def this_coalition(request, slug):
    return get_object_or_404(Coalition.objects.visible_to(request.user), slug=slug)


def this_brief(request, slug):
    """A coalition with every row of its brief."""
    return get_object_or_404(
        memos.with_brief(Coalition.objects.visible_to(request.user)), slug=slug
    )


def this_part(request, slug, part):
    if part not in PARTS:
        raise Http404
    return this_coalition(request, slug), part


def this_round(request, school_year):
    return get_object_or_404(ThemeRound, school_year=school_year)


def this_memo(request, pk):
    return get_object_or_404(Memo.objects.visible_to(request.user).select_related("round"), pk=pk)


def this_round_memo(request, school_year):
    """The newest memo of the round that this person may read."""
    memos_of_round = Memo.objects.visible_to(request.user).filter(round__school_year=school_year)
    memo = memos_of_round.select_related("round", "corrects").newest().first()
    if memo is None:
        raise Http404
    return memo


@require_safe
@access(PUBLIC)
@vary_on_headers("HX-Request")
def coalition_list(request):
    query = request.GET.get("q", "").strip()
    coalitions = Coalition.objects.visible_to(request.user).for_list()
    if query:
        coalitions = coalitions.found_by(query, request.user)
    template = (
        "coalitions/briefs/_coalition_rows.html"
        if request.htmx
        else "coalitions/briefs/coalition_list.html"
    )
    return render(request, template, {"coalitions": coalitions, "query": query})


def newest_memo(user, coalition):
    """The memo in which this coalition was told of, for who may read it."""
    memos_of_round = Memo.objects.visible_to(user).filter(sent_at__isnull=False)
    if not user.is_authenticated or coalition.round_id is None:
        return None
    return memos_of_round.filter(round=coalition.round_id).newest().first()


@require_safe
@access(PUBLIC, on=this_brief)
def coalition_detail(request, coalition):
    open_milestones = [m for m in coalition.milestones.all() if not m.done_on]
    context = {
        "coalition": coalition,
        "outputs": coalition.outputs.select_related("kind"),
        "next_milestone": open_milestones[0] if open_milestones else None,
        "memo": newest_memo(request.user, coalition),
    }
    return render(request, "coalitions/briefs/coalition_detail.html", context)


@require_safe
@access("coalitions.edit_brief", on=this_brief)
def brief_detail(request, coalition):
    context = {
        "coalition": coalition,
        "title": f"De opdracht van {coalition}",
        "texts": [
            (coalition._meta.get_field(name).verbose_name.capitalize(), getattr(coalition, name))
            for name in BriefForm.Meta.fields
        ],
        "parts": [
            (part, heading, getattr(coalition, formset.fk.remote_field.get_accessor_name()).all())
            for part, (heading, formset) in PARTS.items()
        ],
    }
    return render(request, "coalitions/briefs/brief_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.edit_brief", on=this_coalition)
def brief_edit(request, coalition):
    form = BriefForm(request.POST or None, instance=coalition)
    if form.is_valid() and actions.edit_brief(form, by=request.user):
        messages.success(request, "De opdracht is bewaard.")
        return redirect("brief_detail", slug=coalition.slug)
    context = {"form": form, "coalition": coalition}
    return render(request, "coalitions/briefs/brief_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.edit_brief", on=this_part)
def brief_lines_edit(request, target):
    coalition, part = target
    heading, formset_class = PARTS[part]
    formset = formset_class(request.POST or None, instance=coalition, prefix=part)
    theirs = None
    try:
        if request.POST and actions.edit_brief_lines(
            coalition, formset, seen=version_in(request.POST), by=request.user
        ):
            messages.success(request, f"{heading}: bewaard.")
            return redirect("brief_detail", slug=coalition.slug)
    except Stale:
        coalition.refresh_from_db(fields=["version"])
        formset = formset.carried_over()
        theirs = formset.as_stored()
    context = {"coalition": coalition, "heading": heading, "formset": formset, "theirs": theirs}
    return render(request, "coalitions/briefs/brief_lines_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.edit_common_terms", on=this_round)
def round_terms_edit(request, round):
    """What holds for every coalition of the round, on one page."""
    formset = CommonTermLines(request.POST or None, instance=round, prefix="afspraken")
    theirs = None
    try:
        if request.POST and actions.edit_common_terms(
            round, formset, seen=version_in(request.POST), by=request.user
        ):
            messages.success(request, "De afspraken van de ronde zijn bewaard.")
            return redirect(round)
    except Stale:
        round.refresh_from_db(fields=["version"])
        formset = formset.carried_over()
        theirs = formset.as_stored()
    context = {
        "round": round,
        "formset": formset,
        "theirs": theirs,
        "versions": round.terms_versions.select_related("by"),
    }
    return render(request, "coalitions/briefs/round_terms_edit.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.record_decision", on=this_round)
def decision_edit(request, round):
    """What the bureau makes of the result, theme by theme, for the board to confirm."""
    if not round.can_be_decided():
        messages.warning(
            request,
            "Het besluit is al bevestigd door het bestuur."
            if round.board_confirmed_on
            else "Een besluit kan pas als er gestemd is en de stemming gesloten is.",
        )
        return redirect(round)
    outcome = outcome_of(round)
    known = {theme.pk: theme for theme in round.themes.standing().select_related("decision")}
    themes = [known[row["theme"]] for row in outcome["rows"]]
    earlier = Coalition.objects.filter(school_year__lt=round.year)
    form = DecisionForm(
        request.POST or None,
        themes=themes,
        outcome=outcome,
        coalitions=earlier.order_by("title", "-edition", "-school_year"),
    )
    form.initial = decided_before(form, round)
    stale = False
    if form.is_valid():
        try:
            actions.lay_before_board(
                round,
                form.rows,
                lines=form.lines,
                note=form.cleaned_data["toelichting"],
                seen=form.cleaned_data["version"],
                by=request.user,
            )
        except Stale:
            stale = True
            round.refresh_from_db()
        else:
            messages.success(request, "Het besluit ligt nu bij het bestuur.")
            return redirect("result_detail", school_year=round.school_year)
    context = {
        "form": form,
        "round": round,
        "result": with_tied_titles(outcome),
        "stale": stale,
        "rows": [decision_row(form, row) for row in outcome["rows"]],
    }
    status = 409 if stale else 200
    return render(request, "coalitions/briefs/decision_edit.html", context, status=status)


def decision_row(form, row):
    """One theme of the result with its fields; what it builds on is open where there is any."""
    fields = form.fields_of(row["theme"])
    line = [fields[name] for name in ("voorganger", "verdieping", "verbreding", "opzicht")]
    return {
        **row,
        "won": row["theme"] in form.outcome["winners"],
        "tied": row["theme"] in form.outcome["tied"],
        "fields": fields,
        "line": line,
        "builds_on": any(field.errors or field.value() for field in line),
    }


def with_tied_titles(outcome):
    titles = {row["theme"]: row["title"] for row in outcome["rows"]}
    return {**outcome, "tied_titles": [titles[pk] for pk in outcome["tied"]]}


def decided_before(form, round):
    """What the form begins with: an earlier decision, else the result itself.

    An edition of an earlier coalition is filled in as what its theme builds on.
    """
    initial = {"version": round.version, "toelichting": round.decision_note}
    lines = {line.theme_id: line for line in ThemeLine.objects.filter(theme__round=round)}
    newest = {}
    for pk, coalition in form.coalitions.items():
        newest.setdefault(coalition.title.casefold(), pk)
    for theme in form.themes:
        decision, line = getattr(theme, "decision", None), lines.get(theme.pk)
        said = {
            "gekozen": decision.is_chosen if decision else theme.pk in form.outcome["winners"],
            "motivering": decision.motivation if decision else "",
            "voorganger": newest.get(theme.title.casefold(), "") if not decision else "",
        }
        if line:
            said |= {
                "voorganger": str(line.earlier_id),
                "verdieping": line.is_deepening,
                "verbreding": line.is_broadening,
                "opzicht": line.note,
            }
        initial |= {f"{name}-{theme.pk}": value for name, value in said.items()}
    return initial


def decision_page(request, round, form, *, status=200):
    """The decision per theme beside the result, as it lies before the board."""
    result = with_tied_titles(outcome_of(round))
    decided = Decision.objects.filter(theme__round=round)
    decisions = {
        one.theme_id: one for one in decided.select_related("theme__line__earlier", "theme")
    }
    rows = [(row, decisions.get(row["theme"])) for row in result["rows"]]
    context = {
        "round": round,
        "result": result,
        "rows": rows,
        "form": form,
        "chosen": [row["title"] for row, decision in rows if decision and decision.is_chosen],
        "departures": [
            row["title"]
            for row, decision in rows
            if decision and decision.is_chosen != (row["theme"] in result["winners"])
        ],
    }
    return render(request, "coalitions/briefs/decision_confirm.html", context, status=status)


def nothing_to_confirm(request, round):
    """Sent on with a word when the board has nothing to confirm here; None when it has."""
    if round.can_be_decided() and round.decision_sent_at:
        return None
    if round.board_confirmed_on:
        messages.info(request, "Dit besluit is bevestigd. Het verandert niet meer.")
    else:
        messages.info(request, "Er ligt nu geen besluit om te bevestigen.")
    return redirect(round)


@require_http_methods(["GET", "POST"])
@access("coalitions.confirm_decision", on=this_round)
def decision_confirm(request, round):
    if elsewhere := nothing_to_confirm(request, round):
        return elsewhere
    if request.method == "POST":
        try:
            seen = int(request.POST.get("version") or 0)
            born = actions.confirm_decision(round, seen=seen, by=request.user)
        except (Stale, ValueError):
            messages.warning(request, "Het besluit is intussen gewijzigd. Bekijk het nog eens.")
            return redirect("decision_confirm", school_year=round.school_year)
        names = ", ".join(str(coalition) for coalition in born)
        messages.success(request, f"Het besluit is bevestigd. Dit worden coalities: {names}.")
        return redirect(round)
    return decision_page(request, round, ReturnForm())


@require_POST
@access("coalitions.confirm_decision", on=this_round)
def decision_return(request, round):
    if elsewhere := nothing_to_confirm(request, round):
        return elsewhere
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return decision_page(request, round, form)
    try:
        seen = int(request.POST.get("version") or 0)
        reason = form.cleaned_data["reason"]
        return_decision(round, reason=reason, seen=seen, by=request.user)
    except (Stale, ValueError):
        messages.warning(request, "Het besluit is intussen gewijzigd. Bekijk het nog eens.")
        return redirect("decision_confirm", school_year=round.school_year)
    messages.success(request, "Het besluit is terug bij het bureau, met je reden.")
    return redirect(round)


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
def memo_drop(request, memo):
    school_year = memo.round.school_year
    try:
        actions.drop_memo(memo, by=request.user)
    except Stale:
        messages.warning(request, "Deze memo is intussen verzonden en blijft dus staan.")
        return redirect("memo_detail", pk=memo.pk)
    messages.success(request, "Het concept is weggegooid.")
    return redirect("round_detail", school_year=school_year)
