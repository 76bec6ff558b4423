from django import forms

from coalitions.briefs.models import Coalition
from coalitions.members.models import Application, Interest
from knw_portal.forms import VersionedForm
from knw_portal.people.doors import DoorForm
from knw_portal.people.forms import FunctionFields
from knw_portal.people.models import GroupMember, Institution


def open_to_newcomers():
    """The coalitions that somebody may still join: members may change during the year."""
    phases = [Coalition.Phase.RECRUITING, Coalition.Phase.ACTIVE]
    return Coalition.objects.published().filter(phase__in=phases)


class InterestForm(FunctionFields, DoorForm):
    class Meta:
        model = Interest
        fields = [
            "coalition",
            "name",
            "email",
            "institution",
            "institution_other",
            "function",
            "function_other",
            "message",
        ]
        labels = {
            "coalition": "In welke coalitie heb je belangstelling?",
            "name": "Je naam",
            "email": "E-mailadres van je werk",
            "institution": "Je instelling",
            "function": "Je functie",
            "message": "Wat breng je mee, en wat wil je halen?",
        }
        help_texts = {
            "institution_other": "Alleen als je instelling niet in de lijst staat.",
            "function_other": "Alleen als je functie niet in de lijst staat.",
            "message": "Ervaring, een voorbeeld uit je school, een goede vraag. Een paar zinnen.",
        }
        error_messages = {
            "institution": {"required": "Kies je instelling, of schrijf eronder waar je werkt"}
        }
        widgets = {"message": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["coalition"].queryset = open_to_newcomers()
        self.fields["coalition"].empty_label = "Dat weet ik nog niet"
        self.fields["institution"].queryset = Institution.objects.affiliated()
        self.fields["institution"].empty_label = "Kies je instelling"
        self.fields["function"].empty_label = "Kies je functie"
        # One of the two is asked; which one, the person decides.
        self.fields["institution"].required = not self.data.get("institution_other")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("institution"):
            cleaned["institution_other"] = ""
        return cleaned


def recruiting():
    """The coalitions that take applications now."""
    return Coalition.objects.published().filter(phase=Coalition.Phase.RECRUITING)


class ApplicationForm(forms.ModelForm):
    class Meta:
        model = Application
        fields = ["brings", "seeks", "hours", "manager_agrees"]
        labels = {
            "brings": "Wat breng je mee?",
            "seeks": "Wat wil je halen?",
            "hours": "Hoeveel uur per maand kun je meedoen?",
            "manager_agrees": "Ik heb dit afgesproken met mijn leidinggevende",
        }
        help_texts = {
            "brings": "Ervaring, een voorbeeld uit je school, een goede vraag.",
            "seeks": "Waar wil jij of je school verder mee komen?",
            "hours": "Ook het werk in je eigen school telt mee.",
            "manager_agrees": "Nog niet? Dan kun je je toch aanmelden.",
        }
        widgets = {
            "brings": forms.Textarea(attrs={"rows": 4}),
            "seeks": forms.Textarea(attrs={"rows": 4}),
            "hours": forms.NumberInput(attrs={"class": "short", "min": 1, "max": 80}),
        }
        error_messages = {"brings": {"required": "Schrijf op wat je meebrengt"}}

    def clean_hours(self):
        hours = self.cleaned_data["hours"]
        if hours is not None and not 1 <= hours <= 80:
            raise forms.ValidationError("Vul een aantal uren in van 1 tot en met 80")
        return hours


class ApplicationEditForm(ApplicationForm, VersionedForm):
    """What an applicant may still change while it waits."""


class PlaceForm(forms.Form):
    role = forms.ChoiceField(
        label="Als wat doet deze persoon mee?",
        choices=GroupMember.Role.choices,
        initial=GroupMember.Role.MEMBER,
        help_text="Wie de coalitie alleen wil volgen, wordt volger op afstand.",
    )
    reason = forms.CharField(
        label="Woord van welkom",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Staat in de welkomstmail.",
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Toelichting",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="De persoon leest dit in de mail.",
        error_messages={"required": "Schrijf op waarom, de persoon leest dit"},
    )


class InterestToApplicationForm(forms.Form):
    coalition = forms.ModelChoiceField(
        Coalition.objects.none(), label="Voor welke coalitie?", empty_label="Kies een coalitie"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["coalition"].queryset = recruiting()
