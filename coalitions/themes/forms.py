from django import forms

from coalitions.themes.models import Idea
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
