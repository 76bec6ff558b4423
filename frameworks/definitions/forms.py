from django import forms

from frameworks.definitions.reading import LARGEST
from knw_portal.people.models import Group, GroupMember

WRITERS = [GroupMember.Role.MEMBER, GroupMember.Role.LEAD, GroupMember.Role.FACILITATOR]


class ImportForm(forms.Form):
    """A file, or the same as text; and whose framework it becomes."""

    group = forms.ModelChoiceField(
        Group.objects.none(),
        label="Van welke groep is dit raamwerk?",
        empty_label="Kies een groep",
        error_messages={"required": "Kies van welke groep het raamwerk is"},
    )
    file = forms.FileField(label="Bestand (YAML)", required=False)
    text = forms.CharField(
        label="Of plak de tekst",
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    code = forms.CharField(
        label="Code van de set",
        required=False,
        max_length=20,
        help_text="Alleen nodig als er meer sets in het bestand staan.",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        groups = [pk for pk in user.duties.groups if user.duties.in_group(pk, *WRITERS)]
        self.fields["group"].queryset = Group.objects.filter(pk__in=groups)

    def clean(self):
        cleaned = super().clean()
        file = cleaned.get("file")
        if file and file.size > LARGEST:
            self.add_error("file", f"Het bestand is te groot: hooguit {LARGEST // 1000} kB.")
        elif file:
            try:
                cleaned["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", "Dit bestand is geen tekst (UTF-8).")
        elif not cleaned.get("text") and not self.errors:
            self.add_error("file", "Kies een bestand, of plak de tekst eronder.")
        return cleaned
