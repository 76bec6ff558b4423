from django import forms

from frameworks.definitions.axes import FLEX, names
from frameworks.definitions.models import FrameworkVersion
from knw_portal.people.models import Institution


class FrameworkChoice(forms.ModelChoiceField):
    def label_from_instance(self, version):
        return version.framework.title


class TrajectoryForm(forms.Form):
    version = FrameworkChoice(
        FrameworkVersion.objects.none(),
        label="Met welk raamwerk?",
        empty_label=None,
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
        help_text="Je ziet straks alleen vragen die hierbij passen.",
        choices=names(FLEX),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies één of meer flex-manieren"},
    )

    def __init__(self, *args, user, slug=None, **kwargs):
        super().__init__(*args, **kwargs)
        newest = FrameworkVersion.objects.newest().values("pk")
        self.fields["version"].queryset = (
            FrameworkVersion.objects.filter(pk__in=newest)
            .defer("definition")
            .select_related("framework")
            .order_by("framework__title")
        )
        if slug:
            self.fields["version"].initial = (
                FrameworkVersion.objects.newest().filter(framework__slug=slug[:80]).first()
            )
        self.fields["institution"].initial = user.institution_id


class ClosingForm(forms.Form):
    lesson = forms.CharField(
        label="Wat leerden wij als team?",
        help_text="Het staat bovenaan jullie verslag. Je mag het leeg laten.",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
