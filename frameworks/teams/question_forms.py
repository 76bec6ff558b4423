from django import forms

from frameworks.definitions.models import Question
from frameworks.teams.models import OwnQuestion
from frameworks.teams.models.own_questions import STEPS
from knw_portal.forms import VersionedForm


class LinesField(forms.CharField):
    """A list of short texts, one on each line."""

    widget = forms.Textarea

    def __init__(self, *, longest=400, **kwargs):
        super().__init__(**kwargs)
        self.longest = longest

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        lines = [line for line in lines if line]
        if any(len(line) > self.longest for line in lines):
            raise forms.ValidationError(
                f"Een regel mag hooguit {self.longest} tekens lang zijn. Maak hem korter."
            )
        return lines

    def has_changed(self, initial, data):
        return (initial or []) != self.clean(data)


class OwnQuestionForm(VersionedForm):
    """A question of the team itself."""

    options = LinesField(
        label="Waaruit kiezen jullie?",
        help_text="Zet elke keuze op een nieuwe regel. Bij een schaal zijn dat vier "
        "omschrijvingen, van laag naar hoog. Bij een open vraag blijft dit leeg.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = OwnQuestion
        fields = ["text", "help", "moment", "kind", "options", "pdca"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2}),
            "kind": forms.RadioSelect,
        }
        labels = {
            "text": "Wat willen jullie jezelf vragen?",
            "moment": "Bij welk gesprek?",
            "kind": "Hoe beantwoorden jullie deze vraag?",
        }
        error_messages = {"text": {"required": "Schrijf jullie vraag op"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, empty in (("moment", "Bij elk gesprek"), ("pdca", "Nog niet gekozen")):
            if name in self.fields:
                self.fields[name].choices = [("", empty), *self.fields[name].choices[1:]]

    def clean_text(self):
        return " ".join(self.cleaned_data["text"].split())

    def clean(self):
        cleaned = super().clean()
        if "options" not in cleaned or "kind" not in cleaned:
            return cleaned
        kind, count = cleaned["kind"], len(cleaned["options"])
        if kind == Question.Kind.OPEN and count:
            self.add_error(
                "options",
                "Bij een open vraag valt er niets te kiezen. Maak dit vak leeg, of kies een "
                "andere soort.",
            )
        elif kind == Question.Kind.SCALE and count != STEPS:
            self.add_error(
                "options",
                "Schrijf vier omschrijvingen, elk op een eigen regel, van laag naar hoog.",
            )
        elif kind in (Question.Kind.ONE, Question.Kind.MANY) and count < 2:
            self.add_error("options", "Schrijf twee of meer keuzes, elk op een eigen regel.")
        elif len(set(cleaned["options"])) != count:
            self.add_error("options", "Er staat een keuze dubbel. Haal er één weg.")
        return cleaned


class OwnWordingForm(OwnQuestionForm):
    """Once it was asked, what a question measures is fixed; its words can still be bettered."""

    options = None

    class Meta(OwnQuestionForm.Meta):
        fields = ["text", "help", "pdca"]
