"""Writing a draft in the browser: every step is a form, every form works without a script."""

from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frameworks.definitions import actions, drafting
from frameworks.definitions.axes import INSIGHT, places_of
from frameworks.definitions.checking import problems_of
from frameworks.definitions.conditions import in_words
from frameworks.definitions.definition import definition_of, minutes, questions_of
from frameworks.definitions.drafting_forms import (
    KINDS,
    AudienceForm,
    InsightForm,
    NewFrameworkForm,
    QuickQuestionForm,
    SectionForm,
    SectionTitleForm,
)
from frameworks.definitions.models import (
    AxisValue,
    Framework,
    FrameworkVersion,
    Question,
    Remark,
    Section,
)
from frameworks.definitions.views import insights_in, this_draft
from knw_portal.access import access
from knw_portal.forms import Stale

REPLACED = "Dit concept is intussen gepubliceerd of vervangen. Hier staat hoe het nu is."


def this_section(request, slug, code):
    rows = Section.objects.select_related("version__framework__group")
    return get_object_or_404(rows, version=this_draft(request, slug).draft, code=code)


def this_question(request, slug, code):
    rows = Question.objects.select_related(
        "version__framework__group", "section", "concept", "scale", "lines", "about", "when_concept"
    ).prefetch_related("scale__points", "lines__points", "places__value__axis")
    return get_object_or_404(rows, version=this_draft(request, slug).draft, concept__code=code)


@dataclass(frozen=True)
class Lost:
    """What was being edited is no longer in the draft; what was typed is still in the request."""

    framework: Framework

    @property
    def group_id(self):
        return self.framework.group_id


def unless_lost(lookup):
    """The row, or for a form that comes too late: Lost."""

    def look(request, slug, code):
        try:
            return lookup(request, slug, code)
        except Http404:
            if request.method != "POST":
                raise
            return Lost(this_draft(request, slug))

    return look


def lost_page(request, framework):
    """Somebody else removed it meanwhile: here is what you wrote, to use elsewhere."""
    typed = [
        text
        for name, text in request.POST.items()
        if text.strip()
        and name not in ("csrfmiddlewaretoken", "seen")
        and not name.startswith("axis:")
        and not name.endswith((":at", ":kind"))
    ]
    context = {"framework": framework, "typed": typed}
    return render(request, "frameworks/definitions/draft_lost.html", context, status=409)


def write_url(framework, fragment="", **query):
    """The page where a draft is written; once it is published, the page of what was published."""
    if not FrameworkVersion.objects.filter(framework=framework, status="draft").exists():
        return framework.get_absolute_url()
    url = reverse("draft_write", kwargs={"slug": framework.slug})
    return url + (f"?{urlencode(query)}" if query else "") + (f"#{fragment}" if fragment else "")


@contextmanager
def telling(request, done=""):
    """What was refused, and why, becomes a message; nothing was changed then."""
    try:
        yield
    except drafting.Refused as error:
        for problem in error.problems:
            messages.warning(request, problem)
    except Stale:
        messages.warning(request, REPLACED)
    else:
        if done:
            messages.success(request, done)


# --- the framework ------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@access("frameworks.import_framework")
def framework_new(request):
    """An empty set of questions for one of my groups."""
    form = NewFrameworkForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            framework = drafting.begin_framework(**form.cleaned_data, by=request.user)
        except drafting.Refused as error:
            form.add_error("title", list(error.problems))
        else:
            messages.success(request, "Begin met een onderdeel. Daarna schrijf je de vragen.")
            return redirect("draft_write", slug=framework.slug)
    return render(request, "frameworks/definitions/framework_new.html", {"form": form})


@require_GET
@access("frameworks.edit_draft", on=this_draft)
def draft_write(request, framework):
    return write_page(request, framework)


def write_page(request, framework, *, section_form=None, quick=None):
    """Everything of a draft with what can be done to it. `quick`: (code of a section, its form)."""
    version = framework.draft
    definition = definition_of(version)
    questions = questions_of(definition)
    by_code = {question["code"]: question for question in questions}
    called = insights_in(questions)
    held = {section["code"]: section["questions"] for section in definition["sections"]}
    rows = list(Section.objects.filter(version=version))
    problems = problems_of(version, definition)
    misses = {}
    for problem in problems:
        misses.setdefault(problem.question, []).append(problem.text.split("’: ", 1)[-1])
    open_remarks = {}
    for remark in Remark.objects.about(framework, next_number(framework)):
        if not remark.resolved_at:
            open_remarks[remark.place] = open_remarks.get(remark.place, 0) + 1
    kind = request.GET.get("soort", Question.Kind.OPEN)
    sections = []
    for section in rows:
        own = held.get(section.code, [])
        form = QuickQuestionForm(initial={"kind": kind}, auto_id=f"id_{section.code}_%s")
        if quick and quick[0] == section.code:
            form = quick[1]
        sections.append(
            {
                "row": section,
                "minutes": section.minutes or minutes(own),
                "remarks": open_remarks.get(section.code, 0),
                "form": form,
                "questions": [
                    {
                        "value": question,
                        "kind": dict(KINDS)[question["kind"]],
                        "places": places_of(question, called),
                        "when": in_words(question, questions),
                        "misses": misses.get(question["code"], ()),
                        "remarks": open_remarks.get(question["code"], 0),
                    }
                    for question in own
                ],
            }
        )
    context = {
        "framework": framework,
        "version": version,
        "sections": sections,
        "count": len(by_code),
        "minutes": minutes(questions),
        "problems": problems if questions else [],
        "section_form": section_form or SectionTitleForm(),
        "forms": [form for form in (section_form, quick and quick[1]) if form],
        "remarks": sum(open_remarks.values()),
        "focus_in": request.GET.get("in", ""),
        "focus_on": request.GET.get("na", ""),
    }
    return render(request, "frameworks/definitions/draft_write.html", context)


def next_number(framework):
    """The number that the draft of a framework with its versions will get."""
    return max((one.number for one in framework.numbered), default=0) + 1


@require_http_methods(["GET", "POST"])
@access("frameworks.edit_draft", on=this_draft)
def draft_edit(request, framework):
    version = framework.draft
    form = AudienceForm(request.POST or None, row=version)
    if form.is_valid():
        try:
            drafting.edit_audience(
                version,
                form.cleaned_data["audience"],
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except Stale:
            version.refresh_from_db()
            form = form.carried_over(version)
        else:
            messages.success(request, "Bewaard.")
            return redirect(write_url(framework))
    context = {"form": form, "framework": framework}
    return render(request, "frameworks/definitions/draft_edit.html", context)


@require_http_methods(["GET", "POST"])
@access("knw_portal.edit_lists")
def insight_edit(request):
    """The bureau betters the names of the ten insights."""
    called = AxisValue.objects.called(INSIGHT)
    form = InsightForm(request.POST or None, row=called)
    if form.is_valid():
        names = {code: form.cleaned_data[code] for code in called}
        try:
            if form.cleaned_data["seen"] != form.token(called):
                raise Stale(called)
            actions.rename_insights(names, seen=called, by=request.user)
        except Stale:
            form = form.carried_over(AxisValue.objects.called(INSIGHT))
        else:
            messages.success(request, "Zo heten de inzichten nu, op elke pagina.")
            return redirect("framework_list")
    return render(request, "frameworks/definitions/insight_edit.html", {"form": form})


# --- sections -----------------------------------------------------------------------------------


@require_POST
@access("frameworks.edit_draft", on=this_draft)
def draft_section_new(request, framework):
    form = SectionTitleForm(request.POST)
    if form.is_valid():
        try:
            section = drafting.add_section(
                framework.draft, title=form.cleaned_data["title"], by=request.user
            )
        except drafting.Refused as error:
            form.add_error("title", list(error.problems))
        except Stale:
            messages.warning(request, REPLACED)
            return redirect(write_url(framework))
        else:
            return redirect(write_url(framework, **{"in": section.code}))
    return write_page(request, framework, section_form=form)


@require_http_methods(["GET", "POST"])
@access("frameworks.edit_draft", on=unless_lost(this_section))
def draft_section_edit(request, section):
    if isinstance(section, Lost):
        return lost_page(request, section.framework)
    framework = section.version.framework
    form = SectionForm(request.POST or None, row=section)
    if form.is_valid():
        try:
            drafting.edit_section(
                section, form.values(), seen=form.cleaned_data["seen"], by=request.user
            )
        except drafting.Refused as error:
            form.add_error("title", list(error.problems))
        except Stale:
            form = form.carried_over(this_section(request, framework.slug, section.code))
        else:
            messages.success(request, "Het onderdeel is bewaard.")
            return redirect(write_url(framework, section.code))
    context = {"form": form, "framework": framework, "section": section}
    return render(request, "frameworks/definitions/draft_section_edit.html", context)


def direction_in(request):
    return drafting.UP if request.POST.get("richting") == drafting.UP else drafting.DOWN


@require_POST
@access("frameworks.edit_draft", on=this_section)
def draft_section_move(request, section):
    direction = direction_in(request)
    with telling(request):
        drafting.move_section(section, direction, by=request.user)
    return redirect(write_url(section.version.framework, na=f"{section.code}-{direction}"))


@require_http_methods(["GET", "POST"])
@access("frameworks.edit_draft", on=this_section)
def draft_section_remove(request, section):
    framework = section.version.framework
    if request.method == "POST":
        with telling(request, f"Het onderdeel ‘{section}’ is verwijderd."):
            drafting.remove_section(section, by=request.user)
        return redirect(write_url(framework))
    questions = [question.text for question in section.questions.all()]
    context = {
        "title": "Onderdeel verwijderen",
        "place": "Verwijderen",
        "text": f"Je haalt ‘{section}’ uit het concept"
        + (
            f", met {len(questions)} {'vraag' if len(questions) == 1 else 'vragen'}:"
            if questions
            else "."
        ),
        "points": questions,
        "submit": "Ja, verwijder dit onderdeel",
        "cancel_url": write_url(framework, section.code),
    }
    return render(request, "confirm.html", context)
