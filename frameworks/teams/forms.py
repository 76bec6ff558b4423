from django import forms

from frameworks.definitions.axes import FLEX, ROLE, names
from knw_portal.limits import within
from knw_portal.people.models import GroupMember, Institution

GUESTS_AN_HOUR = 40  # in one team; a table is smaller


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


class GuestForm(forms.Form):
    """Who takes part without an account. A name to be known by at the table, nothing more."""

    name = forms.CharField(
        label="Hoe noemen ze je in het team?",
        help_text="Een voornaam is genoeg. Je team ziet hem bij wat je schrijft.",
        max_length=60,
        error_messages={"required": "Schrijf op hoe ze je noemen"},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    function = forms.CharField(
        label="Wat doe je?",
        help_text="Bijvoorbeeld docent, praktijkopleider of roostermaker. Je mag het leeg laten.",
        max_length=80,
        required=False,
    )

    def __init__(self, *args, trajectory, **kwargs):
        super().__init__(*args, **kwargs)
        self.trajectory = trajectory

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        people = GroupMember.objects.current().filter(group=self.trajectory.group_id)
        if people.filter(user__name__iexact=name).exists():
            raise forms.ValidationError(
                f"Er doet al iemand mee die {name} heet. Ben jij dat? Open dan je eigen link. "
                "Ben je een ander? Zet er iets bij, zoals een letter."
            )
        return name

    def clean_function(self):
        return " ".join(self.cleaned_data["function"].split())

    def clean(self):
        # Last, so that a mistake costs nobody a turn.
        if not self.errors and not within("team guest", self.trajectory.pk, amount=GUESTS_AN_HOUR):
            raise forms.ValidationError(
                "Er kwamen net veel mensen tegelijk binnen. Probeer het over een uur weer, of log "
                "in met een account."
            )
        return super().clean()


class GuestRemoveForm(forms.Form):
    forget = forms.BooleanField(
        label="Wis ook de naam bij wat deze gast schreef. Dat kun je niet terugdraaien.",
        required=False,
    )
