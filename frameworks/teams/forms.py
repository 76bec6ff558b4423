from django import forms

from frameworks.definitions.axes import FLEX, ROLE, names
from knw_portal.people.models import Institution


class TrajectoryForm(forms.Form):
    """What a team says before it begins: the framework decides what is asked."""

    institution = forms.ModelChoiceField(
        Institution.objects.affiliated(),
        label="Jullie instelling",
        empty_label="Kies je instelling",
        error_messages={"required": "Kies jullie instelling"},
    )
    name = forms.CharField(
        label="Hoe heet jullie team?",
        max_length=120,
        error_messages={"required": "Schrijf op hoe jullie team heet"},
    )
    challenge = forms.CharField(
        label="Waar werken jullie aan?",
        help_text="In één of twee zinnen, in je eigen woorden. Het staat boven elk gesprek.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Schrijf op waar jullie aan werken"},
    )
    flex_ways = forms.MultipleChoiceField(
        label="Op welke flex-manieren gaan jullie iets veranderen?",
        help_text="Je ziet straks alleen vragen die hierbij passen.",
        choices=names(FLEX),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies één of meer flex-manieren"},
    )
    roles = forms.MultipleChoiceField(
        label="Vanuit welke rol vullen jullie dit in?",
        help_text="Zitten er meer rollen aan tafel? Kies ze dan allemaal.",
        choices=names(ROLE),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies één of meer rollen"},
    )

    def __init__(self, *args, user, version, **kwargs):
        super().__init__(*args, **kwargs)
        self.version = version
        self.fields["institution"].initial = user.institution_id
        for axis, name in ((FLEX, "flex_ways"), (ROLE, "roles")):
            if axis not in version.axes:
                del self.fields[name]

    def clean(self):
        return {**super().clean(), "version": self.version}


class ClosingForm(forms.Form):
    lesson = forms.CharField(
        label="Wat leerden wij als team?",
        help_text="Het staat bovenaan jullie verslag. Je mag het leeg laten.",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
