"""Comments on a theme, and which institutions support it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from coalitions.themes import actions
from coalitions.themes.forms import CommentForm, HideForm
from coalitions.themes.models import Theme, ThemeComment
from coalitions.themes.views.rounds import schools_of
from coalitions.themes.views.themes import detail_page, telling, this_theme
from knw_portal.access import access

OVER = "Reageren kan nu niet meer. Wat je schreef, staat hieronder."


def this_comment(request, school_year, pk):
    return get_object_or_404(
        ThemeComment.objects.select_related("theme__round"),
        pk=pk,
        theme__round__school_year=school_year,
        theme__in=Theme.objects.visible_to(request.user),
    )


@require_POST
@access("coalitions.comment_theme", on=this_theme)
def reaction_new(request, theme):
    school = min(schools_of(request.user), default=None)
    form = CommentForm(request.POST, instance=ThemeComment(theme=theme, institution_id=school))
    if not form.is_valid():
        return detail_page(request, theme, form)
    try:
        actions.comment(form.instance, by=request.user)
    except actions.TooLate:
        form.add_error(None, OVER)
        return detail_page(request, theme, form, status=409)
    messages.success(request, "Je reactie staat erbij.")
    return redirect(f"{theme.get_absolute_url()}#reactie-{form.instance.pk}")


@require_POST
@access("coalitions.withdraw_comment", on=this_comment)
def reaction_withdraw(request, comment):
    with telling(request, "Je reactie is ingetrokken. Je kunt haar terugzetten."):
        actions.withdraw_comment(comment, by=request.user)
    return redirect(comment.theme)


@require_POST
@access("coalitions.withdraw_comment", on=this_comment)
def reaction_restore(request, comment):
    with telling(request, "Je reactie staat er weer."):
        actions.put_back_comment(comment, by=request.user)
    return redirect(comment.theme)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.steer_themes", on=this_comment)
def reaction_hide(request, comment):
    form = HideForm(request.POST or None, instance=comment)
    if form.is_valid():
        with telling(request, "De reactie is verborgen, met de reden erbij."):
            actions.hide_comment(comment, form.cleaned_data["hidden_reason"], by=request.user)
        return redirect(comment.theme)
    context = {
        "title": "Reactie verbergen?",
        "text": f"Bij ‘{comment.theme}’: {comment.text}",
        "place": "Verbergen",
        "form": form,
        "submit": "Verbergen",
        "cancel_url": comment.theme.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_POST
@access("coalitions.steer_themes", on=this_comment)
def reaction_show(request, comment):
    with telling(request, "De reactie is weer te lezen."):
        actions.show_comment(comment, by=request.user)
    return redirect(comment.theme)


def this_school(request):
    """The institution for which somebody speaks: one of their own, the only one when not said."""
    schools = schools_of(request.user)
    said = request.POST.get("school", "")
    is_number = said.isascii() and said.isdigit() and len(said) < 10
    school = int(said) if is_number else min(schools, default=None)
    if school not in schools:
        raise Http404
    return school


@require_POST
@access("coalitions.support_theme", on=this_theme)
def theme_support(request, theme):
    with telling(request, "Jullie steun staat erbij.", stale="Dit stond er al."):
        actions.support_theme(theme, this_school(request), by=request.user)
    return redirect(f"{theme.get_absolute_url()}#steun")


@require_POST
@access("coalitions.support_theme", on=this_theme)
def theme_unsupport(request, theme):
    with telling(request, "Jullie steun is ingetrokken.", stale="Jullie steunden dit niet."):
        actions.unsupport_theme(theme, this_school(request), by=request.user)
    return redirect(f"{theme.get_absolute_url()}#steun")
