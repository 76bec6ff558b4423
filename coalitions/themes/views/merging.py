"""Two themes beside each other, into one, and one into two."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitions.themes import actions
from coalitions.themes.forms import PairForm, ThemeForm
from coalitions.themes.models import Theme
from coalitions.themes.views.rounds import FIXED, is_bureau, this_round
from coalitions.themes.views.themes import TWICE, telling, this_theme
from knw_portal.access import access
from knw_portal.forms import Stale

GONE = "Een van deze thema’s staat niet meer op de lijst. Er is niets veranderd."


@require_safe
@access("coalitions.view_round", on=this_round)
def theme_compare(request, round):
    """Choose two themes of the list, and read them beside each other."""
    themes = round.themes.standing()
    form = PairForm(
        request.GET if "b" in request.GET else None,
        themes=themes,
        initial={"a": request.GET.get("a")},
    )
    pair = ()
    if form.is_valid():
        chosen = themes.filter(pk__in=[theme.pk for theme in form.pair]).with_marks()
        found = {theme.pk: theme for theme in chosen.select_related("institution", "round")}
        pair = [found[theme.pk] for theme in form.pair]
    context = {
        "round": round,
        "form": form,
        "pair": pair,
        "can_merge": pair
        and is_bureau(request.user)
        and actions.may_propose(round, is_bureau=True),
    }
    return render(request, "coalitions/themes/theme_compare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.steer_themes", on=this_round)
def theme_merge(request, round):
    """Let the two themes of `?a=&b=` go up in a new one."""
    pair = PairForm(request.GET, themes=round.themes.standing().select_related("institution"))
    if not pair.is_valid():
        return redirect("theme_compare", school_year=round.school_year)
    if not actions.may_propose(round, is_bureau=True):
        messages.warning(request, FIXED)
        return redirect(round)
    parents = pair.pair
    form = ThemeForm(request.POST or None, instance=from_parents(round, parents), to_list=False)
    if form.is_valid():
        try:
            actions.merge_themes(parents, form.instance, by=request.user)
        except actions.Twice:
            form.add_error(None, TWICE)
        except (Stale, actions.TooLate):
            messages.warning(request, GONE)
            return redirect(round)
        else:
            messages.success(
                request, f"‘{parents[0]}’ en ‘{parents[1]}’ zijn opgegaan in ‘{form.instance}’."
            )
            return redirect(form.instance)
    context = {"round": round, "form": form, "parents": parents}
    return render(request, "coalitions/themes/theme_merge.html", context)


def from_parents(round, parents):
    """The beginning of a merged theme: what both say, under the name of the first."""
    one, other = parents
    same = one.origin == other.origin
    return Theme(
        round=round,
        title=one.title,
        edition=one.edition,
        issue="\n\n".join(filter(None, [one.issue, other.issue]))[:2000],
        urgency="\n\n".join(filter(None, [one.urgency, other.urgency]))[:2000],
        origin=one.origin if same else Theme.Origin.BUREAU,
        institution=one.institution if one.institution_id == other.institution_id else None,
        published_at=None,
    )


@require_POST
@access("coalitions.steer_themes", on=this_theme)
def theme_unmerge(request, theme):
    with telling(request, "De samenvoeging is teruggedraaid. De thema’s staan er weer apart."):
        actions.undo_merge(theme, by=request.user)
    return redirect(theme)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.steer_themes", on=this_theme)
def theme_split(request, theme):
    if theme.state != "standing" or not actions.may_propose(theme.round, is_bureau=True):
        messages.warning(request, theme.sentence or FIXED)
        return redirect(theme)
    forms = [
        ThemeForm(
            request.POST or None,
            instance=Theme(round=theme.round, issue=theme.issue, urgency=theme.urgency),
            to_list=False,
            prefix=prefix,
        )
        for prefix in ("een", "twee")
    ]
    if request.method == "POST" and all([form.is_valid() for form in forms]):
        parts = [form.instance for form in forms]
        try:
            actions.split_theme(theme, parts, by=request.user)
        except actions.Twice:
            forms[1].add_error(None, TWICE)
        except (Stale, actions.TooLate):
            messages.warning(request, GONE)
            return redirect(theme)
        else:
            messages.success(request, f"‘{theme}’ is gesplitst in ‘{parts[0]}’ en ‘{parts[1]}’.")
            return redirect(theme)
    context = {"round": theme.round, "theme": theme, "forms": forms}
    return render(request, "coalitions/themes/theme_split.html", context)


@require_POST
@access("coalitions.steer_themes", on=this_theme)
def theme_unsplit(request, theme):
    with telling(request, f"Het splitsen is teruggedraaid. ‘{theme}’ staat weer op de lijst."):
        actions.undo_split(theme, by=request.user)
    return redirect(theme)
