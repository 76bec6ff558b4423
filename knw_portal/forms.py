"""Forms that cannot lose what somebody else wrote."""

from django import forms
from django.db import transaction
from django.db.models import F


class Stale(Exception):
    """The row has moved on since the person saw it."""


# What a page says after that, above how it is now.
CHANGED = "Er is intussen iets veranderd. Hieronder staat hoe het nu is."


def version_in(data):
    """The version that a sent form saw; 0, which no row has, when it says none."""
    text = data.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class LinkField(forms.URLField):
    """An address on the web; without its beginning it is taken to be https."""

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", **kwargs)


class TidyForm(forms.ModelForm):
    """What stands on one line is one line: a line break in a title would break a mail's subject."""

    def clean(self):
        cleaned = super().clean()
        for name, field in self.fields.items():
            value = cleaned.get(name)
            if isinstance(value, str) and isinstance(field.widget, forms.TextInput):
                cleaned[name] = " ".join(value.split())
        return cleaned


class VersionedForm(TidyForm):
    """Edits a row that has a `version`; who saves on an old one is shown both texts.

    The form carries the version the person saw. `save_or_conflict()` writes the form's own
    columns and nothing else, where the row still has that version. When somebody was first it
    returns False: `conflict` then lists what differs, nothing is lost, and sending the form once
    more (it now carries the new version) is a choice made with open eyes.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    conflict = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    @transaction.atomic
    def save_or_conflict(self):
        """True when the row now says what the form says, False when somebody else was first."""
        columns = self.columns()
        model = type(self.instance)
        seen = model.objects.filter(pk=self.instance.pk, version=self.cleaned_data["version"])
        if seen.update(version=F("version") + 1, **columns):
            self.instance.refresh_from_db()
            return True
        self._show_both()
        return False

    def columns(self):
        """What a save writes, by column: what was typed, unless a form works a column out."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def differences(self, current):
        """What was typed beside how the row is now, where the two are not the same."""
        return [
            {"field": self[name], "mine": typed, "theirs": getattr(current, name)}
            for name, typed in self.columns().items()
            if getattr(current, name) != typed
        ]

    def _show_both(self):
        current = type(self.instance).objects.get(pk=self.instance.pk)
        self.conflict = self.differences(current)
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = current.version
