from django import forms

from frameworks.definitions.axes import FLEX, ROLE, names
from frameworks.teams.models import Trajectory
from knw_portal.forms import VersionedForm
from knw_portal.limits import within
from knw_portal.people.models import GroupMember, Institution

GUESTS_AN_HOUR = 40  # in one team; a table is smaller


class TrajectoryForm(forms.Form):
    """What a team says before it begins: the framework decides what is asked.

    `teams`: those the person is in already; with one of them the name and the school are known.
    """

    team = forms.ModelChoiceField(
        None,
        label="Met welk team?",
        empty_label=None,
        error_messages={"required": "Kies het team dat begint"},
    )
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
        help_text="Je ziet straks alleen vragen die hierbij passen. Je kunt dit later veranderen.",
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

    def __init__(self, *args, user, version, teams=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.version = version
        if teams:
            self.fields["team"].queryset = teams
            self.fields["team"].initial = teams[0]
            for name in ("institution", "name"):
                del self.fields[name]
        else:
            del self.fields["team"]
            self.fields["institution"].initial = user.institution_id
            self.fields["name"].initial = user.department
        only_what_is_asked(self.fields, version)

    def clean(self):
        return {**super().clean(), "version": self.version}

    def trajectory(self):
        """What would be started as the form stands now, to say how much it is."""
        chosen = {
            name: [code for code, _ in field.choices if code in self.data.getlist(name)]
            for name, field in self.fields.items()
            if name in ("flex_ways", "roles") and self.is_bound
        }
        everything = {"flex_ways": names(FLEX), "roles": names(ROLE)}
        chosen = {
            name: chosen.get(name) or [code for code, _ in codes]
            for name, codes in everything.items()
        }
        return Trajectory(framework_version=self.version, **chosen)


def only_what_is_asked(fields, version):
    """Flex ways and roles are asked where the set lies on that axis."""
    for axis, name in ((FLEX, "flex_ways"), (ROLE, "roles")):
        if axis not in version.axes:
            del fields[name]


class TrajectoryEditForm(VersionedForm):
    """What a team chose at its start."""

    flex_ways = forms.MultipleChoiceField(
        label="Op welke flex-manieren veranderen jullie iets?",
        help_text="Wat jullie al beantwoordden, blijft staan.",
        choices=names(FLEX),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies één of meer flex-manieren"},
    )
    roles = forms.MultipleChoiceField(
        label="Vanuit welke rol vullen jullie dit in?",
        help_text="Wat jullie al beantwoordden, blijft staan.",
        choices=names(ROLE),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies één of meer rollen"},
    )

    class Meta:
        model = Trajectory
        fields = ["challenge", "flex_ways", "roles"]
        widgets = {"challenge": forms.Textarea(attrs={"rows": 3})}
        labels = {"challenge": "Waar werken jullie aan?"}
        error_messages = {"challenge": {"required": "Schrijf op waar jullie aan werken"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        only_what_is_asked(self.fields, self.instance.framework_version)

    def save_or_conflict(self):
        # A column that is not asked keeps what it says.
        for name in self._meta.fields:
            self.cleaned_data.setdefault(name, getattr(self.instance, name))
        return super().save_or_conflict()


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
