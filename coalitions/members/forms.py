from django import forms

from coalitions.briefs.models import Coalition
from coalitions.members.models import Interest
from knw_portal.people.doors import DoorForm
from knw_portal.people.forms import FunctionFields
from knw_portal.people.models import Institution


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
