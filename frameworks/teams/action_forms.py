from django import forms
from django.utils.timezone import localdate

from frameworks.teams.ambition_forms import ISO
from frameworks.teams.models import TeamAction
from knw_portal.forms import VersionedForm
from knw_portal.people.models import GroupMember, User


def people_to_choose(field, row, owner_id=None):
    """Who is in the team today, and who the row names already."""
    places = GroupMember.objects.current().filter(group=row.group_id)
    team = User.objects.filter(pk__in=places.values("user"), is_active=True)
    field.queryset = (team | User.objects.filter(pk=owner_id)).distinct().order_by("name", "pk")
    field.empty_label = "Nog niet afgesproken"


class TeamActionForm(VersionedForm):
    class Meta:
        model = TeamAction
        fields = ["text", "owner", "due_on", "success", "pdca"]
        widgets = {
            "due_on": forms.DateInput(attrs={"type": "date", "class": "short"}, format=ISO),
            "text": forms.Textarea(attrs={"rows": 2}),
        }
        labels = {
            "text": "Wat gaan jullie doen?",
            "owner": "Wie trekt het?",
            "due_on": "Wanneer is het klaar?",
            "success": "Wanneer is het gelukt?",
        }
        help_texts = {
            "due_on": "Drie dagen ervoor en op de dag zelf krijgt wie het trekt een herinnering.",
            "success": "Waaraan zien of merken jullie dat?",
        }
        error_messages = {"text": {"required": "Schrijf op wat jullie gaan doen"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people_to_choose(self.fields["owner"], self.instance, self.instance.owner_id)
        self.fields["pdca"].choices = [("", "Nog niet gekozen"), *self.fields["pdca"].choices[1:]]

    def clean_text(self):
        return " ".join(self.cleaned_data["text"].split())

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and "due_on" in self.changed_data and due_on < localdate():
            raise forms.ValidationError("Deze dag is al geweest. Kies een dag die nog komt.")
        return due_on
