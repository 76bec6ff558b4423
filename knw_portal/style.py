"""What `/stijl/` shows: samples of every base part, with invented words and days around today."""

import re
from datetime import timedelta
from functools import cache

from django import forms
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now

COLOURS = {
    "paper": "grond van elke pagina",
    "sheet": "waar je invult",
    "linen": "paneel en voet",
    "rule": "haarlijn",
    "edge": "rand van een knop of veld",
    "ink": "tekst",
    "ink-soft": "bijschrift",
    "woad": "link en knop",
    "woad-deep": "knop, aangewezen",
    "woad-mid": "vlak in een figuur",
    "woad-light": "vlak in een figuur",
    "woad-tint": "gekozen antwoord",
    "madder": "de draad, gevraagd, fout",
    "weld": "focus",
    "weld-tint": "aandacht, markeerstift",
    "ochre": "andere kant in een figuur",
    "ochre-light": "andere kant in een figuur",
    "moss": "klaar",
    "moss-tint": "vlak bij klaar",
}


class SampleForm(forms.Form):
    name = forms.CharField(
        label="Je naam", widget=forms.TextInput(attrs={"autocomplete": "name", "class": "middle"})
    )
    email = forms.EmailField(
        label="E-mailadres van je werk",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "middle"}),
        error_messages={"invalid": "Schrijf je e-mailadres met een @, bijvoorbeeld naam@school.nl"},
    )
    function = forms.ChoiceField(
        label="Je functie",
        help_text="Deze coalitie zoekt nog een onderwijsontwikkelaar, maar iedereen is welkom.",
        choices=[("docent", "Docent"), ("onderwijskundige", "Onderwijskundige")],
        widget=forms.Select(attrs={"class": "middle"}),
    )
    hours = forms.IntegerField(
        label="Hoeveel uur per maand heb je hiervoor?",
        help_text="Reken op 8 uur per maand, met zes bijeenkomsten in het jaar.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={"invalid": "Vul in hoeveel uur per maand je hebt, in cijfers"},
    )
    agreed = forms.ChoiceField(
        label="Heb je dit met je leidinggevende overlegd?",
        choices=[("yes", "Ja, en het is akkoord"), ("later", "Nog niet, dat doe ik vóór de start")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies of je het met je leidinggevende hebt overlegd"},
    )
    days = forms.MultipleChoiceField(
        label="Op welke dagen kun je?",
        help_text="Kies er zoveel als je wilt.",
        choices=[("tue", "dinsdag"), ("wed", "woensdag"), ("thu", "donderdag")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    start = forms.DateField(
        label="Vanaf wanneer?",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )
    brings = forms.CharField(
        label="Wat breng je mee?",
        help_text="Ervaring, een voorbeeld uit je school, een goede vraag. Een paar zinnen.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    rules = forms.BooleanField(
        label="Ik ga zorgvuldig om met wat anderen vertellen",
        error_messages={"required": "Zet een vinkje als je hiermee akkoord gaat"},
    )


WRONG = {
    "name": "Priya Ramdin",
    "email": "p.ramdin.school.example.org",
    "function": "docent",
    "hours": "een dagdeel",
    "days": ["tue"],
    "brings": "Ervaring met onderwijsaudits en met kwaliteit vroeg meenemen in een pilot.",
}


def context(request):
    if "melding" in request.GET:
        messages.success(
            request, "Je aanmelding is verstuurd. Het bureau laat binnen twee weken iets weten."
        )
    if request.method == "POST":
        form = SampleForm(request.POST)
        if form.is_valid():
            messages.success(
                request, "Alles was goed ingevuld. Dit is een voorbeeld: er is niets bewaard."
            )
    else:
        form = SampleForm(WRONG if "fout" in request.GET else None)
    at = now()
    lost = SampleForm()
    lost.conflict = [
        {
            "field": form["brings"],
            "mine": "Ervaring met onderwijsaudits, en een voorbeeld van een teamplan.",
            "theirs": "Ervaring met onderwijsaudits.\n\nEen vragenlijst voor startende docenten.",
        }
    ]
    return {
        "sheet": {"title": "Mensen", "xlsx": "#xlsx", "csv": "#csv"},
        "form": form,
        "lost": lost if "botsing" in request.GET else None,
        "colours": swatches(),
        "icons": icon_names(),
        "crumbs": [("Coalities", "#"), ("Teams aan zet 3.0", "#")],
        "tabs": [
            ("Alles", reverse("style")),
            ("Lettertype", "#letter"),
            ("Formulier", "#formulier"),
        ],
        "facts": [
            ("Wanneer", "donderdag, 13.00 tot 16.00 uur"),
            ("Waar", "Zwolle"),
            ("Wie", "11 van de 14"),
        ],
        "today": localdate(at),
        "late": localdate(at) - timedelta(days=4),
        "soon": localtime(at).replace(hour=16, minute=0) + timedelta(days=9),
        "later": localtime(at).replace(hour=17, minute=30) + timedelta(days=9),
        "far": localdate(at) + timedelta(days=240),
    }


@cache
def swatches():
    """The colours of the stylesheet, each with its contrast on paper, read from the file."""
    values = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", read("portal.css")))
    return [
        {
            "name": name,
            "value": values[name],
            "use": use,
            "contrast": contrast(values[name], values["paper"]),
        }
        for name, use in COLOURS.items()
    ]


@cache
def icon_names():
    return [
        name for name in re.findall(r'<symbol id="([a-z-]+)"', read("icons.svg")) if name != "knot"
    ]


def read(name):
    with open(finders.find(name), encoding="utf-8") as file:
        return file.read()


def contrast(one, other):
    """The contrast of two colours as WCAG reckons it: 4.5 is needed for text, 3 for an edge."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return round((light + 0.05) / (dark + 0.05), 1)


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
