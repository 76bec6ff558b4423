"""What is noted during a talk: who is there, who sees it otherwise, what shows it, what to do."""

from django import forms
from django.utils.timezone import localdate

from frameworks.teams.models import Change, Conversation, Evidence, TeamAction
from knw_portal.forms import LinkField, TidyForm, VersionedForm
from knw_portal.people.models import Function, User

LONGEST_DISCIPLINE = 80


def day_input():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TableForm(VersionedForm):
    """Who is at the table. One discipline gives a warning on the page, and is no mistake."""

    disciplines = forms.MultipleChoiceField(
        label="Welke disciplines zitten er aan tafel?",
        help_text="Kruis aan wat bij de mensen past die er nu zijn.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.CharField(
        label="Nog een andere discipline?",
        help_text="Bijvoorbeeld: student, praktijkopleider. Zet een komma tussen twee.",
        required=False,
        max_length=300,
    )

    field_order = ("leader", "note_taker", "disciplines", "others")

    class Meta:
        model = Conversation
        fields = ["leader", "note_taker", "disciplines", "quality", "quality_since", "order"]
        widgets = {"quality_since": day_input(), "order": forms.RadioSelect}
        help_texts = {
            "leader": "Die bewaakt de tijd en laat iedereen aan het woord. Je mag het leeg laten.",
            "note_taker": "Die schrijft op wat het team besluit.",
            "quality": "Zo wordt zichtbaar of kwaliteitszorg vroeg meedenkt of pas achteraf.",
        }

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("leader", "note_taker"):
            chosen = getattr(self.instance, f"{name}_id")
            here = User.objects.filter(pk__in=[place.user_id for place in people] + [chosen])
            self.fields[name].queryset = here.order_by("name")
            self.fields[name].empty_label = "Nog niet afgesproken"
        self.fields["quality"].choices = [("", "Weten we niet"), *Conversation.Quality.choices]
        known = Function.objects.open().exclude(code=Function.OTHER)
        names = [
            *(place.user.function_other or str(place.user.function or "") for place in people),
            *known.values_list("name", flat=True),
            *self.instance.disciplines,
        ]
        unique = list(dict.fromkeys(name for name in names if name))
        self.fields["disciplines"].choices = [(name, name) for name in unique]

    def clean(self):
        cleaned = super().clean()
        named = [" ".join(one.split()) for one in cleaned.get("others", "").split(",")]
        if any(len(one) > LONGEST_DISCIPLINE for one in named):
            self.add_error("others", "Schrijf elke discipline in hooguit 80 tekens.")
        together = [*cleaned.get("disciplines", []), *filter(None, named)]
        cleaned["disciplines"] = list(dict.fromkeys(together))
        return cleaned


class DissentForm(forms.Form):
    text = forms.CharField(
        label="Wat zie je anders?",
        help_text="Het komt naast het antwoord te staan en blijft in het verslag.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Schrijf op wat je anders ziet"},
    )
    named = forms.BooleanField(
        label="Zet mijn naam erbij",
        help_text="Zonder vinkje bewaart het portaal nergens wie dit schreef.",
        required=False,
    )


class EvidenceForm(TidyForm):
    class Meta:
        model = Evidence
        fields = ["kind", "text", "link", "source", "period"]
        field_classes = {"link": LinkField}
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "kind": forms.RadioSelect}
        help_texts = {
            "text": "Schrijf zo dat geen student herkenbaar is: geen namen, geen nummers.",
            "link": "Alleen nodig bij een link.",
            "source": "Bijvoorbeeld: evaluatie van periode 2.",
            "period": "Bijvoorbeeld: september tot december.",
        }
        error_messages = {
            "kind": {"required": "Kies wat het is"},
            "text": {"required": "Schrijf op wat het laat zien"},
            "link": {"invalid": "Dit is geen adres van een pagina. Kopieer het uit je browser."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Evidence.Kind.choices

    def clean(self):
        cleaned = super().clean()
        broken = "link" in self.errors
        if cleaned.get("kind") == Evidence.Kind.LINK and not cleaned.get("link") and not broken:
            self.add_error("link", "Vul het adres van de link in, of kies iets anders hierboven.")
        return cleaned


class AgreedForm(TidyForm):
    """An action that comes up at a question."""

    class Meta:
        model = TeamAction
        fields = ["text", "owner", "due_on", "success"]
        widgets = {"due_on": day_input()}
        error_messages = {"text": {"required": "Schrijf op wat jullie gaan doen"}}

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        here = User.objects.filter(pk__in=[place.user_id for place in people])
        self.fields["owner"].queryset = here.order_by("name")
        self.fields["owner"].empty_label = "Nog niet verdeeld"

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < localdate():
            raise forms.ValidationError("Deze dag is al geweest. Kies een dag die nog komt.")
        return due_on


class ChangeForm(VersionedForm):
    class Meta:
        model = Change
        fields = ["what", "sign"]
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("what", "sign")}


class ReviewForm(forms.Form):
    """How far an action is, said at the beginning of the next talk."""

    status = forms.ChoiceField(
        label="Hoe ver zijn jullie?",
        choices=[
            (TeamAction.DONE, "Gedaan"),
            (TeamAction.DOING, "Nog mee bezig"),
            (TeamAction.DROPPED, "Niet meer nodig"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies hoe ver jullie zijn"},
    )
    why = forms.CharField(
        label="Waarom niet meer? (alleen bij ‘niet meer nodig’)",
        max_length=300,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("status") == TeamAction.DROPPED and not cleaned.get("why", "").strip():
            self.add_error("why", "Schrijf kort op waarom dit niet meer nodig is")
        return cleaned
