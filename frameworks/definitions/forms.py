from django import forms

from frameworks.definitions.errata import texts_of
from frameworks.definitions.files import LARGEST, LARGEST_FILE
from frameworks.definitions.models import Question
from knw_portal.people.models import Group, GroupMember

WRITERS = [GroupMember.Role.MEMBER, GroupMember.Role.LEAD, GroupMember.Role.FACILITATOR]


class ImportForm(forms.Form):
    """A file, or the same as text; and whose framework it becomes."""

    group = forms.ModelChoiceField(
        Group.objects.none(),
        label="Van welke groep is dit raamwerk?",
        empty_label="Kies een groep",
        error_messages={"required": "Kies van welke groep het raamwerk is"},
    )
    file = forms.FileField(
        label="Bestand",
        required=False,
        help_text="YAML, JSON, of een spreadsheet die een XLSForm is (.xlsx).",
    )
    text = forms.CharField(
        label="Of plak de tekst",
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    code = forms.CharField(
        label="Code van de set",
        required=False,
        max_length=20,
        help_text="Alleen nodig als er meer sets in het bestand staan.",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        groups = [pk for pk in user.duties.groups if user.duties.in_group(pk, *WRITERS)]
        self.fields["group"].queryset = Group.objects.filter(pk__in=groups)

    def clean(self):
        cleaned = super().clean()
        file = cleaned.get("file")
        if file and file.size > LARGEST_FILE:
            self.add_error("file", f"Het bestand is te groot: hooguit {LARGEST_FILE // 1000} kB.")
        elif file:
            content = file.read()
            try:
                is_packed = content.startswith(b"PK")
                cleaned["text"] = content if is_packed else content.decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", "Dit bestand is geen tekst (UTF-8).")
        elif not cleaned.get("text") and not self.errors:
            self.add_error("file", "Kies een bestand, of plak de tekst eronder.")
        return cleaned


class PublishForm(forms.Form):
    """How each question compares with the version before; comparing makes the first proposal."""

    draft = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, version, **kwargs):
        super().__init__(*args, initial={"draft": version.pk}, **kwargs)
        self.version = version
        self.questions = list(
            Question.objects.filter(version=version).select_related("concept", "section")
        )
        for question in self.questions:
            if question.equivalence != Question.Equivalence.NEW:
                self.fields[question.concept.code] = forms.ChoiceField(
                    label=question.text,
                    choices=Question.Equivalence.choices,
                    initial=question.equivalence,
                )

    def rows(self):
        """Each question with its field, or without one when it is new."""
        return [
            (question, self[code] if (code := question.concept.code) in self.fields else None)
            for question in self.questions
        ]

    def equivalences(self):
        return {code: said for code, said in self.cleaned_data.items() if code != "draft"}


class SpellingForm(forms.Form):
    """The texts of one question, or of one section, as they read now."""

    LABELS = {
        "title": "Titel",
        "purpose": "Doel",
        "text": "Vraag",
        "help": "Toelichting",
        "points": "Keuze",
        "lines": "Rij",
    }

    def __init__(self, *args, version, code, **kwargs):
        super().__init__(*args, **kwargs)
        for place, where, part in texts_of(version.shown):
            owner, kind, *_ = place.split(" ")
            if owner == code:
                self.fields[place] = forms.CharField(
                    label=self.LABELS[kind],
                    initial=where[part],
                    max_length=500 if kind in ("text", "help") else 400,
                    widget=forms.Textarea(attrs={"rows": 2}),
                    error_messages={"required": "Deze tekst kan niet leeg worden"},
                )

    def texts(self):
        return dict(self.cleaned_data)
