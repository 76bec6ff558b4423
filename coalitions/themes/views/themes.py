from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitions.themes import actions
from coalitions.themes.forms import (
    BureauThemeForm,
    IdeaForm,
    ThemeForm,
)
from coalitions.themes.models import Idea, Theme
from coalitions.themes.views.rounds import FIXED, PAGE, is_bureau, schools_of, this_round
from knw_portal import confirm
from knw_portal.access import PUBLIC, access
from knw_portal.forms import Stale
from knw_portal.pages import page_of
from knw_portal.sheets import Sheet, page_or_file

IDEAS = Sheet(
    "Ideeën",
    {
        "idee": "title",
        "vraagstuk": "issue",
        "naam": "name",
        "e-mailadres": "email",
        "werkplek": "institution_name",
        "bevestigd": "confirmed_at",
    },
)
CLOSED = "De voorstellen zijn gesloten. Het bureau kan nog helpen tot de stemming opengaat."


def this_theme(request, school_year, pk):
    themes = Theme.objects.select_related("round")
    return get_object_or_404(themes, pk=pk, round__school_year=school_year)


def theme_form(request, theme):
    """The form that fits this person: the bureau says where a theme comes from."""
    if is_bureau(request.user):
        return BureauThemeForm(request.POST or None, instance=theme)
    return ThemeForm(request.POST or None, instance=theme)


@require_http_methods(["GET", "POST"])
@access("coalitions.propose_theme", on=this_round)
def theme_new(request, round):
    bureau = is_bureau(request.user)
    if not actions.may_propose(round, is_bureau=bureau):
        messages.warning(request, FIXED if round.roll_frozen_at else CLOSED)
        return redirect(round)
    origin = Theme.Origin.BUREAU if bureau else Theme.Origin.AMBASSADOR
    school = None if bureau else min(schools_of(request.user))
    form = theme_form(request, Theme(round=round, origin=origin, institution_id=school))
    if form.is_valid():
        try:
            actions.propose_theme(form.instance, is_bureau=bureau, by=request.user)
        except actions.TooLate:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, f"‘{form.instance}’ staat op de lange lijst.")
            return redirect(form.instance)
    context = {"form": form, "round": round}
    return render(request, "coalitions/themes/theme_edit.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.edit_theme", on=this_theme)
def theme_edit(request, theme):
    bureau = is_bureau(request.user)
    if not theme.may_change(is_bureau=bureau):
        messages.warning(request, FIXED if theme.round.roll_frozen_at else CLOSED)
        return redirect(theme.round)
    form = theme_form(request, theme)
    if form.is_valid():
        try:
            if actions.edit_theme(form, is_bureau=bureau, by=request.user):
                messages.success(request, "Het voorstel is bewaard.")
                return redirect(theme)
        except actions.TooLate:
            form.add_error(None, CLOSED)
    context = {"form": form, "round": theme.round, "theme": theme}
    return render(request, "coalitions/themes/theme_edit.html", context)


@require_POST
@access("coalitions.edit_theme", on=this_theme)
def theme_withdraw(request, theme):
    try:
        actions.withdraw_theme(theme, is_bureau=is_bureau(request.user), by=request.user)
    except Stale:
        messages.info(request, "Dit voorstel was al ingetrokken.")
    except actions.TooLate:
        messages.warning(request, CLOSED)
    else:
        messages.success(request, f"‘{theme}’ staat niet meer op de lange lijst.")
    return redirect(theme.round)


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC)
def idea_new(request):
    return confirm.door(
        request,
        IdeaForm(request.POST or None, request=request),
        "coalitions/themes/idea_new.html",
        kind="idea",
        why="iemand dit adres invulde bij een idee voor een thema",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC, on=confirm.lookup("idea_confirm", Idea))
def idea_confirm(request, idea):
    return confirm.answer(
        request,
        idea,
        kind="idea",
        title="Je idee voor een thema",
        button="Ja, dit is mijn idee",
        done="Het bureau legt de ideeën naast elkaar als de ambassadeurs nieuwe thema’s kiezen.",
        again="idea_new",
    )


@require_safe
@access("coalitions.read_ideas")
def idea_list(request):
    ideas = Idea.objects.confirmed()
    page = page_of(request, ideas, PAGE)
    template = "coalitions/themes/idea_list.html"
    return page_or_file(request, template, {"page": page}, IDEAS.of(ideas))
