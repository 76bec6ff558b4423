from django import forms
from django.utils.timezone import localdate

from coalitions.outputs.models import Collection, Delivery
from knw_portal.forms import VersionedForm
from knw_portal.people.models import Institution


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
    class Meta:
        model = Delivery
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}
        help_texts = {"text": "Een lege regel begint een nieuwe alinea."}

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["text"].strip():
            self.add_error("text", "Er is nog niets om te leveren. Schrijf een tekst.")
        return cleaned


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Waarom leveren jullie niet?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Dit leest wie de uitvraag deed. Andere scholen zien het niet.",
        error_messages={"required": "Schrijf op waarom jullie niet leveren"},
    )
