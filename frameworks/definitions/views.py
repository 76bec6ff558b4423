from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frameworks.definitions import actions
from frameworks.definitions.audiences import apart
from frameworks.definitions.axes import INSIGHT, MOMENT, names, places_of
from frameworks.definitions.checking import problems_of
from frameworks.definitions.conditions import in_words
from frameworks.definitions.definition import axes_of, definition_of, minutes, questions_of
from frameworks.definitions.files import JSON, XLSX, YAML, to_json, to_yaml
from frameworks.definitions.forms import ImportForm, PublishForm, SpellingForm
from frameworks.definitions.models import AxisValue, Framework, FrameworkVersion
from frameworks.definitions.paper import document
from frameworks.definitions.reading import Unreadable
from frameworks.definitions.xlsform import to_xlsform
from knw_portal.access import PUBLIC, access
from knw_portal.documents import responses
from knw_portal.documents.page import to_html
from knw_portal.documents.pdf import to_pdf
from knw_portal.forms import Stale

FILES = {
    YAML: (to_yaml, "application/yaml; charset=utf-8"),
    JSON: (to_json, "application/json; charset=utf-8"),
    XLSX: (to_xlsform, responses.XLSX),
}
MOMENTS = {"start": "start", "tijdens": "during", "na": "after"}


@dataclass(frozen=True)
class Edition:
    """A version with its framework, which decides who may what with it."""

    framework: Framework
    version: FrameworkVersion

    @property
    def group_id(self):
        return self.framework.group_id

    @property
    def address(self):
        return {"slug": self.framework.slug, "number": self.version.number}


def this_framework(request, slug):
    frameworks = Framework.objects.visible_to(request.user).for_list()
    return get_object_or_404(frameworks, slug=slug)


def this_readable(request, slug):
    framework = this_framework(request, slug)
    if framework.readable is None:
        raise Http404
    return framework


def this_draft(request, slug):
    framework = this_framework(request, slug)
    if framework.draft is None:
        raise Http404
    return framework


def this_draft_file(request, slug, kind):
    if kind not in FILES:
        raise Http404
    return this_draft(request, slug)


def this_edition(request, slug, number, **rest):
    if rest.get("kind", YAML) not in FILES:
        raise Http404
    framework = this_framework(request, slug)
    versions = FrameworkVersion.objects.filter(framework=framework).select_related("framework")
    return Edition(framework, get_object_or_404(versions, number=number))


@require_GET
@access(PUBLIC)
def framework_list(request):
    frameworks = Framework.objects.visible_to(request.user).for_list()
    for_teams, others = apart(frameworks, lambda one: one.audience)
    context = {"for_teams": for_teams, "others": others}
    return render(request, "frameworks/definitions/framework_list.html", context)


def insights_in(questions):
    """What the ten insights are called today, where a question lies on one."""
    return AxisValue.objects.called(INSIGHT) if INSIGHT in axes_of(questions) else {}


def framework_page(request, framework, version, definition):
    questions = questions_of(definition)
    called = insights_in(questions)
    context = {
        "framework": framework,
        "version": version,
        "definition": definition,
        "sections": [
            (
                section,
                [
                    (question, places_of(question, called), in_words(question, questions))
                    for question in section["questions"]
                ],
            )
            for section in definition["sections"]
        ],
        "count": len(questions),
        "minutes": minutes(questions),
        "errata": [] if version.is_draft else version.mended,
        "kinds": list(FILES),
    }
    return render(request, "frameworks/definitions/framework_detail.html", context)


@require_GET
@access(PUBLIC, on=this_readable)
def framework_detail(request, framework):
    version = framework.readable
    return framework_page(request, framework, version, version.shown)


@require_GET
@access(PUBLIC, on=this_edition)
def framework_version(request, edition):
    return framework_page(request, edition.framework, edition.version, edition.version.shown)


@require_GET
@access("frameworks.read_draft", on=this_draft)
def framework_draft(request, framework):
    version = framework.draft
    return framework_page(request, framework, version, definition_of(version))


@require_GET
@access(PUBLIC, on=this_edition)
def framework_file(request, edition):
    """A version as it was published; its errata stand on the page, not in the file."""
    name = f"{edition.framework.slug}-versie-{edition.version.number}"
    return as_file(edition.version.definition, name, request)


@require_GET
@access("frameworks.read_draft", on=this_draft_file)
def framework_draft_file(request, framework):
    return as_file(definition_of(framework.draft), f"{framework.slug}-concept", request)


def as_file(definition, name, request):
    kind = request.resolver_match.kwargs["kind"]
    write, content_type = FILES[kind]
    return responses.download(write(definition), f"{name}.{kind}", content_type)


@require_GET
@access(PUBLIC, on=this_edition)
def framework_paper(request, edition):
    """What a team without screens puts on the table."""
    moment = MOMENTS.get(request.GET.get("moment"))
    context = {
        "framework": edition.framework,
        "version": edition.version,
        "paper": to_html(document(edition.version, moment=moment)),
        "moment": request.GET.get("moment") if moment else "",
        "moments": moments_of(edition.version),
    }
    return render(request, "frameworks/definitions/framework_paper.html", context)


def moments_of(version):
    """The word and the name of each moment, where the questions of a version have one."""
    if MOMENT not in version.axes:
        return []
    return [(word, dict(names(MOMENT))[code]) for word, code in MOMENTS.items()]


@require_GET
@access(PUBLIC, on=this_edition)
def framework_paper_pdf(request, edition):
    moment = MOMENTS.get(request.GET.get("moment"))
    paper = document(edition.version, moment=moment)
    word = f"-{request.GET['moment']}" if moment else ""
    name = f"{edition.framework.slug}-versie-{edition.version.number}{word}.pdf"
    return responses.download(to_pdf(paper), name, responses.PDF, inline=True)


@require_POST
@access("frameworks.publish_framework", on=this_readable)
def framework_renew(request, framework):
    try:
        actions.begin_next_version(framework.readable, by=request.user)
    except Stale:
        messages.info(request, "Er was al een concept. Hier is het.")
    else:
        messages.success(
            request,
            "Dit is het concept van de volgende versie, met dezelfde vragen. Verander het hier.",
        )
    return redirect("draft_write", slug=framework.slug)


@require_http_methods(["GET", "POST"])
@access("frameworks.publish_framework", on=this_draft)
def framework_publish(request, framework):
    """Publish a draft; where there was a version before, say of each question how it compares."""
    version = framework.draft
    form = PublishForm(request.POST or None, version=version)
    if request.method == "POST" and request.POST.get("draft") != str(version.pk):
        messages.warning(request, "Dit concept is intussen vervangen. Kijk het eerst na.")
        return redirect("framework_draft", slug=framework.slug)
    if form.is_valid():
        try:
            actions.publish_version(version, by=request.user, equivalences=form.equivalences())
        except Stale:
            messages.warning(request, "Dit concept was al gepubliceerd of vervangen.")
            return redirect(framework)
        except Unreadable as error:
            form.add_error(None, error.problems)
        else:
            messages.success(request, "Gepubliceerd. Teams kunnen dit raamwerk nu kiezen.")
            return redirect(framework)
    asked = {question.concept.code for question in form.questions}
    problems = problems_of(version, definition_of(version))
    before = actions.last_asked(framework)
    context = {
        "framework": framework,
        "form": form,
        "problems": problems,
        "before": before,
        "rows": [
            (question, field, before.get(question.concept.code)) for question, field in form.rows()
        ],
        "gone": [one for code, one in before.items() if code not in asked],
    }
    return render(request, "frameworks/definitions/framework_publish.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.publish_framework", on=this_edition)
def framework_mend(request, edition):
    """Mend the spelling of one question or section of a published version."""
    code = request.resolver_match.kwargs["code"]
    form = SpellingForm(request.POST or None, version=edition.version, code=code)
    if not form.fields:
        raise Http404
    if form.is_valid():
        try:
            count = actions.mend_spelling(edition.version, form.texts(), by=request.user)
        except Unreadable as error:
            form.add_error(None, error.problems)
        else:
            said = "De verbetering staat erbij." if count else "Er is niets veranderd."
            messages.success(request, said)
            return redirect(reverse("framework_version", kwargs=edition.address) + f"#{code}")
    context = {"form": form, "edition": edition, "framework": edition.framework, "code": code}
    return render(request, "frameworks/definitions/framework_mend.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.publish_framework", on=this_edition)
def framework_withdraw(request, edition):
    if request.method == "POST":
        try:
            actions.withdraw_version(edition.version, by=request.user)
        except Stale:
            messages.info(request, "Deze versie was al ingetrokken.")
        else:
            messages.success(request, "Ingetrokken. Wie ermee bezig is, gaat gewoon door.")
        return redirect("framework_version", **edition.address)
    others = [
        one.number
        for one in edition.framework.all_versions
        if one.status == FrameworkVersion.PUBLISHED and one.pk != edition.version.pk
    ]
    context = {
        "title": f"Versie {edition.version.number} intrekken",
        "place": "Intrekken",
        "text": f"Je trekt een versie van ‘{edition.framework}’ in.",
        "points": [
            f"Nieuwe teams kiezen dan versie {max(others)}."
            if others
            else "Geen enkel team kan er nog mee beginnen.",
            "Teams die ermee bezig zijn, gaan gewoon door met hun gesprekken.",
            "De vragen blijven te lezen. Terugdraaien kan niet; een nieuwe versie maken wel.",
        ],
        "submit": "Ja, trek deze versie in",
        "cancel_url": reverse("framework_version", kwargs=edition.address),
    }
    return render(request, "confirm.html", context)


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
