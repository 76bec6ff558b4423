import re

from django import forms
from django.utils.timezone import now

from coalitions.themes.actions import parts_of
from coalitions.themes.models import EarlierWork, Idea, Theme, ThemeComment, ThemeRound
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
    """A proposal for the long list, by an ambassador. A draft needs no more than a title."""

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

    def __init__(self, *args, to_list=True, look_alikes="", **kwargs):
        super().__init__(*args, **kwargs)
        if to_list:
            # So that "already on this list" is asked of a draft that goes there.
            self.instance.published_at = self.instance.published_at or now()
        else:
            self.fields["issue"].required = self.fields["urgency"].required = False
        if look_alikes:
            # While somebody types: what looks like it. The button asks the same without a script.
            self.fields["title"].widget.attrs |= {
                "hx-get": look_alikes,
                "hx-trigger": "input changed delay:400ms",
                "hx-target": "#lijkt-op",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
                "autocomplete": "off",
            }

    def _get_validation_exclusions(self):
        # So that "already on this list" is found here and not by the database.
        standing = {"round", "published_at", "withdrawn_at", "merged_into", "split_at"}
        return super()._get_validation_exclusions() - standing


class BureauThemeForm(ThemeForm):
    """The same, with where it comes from."""

    institution = forms.ModelChoiceField(
        Institution.objects.affiliated(), label="Ingebracht door", required=False
    )

    class Meta(ThemeForm.Meta):
        fields = [*ThemeForm.Meta.fields, "origin", "institution"]


class IdeaThemeForm(ThemeForm):
    """An idea as a proposal: in which round, and in words that fit the long list."""

    round = forms.ModelChoiceField(ThemeRound.objects.none(), label="In welke ronde")

    class Meta(ThemeForm.Meta):
        fields = ["round", *ThemeForm.Meta.fields]

    def __init__(self, *args, rounds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds


class SetAsideForm(forms.ModelForm):
    class Meta:
        model = Idea
        fields = ["set_aside_reason"]
        labels = {"set_aside_reason": "Waarom wordt dit geen voorstel?"}
        help_texts = {"set_aside_reason": "Dit staat zo in de mail aan wie het idee gaf."}
        error_messages = {"set_aside_reason": {"required": "Schrijf op waarom"}}
        widgets = {"set_aside_reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["set_aside_reason"].required = True


class JotForm(forms.Form):
    """One line at the conference: a theme, and after a dash perhaps the issue."""

    line = forms.CharField(
        label="Thema – vraagstuk",
        max_length=2200,
        error_messages={"required": "Typ een thema en druk op Enter"},
    )

    def clean_line(self):
        line = " ".join(self.cleaned_data["line"].split())
        title, issue = parts_of(line)
        most = Theme._meta.get_field("title").max_length
        if not title.strip(" -–—"):
            raise forms.ValidationError("Begin met het thema, en zet het vraagstuk na een streepje")
        if len(title) > most:
            raise forms.ValidationError(
                f"De titel is te lang: hooguit {most} tekens. Zet de rest na een streepje met aan "
                "weerszijden een spatie"
            )
        if len(issue) > Theme._meta.get_field("issue").max_length:
            raise forms.ValidationError("Het vraagstuk is te lang: maak het korter")
        return line


class EarlierWorkForm(forms.ModelForm):
    class Meta:
        model = EarlierWork
        fields = ["looked_at", "verdict", "conclusion"]
        labels = {"looked_at": "Wat heb je bekeken?", "verdict": "Wat komt eruit?"}
        help_texts = {
            "looked_at": "Noem coalities, opbrengsten en thema’s van eerdere jaren.",
            "conclusion": "Wat is er al, en wat voegt dit thema daaraan toe?",
        }
        error_messages = {
            "looked_at": {"required": "Schrijf op wat je hebt bekeken"},
            "verdict": {"required": "Kies wat eruit komt"},
            "conclusion": {"required": "Schrijf je conclusie op"},
        }
        widgets = {
            "looked_at": forms.Textarea(attrs={"rows": 3}),
            "verdict": forms.RadioSelect,
            "conclusion": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = EarlierWork.Verdict.choices


class CommentForm(forms.ModelForm):
    class Meta:
        model = ThemeComment
        fields = ["text"]
        labels = {"text": "Jouw reactie"}
        help_texts = {"text": "Ambassadeurs, bestuur en bureau lezen dit, met je naam erbij."}
        error_messages = {"text": {"required": "Schrijf eerst je reactie op"}}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class HideForm(forms.ModelForm):
    class Meta:
        model = ThemeComment
        fields = ["hidden_reason"]
        labels = {"hidden_reason": "Waarom verberg je deze reactie?"}
        help_texts = {"hidden_reason": "Dit komt op de plek van de reactie te staan."}
        error_messages = {"hidden_reason": {"required": "Schrijf op waarom"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hidden_reason"].required = True


class PairForm(forms.Form):
    """Two different themes of one list."""

    a = forms.ModelChoiceField(Theme.objects.none(), label="Het ene thema")
    b = forms.ModelChoiceField(Theme.objects.none(), label="Het andere thema")

    def __init__(self, *args, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["a"].queryset = self.fields["b"].queryset = themes

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("a") and cleaned.get("a") == cleaned.get("b"):
            self.add_error("b", "Kies twee verschillende thema’s")
        return cleaned

    @property
    def pair(self):
        return self.cleaned_data["a"], self.cleaned_data["b"]


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
