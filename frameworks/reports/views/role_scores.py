"""Somebody says how far a framework helps them in their own role; the makers read it per role."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from frameworks.definitions.axes import INSIGHT
from frameworks.definitions.models import Framework, FrameworkVersion
from frameworks.reports import actions
from frameworks.reports.forms import DataScoreForm, RoleScoreForm
from frameworks.reports.models import RoleScore
from frameworks.teams.models.quality import OFFICER
from knw_portal.access import SIGNED_IN, access
from knw_portal.forms import CHANGED, Stale
from knw_portal.people.models import User


def this_published(request, slug):
    """A framework that can be used today."""
    published = FrameworkVersion.objects.published().values("framework")
    return get_object_or_404(Framework.objects.filter(pk__in=published), slug=slug)


@require_http_methods(["GET", "POST"])
@access(SIGNED_IN, on=this_published)
def role_score_edit(request, framework):
    told = framework.role_scores.filter(by=request.user).first()
    about_data = framework.versions.published().filter(axes__contains=[INSIGHT]).exists()
    form = (DataScoreForm if about_data else RoleScoreForm)(
        request.POST or None,
        instance=told or RoleScore(framework=framework, by=request.user),
        is_officer=User.objects.filter(pk=request.user.pk, function__code=OFFICER).exists(),
    )
    status = 200
    if form.is_valid():
        if told is None:
            said = {name: form.cleaned_data[name] for name in form.fields if name != "version"}
            try:
                actions.score_in_role(framework, by=request.user, **said)
            except Stale:
                messages.warning(request, CHANGED)
                return redirect("role_score_edit", slug=framework.slug)
            messages.success(request, "Dank je wel. De makers lezen het zonder je naam.")
            return redirect("role_score_edit", slug=framework.slug)
        if form.save_or_conflict():
            messages.success(request, "Je antwoord is gewijzigd.")
            return redirect("role_score_edit", slug=framework.slug)
        status = 409
    context = {"framework": framework, "form": form, "told": told}
    return render(request, "frameworks/reports/role_score_edit.html", context, status=status)


def this_score_of_mine(request, slug):
    framework = this_published(request, slug)
    row = framework.role_scores.filter(by=request.user).first() if request.user.pk else None
    if row is None:
        raise Http404
    return row


@require_POST
@access(SIGNED_IN, on=this_score_of_mine)
def role_score_withdraw(request, row):
    try:
        actions.forget_score(row, by=request.user)
    except Stale:
        messages.info(request, "Je antwoord was al weg.")
    else:
        messages.success(request, "Je antwoord is weg. Het telt niet meer mee.")
    return redirect("role_score_edit", slug=row.framework.slug)
