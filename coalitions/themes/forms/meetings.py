"""The ambassadors' meeting, and the count in a room."""

from django import forms
from django.utils.timezone import now

from coalitions.themes.forms.fields import MomentInput
from coalitions.themes.models import (
    Meeting,
)
from knw_portal.forms import LinkField, VersionedForm


class MeetingForm(VersionedForm):
    class Meta:
        model = Meeting
        fields = ["starts_at", "ends_at", "place", "link", "preparation"]
        field_classes = {"link": LinkField}
        widgets = {
            "starts_at": MomentInput(),
            "ends_at": MomentInput(),
            "preparation": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {"place": "Het adres, of laat dit leeg als het online is."}
        error_messages = {
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
        return cleaned


class MeetingOffForm(forms.Form):
    reason = forms.CharField(
        label="Waarom gaat het niet door?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Iedereen die is uitgenodigd, leest dit in de mail.",
        error_messages={"required": "Schrijf op waarom, iedereen leest dit"},
    )


class OutcomeForm(VersionedForm):
    """Who was there, and what came of it."""

    guests = forms.MultipleChoiceField(
        label="Wie waren erbij?", required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["guests", "outcome"]

    class Meta:
        model = Meeting
        fields = ["outcome"]
        widgets = {"outcome": forms.Textarea(attrs={"rows": 8})}
        labels = {"outcome": "Wat kwam eruit?"}

    def __init__(self, *args, guests, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["guests"].choices = [
            (str(one.pk), f"{one.user.name}, {one.institution}") for one in guests
        ]
        self.initial["guests"] = [
            str(one.pk)
            for one in guests
            if one.was_present or (one.was_present is None and one.answer == "yes")
        ]

    @property
    def present(self):
        return {int(pk) for pk in self.cleaned_data["guests"]}


class RoomCountForm(forms.Form):
    """How many stood at each theme in the room, and who counted that when."""

    source = forms.CharField(
        label="Waar komt de telling vandaan?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Wie telde, wanneer en hoe. Dit staat bij de uitslag.",
        error_messages={"required": "Schrijf op wie er telde en wanneer"},
    )
    correction = forms.CharField(
        label="Waarom corrigeer je?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Schrijf op waarom de telling anders wordt"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, round, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.themes = themes
        counts = {theme: getattr(theme, "room_count", None) for theme in themes}
        self.initial |= {"source": round.room_count_source, "version": round.version}
        if round.room_counted_at is None:
            del self.fields["correction"]
        for theme, count in counts.items():
            self.fields[f"stemmen-{theme.pk}"] = forms.IntegerField(
                label=str(theme),
                min_value=0,
                max_value=10_000,
                initial=count.votes if count else None,
                widget=forms.NumberInput(attrs={"class": "short"}),
                error_messages={"required": f"Vul in hoeveel mensen bij {theme} stonden"},
            )
        self.order_fields([f"stemmen-{theme.pk}" for theme in themes])

    @property
    def votes(self):
        """How many, by the id of the theme."""
        return {theme.pk: self.cleaned_data[f"stemmen-{theme.pk}"] for theme in self.themes}
