"""An idea from outside, and what the bureau makes of it."""

from django import forms

from coalitions.themes.forms.themes import ThemeForm
from coalitions.themes.models import (
    Idea,
    ThemeRound,
)
from knw_portal.people.doors import DoorForm


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


class IdeaThemeForm(ThemeForm):
    """An idea as a proposal: in which round, and in words that fit the long list."""

    round = forms.ModelChoiceField(ThemeRound.objects.none(), label="In welke ronde")

    class Meta(ThemeForm.Meta):
        fields = ["round", *ThemeForm.Meta.fields]

    def __init__(self, *args, rounds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds
