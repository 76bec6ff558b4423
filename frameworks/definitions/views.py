from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frameworks.definitions import actions
from frameworks.definitions.axes import names
from frameworks.definitions.definition import definition_of, minutes, questions_of
from frameworks.definitions.forms import ImportForm
from frameworks.definitions.models import MARKS, Framework
from frameworks.definitions.reading import Unreadable
from knw_portal.access import PUBLIC, access
from knw_portal.forms import Stale


def this_framework(request, slug):
    frameworks = Framework.objects.visible_to(request.user).for_list()
    return get_object_or_404(frameworks, slug=slug)


def this_published(request, slug):
    framework = this_framework(request, slug)
    if framework.current is None:
        raise Http404
    return framework


def this_draft(request, slug):
    framework = this_framework(request, slug)
    if framework.draft is None:
        raise Http404
    return framework


@require_GET
@access(PUBLIC)
def framework_list(request):
    frameworks = Framework.objects.visible_to(request.user).for_list()
    return render(request, "frameworks/definitions/framework_list.html", {"frameworks": frameworks})


def framework_page(request, framework, version, definition):
    context = {
        "framework": framework,
        "version": version,
        "definition": definition,
        "questions": questions_of(definition),
        "minutes": minutes(questions_of(definition)),
        "names": {axis: dict(names(axis)) for axis in ("flex", "pdca", "level")},
        "marks": MARKS,
    }
    return render(request, "frameworks/definitions/framework_detail.html", context)


@require_GET
@access(PUBLIC, on=this_published)
def framework_detail(request, framework):
    version = framework.current
    return framework_page(request, framework, version, version.definition)


@require_GET
@access("frameworks.read_draft", on=this_draft)
def framework_draft(request, framework):
    version = framework.draft
    return framework_page(request, framework, version, definition_of(version))


@require_POST
@access("frameworks.publish_framework", on=this_draft)
def framework_publish(request, framework):
    try:
        actions.publish_version(framework.draft, by=request.user)
    except Stale:
        messages.warning(request, "Dit concept was al gepubliceerd of vervangen.")
    except Unreadable as error:
        messages.warning(request, error.problems[0])
        return redirect("framework_draft", slug=framework.slug)
    else:
        messages.success(request, "Gepubliceerd. Teams kunnen dit raamwerk nu kiezen.")
    return redirect(framework)


@require_http_methods(["GET", "POST"])
@access("frameworks.import_framework")
def framework_import(request):
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            version = actions.import_framework(
                cleaned["text"],
                group=cleaned["group"],
                by=request.user,
                code=cleaned["code"] or None,
            )
        except Unreadable as error:
            form.add_error("file", error.problems)
        else:
            messages.success(request, "Ingelezen. Kijk het concept na voordat je het publiceert.")
            return redirect("framework_draft", slug=version.framework.slug)
    return render(request, "frameworks/definitions/framework_import.html", {"form": form})
