from django import forms
from django.utils.timezone import localdate

from coalitions.outputs.models import Collection, Delivery, OutputKind
from knw_portal.files.forms import UploadsField
from knw_portal.forms import VersionedForm
from knw_portal.people.models import Institution

MOST_FILES = 20


class CollectionForm(VersionedForm):
    class Meta:
        model = Collection
        fields = ["title", "question", "kind", "due_on"]
        widgets = {
            "question": forms.Textarea(attrs={"rows": 8}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        labels = {"question": "Wat vragen jullie aan elke school?"}
        help_texts = {
            "title": "Kort, want het staat in het onderwerp van de mail.",
            "question": "Schrijf ook op hoe lang het mag zijn en in welke vorm. "
            "Een lege regel begint een nieuwe alinea.",
            "kind": "Als je dat al weet.",
            "due_on": "Die dag telt nog mee.",
        }
        error_messages = {
            "title": {"required": "Schrijf kort op wat jullie vragen"},
            "question": {"required": "Schrijf op wat jullie aan elke school vragen"},
            "due_on": {"required": "Kies voor wanneer jullie het vragen"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = OutputKind.objects.open(self.instance.kind_id)
        self.fields["kind"].empty_label = "Nog niet bekend"

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if "due_on" in self.changed_data and due_on < localdate():
            raise forms.ValidationError("Deze dag is al geweest. Kies een dag die nog komt.")
        return due_on


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Waarom trekken jullie de uitvraag in?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Iedereen aan wie het gevraagd is, leest dit in de mail.",
        error_messages={"required": "Schrijf op waarom, iedereen leest dit"},
    )


class InstitutionForm(forms.Form):
    institution = forms.ModelChoiceField(
        Institution.objects.none(),
        label="Welke school?",
        empty_label="Kies een school",
        error_messages={"required": "Kies een school"},
    )

    def __init__(self, *args, institutions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = institutions


class DeliveryForm(VersionedForm):
    """A text, files, or both; files that are there already can be taken away."""

    files = UploadsField(label="Bestanden toevoegen", required=False)
    remove = forms.MultipleChoiceField(
        label="Bestanden weghalen",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Vink aan wat weg moet.",
    )

    class Meta:
        model = Delivery
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}
        help_texts = {"text": "Een lege regel begint een nieuwe alinea."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["text", "remove", "files"])
        self.list_files()

    def list_files(self):
        """Name the files that are there now, to choose which to take away."""
        there = self.instance.files.select_related("stored")
        choices = [(str(one.pk), f"{one.stored.name} ({one.stored.weight})") for one in there]
        self.fields["remove"].choices = choices
        if not choices:
            self.fields["remove"].widget = forms.MultipleHiddenInput()

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        stay = len(self.fields["remove"].choices) - len(cleaned["remove"])
        if stay + len(cleaned["files"]) > MOST_FILES:
            self.add_error("files", f"Samen zijn dat er meer dan {MOST_FILES}. Haal er een weg.")
        elif not stay and not cleaned["files"] and not cleaned["text"].strip():
            self.add_error(
                "text", "Er is nog niets om te leveren. Schrijf een tekst of kies een bestand."
            )
        return cleaned


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Waarom leveren jullie niet?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Dit leest wie de uitvraag deed. Andere scholen zien het niet.",
        error_messages={"required": "Schrijf op waarom jullie niet leveren"},
    )
