"""Writing down what was said in a talk, whole or one question at a time."""

from django import forms
from django.utils.timezone import localdate

from coalitions.outputs.models import CollectingLesson, InterviewNote
from coalitions.outputs.models.notes import CONSENT
from knw_portal.forms import VersionedForm

WHO = ("role", "function", "team", "held_on", "name", "agrees")
LONGEST = 5000
PREFIX = "said_"


class NoteForm(VersionedForm):
    """Everything may still be empty: what is typed is kept, and what misses is named elsewhere.

    `step` shows one screen of it, for a phone in a corridor: whom it was with, then the questions
    one by one, then the quote. What is on the other screens stays as it is.
    """

    agrees = forms.BooleanField(label=CONSENT, required=False)

    class Meta:
        model = InterviewNote
        fields = ["role", "function", "team", "held_on", "name", "quote"]
        widgets = {
            "role": forms.RadioSelect,
            "held_on": forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
            "quote": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {
            "role": "Met iemand uit welke rol sprak je?",
            "function": "Wat is de functie?",
            "team": "Van welk team of welke afdeling?",
            "held_on": "Wanneer was het gesprek?",
            "name": "Naam, alleen met toestemming",
            "quote": "De belangrijkste uitspraak",
        }
        help_texts = {
            "function": "Bijvoorbeeld: docent, teamleider, medewerker kwaliteitszorg.",
            "team": "Laat dit leeg als iemand daardoor te herkennen is.",
            "name": "Meestal is geen naam nodig. De coalitie leest mee zodra jullie leveren.",
            "quote": "Eén zin, zo letterlijk mogelijk.",
        }

    def __init__(self, *args, questions, step=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.fields["role"].choices = InterviewNote.Role.choices
        self.initial["agrees"] = bool(self.instance.consent)
        for question in questions:
            self.fields[PREFIX + question["code"]] = forms.CharField(
                label=question["text"],
                help_text=hint(question),
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
            self.initial[PREFIX + question["code"]] = self.instance.said.get(
                question["concept"], ""
            )
        names = [PREFIX + question["code"] for question in questions]
        self.order_fields([*WHO, *names, "quote", "version"])
        if step is not None:
            shown = {"version", *self.screens()[step]}
            self.fields = {name: one for name, one in self.fields.items() if name in shown}

    def screens(self):
        """The names of the fields on each screen, when it is written one screen at a time."""
        return [WHO, *([PREFIX + one["code"]] for one in self.questions), ("quote",)]

    def clean_held_on(self):
        held_on = self.cleaned_data["held_on"]
        if held_on and held_on > localdate():
            raise forms.ValidationError("Dit gesprek moet nog komen. Kies de dag waarop het was.")
        return held_on

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("name") and not cleaned.get("agrees"):
            self.add_error(
                "agrees",
                "Vink aan dat deze persoon het goedvindt, of laat de naam leeg.",
            )
        if not self.errors and not self.instance.pk and not self.says_something():
            raise forms.ValidationError("Er is nog niets om te bewaren. Vul in wat je al weet.")
        return cleaned

    def says_something(self):
        dull = ("held_on", "version")
        return any(value for name, value in self.cleaned_data.items() if name not in dull)

    def columns(self):
        """The row as it becomes; a column that is not on this screen is left out."""
        columns = {
            name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields
        }
        if "name" in columns:
            columns["consent"] = CONSENT if columns["name"] else ""
        said = {
            question["concept"]: self.cleaned_data[PREFIX + question["code"]]
            for question in self.questions
            if PREFIX + question["code"] in self.fields
        }
        if said:
            merged = {**self.instance.said, **said}
            columns["said"] = {concept: text for concept, text in merged.items() if text}
        return columns

    def note(self):
        """The new row, with what is on the form."""
        for name, value in self.columns().items():
            setattr(self.instance, name, value)
        return self.instance

    def differences(self, current):
        columns = self.columns()
        columns.pop("consent", None)
        columns.pop("said", None)
        found = [
            {"field": self[name], "mine": typed, "theirs": getattr(current, name)}
            for name, typed in columns.items()
            if getattr(current, name) != typed
        ]
        for question in self.questions:
            name = PREFIX + question["code"]
            theirs = current.said.get(question["concept"], "")
            if name in self.fields and self.cleaned_data[name] != theirs:
                found.append(
                    {"field": self[name], "mine": self.cleaned_data[name], "theirs": theirs}
                )
        # What is on another screen, or was not touched here, is how it is now.
        self.instance.said = current.said
        return found


def hint(question):
    """How to ask on: what the set says, and what one may choose from when it is asked on paper."""
    choices = " / ".join(point["text"] for point in question["points"])
    return f"{question['help']} {choices and f'Om door te vragen: {choices}'}".strip()


class LessonForm(VersionedForm):
    class Meta:
        model = CollectingLesson
        fields = ["worked", "did_not", "tip"]
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in fields}
        labels = {
            "worked": "Wat werkte wel?",
            "did_not": "Wat werkte niet?",
            "tip": "Een tip voor een ander lid",
        }
        help_texts = {
            "worked": "Bijvoorbeeld: wie vroeg je, hoe begon je, welke vraag bracht iets los?",
            "did_not": "Schrijf zo dat geen collega te herkennen is.",
        }

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(cleaned[name] for name in self._meta.fields):
            raise forms.ValidationError("Vul ten minste één van de drie in")
        return cleaned

    def texts(self):
        return self.columns()


class TryForm(forms.Form):
    vraag = forms.CharField(
        label="Jouw vraag",
        max_length=500,
        error_messages={"required": "Schrijf eerst je vraag op"},
    )
