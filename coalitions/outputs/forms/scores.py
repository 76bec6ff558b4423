"""What a reader says of a draft."""

from django import forms

from coalitions.outputs.models import MeaningScore
from knw_portal.forms import TidyForm


class ScoreForm(TidyForm):
    class Meta:
        model = MeaningScore
        fields = ["role", "score", "remark"]
        widgets = {
            "role": forms.RadioSelect,
            "score": forms.RadioSelect,
            "remark": forms.Textarea(attrs={"rows": 4}),
        }
        labels = {
            "role": "Vanuit welke rol lees je?",
            "score": "Hoe betekenisvol is dit voor jouw rol?",
            "remark": "Waarom, of wat zou het meer waard maken?",
        }
        error_messages = {
            "role": {"required": "Kies de rol van waaruit je leest"},
            "score": {"required": "Kies een getal van 1 tot en met 4"},
            "remark": {"max_length": "Maak je toelichting korter dan 1000 tekens"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, choices in (("role", MeaningScore.Role), ("score", MeaningScore.Score)):
            self.fields[name].choices = choices.choices  # without an empty one
