"""What is said about a theme."""

from django import forms

from coalitions.themes.models import (
    ThemeComment,
)


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
