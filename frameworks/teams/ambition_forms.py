from django import forms
from django.utils.timezone import localdate

from frameworks.teams.models import Ambition, Outcome, OutcomeCheck
from knw_portal.forms import TidyForm, VersionedForm

ISO = "%Y-%m-%d"  # what a date field of a browser reads


def area(rows=3):
    return forms.Textarea(attrs={"rows": rows})


class AmbitionForm(VersionedForm):
    """From what the institution wants to what this team wants."""

    class Meta:
        model = Ambition
        fields = [
            "vision",
            "vision_source",
            "text",
            "concrete",
            "feasible",
            "direction",
            "room",
            "pdca",
        ]
        widgets = {
            "vision": area(4),
            "text": area(3),
            "concrete": area(),
            "feasible": area(),
            "direction": area(),
            "room": area(),
        }
        labels = {
            "vision": "Wat zegt de visie van jullie instelling?",
            "vision_source": "Waar staat dat?",
            "text": "Wat is jullie ambitie?",
            "concrete": "Is zij concreet?",
            "feasible": "Is zij haalbaar?",
            "direction": "Richting: wat bepaalt de instelling?",
            "room": "Ruimte: waar zijn jullie vrij in?",
        }
        help_texts = {
            "vision": "Neem de zin over die voor jullie team telt.",
            "vision_source": "Bijvoorbeeld: strategisch plan, bladzijde 12.",
            "text": "Wat willen jullie als team, in één of twee zinnen?",
            "concrete": "Wie doet dan wat anders, en wie merkt dat? Lukt het niet om dat op te "
            "schrijven, dan weten jullie waar het gesprek over gaat.",
            "feasible": "Wat hebben jullie ervoor nodig, en wat laten jullie ervoor los?",
            "pdca": "Waar zijn jullie nu met deze ambitie?",
        }
        error_messages = {
            "vision": {"required": "Schrijf op wat de visie van jullie instelling hierover zegt"},
            "text": {"required": "Schrijf jullie ambitie op"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pdca"].choices = [("", "Nog niet gekozen"), *self.fields["pdca"].choices[1:]]


class LayersForm(VersionedForm):
    """The ambition in four layers, from the idea to what one does on Monday morning."""

    class Meta:
        model = Ambition
        fields = list(Ambition.LAYERS)
        widgets = {name: area(4) for name in Ambition.LAYERS}
        labels = {
            "layer_concept": "1. Onderwijsconcept",
            "layer_curriculum": "2. Curriculum",
            "layer_teaching": "3. Pedagogiek en didactiek",
            "layer_doing": "4. Ons handelen",
        }
        help_texts = {
            "layer_concept": "Hoe denken wij dat onze studenten leren?",
            "layer_curriculum": "Wat betekent dat voor wat we aanbieden, en in welke volgorde?",
            "layer_teaching": "Wat betekent dat voor hoe we lesgeven en begeleiden?",
            "layer_doing": "Wat doen wij maandag anders?",
        }


class OutcomeForm(VersionedForm):
    """What has to come of it; to be measured, noticed or talked about."""

    class Meta:
        model = Outcome
        fields = [
            "statement",
            "indicator",
            "value_now",
            "value_wanted",
            "measurable_evidence",
            "sign",
            "noticed_by",
            "noticeable_evidence",
            "question",
            "discussed_with",
            "discussed_when",
            "discussable_evidence",
        ]
        widgets = {
            "measurable_evidence": area(2),
            "noticeable_evidence": area(2),
            "discussable_evidence": area(2),
        }
        labels = {
            "statement": "Wat moet deze ambitie opleveren?",
            "indicator": "Wat meten we?",
            "value_now": "Hoe staat het nu?",
            "value_wanted": "Waar willen we heen?",
            "measurable_evidence": "Bewijs bij wat we meten",
            "sign": "Wat merken we?",
            "noticed_by": "Wie merkt het?",
            "noticeable_evidence": "Bewijs bij wat we merken",
            "question": "Welke vraag bespreken we?",
            "discussed_with": "Met wie?",
            "discussed_when": "Wanneer?",
            "discussable_evidence": "Bewijs bij wat we bespreken",
        }
        help_texts = {
            "value_now": "Een getal of een paar woorden over de hele groep, nooit over één "
            "student.",
            "measurable_evidence": "Waar komt het getal vandaan?",
            "noticeable_evidence": "Een voorbeeld, een waarneming.",
            "discussable_evidence": "Waar staat wat jullie bespraken?",
        }
        error_messages = {"statement": {"required": "Schrijf op wat de ambitie moet opleveren"}}

    def clean(self):
        cleaned = super().clean()
        # That there is one kind at least, the constraint says.
        for code, name, first, beside in Outcome.KINDS:
            rest = [*beside, f"{code}_evidence"]
            if not cleaned.get(first) and any(cleaned.get(field) for field in rest):
                label = self.fields[first].label.lower()
                self.add_error(first, f"Vul bij {name.lower()} ook dit in: {label}")
        return cleaned

    @property
    def groups(self):
        """The fields of each kind, for the page."""
        return [
            (name, [self[field] for field in (first, *beside, f"{code}_evidence")])
            for code, name, first, beside in Outcome.KINDS
        ]


class OutcomeCheckForm(TidyForm):
    """What we see of it now; a field of evidence for each way in which we would know."""

    class Meta:
        model = OutcomeCheck
        fields = [
            "conversation",
            "checked_on",
            "stand",
            "seen",
            "measurable_evidence",
            "noticeable_evidence",
            "discussable_evidence",
        ]
        widgets = {
            "checked_on": forms.DateInput(attrs={"type": "date", "class": "short"}, format=ISO),
            "stand": forms.RadioSelect,
            "seen": area(4),
            "measurable_evidence": area(2),
            "noticeable_evidence": area(2),
            "discussable_evidence": area(2),
        }
        labels = {
            "conversation": "Bij welk gesprek hoort dit?",
            "checked_on": "Wanneer keken jullie?",
            "stand": "Hoe staat het ervoor?",
            "seen": "Wat zien we nu?",
            "measurable_evidence": "Bewijs: wat we maten",
            "noticeable_evidence": "Bewijs: wat we merkten",
            "discussable_evidence": "Bewijs: wat we bespraken",
        }
        help_texts = {
            "seen": "Wat is er veranderd, en waaraan merken jullie dat? Schrijf zo dat geen "
            "student herkenbaar is.",
        }
        error_messages = {
            "stand": {"required": "Kies hoe het ervoor staat"},
            "seen": {"required": "Schrijf op wat jullie nu zien"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        outcome = self.instance.outcome
        conversations = outcome.trajectory.conversations.defer("snapshot").order_by("-opened_at")
        self.fields["conversation"].queryset = conversations
        self.fields["conversation"].empty_label = "Bij geen gesprek, los bekeken"
        self.fields["stand"].choices = OutcomeCheck.Stand.choices
        kinds = {kind["code"] for kind in outcome.kinds}
        for code, *_ in Outcome.KINDS:
            if code not in kinds:
                del self.fields[f"{code}_evidence"]

    def clean_checked_on(self):
        checked_on = self.cleaned_data["checked_on"]
        if checked_on > localdate():
            raise forms.ValidationError("Die dag komt nog. Kies de dag waarop jullie keken.")
        return checked_on


class WhyForm(forms.Form):
    """Something is no longer worked at, with the reason that its readers see."""

    why = forms.CharField(
        label="Waarom niet meer?",
        max_length=300,
        widget=forms.TextInput,
        error_messages={"required": "Schrijf kort op waarom, dan begrijpen jullie het later nog"},
    )
