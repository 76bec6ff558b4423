from django import forms

from frameworks.definitions.axes import FLEX, names
from frameworks.reports.models import Experience, Objection, PracticeCard, Sharing
from frameworks.reports.sharing import things_to_share
from knw_portal.forms import VersionedForm


class SharingForm(forms.Form):
    """With whom, and without what. `seen` is the decision one knew of when filling it in."""

    level = forms.ChoiceField(
        label="Met wie delen jullie dit gesprek?",
        help_text="Elke keuze is ruimer dan die erboven: wie met het netwerk deelt, deelt ook met "
        "de coalitie en de instelling. Op de volgende pagina lees je precies wie wat ziet.",
        choices=Sharing.Level.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies met wie jullie dit gesprek delen"},
    )
    left_out = forms.MultipleChoiceField(
        label="Welke antwoorden delen jullie niet mee?",
        help_text="Wat je aankruist, blijft bij jullie team.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, conversation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["left_out"].choices = things_to_share(conversation.snapshot)


class SharingNoteForm(forms.Form):
    note = forms.CharField(
        label="Waarom besluiten jullie dit?",
        help_text="Je mag het leeg laten. Alleen jullie team leest dit.",
        max_length=300,
        required=False,
    )


class ObjectionForm(forms.ModelForm):
    """A question that did not work."""

    class Meta:
        model = Objection
        fields = ["kind", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    code = forms.ChoiceField(
        label="Om welke vraag gaat het?", error_messages={"required": "Kies een vraag"}
    )
    field_order = ["code", "kind", "text"]

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = {question["code"]: question for question in questions}
        self.fields["code"].choices = [
            ("", "Kies een vraag"),
            *((code, one["text"]) for code, one in self.questions.items()),
        ]
        self.fields["kind"].choices = [("", "Kies wat er niet werkte"), *Objection.Kind.choices]


FIVE = {
    "could_word": ("nee, helemaal niet", "ja, heel goed"),
    "gives_insight": ("nee, helemaal niet", "ja, heel goed"),
    "openness": ("te open", "te precies"),
    "strength_before": ("zwak", "sterk"),
    "strength_after": ("zwak", "sterk"),
}


class ExperienceForm(VersionedForm):
    class Meta:
        model = Experience
        fields = [*Experience.SCORES, "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (low, high) in FIVE.items():
            field = self.fields[name]
            self.fields[name] = forms.TypedChoiceField(
                label=field.label,
                required=False,
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
                choices=[
                    ("", "zeggen we niet"),
                    (1, f"1, {low}"),
                    (2, "2"),
                    (3, "3, precies goed" if name == "openness" else "3"),
                    (4, "4"),
                    (5, f"5, {high}"),
                ],
            )


class PracticeCardForm(VersionedForm):
    class Meta:
        model = PracticeCard
        fields = [*PracticeCard.TEXTS, "flex_ways", "concept", "is_named"]
        help_texts = {
            "situation": "Waar ging het om, en voor wie?",
            "noticed": "Wat werd zichtbaar bij studenten, collega’s of het werkveld?",
            "lesson": "Zonder les is een kaart nog niet af: dan blijft hij een concept.",
            "bound": "Waarom het hier lukte, en ergens anders misschien niet.",
            "transferable": "Wat een ander team zo kan overnemen.",
            "is_named": "Anders staat er: een team uit het netwerk.",
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 4})
            for name in PracticeCard.TEXTS
            if name != "title"
        }
        error_messages = {
            "title": {"required": "Geef de kaart een titel"},
            "situation": {"required": "Schrijf op waar het om ging"},
        }

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["flex_ways"] = forms.MultipleChoiceField(
            label="Bij welke flex-manieren hoort dit?",
            choices=names(FLEX),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["is_named"].label = "Zet de naam van ons team en onze instelling erbij"
        concept = self.fields["concept"]
        concept.choices = [
            ("", "Geen vraag in het bijzonder"),
            *((question["concept"], question["text"]) for question in questions),
        ]
        concept.queryset = concept.queryset.filter(
            pk__in=[question["concept"] for question in questions]
        )
