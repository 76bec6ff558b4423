"""The forms with which a draft is written; who loses a race sees both texts."""

from django import forms
from django.utils.text import capfirst

from frameworks.definitions.axes import AXES, names
from frameworks.definitions.drafting import Refused, rubric, with_new
from frameworks.definitions.forms import WRITERS
from frameworks.definitions.models import FrameworkVersion, Question, Section
from frameworks.definitions.reading import MOST_QUESTIONS, points_of
from knw_portal.people.models import Group

BOX_KINDS = [
    ("", "Nog niet gezegd"),
    ("open", "tekst"),
    ("number", "een getal"),
    ("date", "een datum"),
    ("one", "een keuze uit een lijstje"),
]
NOUNS = {"one": "Keuze", "many": "Keuze", "table": "Kolom", "grid": "Kolom", "scale": "Trede"}
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
        help_text="Bijvoorbeeld: onderwijsteams die net beginnen.",
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


def is_listed(name):
    return name.startswith(("points:", "lines:"))


class AudienceForm(SeenForm):
    audience = Line(label="Voor wie", max_length=60, required=False)

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


class QuestionForm(SeenForm):
    """Every part of one question but its kind, its place and its condition."""

    text = words("Vraag", 500, required=True, said="Een vraag heeft een tekst nodig")
    help = words("Toelichting", 500, help_text="Eén of twee zinnen die helpen bij het antwoord.")
    source = Line(label="Bron", max_length=200, required=False)
    core = forms.BooleanField(
        label="Vaste kern: deze vraag krijgt elk team, ook als er weinig tijd is", required=False
    )

    def __init__(self, data=None, *, row):
        self.noun = NOUNS.get(row.kind, "")
        self.lists = {
            name: list(scale.points.all()) if scale else None
            for name, scale in (("points", row.scale), ("lines", row.lines))
        }
        super().__init__(data, row=row)

    def stored(self, row):
        found = {
            "text": row.text,
            "help": row.help,
            "source": row.source,
            "core": row.is_core,
        }
        for name, points in self.lists.items():
            for number, point in enumerate(points or (), start=1):
                found[f"{name}:{point.code}"] = point.text
                found[f"{name}:{point.code}:at"] = number
                found[f"{name}:{point.code}:kind"] = point.kind
                found[f"{name}:{point.code}:options"] = "\n".join(
                    option["text"] for option in point.options
                )
        places = {}
        for place in row.places.all():
            places.setdefault(place.value.axis.code, []).append(place.value.code)
        return found | {f"axis:{axis}": places.get(axis, []) for axis in AXES}

    def build(self):
        for name, points in self.lists.items():
            if points is None:
                continue
            noun = "Rij" if name == "lines" else self.noun
            for number, point in enumerate(points, start=1):
                self.fields[f"{name}:{point.code}"] = (
                    words(f"{noun} {number}", 400)
                    if self.row.kind == Question.Kind.SCALE
                    else Line(label=f"{noun} {number}", max_length=400, required=False)
                )
                if self.row.kind == Question.Kind.SCALE:
                    continue
                self.fields[f"{name}:{point.code}:at"] = forms.IntegerField(
                    label=f"Plek van {noun.lower()} {number}", required=False, min_value=1
                )
                if self.row.kind == Question.Kind.GRID and name == "points":
                    self.fields[f"{name}:{point.code}:kind"] = forms.ChoiceField(
                        label=f"Wat vul je in bij kolom {number}?",
                        choices=BOX_KINDS,
                        required=False,
                    )
                    self.fields[f"{name}:{point.code}:options"] = words(
                        f"Keuzes van kolom {number}",
                        4000,
                        help_text="Alleen bij een keuze uit een lijstje. Eén per regel.",
                    )
            if self.row.kind != Question.Kind.SCALE:
                self.fields[f"{name}:new"] = self.adder(name, points)
        for axis, (_, label, _) in AXES.items():
            self.fields[f"axis:{axis}"] = forms.MultipleChoiceField(
                label=capfirst(label),
                choices=names(axis),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def adder(self, name, points):
        plural = {"Keuze": "keuzes", "Kolom": "kolommen"}.get(self.noun, "keuzes")
        noun = "rijen" if name == "lines" else plural
        text = f"Eén {'rij' if name == 'lines' else self.noun.lower()} per regel."
        if self.row.kind == Question.Kind.GRID and name == "points":
            text += (
                " Zet erachter wat je invult: (open), (getal), (datum) of keuzes als (ja/nee/soms)."
            )
        return words(f"{'Nieuwe ' if points else ''}{noun}".capitalize(), 8000, help_text=text)

    def rows(self, name):
        """The fields of each point of a list, for a page that puts them on one line."""
        return [
            {
                part: self[f"{name}:{point.code}{ending}"]
                for part, ending in (
                    ("text", ""),
                    ("at", ":at"),
                    ("kind", ":kind"),
                    ("options", ":options"),
                )
                if f"{name}:{point.code}{ending}" in self.fields
            }
            for point in self.lists[name] or ()
        ]

    @property
    def parts(self):
        """Each list of this question: what it is called, its lines, the field for new ones."""
        names = {"points": f"De {self.noun.lower()}s", "lines": "De rijen"}
        names["points"] = {"Keuze": "De keuzes", "Kolom": "De kolommen"}.get(self.noun, "De schaal")
        return [
            (
                names[name],
                self.rows(name),
                self[new] if (new := f"{name}:new") in self.fields else None,
            )
            for name, points in self.lists.items()
            if points is not None
        ]

    @property
    def axes(self):
        return [self[f"axis:{axis}"] for axis in AXES]

    @property
    def is_placed(self):
        return any(field.value() for field in self.axes)

    def clean(self):
        cleaned = super().clean()
        cleaned["made"] = {name: self.points(name, cleaned) for name in self.lists}
        return cleaned

    def points(self, name, cleaned):
        """A list as it will be: what stays keeps its code, in the order of its places."""
        if self.lists[name] is None:
            return []
        if self.row.kind == Question.Kind.SCALE:
            return rubric([cleaned.get(f"{name}:{one.code}", "") for one in self.lists[name]])
        kept = []
        for number, one in enumerate(self.lists[name], start=1):
            text = cleaned.get(f"{name}:{one.code}", "")
            if text:
                at = cleaned.get(f"{name}:{one.code}:at") or number
                kept.append((at, number, self.point(name, one, text, cleaned)))
        kept = [point for _, _, point in sorted(kept, key=lambda one: one[:2])]
        columns = self.row.kind == Question.Kind.GRID and name == "points"
        try:
            made = with_new(kept, lines_of(cleaned.get(f"{name}:new", "")), columns=columns)
        except Refused as error:
            self.add_error(f"{name}:new", list(error.problems))
            return kept
        if len(made) > MOST_QUESTIONS:
            self.add_error(f"{name}:new", f"Hooguit {MOST_QUESTIONS} in één lijst.")
        return made

    def point(self, name, one, text, cleaned):
        point = {"code": one.code, "value": None, "text": text}
        kind = cleaned.get(f"{name}:{one.code}:kind")
        if not kind:
            return point
        options = []
        if kind == "one":
            given = lines_of(cleaned.get(f"{name}:{one.code}:options", ""))
            options, problems = options_of(one.options, given)
            if problems:
                self.add_error(f"{name}:{one.code}:options", problems)
        return point | {"kind": kind, "options": options}

    def values(self):
        cleaned = self.cleaned_data
        return {
            "text": cleaned["text"],
            "help": cleaned["help"],
            "source": cleaned["source"],
            "core": cleaned["core"],
            "points": cleaned["made"]["points"],
            "lines": cleaned["made"]["lines"],
            "axes": {axis: cleaned[f"axis:{axis}"] for axis in AXES},
        }


def lines_of(text):
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def options_of(old, texts):
    """The choices in a column; a text that stood there keeps its code."""
    codes = {option["text"]: option["code"] for option in old}
    given = [{"code": codes[text], "tekst": text} if text in codes else text for text in texts]
    points, problems = points_of(given, "keuzes")
    return [{"code": point["code"], "text": point["text"]} for point in points], problems


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


class RemarkForm(forms.Form):
    text = words("Opmerking", 2000, rows=3, required=True, said="Schrijf eerst een opmerking")
