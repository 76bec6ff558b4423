import re

from django import forms

from coalitions.themes.models import Idea, Theme, ThemeRound
from coalitions.themes.models.rounds import TIE_RULES
from knw_portal.forms import VersionedForm
from knw_portal.people.doors import DoorForm
from knw_portal.people.models import Institution
from knw_portal.templatetags.portal import number


class IdeaForm(DoorForm):
    class Meta:
        model = Idea
        fields = ["title", "issue", "name", "email", "institution_name"]
        labels = {
            "title": "Je idee in één regel",
            "issue": "Welk vraagstuk zit erachter?",
            "name": "Je naam",
            "email": "Je e-mailadres",
            "institution_name": "Waar je werkt",
        }
        help_texts = {
            "issue": "Waar loop je tegenaan, en waarom is dat meer dan een vraag van jouw school?"
        }
        error_messages = {
            "title": {"required": "Schrijf je idee in één regel op"},
            "issue": {"required": "Schrijf op welk vraagstuk erachter zit"},
        }
        widgets = {"issue": forms.Textarea(attrs={"rows": 6})}


class MomentInput(forms.DateTimeInput):
    """A day and a time, by the browser's own picker."""

    def __init__(self):
        super().__init__(
            attrs={"type": "datetime-local", "class": "middle"}, format="%Y-%m-%dT%H:%M"
        )


class RoundForm(VersionedForm):
    """The dates and rules of a round. They are fixed once the vote is opened."""

    class Meta:
        model = ThemeRound
        fields = [
            "title",
            "method",
            "seats",
            "max_choices",
            "points",
            "tie_break",
            "tie_rule",
            "proposals_close_at",
            "vote_opens_at",
            "vote_closes_at",
            "meeting_on",
        ]
        labels = {"max_choices": "Hoeveel thema's een school hooguit kiest"}
        help_texts = {
            "method": "In de zaal: dan stemt er niemand in het portaal.",
            "points": "Alleen als scholen punten verdelen.",
            "tie_break": "Alleen bij aankruisen. Zo rekent de telling bij een gelijke stand om de"
            " laatste plaats.",
            "tie_rule": "In woorden. Kies je een andere manier, dan past deze tekst zich aan,"
            " tenzij je zelf iets schreef. Ambassadeurs lezen dit voordat ze stemmen.",
            "vote_opens_at": "Niet eerder dan het sluiten van de voorstellen.",
            "vote_closes_at": "Op de seconde: een stem die daarna binnenkomt, telt niet.",
        }
        widgets = {
            "tie_rule": forms.Textarea(attrs={"rows": 3}),
            "proposals_close_at": MomentInput(),
            "vote_opens_at": MomentInput(),
            "vote_closes_at": MomentInput(),
            "meeting_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean(self):
        cleaned = super().clean()
        proposals, opens, closes = (
            cleaned.get(name) for name in ("proposals_close_at", "vote_opens_at", "vote_closes_at")
        )
        if proposals and opens and opens < proposals:
            self.add_error("vote_opens_at", "Laat de stemming pas beginnen als de lijst vastligt.")
        if opens and closes and closes <= opens:
            self.add_error("vote_closes_at", "Laat de stemming sluiten nadat hij begon.")
        for name in ("seats", "max_choices", "points"):
            if cleaned.get(name) == 0:
                self.add_error(name, "Vul een getal vanaf 1 in.")
        self.fit_tie_rule(cleaned)
        return cleaned

    def fit_tie_rule(self, cleaned):
        """Stars exist where themes are ticked; and the words are those of the method."""
        method, words = cleaned.get("method"), cleaned.get("tie_rule", "")
        if method in (ThemeRound.Method.POINTS, ThemeRound.Method.RANKING):
            cleaned["tie_break"] = ThemeRound.TieBreak.DECISION
        if " ".join(words.split()) in TIE_RULES.values() and method in TIE_RULES:
            cleaned["tie_rule"] = TIE_RULES[method]


class NewRoundForm(RoundForm):
    class Meta(RoundForm.Meta):
        fields = ["school_year", *RoundForm.Meta.fields]
        help_texts = {
            **RoundForm.Meta.help_texts,
            "school_year": "Het schooljaar waarin de coalities werken, bijvoorbeeld 2028-2029.",
        }

    def clean_school_year(self):
        years = re.fullmatch(r"(20\d\d)-(20\d\d)", self.cleaned_data["school_year"].strip())
        if not years or int(years[2]) != int(years[1]) + 1:
            raise forms.ValidationError("Schrijf het schooljaar als 2028-2029.")
        return years[0]


class ThemeForm(VersionedForm):
    """A proposal for the long list, by an ambassador."""

    class Meta:
        model = Theme
        fields = ["title", "edition", "issue", "urgency"]
        help_texts = {
            "title": "Kort. Een vervolg heet hetzelfde als de coalitie waarop het voortbouwt.",
            "edition": "Alleen bij een vervolg, bijvoorbeeld 3.0.",
            "issue": "Waar lopen scholen tegenaan?",
            "urgency": "Waarom moet dit nu, en kan het niet een jaar wachten?",
        }
        error_messages = {
            "title": {"required": "Geef het thema een titel"},
            "issue": {"required": "Schrijf op welk vraagstuk erachter zit"},
            "urgency": {"required": "Schrijf op waarom dit nu speelt"},
        }
        widgets = {
            "issue": forms.Textarea(attrs={"rows": 4}),
            "urgency": forms.Textarea(attrs={"rows": 4}),
        }

    def _get_validation_exclusions(self):
        # So that "already on this list" is found here and not by the database.
        return super()._get_validation_exclusions() - {"round", "withdrawn_at"}


class BureauThemeForm(ThemeForm):
    """The same, with where it comes from."""

    institution = forms.ModelChoiceField(
        Institution.objects.affiliated(), label="Ingebracht door", required=False
    )

    class Meta(ThemeForm.Meta):
        fields = [*ThemeForm.Meta.fields, "origin", "institution"]


class TicksForm(forms.Form):
    """What somebody ticks. How many may be ticked is decided here, on the server."""

    thema = forms.MultipleChoiceField(
        label="Thema's",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Kies uit de thema's op deze lijst."},
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
                    f"Je kruiste {number(len(chosen))} thema's aan. Het mogen er hooguit"
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


class DecisionForm(forms.Form):
    """Chosen or not, and why, for each theme of the result: rows of one form.

    `winners` won by the count; `tied` were equally strong at the last seat. Who is chosen without
    having won, or won and is not chosen, needs a reason.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, themes, winners, **kwargs):
        super().__init__(*args, **kwargs)
        self.themes, self.winners = themes, winners
        for theme in themes:
            self.fields[f"gekozen-{theme.pk}"] = forms.BooleanField(
                label=f"{theme} is gekozen", required=False
            )
            self.fields[f"motivering-{theme.pk}"] = forms.CharField(
                label=f"Motivering bij {theme}",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self):
        cleaned = super().clean()
        for theme in self.themes:
            is_chosen = cleaned.get(f"gekozen-{theme.pk}", False)
            departs = is_chosen != (theme.pk in self.winners)
            if departs and not cleaned.get(f"motivering-{theme.pk}"):
                self.add_error(
                    f"motivering-{theme.pk}",
                    f"{theme}: schrijf op waarom dit anders is dan de uitslag.",
                )
        if not any(cleaned.get(f"gekozen-{theme.pk}") for theme in self.themes):
            self.add_error(None, "Kies ten minste één thema.")
        return cleaned

    @property
    def rows(self):
        """(theme, is chosen, motivation) for each theme."""
        return [
            (
                theme,
                self.cleaned_data[f"gekozen-{theme.pk}"],
                self.cleaned_data[f"motivering-{theme.pk}"],
            )
            for theme in self.themes
        ]
