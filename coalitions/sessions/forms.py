from datetime import timedelta

from django import forms
from django.forms import inlineformset_factory
from django.utils.timezone import now

from coalitions.briefs.forms import Lines
from coalitions.sessions.models import ActionItem, AgendaItem, Minutes, Session
from knw_portal.forms import LinkField, VersionedForm
from knw_portal.people.models import GroupMember, User

LONGEST = timedelta(hours=48)


def moment_input():
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def people_of(coalition):
    """Who takes part in a coalition now, to choose from."""
    places = GroupMember.objects.current().filter(group=coalition.group_id)
    return User.objects.filter(pk__in=places.values("user")).order_by("name")


class SessionForm(VersionedForm):
    class Meta:
        model = Session
        fields = ["title", "starts_at", "ends_at", "place", "link", "preparation"]
        field_classes = {"link": LinkField}
        widgets = {
            "starts_at": moment_input(),
            "ends_at": moment_input(),
            "preparation": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "title": "Waar het deze keer over gaat.",
            "place": "Het adres, of laat dit leeg als jullie online bij elkaar komen.",
            "preparation": "Wat mensen vooraf lezen, vragen of meenemen.",
        }
        error_messages = {
            "title": {"required": "Schrijf op waar het over gaat"},
            "starts_at": {"required": "Kies wanneer de bijeenkomst begint"},
            "ends_at": {"required": "Kies wanneer de bijeenkomst eindigt"},
        }

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and starts < now() and "starts_at" in self.changed_data:
            self.add_error("starts_at", "Dit moment is al geweest. Kies een moment dat nog komt.")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "Het einde komt na het begin. Kies een later moment.")
        elif starts and ends and ends - starts > LONGEST:
            self.add_error("ends_at", "Een bijeenkomst duurt hooguit twee dagen.")
        return cleaned


class AgendaLines(Lines):
    """The agenda as lines; who brings something in is chosen from the people of the coalition."""

    def _choices(self, name, field):
        if name == "by":
            known = self.__dict__.setdefault("_known_choices", {})
            field.queryset = self._people
            if name not in known:
                known[name] = list(field.choices)
            return known[name]
        return super()._choices(name, field)

    @property
    def _people(self):
        chosen = self.instance.agenda.values("by")
        return people_of(self.instance.coalition) | User.objects.filter(pk__in=chosen)


AgendaFormSet = inlineformset_factory(
    Session,
    AgendaItem,
    formset=AgendaLines,
    fields=["number", "kind", "title", "minutes", "by"],
    extra=3,
    can_delete=True,
)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Waarom gaat het niet door?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Iedereen die is uitgenodigd, leest dit in de mail.",
        error_messages={"required": "Schrijf op waarom, iedereen leest dit"},
    )


class PresenceForm(forms.Form):
    present = forms.MultipleChoiceField(
        label="Wie waren erbij?", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, attendances, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = [(str(one.user_id), one.user.name) for one in attendances]
        self.initial["present"] = [
            str(one.user_id)
            for one in attendances
            if one.was_present or (one.was_present is None and one.answer == "yes")
        ]

    @property
    def user_ids(self):
        return {int(pk) for pk in self.cleaned_data["present"]}


class MinutesForm(VersionedForm):
    class Meta:
        model = Minutes
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 18})}
        help_texts = {"text": "Een lege regel begint een nieuwe alinea."}


class ActionForm(forms.ModelForm):
    class Meta:
        model = ActionItem
        fields = ["what", "user", "due_on"]
        widgets = {"due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        error_messages = {
            "what": {"required": "Schrijf op wat er gebeurt"},
            "user": {"required": "Kies wie het doet"},
            "due_on": {"required": "Kies wanneer het klaar is"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people_of(self.instance.session.coalition)
        self.fields["user"].empty_label = "Kies wie het doet"
