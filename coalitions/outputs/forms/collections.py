from django import forms
from django.db.models import Q
from django.utils.timezone import localdate

from coalitions.outputs.models import Collection, Delivery, OutputKind
from coalitions.outputs.polling import askable, polls_for
from frameworks.definitions.definition import questions_of
from frameworks.definitions.models import FrameworkVersion
from knw_portal.files.forms import UploadsField
from knw_portal.forms import VersionedForm
from knw_portal.people.models import Institution

MOST_FILES = 20


class CollectionForm(VersionedForm):
    """What may be changed after it was sent, too."""

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


class DraftForm(CollectionForm):
    """Before it is sent: also what comes in, and from which set the questions are."""

    class Meta(CollectionForm.Meta):
        fields = ["title", "asks", "framework_version", "question", "is_shared", "kind", "due_on"]
        widgets = {**CollectionForm.Meta.widgets, "asks": forms.RadioSelect}
        labels = {
            **CollectionForm.Meta.labels,
            "asks": "Wat halen jullie op?",
            "framework_version": "Uit welk raamwerk komen de vragen?",
            "is_shared": "Alle leden van de coalitie lezen wat elke school levert",
        }
        help_texts = {
            **CollectionForm.Meta.help_texts,
            "is_shared": "Zonder vinkje lezen alleen wie de coalitie begeleidt en het bureau een "
            "tekst. Elke school leest vooraf wie meeleest. Notities lezen leden altijd samen.",
            "framework_version": "Alleen bij gesprekken en peilingen. Welke vragen het worden, "
            "kies je op de volgende bladzijde.",
        }
        error_messages = {
            **CollectionForm.Meta.error_messages,
            "asks": {"required": "Kies wat jullie ophalen"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["asks"].choices = [
            (Collection.Asks.TEXT, "Een tekst, bestanden of allebei"),
            (
                Collection.Asks.NOTES,
                "Notities van gesprekken: leden vragen het thuis aan collega’s, "
                "met vragen uit een raamwerk",
            ),
            (
                Collection.Asks.POLL,
                "Een peiling: elke school deelt een link, collega’s antwoorden anoniem",
            ),
        ]
        version = self.fields["framework_version"]
        version.queryset = FrameworkVersion.objects.select_related("framework").filter(
            Q(pk__in=FrameworkVersion.objects.newest().values("pk"))
            | Q(pk=self.instance.framework_version_id)
        )
        version.empty_label = "Geen raamwerk"

    def clean(self):
        cleaned = super().clean()
        asks = cleaned.get("asks")
        if asks == Collection.Asks.TEXT:
            cleaned["framework_version"] = None
        elif asks and not cleaned.get("framework_version"):
            self.add_error(
                "framework_version",
                "Kies uit welk raamwerk de vragen komen",
            )
        elif asks == Collection.Asks.POLL and not askable(cleaned["framework_version"].shown):
            self.add_error(
                "framework_version",
                "In deze set staat geen vraag met keuzes. Kies een andere set, of gesprekken.",
            )
        return cleaned


class QuestionsForm(forms.Form):
    """Which questions of the set are asked, section by section."""

    def __init__(self, *args, collection, **kwargs):
        super().__init__(*args, **kwargs)
        self.collection = collection
        chosen = {str(one) for one in collection.concepts}
        sections = collection.definition["sections"]
        usable = (
            askable(collection.definition)
            if collection.asks_poll
            else questions_of(collection.definition)
        )
        for section in sections:
            questions = [one for one in section["questions"] if one in usable]
            if not questions:
                continue
            self.fields[section["code"]] = forms.MultipleChoiceField(
                label=section["title"],
                help_text=section["purpose"],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(one["concept"], in_list(one)) for one in questions],
                initial=[one["concept"] for one in questions if one["concept"] in chosen],
            )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.chosen():
            raise forms.ValidationError("Kies ten minste één vraag")
        return cleaned

    def chosen(self):
        """The questions, in the order of the set."""
        return [one for name in self.fields for one in self.cleaned_data[name]]


def in_list(question):
    return f"{question['text']} (vaste kern)" if question["core"] else question["text"]


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
        if self.instance.collection.asks_notes or self.instance.collection.asks_poll:
            self.fields["text"].label = "Wat de coalitie er nog bij moet weten"
            self.fields["text"].widget.attrs["rows"] = 4

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
        elif self.instance.collection.asks_notes:
            if not any(not note.is_empty for note in self.instance.notes.all()):
                raise forms.ValidationError(
                    "Er is nog geen notitie waar iets in staat. Maak er eerst een."
                )
        elif self.instance.collection.asks_poll:
            if not polls_for([self.instance]):
                raise forms.ValidationError("Er is nog geen peiling. Open er eerst een.")
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
