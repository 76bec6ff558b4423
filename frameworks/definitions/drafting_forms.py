"""The forms with which a draft is written; who loses a race sees both texts."""

from django import forms

from frameworks.definitions.forms import WRITERS
from frameworks.definitions.models import FrameworkVersion, Question, Section
from knw_portal.people.models import Group

# Short words for who picks a kind from a list while typing.
KINDS = [
    (Question.Kind.OPEN, "Open vraag"),
    (Question.Kind.SCALE, "Schaal met vier omschrijvingen"),
    (Question.Kind.ONE, "Eén keuze"),
    (Question.Kind.MANY, "Meer keuzes"),
    (Question.Kind.TABLE, "Tabel: per rij een keuze"),
    (Question.Kind.GRID, "Tabel met invulvakken"),
    (Question.Kind.NUMBER, "Getal"),
    (Question.Kind.DATE, "Datum"),
    (Question.Kind.AMBITION, "Ambitie"),
]


class Line(forms.CharField):
    """One line of text: what was pasted with line breaks becomes one line."""

    def clean(self, value):
        return " ".join(super().clean(value).split())


class Words(forms.CharField):
    """Text on more lines, which a browser sends with the line ends of a typewriter."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


def words(label, most, *, rows=2, required=False, help_text="", said=""):
    return Words(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": said} if said else None,
    )


FOR_WHOM = (
    "Bijvoorbeeld: onderwijsteams die net beginnen. Is het geen set voor een gesprek van een team? "
    "Schrijf dan ‘respondent’ (collega’s aan wie je iets vraagt) of ‘coalitielid’. Zo’n set staat "
    "apart, en geen team begint ermee."
)


class NewFrameworkForm(forms.Form):
    """What has to be said before the first question can be written."""

    title = Line(
        label="Titel",
        max_length=120,
        help_text="Zo heet het raamwerk voor teams. De titel ligt daarna vast.",
        error_messages={"required": "Geef het raamwerk een titel"},
    )
    audience = Line(
        label="Voor wie",
        max_length=60,
        required=False,
        help_text=FOR_WHOM,
    )
    group = forms.ModelChoiceField(
        Group.objects.none(),
        label="Van welke groep is dit raamwerk?",
        empty_label="Kies een groep",
        help_text="De leden van deze groep schrijven eraan mee.",
        error_messages={"required": "Kies van welke groep het raamwerk is"},
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        groups = [pk for pk in user.duties.groups if user.duties.in_group(pk, *WRITERS)]
        self.fields["group"].queryset = Group.objects.filter(pk__in=groups)
        if len(groups) == 1:
            self.initial["group"] = groups[0]


class SectionTitleForm(forms.Form):
    title = Line(
        label="Nieuw onderdeel",
        max_length=120,
        error_messages={"required": "Geef het onderdeel een titel"},
    )


class QuickQuestionForm(forms.Form):
    """A line, Enter, the next question."""

    text = Line(
        label="Nieuwe vraag",
        max_length=500,
        error_messages={"required": "Typ een vraag en druk op Enter"},
    )
    kind = forms.ChoiceField(label="Soort", choices=KINDS)


class KindForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="Nieuwe soort", choices=KINDS)


class SeenForm(forms.Form):
    """Edits a row of a draft. It carries which save of the row the person saw."""

    seen = forms.CharField(widget=forms.HiddenInput)
    conflict = ()

    def __init__(self, data=None, *, row):
        self.row = row
        super().__init__(data, initial={**self.stored(row), "seen": self.token(row)})
        self.build()

    def token(self, row):
        return row.seen

    def build(self):
        """The fields that depend on the row."""

    def carried_over(self, row):
        """The same form against the row as it is now, with mine beside theirs.

        It carries the new save, so that sending it once more is a choice made with open eyes.
        """
        fresh = type(self)(row=row)
        data = self.data.copy()
        for name in fresh.fields:
            # A choice that the other added stays; an empty box would take it away again.
            if is_listed(name) and name not in data:
                data[name] = fresh.initial.get(name) or ""
        for name in self.data:
            # A choice that the other took away and that I wrote stands among the new ones.
            kind, _, rest = name.partition(":")
            if is_listed(name) and ":" not in rest and name not in fresh.fields:
                data[f"{kind}:new"] = f"{data.get(f'{kind}:new', '')}\n{data[name]}".strip()
        data["seen"] = self.token(row)
        form = type(self)(data, row=row)
        form.conflict = [
            {"field": form[name], "mine": mine, "theirs": theirs}
            for name in form.fields
            if name != "seen" and not name.endswith(":at")
            for mine in [form.fields[name].clean(form[name].data)]
            for theirs in [fresh.initial.get(name, "")]
            if (mine or "") != (theirs or "")
        ]
        return form


def lines_of(text):
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def is_listed(name):
    return name.startswith(("points:", "lines:"))


class AudienceForm(SeenForm):
    audience = Line(label="Voor wie", max_length=60, required=False, help_text=FOR_WHOM)

    def __init__(self, data=None, *, row):
        super().__init__(data, row=row)
        # An empty audience is something that was seen, too.
        self.fields["seen"].required = False

    def token(self, row):
        return row.audience

    def stored(self, row: FrameworkVersion):
        return {"audience": row.audience}


class SectionForm(SeenForm):
    title = Line(
        label="Titel", max_length=120, error_messages={"required": "Geef het onderdeel een titel"}
    )
    purpose = words("Doel", 400, help_text="Waarom praten jullie hierover?")
    minutes = forms.IntegerField(
        label="Minuten",
        required=False,
        min_value=1,
        max_value=480,
        help_text="Laat je dit leeg, dan schat het portaal de tijd uit de vragen.",
    )
    steps = words(
        "Stappen",
        10_000,
        rows=5,
        help_text="Hoe pakt wie het gesprek leidt dit aan? Eén stap per regel.",
    )

    def stored(self, row: Section):
        return {
            "title": row.title,
            "purpose": row.purpose,
            "minutes": row.minutes,
            "steps": "\n".join(row.steps),
        }

    def clean_steps(self):
        steps = lines_of(self.cleaned_data["steps"])
        if any(len(step) > 300 for step in steps):
            raise forms.ValidationError("Een stap mag hooguit 300 tekens lang zijn.")
        return "\n".join(steps)

    def values(self):
        cleaned = self.cleaned_data
        return {
            "title": cleaned["title"],
            "purpose": cleaned["purpose"],
            "minutes": cleaned["minutes"],
            "steps": cleaned["steps"].split("\n") if cleaned["steps"] else [],
        }


class ConditionForm(forms.Form):
    """Which answers to an earlier question lead to this one."""

    seen = forms.CharField(widget=forms.HiddenInput)
    points = forms.MultipleChoiceField(
        label="Bij welke antwoorden wordt deze vraag gesteld?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies een of meer antwoorden"},
    )

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["points"].choices = [
            (point["code"], point["text"]) for point in source["points"]
        ]


class InsightForm(SeenForm):
    """What the ten insights are called; the code of each stays, and so do all answers."""

    def token(self, row):
        return "|".join(row.values())

    def stored(self, row):
        return dict(row)

    def build(self):
        for number, code in enumerate(self.row, start=1):
            self.fields[code] = Line(
                label=f"Inzicht {number}",
                max_length=60,
                error_messages={"required": "Een inzicht heeft een naam nodig"},
            )


class RemarkForm(forms.Form):
    text = words("Opmerking", 2000, rows=3, required=True, said="Schrijf eerst een opmerking")
