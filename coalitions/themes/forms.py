import re

from django import forms

from coalitions.themes.models import Idea, Theme, ThemeRound
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
            "seats",
            "max_choices",
            "tie_break",
            "tie_rule",
            "proposals_close_at",
            "vote_opens_at",
            "vote_closes_at",
            "meeting_on",
        ]
        labels = {"max_choices": "Hoeveel thema's een school hooguit kiest"}
        help_texts = {
            "tie_break": "Zo rekent de telling bij een gelijke stand om de laatste plaats.",
            "tie_rule": "In woorden. Ambassadeurs lezen dit voordat ze stemmen.",
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
        for name in ("seats", "max_choices"):
            if cleaned.get(name) == 0:
                self.add_error(name, "Vul een getal vanaf 1 in.")
        return cleaned


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


class BallotForm(forms.Form):
    """What somebody ticks. How many may be ticked is decided here, on the server."""

    thema = forms.MultipleChoiceField(
        label="Thema's",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Kies uit de thema's op deze lijst."},
    )
    eerste = forms.ChoiceField(label="Eerste keus", required=False, widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, themes, max_choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.max_choices = max_choices
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
    def chosen(self):
        return [int(pk) for pk in self.cleaned_data["thema"]]

    @property
    def star(self):
        return int(self.cleaned_data["eerste"] or 0) or None


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
