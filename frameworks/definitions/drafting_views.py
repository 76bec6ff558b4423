"""Writing a draft in the browser: every step is a form, every form works without a script."""

from contextlib import contextmanager
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frameworks.definitions import drafting
from frameworks.definitions.axes import places_of
from frameworks.definitions.checking import problems_of
from frameworks.definitions.conditions import in_words, may_look_at
from frameworks.definitions.definition import definition_of, minutes, questions_of
from frameworks.definitions.drafting_forms import (
    KINDS,
    AudienceForm,
    ConditionForm,
    KindForm,
    NewFrameworkForm,
    QuestionForm,
    QuickQuestionForm,
    SectionForm,
    SectionTitleForm,
)
from frameworks.definitions.models import FrameworkVersion, Question, Remark, Section
from frameworks.definitions.views import this_draft
from knw_portal.access import access
from knw_portal.forms import Stale

REPLACED = "Dit concept is intussen gepubliceerd of vervangen. Hier staat hoe het nu is."


def this_section(request, slug, code):
    rows = Section.objects.select_related("version__framework__group")
    return get_object_or_404(rows, version=this_draft(request, slug).draft, code=code)


def this_question(request, slug, code):
    rows = Question.objects.select_related(
        "version__framework__group", "section", "concept", "scale", "lines", "when_concept"
    ).prefetch_related("scale__points", "lines__points", "places__value__axis")
    return get_object_or_404(rows, version=this_draft(request, slug).draft, concept__code=code)


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
                        "places": places_of(question),
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
@access("frameworks.edit_draft", on=this_section)
def draft_section_edit(request, section):
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


# --- questions ----------------------------------------------------------------------------------


@require_POST
@access("frameworks.edit_draft", on=this_section)
def draft_question_new(request, section):
    """Quick entry: Enter adds the question and the cursor stands ready for the next."""
    framework = section.version.framework
    form = QuickQuestionForm(request.POST, auto_id=f"id_{section.code}_%s")
    if form.is_valid():
        try:
            drafting.add_question(section, **form.cleaned_data, by=request.user)
        except drafting.Refused as error:
            form.add_error("text", list(error.problems))
        except Stale:
            messages.warning(request, REPLACED)
            return redirect(write_url(framework))
        else:
            said = {"in": section.code, "soort": form.cleaned_data["kind"]}
            return redirect(write_url(framework, **said))
    framework = this_draft(request, framework.slug)
    return write_page(request, framework, quick=(section.code, form))


@require_http_methods(["GET", "POST"])
@access("frameworks.edit_draft", on=this_question)
def draft_question_edit(request, question):
    framework, code = question.version.framework, question.concept.code
    form = QuestionForm(request.POST or None, row=question)
    if form.is_valid():
        try:
            drafting.edit_question(
                question, form.values(), seen=form.cleaned_data["seen"], by=request.user
            )
        except drafting.Refused as error:
            form.add_error(None, list(error.problems))
        except Stale:
            question = this_question(request, framework.slug, code)
            form = form.carried_over(question)
        else:
            messages.success(request, "De vraag is bewaard.")
            return redirect(write_url(framework, code))
    questions = questions_of(definition_of(question.version))
    value = next(one for one in questions if one["code"] == code)
    context = {
        "form": form,
        "framework": framework,
        "question": question,
        "code": code,
        "kind": dict(KINDS)[question.kind],
        "when": in_words(value, questions),
    }
    return render(request, "frameworks/definitions/draft_question_edit.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.edit_draft", on=this_question)
def draft_question_kind(request, question):
    """Another kind, after a look at what that costs."""
    framework, code = question.version.framework, question.concept.code
    form = KindForm(request.POST or None, initial={"kind": question.kind, "seen": question.seen})
    if form.is_valid():
        try:
            drafting.change_kind(question, **form.cleaned_data, by=request.user)
        except drafting.Refused as error:
            form.add_error("kind", list(error.problems))
        except Stale:
            messages.warning(request, "Iemand anders veranderde deze vraag net. Kijk het na.")
            return redirect("draft_question_edit", slug=framework.slug, code=code)
        else:
            messages.success(request, "De soort is veranderd. Kijk de keuzes na.")
            return redirect("draft_question_edit", slug=framework.slug, code=code)
    context = {
        "title": "Soort vraag veranderen",
        "place": "Soort",
        "text": f"‘{question.text}’ is nu: {dict(KINDS)[question.kind].lower()}.",
        "points": [
            "De vraag blijft dezelfde vraag, met dezelfde code.",
            "Keuzes gaan mee waar de nieuwe soort ook keuzes heeft. Anders vervallen ze.",
        ],
        "form": form,
        "submit": "Soort veranderen",
        "cancel_url": reverse("draft_question_edit", kwargs={"slug": framework.slug, "code": code}),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.edit_draft", on=this_question)
def draft_question_condition(request, question):
    """First the earlier question, then which of its answers lead here."""
    framework, code = question.version.framework, question.concept.code
    questions = questions_of(definition_of(question.version))
    earlier = may_look_at(questions, code)
    value = next(one for one in questions if one["code"] == code)
    when = value.get("when") or {"question": "", "is": []}
    wanted = request.GET.get("vraag", when["question"])
    source = next((one for one in earlier if one["code"] == wanted), None)
    form = source and ConditionForm(
        request.POST or None,
        source=source,
        initial={"points": when["is"] if wanted == when["question"] else [], "seen": question.seen},
    )
    if form and form.is_valid():
        row = Question.objects.select_related("concept").get(
            version=question.version, concept__code=source["code"]
        )
        done = save_condition(request, question, row, form.cleaned_data)
        if done:
            return done
    context = {
        "framework": framework,
        "question": question,
        "code": code,
        "earlier": earlier,
        "source": source,
        "form": form,
        "when": in_words(value, questions),
    }
    return render(request, "frameworks/definitions/draft_question_condition.html", context)


def save_condition(request, question, source, cleaned):
    framework, code = question.version.framework, question.concept.code
    try:
        drafting.set_condition(
            question, source, cleaned["points"], seen=cleaned["seen"], by=request.user
        )
    except drafting.Refused as error:
        for problem in error.problems:
            messages.warning(request, problem)
        return None
    except Stale:
        messages.warning(request, "Iemand anders veranderde deze vraag net. Kijk het na.")
        return redirect("draft_question_condition", slug=framework.slug, code=code)
    messages.success(request, "De voorwaarde is bewaard.")
    return redirect(write_url(framework, code))


@require_POST
@access("frameworks.edit_draft", on=this_question)
def draft_question_always(request, question):
    """No condition any more: the question is always asked."""
    with telling(request, "De vraag wordt nu altijd gesteld."):
        drafting.set_condition(question, None, [], seen=question.seen, by=request.user)
    return redirect(write_url(question.version.framework, question.concept.code))


@require_POST
@access("frameworks.edit_draft", on=this_question)
def draft_question_move(request, question):
    direction = direction_in(request)
    with telling(request):
        drafting.move_question(question, direction, by=request.user)
    code = question.concept.code
    return redirect(write_url(question.version.framework, na=f"{code}-{direction}"))


@require_POST
@access("frameworks.edit_draft", on=this_question)
def draft_question_place(request, question):
    """To another section, at its end."""
    wanted = request.POST.get("onderdeel", "")
    section = Section.objects.filter(version=question.version, code=wanted).first()
    if section is None:
        messages.warning(request, "Dat onderdeel is er niet meer. Kies een ander.")
        return redirect(write_url(question.version.framework, question.concept.code))
    with telling(request, f"De vraag staat nu onder ‘{section}’."):
        drafting.move_question_to(question, section, by=request.user)
    return redirect(write_url(question.version.framework, question.concept.code))


@require_http_methods(["GET", "POST"])
@access("frameworks.edit_draft", on=this_question)
def draft_question_remove(request, question):
    framework = question.version.framework
    if request.method == "POST":
        with telling(request, f"‘{question.text}’ is verwijderd."):
            drafting.remove_question(question, by=request.user)
        return redirect(write_url(framework, question.section.code))
    context = {
        "title": "Vraag verwijderen",
        "place": "Verwijderen",
        "text": f"Je haalt ‘{question.text}’ uit het concept.",
        "points": [
            "In versies die al gepubliceerd zijn, blijft de vraag staan.",
            "Opmerkingen bij de vraag blijven bewaard.",
        ],
        "submit": "Ja, verwijder deze vraag",
        "cancel_url": write_url(framework, question.concept.code),
    }
    return render(request, "confirm.html", context)
