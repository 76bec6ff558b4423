"""A theme on its way to the list: proposed, jotted down, checked, compared."""

from django import forms
from django.utils.timezone import now

from coalitions.themes.actions import parts_of
from coalitions.themes.models import (
    EarlierWork,
    Theme,
)
from knw_portal.forms import VersionedForm
from knw_portal.people.models import Institution


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
