from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from coalitions.briefs import actions
from coalitions.briefs.forms import PARTS, BriefForm
from coalitions.briefs.views.coalitions import this_brief, this_coalition
from knw_portal.access import access
from knw_portal.forms import Stale, version_in


def this_part(request, slug, part):
    if part not in PARTS:
        raise Http404
    return this_coalition(request, slug), part


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
            (part, heading, formset.rows_of(coalition))
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
