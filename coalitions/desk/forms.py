"""What the bureau may type in the lists it keeps."""

from django import forms
from django.utils.text import slugify

from coalitions.outputs.models import OutputKind
from frameworks.definitions.models import QualityObject
from knw_portal.forms import VersionedForm
from knw_portal.people.models import Function, Institution


class EntryForm(VersionedForm):
    """A row of a list, also one that is not there yet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].required = not self.instance._state.adding

    def slug_free(self, name, field):
        """The address made of a name; a mistake on the name when another has it."""
        model = type(self.instance)
        slug = slugify(name)[: model._meta.get_field(field).max_length]
        others = model.objects.exclude(pk=self.instance.pk)
        if not slug or others.filter(**{field: slug}).exists():
            raise forms.ValidationError("Deze naam lijkt te veel op een andere. Kies een andere.")
        return slug


class FunctionForm(EntryForm):
    class Meta:
        model = Function
        fields = ["name", "plural", "parent", "number"]
        help_texts = {
            "plural": "Zo staat het in de gewenste samenstelling: docenten.",
            "parent": "Wie deze functie heeft, telt ook mee voor de functie hierboven.",
            "number": "Een laag getal staat boven in de lijst.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        heads = Function.objects.filter(parent=None).exclude(code=Function.OTHER)
        self.fields["parent"].queryset = heads.exclude(pk=self.instance.pk)
        self.fields["parent"].empty_label = "Valt nergens onder"

    def clean_name(self):
        if self.instance._state.adding:
            self.instance.code = self.slug_free(self.cleaned_data["name"], "code")
        return self.cleaned_data["name"]

    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        if parent and Function.objects.filter(parent=self.instance.pk or 0).exists():
            raise forms.ValidationError(
                "Onder deze functie vallen andere, dus ze kan zelf nergens onder vallen."
            )
        return parent


class OutputKindForm(EntryForm):
    class Meta:
        model = OutputKind
        fields = ["name"]
        help_texts = {"name": "Bijvoorbeeld: handreiking, overzicht, gespreksvorm."}


class QualityObjectForm(EntryForm):
    class Meta:
        model = QualityObject
        fields = ["name", "number"]
        help_texts = {
            "name": "Bijvoorbeeld: onderwijs, examinering, innovatie.",
            "number": "Een laag getal staat boven in de lijst.",
        }

    def clean_name(self):
        if self.instance._state.adding:
            self.instance.code = self.slug_free(self.cleaned_data["name"], "code")
        return self.cleaned_data["name"]


class InstitutionForm(EntryForm):
    class Meta:
        model = Institution
        fields = ["name", "slug", "kind", "city", "region", "is_affiliated"]
        labels = {
            "slug": "Adres in het portaal",
            "is_affiliated": "Aangesloten bij het netwerk",
        }
        help_texts = {
            "slug": "Kleine letters en streepjes. Leeg laten mag: dan maakt het portaal het.",
            "region": "De provincie of streek.",
            "is_affiliated": "Alleen aangesloten instellingen zijn te kiezen en stemmen mee.",
        }

    def __init__(self, *args, is_used=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        if is_used:
            self.fields["slug"].disabled = True
            self.fields["slug"].help_text = "Ligt vast: de instelling is al gebruikt."

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        return slug or self.slug_free(self.cleaned_data.get("name", ""), "slug")


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        label="Opgegaan in",
        queryset=Institution.objects.none(),
        empty_label="Kies een instelling",
        error_messages={"required": "Kies waar deze instelling in is opgegaan"},
    )

    def __init__(self, *args, institution, **kwargs):
        super().__init__(*args, **kwargs)
        others = Institution.objects.filter(merged_into=None).exclude(pk=institution.pk)
        self.fields["into"].queryset = others
