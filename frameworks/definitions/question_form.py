"""The form of one question: its texts, its lists of choices, its places on the axes."""

from django import forms
from django.utils.text import capfirst

from frameworks.definitions.axes import AXES, INSIGHT, names
from frameworks.definitions.drafting import Refused, rubric, with_new
from frameworks.definitions.drafting_forms import Line, SeenForm, lines_of, words
from frameworks.definitions.models import AxisValue, QualityObject, Question
from frameworks.definitions.reading import MOST_QUESTIONS, points_of

BOX_KINDS = [
    ("", "Nog niet gezegd"),
    ("open", "tekst"),
    ("number", "een getal"),
    ("date", "een datum"),
    ("one", "een keuze uit een lijstje"),
]
NOUNS = {"one": "Keuze", "many": "Keuze", "table": "Kolom", "grid": "Kolom", "scale": "Trede"}


class QuestionForm(SeenForm):
    """Every part of one question but its kind, its place and its condition."""

    text = words("Vraag", 500, required=True, said="Een vraag heeft een tekst nodig")
    help = words("Toelichting", 500, help_text="Eén of twee zinnen die helpen bij het antwoord.")
    source = Line(label="Bron", max_length=200, required=False)
    about = forms.ChoiceField(
        label="Kwaliteit van",
        required=False,
        help_text="Waarvan bekijk je de kwaliteit? Het bureau houdt deze lijst bij.",
    )
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
            "about": row.about.code if row.about else "",
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
        chosen = QualityObject.objects.open(self.row.about_id).values_list("code", "name")
        self.fields["about"].choices = [("", "Niet iets in het bijzonder"), *chosen]
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
        called = AxisValue.objects.called(INSIGHT)
        for axis, (_, label, _) in AXES.items():
            self.fields[f"axis:{axis}"] = forms.MultipleChoiceField(
                label=capfirst(label),
                choices=[
                    (code, called.get(code, name) if axis == INSIGHT else name)
                    for code, name in names(axis)
                ],
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
            "about": cleaned["about"],
            "points": cleaned["made"]["points"],
            "lines": cleaned["made"]["lines"],
            "axes": {axis: cleaned[f"axis:{axis}"] for axis in AXES},
        }


def options_of(old, texts):
    """The choices in a column; a text that stood there keeps its code."""
    codes = {option["text"]: option["code"] for option in old}
    given = [{"code": codes[text], "tekst": text} if text in codes else text for text in texts]
    points, problems = points_of(given, "keuzes")
    return [{"code": point["code"], "text": point["text"]} for point in points], problems
