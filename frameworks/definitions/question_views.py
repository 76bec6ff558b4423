"""Changing the questions of a draft: their words, their kind, their condition, their place."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from frameworks.definitions import drafting
from frameworks.definitions.conditions import in_words, may_look_at
from frameworks.definitions.definition import definition_of, questions_of
from frameworks.definitions.drafting_forms import (
    KINDS,
    ConditionForm,
    KindForm,
    QuickQuestionForm,
)
from frameworks.definitions.drafting_views import (
    REPLACED,
    Lost,
    direction_in,
    lost_page,
    telling,
    this_question,
    this_section,
    unless_lost,
    write_page,
    write_url,
)
from frameworks.definitions.models import Question, Section
from frameworks.definitions.question_form import QuestionForm
from frameworks.definitions.views import this_draft
from knw_portal.access import access
from knw_portal.forms import Stale


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
@access("frameworks.edit_draft", on=unless_lost(this_question))
def draft_question_edit(request, question):
    if isinstance(question, Lost):
        return lost_page(request, question.framework)
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
