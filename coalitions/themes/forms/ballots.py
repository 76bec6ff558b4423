"""The ballot of each method: what somebody may give, and what stands in the page again."""

from django import forms

from coalitions.themes.models import (
    ThemeRound,
)
from knw_portal.templatetags.portal import number


class TicksForm(forms.Form):
    """What somebody ticks. How many may be ticked is decided here, on the server."""

    thema = forms.MultipleChoiceField(
        label="Thema’s",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Kies uit de thema’s op deze lijst."},
    )
    eerste = forms.ChoiceField(label="Eerste keus", required=False, widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, themes, round, **kwargs):
        super().__init__(*args, **kwargs)
        self.themes, self.max_choices = themes, round.max_choices
        choices = [(str(theme.pk), str(theme)) for theme in themes]
        self.fields["thema"].choices = choices
        self.fields["eerste"].choices = choices

    def clean(self):
        cleaned = super().clean()
        chosen, star = cleaned.get("thema", []), cleaned.get("eerste", "")
        if "thema" not in self.errors:
            if not chosen:
                self.add_error(
                    "thema", "Kruis ten minste één thema aan, of kies onderaan voor onthouden."
                )
            elif len(chosen) > self.max_choices:
                self.add_error(
                    "thema",
                    f"Je kruiste {number(len(chosen))} thema’s aan. Het mogen er hooguit"
                    f" {number(self.max_choices)} zijn: haal er"
                    f" {number(len(chosen) - self.max_choices)} weg.",
                )
            if star and star not in chosen:
                # Beside the themes: the star of a theme without a tick may be out of sight.
                self.add_error("thema", "Geef de ster aan een thema dat je ook aankruist.")
        return cleaned

    @property
    def marks(self):
        """The ticked themes: id → whether it has the star."""
        star = self.cleaned_data["eerste"]
        return {int(pk): pk == star for pk in self.cleaned_data["thema"]}

    def lines(self, held):
        """The themes with what is ticked: what was just sent, else what stands."""
        sent = self.data.getlist("thema") if self.is_bound else [str(pk) for pk in held]
        star = (
            self.data.get("eerste")
            if self.is_bound
            else next((str(pk) for pk, starred in held.items() if starred), None)
        )
        for theme in self.themes:
            pk = str(theme.pk)
            # A star beside a theme without a tick is out of sight, so it is let go of.
            starred = pk == star and pk in sent
            said = "eerste keus" if starred else ""
            yield {"theme": theme, "chosen": pk in sent, "starred": starred, "said": said}


class NumbersForm(forms.Form):
    """A number beside each theme: `label` says what it is, `name` begins its field."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = said = nothing = ""

    def __init__(self, *args, themes, round, **kwargs):
        super().__init__(*args, **kwargs)
        self.themes, self.round = themes, round
        for theme in themes:
            self.fields[self.key(theme)] = self.field(theme)

    def key(self, theme):
        return f"{self.name}-{theme.pk}"

    def clean(self):
        cleaned = super().clean()
        given = {theme: cleaned.get(self.key(theme)) for theme in self.themes}
        given = {theme: int(number) for theme, number in given.items() if number}
        if not self.errors:
            self.check(given) if given else self.add_error(None, self.nothing)
        self.marks = {theme.pk: number for theme, number in given.items()}
        return cleaned

    def lines(self, held):
        """The themes with their numbers: what was just sent, else what stands."""
        for theme in self.themes:
            field = self[self.key(theme)]
            value = field.value() if self.is_bound else held.get(theme.pk)
            yield {
                "theme": theme,
                "field": field,
                "value": "" if value in (None, "0", 0) else value,
                "chosen": value not in (None, "", "0", 0),
                "said": self.said.format(value),
            }


class PointsForm(NumbersForm):
    """Points over themes. How many there are is decided here, on the server."""

    name, said = "punten", "{} van de punten"
    nothing = "Geef ten minste één thema een punt, of kies onderaan voor onthouden."

    def field(self, theme):
        return forms.IntegerField(
            label=f"Punten voor {theme}",
            required=False,
            min_value=0,
            max_value=self.round.points,
            error_messages={
                "invalid": f"{theme}: vul een heel getal in.",
                "min_value": f"{theme}: vul een getal vanaf 0 in.",
                "max_value": f"{theme}: dat zijn meer dan de {self.round.points} punten samen.",
            },
        )

    def check(self, given):
        total, most = sum(given.values()), self.round.points
        if total > most:
            self.add_error(
                None,
                f"Je verdeelde {total} punten. Het mogen er hooguit {most} zijn:"
                f" haal er {total - most} weg.",
            )
        if len(given) > self.round.max_choices:
            self.add_error(
                None,
                f"Je gaf {number(len(given))} thema’s punten. Het mogen er hooguit"
                f" {number(self.round.max_choices)} zijn.",
            )


class RankingForm(NumbersForm):
    """A place for some of the themes, from 1 on and without holes."""

    name, said = "plaats", "plaats {}"
    nothing = "Zet ten minste één thema op plaats 1, of kies onderaan voor onthouden."

    def field(self, theme):
        places = [(str(place), str(place)) for place in self.places]
        return forms.ChoiceField(
            label=f"Plaats van {theme}", required=False, choices=[("", "–"), *places]
        )

    @property
    def places(self):
        return range(1, min(self.round.max_choices, len(self.themes)) + 1)

    def check(self, given):
        for place in self.places:
            here = [theme for theme, number in given.items() if number == place]
            if len(here) > 1:
                titles = " en ".join(f"‘{theme}’" for theme in here)
                self.add_error(
                    self.key(here[-1]),
                    f"Plaats {place} staat bij {titles}. Geef elk thema een eigen plaats.",
                )
        missing = set(range(1, max(given.values()) + 1)) - set(given.values())
        if missing:
            self.add_error(
                None, f"Plaats {min(missing)} is nog leeg. Begin bij 1 en sla geen plaats over."
            )


BALLOT_FORMS = {
    ThemeRound.Method.APPROVAL: TicksForm,
    ThemeRound.Method.POINTS: PointsForm,
    ThemeRound.Method.RANKING: RankingForm,
}
