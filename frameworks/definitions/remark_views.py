from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from frameworks.definitions import remarks
from frameworks.definitions.definition import definition_of, questions_of
from frameworks.definitions.drafting_forms import RemarkForm
from frameworks.definitions.drafting_views import next_number
from frameworks.definitions.models import Framework, Remark
from frameworks.definitions.views import this_draft, this_edition
from knw_portal.access import access
from knw_portal.forms import CHANGED, Stale


@dataclass(frozen=True)
class About:
    """A part of a draft that something is said about; no place: the whole."""

    framework: Framework
    place: str

    @property
    def group_id(self):
        return self.framework.group_id


def this_place(request, slug, place):
    framework = this_draft(request, slug)
    if place == "geheel":
        return About(framework, "")
    if place not in places_in(definition_of(framework.draft)):
        raise Http404
    return About(framework, place)


def places_in(definition):
    """The parts of a definition that can be spoken of: code and what it is called."""
    sections = {section["code"]: section["title"] for section in definition["sections"]}
    return sections | {one["code"]: one["text"] for one in questions_of(definition)}


def this_remark(request, slug, pk):
    """A remark about the draft as it is now; of an earlier one nothing changes any more."""
    framework = this_draft(request, slug)
    found = Remark.objects.about(framework, next_number(framework)).select_related("framework")
    return get_object_or_404(found, pk=pk)


def page_of(request, framework, number, definition, *, is_open, bound=None):
    found = {}
    for remark in Remark.objects.about(framework, number):
        found.setdefault(remark.place, []).append(remark)
    names = places_in(definition)
    rows = [("", "Het geheel"), *names.items()]
    rows += [
        (place, f"{place} (staat er niet meer in)") for place in found if place not in dict(rows)
    ]
    context = {
        "framework": framework,
        "number": number,
        "is_open": is_open,
        "rows": [
            {
                "code": code,
                "name": name,
                "is_section": any(code == one["code"] for one in definition["sections"]),
                "remarks": found.get(code, []),
                "form": bound[1]
                if bound and bound[0] == code
                else RemarkForm(auto_id=f"id_{code or 'geheel'}_%s"),
                "can_add": is_open and (code in names or not code),
            }
            for code, name in rows
        ],
        "count": sum(len(each) for each in found.values()),
        "waiting": sum(not one.resolved_at for each in found.values() for one in each),
        "form": bound and bound[1],
    }
    return render(request, "frameworks/definitions/remark_list.html", context)


@require_GET
@access("frameworks.read_draft", on=this_draft)
def remark_list(request, framework):
    definition = definition_of(framework.draft)
    return page_of(request, framework, next_number(framework), definition, is_open=True)


@require_GET
@access("frameworks.read_draft", on=this_edition)
def remark_kept(request, edition):
    """What was said while a published version was a draft."""
    version = edition.version
    return page_of(request, edition.framework, version.number, version.definition, is_open=False)


@require_POST
@access("frameworks.remark_on_draft", on=this_place)
def remark_new(request, about):
    framework, code = about.framework, about.place
    form = RemarkForm(request.POST, auto_id=f"id_{code or 'geheel'}_%s")
    number = next_number(framework)
    if not form.is_valid():
        definition = definition_of(framework.draft)
        return page_of(request, framework, number, definition, is_open=True, bound=(code, form))
    remarks.make_remark(
        framework, number=number, place=code, text=form.cleaned_data["text"], by=request.user
    )
    return back(request, framework, code, "De opmerking staat erbij.")


def back(request, framework, place, said):
    messages.success(request, said)
    url = reverse("remark_list", kwargs={"slug": framework.slug})
    return redirect(f"{url}#bij-{place or 'geheel'}")


@require_POST
@access("frameworks.remark_on_draft", on=this_remark)
def remark_resolve(request, remark):
    try:
        remarks.resolve_remark(remark, by=request.user)
    except Stale:
        messages.info(request, CHANGED)
        return redirect("remark_list", slug=remark.framework.slug)
    return back(request, remark.framework, remark.place, "De opmerking is afgehandeld.")


@require_POST
@access("frameworks.remark_on_draft", on=this_remark)
def remark_reopen(request, remark):
    try:
        remarks.reopen_remark(remark, by=request.user)
    except Stale:
        messages.info(request, CHANGED)
        return redirect("remark_list", slug=remark.framework.slug)
    return back(request, remark.framework, remark.place, "De opmerking staat weer open.")
