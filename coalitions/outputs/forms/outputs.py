"""What people type about an output."""

from django import forms

from coalitions.outputs.models import DeliveryFile, Output, OutputKind, OutputVersion
from frameworks.definitions.models import QualityObject
from knw_portal.files.forms import UploadsField
from knw_portal.forms import TidyForm, VersionedForm

MOST_FILES = 10
ABOUT = "Waarvan bekijkt het de kwaliteit? Je vindt het er in de bibliotheek mee terug."


def offer_objects(form):
    """What an output can be about: the list that the bureau keeps."""
    field = form.fields["about"]
    field.queryset = QualityObject.objects.open(form.instance.about_id)
    field.empty_label = "Niet iets in het bijzonder"


class OutputForm(TidyForm):
    """The first words of an output; with a collection, also what is taken over from it."""

    class Meta:
        model = Output
        fields = ["title", "kind", "about", "summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "title": "Zoals je het een collega zou noemen.",
            "about": ABOUT,
            "summary": "In twee of drie zinnen: wat is het, en wat heb je eraan?",
        }
        error_messages = {
            "title": {"required": "Geef de opbrengst een titel"},
            "kind": {"required": "Kies wat voor opbrengst het is"},
            "summary": {"required": "Vat de opbrengst kort samen"},
        }

    def __init__(self, *args, deliveries=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = OutputKind.objects.open(self.instance.kind_id)
        self.fields["kind"].empty_label = "Kies een soort"
        offer_objects(self)
        self._deliveries = {str(one.pk): one for one in deliveries}
        self._files = {
            str(one.pk): one
            for one in DeliveryFile.objects.filter(delivery__in=deliveries).select_related(
                "stored", "delivery__institution"
            )
        }
        self._offer(
            "texts",
            "Welke teksten neem je mee?",
            [(pk, one.institution) for pk, one in self._deliveries.items() if one.text.strip()],
        )
        self._offer(
            "files",
            "Welke bestanden neem je mee?",
            [
                (pk, f"{one.stored.name} ({one.delivery.institution}, {one.stored.weight})")
                for pk, one in self._files.items()
            ],
        )

    def _offer(self, name, label, choices):
        if choices:
            self.fields[name] = forms.MultipleChoiceField(
                label=label,
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[pk for pk, _ in choices] if name == "texts" else [],
            )

    def clean(self):
        cleaned = super().clean()
        if len(cleaned.get("files", ())) > MOST_FILES:
            self.add_error("files", f"Kies er hoogstens {MOST_FILES}.")
        return cleaned

    @property
    def chosen_texts(self):
        return [self._deliveries[pk] for pk in self.cleaned_data.get("texts", ())]

    @property
    def chosen_files(self):
        return [self._files[pk].stored for pk in self.cleaned_data.get("files", ())]


class DraftForm(VersionedForm):
    """The texts of a draft."""

    class Meta:
        model = OutputVersion
        fields = ["title", "kind", "about", "summary", "audience", "how_to_use", "body"]
        fields += ["for_quality", "context", "transfers"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "audience": forms.Textarea(attrs={"rows": 2}),
            "how_to_use": forms.Textarea(attrs={"rows": 6}),
            "body": forms.Textarea(attrs={"rows": 16}),
            "for_quality": forms.Textarea(attrs={"rows": 3}),
            "context": forms.Textarea(attrs={"rows": 3}),
            "transfers": forms.Textarea(attrs={"rows": 3}),
            "change_note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "about": ABOUT,
            "audience": "Wie gebruikt dit, en wanneer?",
            "how_to_use": "Zodat iemand die er niet bij was er morgen mee kan beginnen.",
            "body": "Een lege regel begint een nieuwe alinea. Is het een bestand? Laat dit dan "
            "leeg en voeg het bestand straks toe.",
            "for_quality": "Hoe help je hiermee een team, zonder het over te nemen?",
            "context": "Wat hangt af van jullie scholen, teams of systemen?",
            "transfers": "Wat kan een andere school zo overnemen?",
            "change_note": "Wie een oudere versie gebruikt, leest hier of dat nog goed is.",
        }
        error_messages = {
            "title": {"required": "Geef de opbrengst een titel"},
            "summary": {"required": "Vat de opbrengst kort samen"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = OutputKind.objects.open(self.instance.kind_id)
        offer_objects(self)


class NextDraftForm(DraftForm):
    """From the second version on it is also asked what changed."""

    class Meta(DraftForm.Meta):
        fields = ["change_note", "is_erratum", *DraftForm.Meta.fields]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        require_note(self.fields["change_note"])


def require_note(field):
    field.required = True
    field.error_messages["required"] = "Schrijf op wat er is veranderd"


class FilesForm(forms.Form):
    files = UploadsField(label="Bestanden toevoegen", most=MOST_FILES)

    def __init__(self, *args, version, **kwargs):
        super().__init__(*args, **kwargs)
        self.version = version

    def clean_files(self):
        uploads = self.cleaned_data["files"]
        if self.version.files.count() + len(uploads) > MOST_FILES:
            raise forms.ValidationError(
                f"Samen zijn dat er meer dan {MOST_FILES}. Haal er eerst een weg."
            )
        return uploads


class MakersForm(forms.Form):
    makers = forms.MultipleChoiceField(
        label="Wie werkten hieraan mee?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Hun naam en school komen op een openbare pagina. Vraag het ze eerst; wie niet "
        "meer genoemd wil worden, haalt de eigen naam daar weg.",
    )

    def __init__(self, *args, people, named, **kwargs):
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        self.fields["makers"].choices = [
            (pk, f"{person.name} ({person.institution})" if person.institution else person.name)
            for pk, person in self._people.items()
        ]
        self.initial["makers"] = [str(pk) for pk in named]

    @property
    def chosen(self):
        return [self._people[pk] for pk in self.cleaned_data["makers"]]


class ReviseForm(forms.ModelForm):
    class Meta:
        model = OutputVersion
        fields = ["change_note", "is_erratum"]
        widgets = {"change_note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "change_note": "Wie de vorige versie gebruikt, leest hier of dat nog goed is. Je kunt "
            "het straks nog aanvullen.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["change_note"].label = "Wat verandert er?"
        require_note(self.fields["change_note"])


def reason_form(name, label, help_text, missing, *, most=1000):
    """A form that asks for a reason, and nothing else."""
    field = forms.CharField(
        label=label,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
        error_messages={"required": missing},
    )
    return type(name, (forms.Form,), {"reason": field})


ReturnForm = reason_form(
    "ReturnForm",
    "Wat moet er nog anders?",
    "De coalitie leest dit bij het concept; wie het voorlegde, krijgt het ook in een mail.",
    "Schrijf op wat er nog anders moet",
    most=2000,
)
WithdrawOutputForm = reason_form(
    "WithdrawOutputForm",
    "Waarom trek je de opbrengst in?",
    "Wie het adres opent, leest dit.",
    "Schrijf op waarom, wie het adres opent leest dit",
)
FinishForm = reason_form(
    "FinishForm",
    "Waarom is er geen opbrengst?",
    "Dit staat straks op de pagina van de coalitie.",
    "Er staat nog niets van deze coalitie in de bibliotheek. Publiceer een opbrengst, of schrijf "
    "op waarom die er niet komt",
)
