from contextlib import contextmanager

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitions.themes import actions
from coalitions.themes.forms import (
    BureauThemeForm,
    CommentForm,
    EarlierWorkForm,
    JotForm,
    ThemeForm,
)
from coalitions.themes.models import EarlierWork, Theme
from coalitions.themes.views.rounds import FIXED, is_bureau, schools_of, this_round
from knw_portal.access import access
from knw_portal.forms import CHANGED, Stale
from knw_portal.people.models import Institution

CLOSED = "De voorstellen zijn gesloten. Het bureau kan nog helpen tot de stemming opengaat."
TWICE = "Dit thema staat al op de lange lijst."


def this_theme(request, school_year, pk):
    themes = Theme.objects.visible_to(request.user).select_related("round", "institution")
    return get_object_or_404(themes, pk=pk, round__school_year=school_year)


@contextmanager
def telling(request, done, *, stale=CHANGED):
    """Say on the next page what came of an action: that it was done, or why not."""
    try:
        yield
    except Stale:
        messages.info(request, stale)
    except actions.TooLate as late:
        messages.warning(request, FIXED if late.args[0].roll_frozen_at else CLOSED)
    except actions.Twice:
        messages.warning(request, TWICE)
    else:
        messages.success(request, done)


def theme_form(request, theme, *, to_list):
    """The form that fits this person: the bureau says where a theme comes from."""
    kind = BureauThemeForm if is_bureau(request.user) else ThemeForm
    look = reverse("theme_alike", kwargs={"school_year": theme.round.school_year})
    look += f"?dit={theme.pk}" if theme.pk else ""
    return kind(request.POST or None, instance=theme, to_list=to_list, look_alikes=look)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.propose_theme", on=this_round)
def theme_new(request, round):
    bureau = is_bureau(request.user)
    if not actions.may_propose(round, is_bureau=bureau):
        messages.warning(request, FIXED if round.roll_frozen_at else CLOSED)
        return redirect(round)
    deed = request.POST.get("deed", "publish")
    theme = Theme(
        round=round,
        origin=Theme.Origin.BUREAU if bureau else Theme.Origin.AMBASSADOR,
        institution_id=None if bureau else min(schools_of(request.user)),
        published_at=None,
    )
    form = theme_form(request, theme, to_list=deed not in ("draft", "look"))
    if deed == "look":
        return theme_page(request, form, theme, is_new=True)
    if form.is_valid():
        act = actions.draft_theme if deed == "draft" else actions.propose_theme
        try:
            act(theme, is_bureau=bureau, by=request.user)
        except actions.TooLate:
            form.add_error(None, CLOSED)
        except actions.Twice:
            form.add_error(None, TWICE)
        else:
            messages.success(
                request,
                f"‘{theme}’ is bewaard als concept. Alleen jij en het bureau zien het."
                if deed == "draft"
                else f"‘{theme}’ staat op de lange lijst.",
            )
            return redirect(theme)
    return theme_page(request, form, theme, is_new=True)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.edit_theme", on=this_theme)
def theme_edit(request, theme):
    bureau = is_bureau(request.user)
    if not theme.may_change(is_bureau=bureau):
        messages.warning(
            request, theme.sentence or (FIXED if theme.round.roll_frozen_at else CLOSED)
        )
        return redirect(theme)
    is_draft, deed = theme.published_at is None, request.POST.get("deed", "save")
    form = theme_form(request, theme, to_list=not is_draft or deed not in ("draft", "look"))
    if deed == "look":
        return theme_page(request, form, theme, is_draft=is_draft)
    if form.is_valid():
        publishes = is_draft and deed == "publish"
        act = actions.publish_theme if publishes else actions.edit_theme
        try:
            if act(form, is_bureau=bureau, by=request.user):
                done = f"‘{theme}’ staat op de lange lijst." if publishes else "Het is bewaard."
                messages.success(request, done)
                return redirect(theme)
        except actions.TooLate:
            form.add_error(None, CLOSED)
        except actions.Twice:
            form.add_error(None, TWICE)
    return theme_page(request, form, theme, is_draft=is_draft)


def theme_page(request, form, theme, *, is_new=False, is_draft=True):
    title = form["title"].value() or ""
    context = {
        "form": form,
        "round": theme.round,
        "theme": None if is_new else theme,
        "is_draft": is_draft,
        "title": title,
        "alike": actions.alike(title, theme.round, request.user, but=theme) if title else (),
    }
    return render(request, "coalitions/themes/theme_edit.html", context)


@require_safe
@access("coalitions.propose_theme", on=this_round)
def theme_alike(request, round):
    """What looks like the title that somebody types, as a part of the form's page."""
    title, this = request.GET.get("title", ""), request.GET.get("dit", "")
    but = Theme(pk=int(this)) if this.isascii() and this.isdigit() else None
    alike = actions.alike(title, round, request.user, but=but)
    context = {"alike": alike, "title": title.strip()}
    return render(request, "coalitions/themes/_theme_alike.html", context)


@require_safe
@access("coalitions.view_theme", on=this_theme)
def theme_detail(request, theme):
    return detail_page(request, theme, CommentForm())


def detail_page(request, theme, comment_form, *, status=200):
    bureau = is_bureau(request.user)
    is_open = actions.may_propose(theme.round, is_bureau=True)
    supports = list(theme.supports.select_related("institution"))
    backing = {support.institution_id for support in supports}
    schools = schools_of(request.user)
    decision = getattr(theme, "decision", None) if theme.round.board_confirmed_on else None
    context = {
        "theme": theme,
        "round": theme.round,
        "is_bureau": bureau,
        "can_steer": bureau and is_open,
        "can_change": theme.may_change(is_bureau=bureau)
        and (bureau or theme.proposed_by_id == request.user.pk),
        "can_put_back": theme.state == "withdrawn"
        and actions.may_propose(theme.round, is_bureau=bureau),
        "sources": actions.sources_of(theme),
        "parents": list(theme.parents.all()),
        "parts": list(theme.parts.filter(withdrawn_at=None)) if theme.split_at else (),
        "checks": list(theme.earlier_work.select_related("checked_by")),
        "supports": supports,
        "schools": [
            (school, school.pk in backing) for school in Institution.objects.filter(pk__in=schools)
        ]
        if schools and is_open and theme.state == "standing"
        else (),
        "comments": list(theme.comments.select_related("by", "institution")),
        "comment_form": comment_form,
        "can_comment": actions.may_comment(theme),
        "decision": decision,
    }
    return render(request, "coalitions/themes/theme_detail.html", context, status=status)


@require_POST
@access("coalitions.edit_theme", on=this_theme)
def theme_withdraw(request, theme):
    if theme.published_at is None:
        with telling(request, f"Het concept ‘{theme}’ is weg."):
            actions.drop_draft(theme, by=request.user)
        return redirect(theme.round)
    with telling(
        request,
        f"‘{theme}’ staat niet meer op de lange lijst. Je kunt het hier terugzetten.",
        stale="Dit voorstel was al van de lijst.",
    ):
        actions.withdraw_theme(theme, is_bureau=is_bureau(request.user), by=request.user)
    return redirect(theme)


@require_POST
@access("coalitions.edit_theme", on=this_theme)
def theme_restore(request, theme):
    with telling(
        request, f"‘{theme}’ staat weer op de lange lijst.", stale="Dit voorstel staat er al."
    ):
        actions.put_back_theme(theme, is_bureau=is_bureau(request.user), by=request.user)
    return redirect(theme)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.steer_themes", on=this_round)
def theme_jot(request, round):
    """Fast entry at the conference: a line, Enter, the next line."""
    if not actions.may_propose(round, is_bureau=True):
        messages.warning(request, FIXED)
        return redirect(round)
    form = JotForm(request.POST or None, initial={"line": request.GET.get("regel", "")})
    if not form.is_valid():
        return jot_page(request, round, form)
    title, _ = actions.parts_of(form.cleaned_data["line"])
    try:
        actions.jot_theme(round, form.cleaned_data["line"], by=request.user)
    except actions.Twice:
        form.add_error("line", f"‘{title}’ staat al op de lange lijst")
        return jot_page(request, round, form)
    except actions.TooLate:
        messages.warning(request, FIXED)
        return redirect(round)
    return jotted(request, round, f"‘{title}’ staat op de lange lijst.")


@require_POST
@access("coalitions.steer_themes", on=this_round)
def theme_unjot(request, round):
    """Take the last line off again; it stands in the field, to be mended."""
    try:
        undone = actions.undo_last_jot(round, by=request.user)
    except actions.TooLate:
        messages.warning(request, FIXED)
        return redirect(round)
    if undone is None:
        return jotted(request, round, "Er staat niets van jou om ongedaan te maken.")
    line = " – ".join(filter(None, [undone.title, undone.issue]))
    return jotted(request, round, f"‘{undone}’ is van de lijst. De regel staat weer klaar.", line)


def jotted(request, round, said, line=""):
    """After a line came or went: the list for the script, else the page with an empty field."""
    if request.htmx:
        return jot_page(request, round, JotForm(initial={"line": line}), said=said)
    messages.success(request, said)
    url = reverse("theme_jot", kwargs={"school_year": round.school_year})
    return redirect(f"{url}?{urlencode({'regel': line})}" if line else url)


def jot_page(request, round, form, *, said=""):
    mine = actions.jotted(round, request.user)
    context = {
        "form": form,
        "round": round,
        "lines": list(mine.select_related("round")[:20]),
        "count": mine.count(),
        "said": said,
    }
    is_part = request.htmx and request.method == "POST"
    template = "_theme_jots.html" if is_part else "theme_jot.html"
    return render(request, f"coalitions/themes/{template}", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.steer_themes", on=this_theme)
def theme_check(request, theme):
    """The check on earlier work, beside what the search finds."""
    if theme.state != "standing" or not actions.may_propose(theme.round, is_bureau=True):
        messages.warning(request, theme.sentence or FIXED)
        return redirect(theme)
    form = EarlierWorkForm(request.POST or None, instance=EarlierWork(theme=theme))
    if form.is_valid():
        with telling(request, f"Eerder werk bij ‘{theme}’ is vastgelegd."):
            actions.note_earlier_work(form.instance, by=request.user)
        following = theme.round.themes.unchecked().first()
        if following and request.POST.get("deed") == "next":
            return redirect("theme_check", school_year=theme.round.school_year, pk=following.pk)
        return redirect(theme)
    context = {
        "form": form,
        "theme": theme,
        "round": theme.round,
        "alike": actions.alike(theme.title, theme.round, request.user, but=theme),
        "checks": theme.earlier_work.select_related("checked_by"),
        "to_do": theme.round.themes.unchecked().exclude(pk=theme.pk).count(),
    }
    return render(request, "coalitions/themes/theme_check.html", context)
