"""A draft as a team meets it, as a poll, as a trial with an invented team, and what changed."""

from django import forms
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from frameworks.definitions import looking
from frameworks.definitions.axes import FLEX, MOMENT, ROLE, names
from frameworks.definitions.definition import (
    applying,
    asked,
    axes_of,
    definition_of,
    minutes,
    questions_of,
)
from frameworks.definitions.paper import reading_document
from frameworks.definitions.views import MOMENTS, insights_in, this_draft
from knw_portal.access import access
from knw_portal.documents.comparison import compare


class LookForm(forms.Form):
    """What a team would choose before it begins; only where the questions make a difference."""

    moment = forms.ChoiceField(label="Moment", required=False)
    flex = forms.MultipleChoiceField(
        label="Flex-manieren", required=False, widget=forms.CheckboxSelectMultiple
    )
    rol = forms.MultipleChoiceField(
        label="Rollen", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data, *, axes):
        super().__init__(data, auto_id="id_kies_%s")
        called = dict(names(MOMENT))
        words = [(word, called[code]) for word, code in MOMENTS.items()]
        self.fields["moment"].choices = [("", "Alle momenten"), *words]
        self.fields["flex"].choices = names(FLEX)
        self.fields["rol"].choices = names(ROLE)
        for name, axis in (("moment", MOMENT), ("flex", FLEX), ("rol", ROLE)):
            if axis not in axes:
                del self.fields[name]

    def of(self, definition):
        """The sections that such a team would be asked. What makes no sense is left out."""
        self.is_valid()
        cleaned = self.cleaned_data
        return applying(
            definition,
            moment=MOMENTS.get(cleaned.get("moment")),
            flex=cleaned.get("flex") or None,
            roles=cleaned.get("rol") or None,
        )


def looked_at(request, framework, data):
    definition = definition_of(framework.draft)
    look = LookForm(data, axes=axes_of(questions_of(definition)))
    return definition, look, look.of(definition)


@require_GET
@access("frameworks.read_draft", on=this_draft)
def draft_preview(request, framework):
    """What a team sees, for a moment and for what it chose."""
    definition, look, sections = looked_at(request, framework, request.GET)
    questions = [question for section in sections for question in section["questions"]]
    context = {
        "framework": framework,
        "look": look,
        "sections": looking.blocks_of(sections, {}, questions_of(definition)),
        "count": len(questions),
        "core": sum(question["core"] for question in questions),
        "minutes": minutes(questions),
    }
    return render(request, "frameworks/definitions/draft_preview.html", context)


@require_GET
@access("frameworks.read_draft", on=this_draft)
def draft_poll(request, framework):
    """The questions with choices, one on a page as on a phone."""
    questions = looking.for_a_poll(definition_of(framework.draft))
    wanted = request.GET.get("nr", "1")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 1
    number = max(1, min(number, len(questions)))
    block = None
    if questions:
        [section] = looking.blocks_of(
            [{"minutes": None, "questions": [questions[number - 1]]}], {}, questions
        )
        block = section["blocks"][0]
    context = {
        "framework": framework,
        "shown": block,
        "number": number,
        "count": len(questions),
        "before": number - 1,
        "after": number + 1 if number < len(questions) else 0,
    }
    return render(request, "frameworks/definitions/draft_poll.html", context)


@require_http_methods(["GET", "POST"])
@access("frameworks.read_draft", on=this_draft)
def draft_trial(request, framework):
    """Fill it in as an invented team. Nothing of it is kept: the page is the answer."""
    filled = request.POST if request.method == "POST" else request.GET
    definition, look, sections = looked_at(request, framework, filled)
    everything = questions_of(definition)
    answers = looking.given([one for part in sections for one in part["questions"]], filled)
    shown = asked(sections, looking.chosen_of(answers))
    questions = [question for section in shown for question in section["questions"]]
    context = {
        "framework": framework,
        "look": look,
        "sections": looking.blocks_of(shown, answers, everything),
        "left_out": looking.left_out(sections, answers),
        "picture": looking.picture_of(shown, answers) if request.method == "POST" else None,
        "count": len(questions),
        "minutes": minutes(questions),
    }
    return render(request, "frameworks/definitions/draft_trial.html", context)


@require_GET
@access("frameworks.read_draft", on=this_draft)
def draft_changes(request, framework):
    """What the draft says otherwise than the version before it, word by word."""
    before = next(iter(framework.numbered), None)
    after = definition_of(framework.draft)
    lines = []
    if before is not None:
        called = insights_in(questions_of(before.shown) + questions_of(after))
        lines = compare(reading_document(before.shown, called), reading_document(after, called))
    context = {
        "framework": framework,
        "before": before,
        "lines": lines,
        "counts": {
            change: sum(line.change == change for line in lines)
            for change in ("added", "removed", "changed")
        },
    }
    return render(request, "frameworks/definitions/draft_changes.html", context)
