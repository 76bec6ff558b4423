from django import forms

from frameworks.definitions.axes import FLEX, names
from frameworks.reports.actions import MOST_FILES
from frameworks.reports.models import Experience, Objection, PracticeCard, RoleScore, Sharing
from frameworks.reports.sharing import things_to_share
from knw_portal.files.forms import UploadsField
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
    "open_enough": ("nee, helemaal niet", "ja, heel goed"),
    "precise_enough": ("nee, helemaal niet", "ja, heel goed"),
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
            middle = "3, precies goed" if name == "openness" else "3"
            self.fields[name] = score_field(self.fields[name].label, low, high, middle=middle)


def score_field(label, low, high, *, middle="3", none="zeggen we niet", help_text=""):
    """A score from 1 to 5 that nobody has to give."""
    return forms.TypedChoiceField(
        label=label,
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        help_text=help_text,
        choices=[
            ("", none),
            (1, f"1, {low}"),
            (2, "2"),
            (3, middle),
            (4, "4"),
            (5, f"5, {high}"),
        ],
    )


class RoleScoreForm(VersionedForm):
    """How far a framework helps somebody in their own role."""

    class Meta:
        model = RoleScore
        fields = ["role", "supports", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"role": {"required": "Kies in welke rol je kijkt"}}

    def __init__(self, *args, is_officer, **kwargs):
        super().__init__(*args, **kwargs)
        # Whoever works in quality care scores as that; nobody else can.
        self.fields["role"].choices = [
            ("", "Kies een rol"),
            *(one for one in RoleScore.ROLES if is_officer or one[0] != RoleScore.QUALITY),
        ]
        if is_officer and self.instance._state.adding:
            self.initial["role"] = RoleScore.QUALITY
        for name in set(RoleScore.SCORES) & set(self.fields):
            label = self.fields[name].label
            self.fields[name] = score_field(
                label, "nee, helemaal niet", "ja, heel goed", none="zeg ik niet"
            )


class DataScoreForm(RoleScoreForm):
    """Of a framework about data also: the dashboard, the information, and what it is used for."""

    class Meta(RoleScoreForm.Meta):
        fields = ["role", *RoleScore.SCORES, "is_used", "purposes", "step", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, choices in (("is_used", RoleScore.Used), ("step", RoleScore.Step)):
            self.fields[name].choices = [("", "zeg ik niet"), *choices.choices]
        self.fields["purposes"] = forms.MultipleChoiceField(
            label="Waarvoor?",
            choices=RoleScore.Purpose.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
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
        if self.instance.trajectory is None:
            del self.fields["concept"]
            self.fields["is_named"].label = "Zet de naam van onze groep erbij"
            self.fields["is_named"].help_text = "Anders staat er: leden van een coalitie."
            return
        concept = self.fields["concept"]
        concept.choices = [
            ("", "Geen vraag in het bijzonder"),
            *((question["concept"], question["text"]) for question in questions),
        ]
        concept.queryset = concept.queryset.filter(
            pk__in=[question["concept"] for question in questions]
        )

    def columns(self):
        """A card of no trajectory says of no question what it is about."""
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields}


class GroupCardForm(PracticeCardForm):
    """A card that comes from no trajectory: of which group is it?"""

    class Meta(PracticeCardForm.Meta):
        fields = ["of_group", *PracticeCardForm.Meta.fields]
        error_messages = PracticeCardForm.Meta.error_messages | {
            "of_group": {"required": "Kies van welke groep het verhaal is"}
        }

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, questions=(), **kwargs)
        field = self.fields["of_group"]
        field.queryset = groups
        field.required = True
        field.empty_label = "Kies een groep"
        field.help_text = "De leden van deze groep lezen en schrijven mee, ook voordat je deelt."


class CardFilesForm(forms.Form):
    files = UploadsField(label="Bestanden toevoegen", most=MOST_FILES)
