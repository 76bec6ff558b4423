"""What somebody says about a poll before it opens."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils.timezone import localdate, make_aware

from frameworks.figures.gate import MINIMUM
from frameworks.polls.models import Poll

MOST_ROLES, MOST_DAYS = 6, 60
FEW = (
    "Je vraagt minder dan {limit} mensen. Dan is er misschien niets te zien, of alleen in één "
    "woord waar het midden ligt. Een gesprek met de gesprekskaart geeft meer. Wil je het toch? "
    "Zet dan dit vinkje."
)
PER_ROLE = (
    "Zet elke rol op een eigen regel, of laat dit leeg. Kies rollen waar minstens vijf mensen bij "
    "horen. Je ziet bij vragen met stappen dan een woord per rol, en niet de aantallen van "
    "iedereen: samen zou dat te veel verraden."
)


class PollForm(forms.Form):
    """Which questions, of how many people. `questions`: those that can be asked."""

    questions = forms.MultipleChoiceField(
        label="Welke vragen leg je voor?",
        help_text="Kies er niet te veel: tot tien vragen vult iemand in vijf minuten in.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies één of meer vragen"},
    )
    intro = forms.CharField(
        label="Waarvoor vraag je het?",
        help_text="Eén zin die boven de peiling staat, bijvoorbeeld: we bespreken het op 3 maart.",
        max_length=300,
        required=False,
    )
    invited = forms.IntegerField(
        label="Hoeveel mensen vraag je?",
        help_text="Wie de link krijgt. Ongeveer mag.",
        min_value=MINIMUM,
        max_value=5000,
        error_messages={
            "required": "Vul in hoeveel mensen je vraagt",
            "invalid": "Vul een getal in, bijvoorbeeld 23",
            "min_value": "Van minder dan %(limit_value)s mensen is nooit iets te zien. Gebruik de "
            "gesprekskaart en praat erover",
            "max_value": "Vul hoogstens %(limit_value)s in",
        },
    )
    cells = forms.CharField(
        label="Wil je per rol zien waar het midden ligt?",
        help_text=PER_ROLE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minimum = forms.IntegerField(
        label="Vanaf hoeveel antwoorden is iets te zien?",
        help_text="Vijf is het minste. Hoger mag; na het openen ligt het vast.",
        min_value=MINIMUM,
        max_value=50,
        initial=MINIMUM,
        error_messages={
            "required": "Vul een getal in, vijf of hoger",
            "invalid": "Vul een getal in, vijf of hoger",
            "min_value": "Het minste is %(limit_value)s. Hoger mag",
            "max_value": "Vul hoogstens %(limit_value)s in",
        },
    )
    knows_small = forms.BooleanField(
        label="We weten dat de groep klein is en doen het toch", required=False
    )

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.askable = {one["code"]: one for one in questions}
        self.fields["questions"].choices = [
            (code, f"{one['text']}{' (open tekst)' if one['kind'] == 'open' else ''}")
            for code, one in self.askable.items()
        ]

    def clean_cells(self):
        cells = [" ".join(line.split()) for line in self.cleaned_data["cells"].splitlines()]
        cells = list(dict.fromkeys(filter(None, cells)))
        if len(cells) == 1:
            raise forms.ValidationError("Zet er minstens twee rollen neer, of laat het leeg")
        if len(cells) > MOST_ROLES:
            raise forms.ValidationError(f"Zet er hoogstens {MOST_ROLES} rollen neer")
        if any(len(cell) > 60 for cell in cells):
            raise forms.ValidationError("Maak elke rol korter dan 60 tekens")
        return cells

    def clean(self):
        cleaned = super().clean()
        invited, minimum = cleaned.get("invited"), cleaned.get("minimum")
        if invited and minimum:
            if invited < minimum:
                self.add_error("minimum", "Dit is meer dan het aantal mensen dat je vraagt")
            elif invited < 2 * minimum and not cleaned["knows_small"]:
                self.add_error("knows_small", FEW.format(limit=2 * minimum))
        return cleaned

    @property
    def is_small(self):
        """Whether the card should be offered before anything is asked."""
        return self.has_error("knows_small") or self.has_error("invited", "min_value")

    def details(self):
        """What `prepare_poll` wants to know."""
        cleaned = self.cleaned_data
        writes = any(self.askable[code]["kind"] == "open" for code in cleaned["questions"])
        names = ("questions", "intro", "invited", "cells", "minimum")
        texts = Poll.Texts.MODERATED if writes else Poll.Texts.NONE
        return {"texts": texts, **{name: cleaned[name] for name in names}}


class OpeningForm(forms.Form):
    closes_on = forms.DateField(
        label="Tot en met welke dag kan men antwoorden?",
        help_text="De peiling sluit aan het eind van die dag. Eerder sluiten kan ook.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Kies een dag",
            "invalid": "Schrijf een dag zoals 3-12-2026",
        },
    )

    def clean_closes_on(self):
        day = self.cleaned_data["closes_on"]
        if not localdate() <= day <= localdate() + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(f"Kies een dag binnen {MOST_DAYS} dagen, vandaag of later")
        return day

    @property
    def closes_at(self):
        return make_aware(datetime.combine(self.cleaned_data["closes_on"], time(23, 59, 59)))


class ReviewForm(forms.Form):
    """What becomes of a text that somebody wrote."""

    review = forms.ChoiceField(
        label="Wat doen we met deze tekst?",
        choices=[("ok", "Zo laten zien"), ("redacted", "Aanpassen"), ("removed", "Weglaten")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wat er met deze tekst gebeurt"},
    )
    wording = forms.CharField(
        label="De aangepaste tekst",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("review") == "redacted" and not cleaned.get("wording"):
            self.add_error("wording", "Schrijf op hoe de tekst wordt")
        return cleaned
