from django import forms
from django.utils.timezone import localdate

from frameworks.teams.action_forms import people_to_choose
from frameworks.teams.ambition_forms import ISO, area
from frameworks.teams.models import InsightUse, Interpretation, Intervention, IssueGuide
from frameworks.teams.question_forms import LinesField
from knw_portal.forms import VersionedForm


class InsightUseForm(VersionedForm):
    """What an insight gives one role, step by step."""

    class Meta:
        model = InsightUse
        fields = list(InsightUse.STEPS)
        labels = {
            "for_plan": "Plan: bij het kiezen van doelen",
            "for_do": "Do: tijdens de uitvoering",
            "for_check": "Check: bij het terugkijken",
            "for_act": "Act: bij het kiezen van de volgende stap",
        }


class InterpretationForm(VersionedForm):
    """What is seen, what it may mean, what else it may be, and who was there."""

    class Meta:
        model = Interpretation
        fields = [
            "held_on",
            "insight",
            "seen",
            "meaning",
            "others",
            "story",
            "firmness",
            "present",
        ]
        widgets = {
            "held_on": forms.DateInput(attrs={"type": "date", "class": "short"}, format=ISO),
            "seen": area(3),
            "meaning": area(3),
            "others": area(3),
            "story": area(3),
            "firmness": forms.RadioSelect,
        }
        labels = {
            "held_on": "Wanneer spraken jullie erover?",
            "insight": "Over welk inzicht gaat het?",
            "seen": "Wat zien we?",
            "meaning": "Wat kan dat betekenen?",
            "others": "Welke andere verklaringen zijn er?",
            "story": "Welk verhaal hoort erbij?",
            "firmness": "Hoe stevig is deze verklaring?",
            "present": "Wie waren erbij?",
        }
        help_texts = {
            "seen": "Het patroon in woorden, over een groep. Geen lijst met cijfers.",
            "others": "Zoek er twee of meer, voordat je er één kiest.",
            "story": "Van studenten, collega’s of bedrijven. Schrijf zo dat niemand herkenbaar is.",
            "present": "Rollen of voornamen van collega’s, bijvoorbeeld: vier docenten en de "
            "kwaliteitszorgfunctionaris.",
        }
        error_messages = {
            "seen": {"required": "Schrijf op wat jullie zien"},
            "meaning": {"required": "Schrijf op wat het kan betekenen"},
            "others": {"required": "Schrijf op wat het ook kan zijn"},
            "present": {"required": "Schrijf op wie erbij waren"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["insight"].choices = [
            ("", "Geen van de tien, of meer"),
            *self.fields["insight"].choices[1:],
        ]
        self.fields["firmness"].choices = [
            ("", "Nog niet gezegd"),
            *Interpretation.Firmness.choices,
        ]

    def clean_held_on(self):
        held_on = self.cleaned_data["held_on"]
        if held_on > localdate():
            raise forms.ValidationError("Die dag komt nog. Kies de dag van het gesprek.")
        return held_on


class InterventionForm(VersionedForm):
    """What is done because of an interpretation, and when the team looks back."""

    class Meta:
        model = Intervention
        fields = ["what", "why", "owner", "role", "sign", "review_on"]
        widgets = {
            "what": forms.Textarea(attrs={"rows": 2}),
            "why": area(3),
            "review_on": forms.DateInput(attrs={"type": "date", "class": "short"}, format=ISO),
        }
        labels = {
            "what": "Wat gaan jullie doen?",
            "why": "Waarom past dat bij deze duiding?",
            "owner": "Wie trekt het?",
            "role": "Vanuit welke rol?",
            "sign": "Waaraan merken jullie dat het werkt?",
            "review_on": "Wanneer kijken jullie terug?",
        }
        help_texts = {
            "review_on": "Drie dagen ervoor en op de dag zelf krijgt wie het trekt een "
            "herinnering.",
        }
        error_messages = {
            "what": {"required": "Schrijf op wat jullie gaan doen"},
            "why": {"required": "Schrijf op waarom dit bij de duiding past"},
            "review_on": {"required": "Kies de dag waarop jullie terugkijken"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people_to_choose(self.fields["owner"], self.instance, self.instance.owner_id)
        self.fields["role"].choices = [("", "Nog niet gekozen"), *self.fields["role"].choices[1:]]

    def clean_what(self):
        return " ".join(self.cleaned_data["what"].split())

    def clean_review_on(self):
        review_on = self.cleaned_data["review_on"]
        if "review_on" in self.changed_data and review_on < localdate():
            raise forms.ValidationError("Deze dag is al geweest. Kies een dag die nog komt.")
        return review_on


class ReviewForm(forms.Form):
    result = forms.CharField(
        label="Wat kwam ervan?",
        help_text="Wat is er veranderd, en waaraan merken jullie dat? Ook ‘niets’ is een antwoord.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Schrijf op wat ervan kwam"},
    )


class GuideForm(VersionedForm):
    """The questions of a guide, a line each: the team makes them its own."""

    class Meta:
        model = IssueGuide
        fields = ["issue", *IssueGuide.PARTS]
        labels = {"issue": "Over welk onderwerp gaat het gesprek?"}
        error_messages = {"issue": {"required": "Schrijf op waar het gesprek over gaat"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in IssueGuide.PARTS:
            label = self.fields[name].label
            self.fields[name] = LinesField(
                label=label,
                required=False,
                help_text="Elke vraag op een eigen regel.",
                widget=forms.Textarea(attrs={"rows": 4}),
            )
