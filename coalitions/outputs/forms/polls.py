from django import forms

from frameworks.figures.gate import MINIMUM
from frameworks.polls.forms import FEW, OpeningForm


class SchoolPollForm(OpeningForm):
    """Of how many people a school asks it, and until when."""

    invited = forms.IntegerField(
        label="Aan hoeveel collega’s stuur je de link?",
        help_text="Ongeveer mag. Kies mensen uit alle vier de rollen.",
        min_value=MINIMUM,
        max_value=5000,
        error_messages={
            "required": "Vul in hoeveel mensen je vraagt",
            "invalid": "Vul een getal in, bijvoorbeeld 23",
            "min_value": "Van minder dan %(limit_value)s mensen is nooit iets te zien. "
            "Voer dan liever een gesprek",
            "max_value": "Vul hoogstens %(limit_value)s in",
        },
    )
    knows_small = forms.BooleanField(
        label="We weten dat de groep klein is en doen het toch", required=False
    )
    field_order = ("invited", "knows_small", "closes_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Who asks enough people has nothing to know better, so is not asked to say so.
        if not self.is_small:
            del self.fields["knows_small"]

    @property
    def is_small(self):
        """Whether the card should be offered before anything is asked."""
        text = (self.data.get(self.add_prefix("invited")) or "").strip()
        return text.isascii() and text.isdigit() and len(text) < 9 and int(text) < 2 * MINIMUM

    def clean(self):
        cleaned = super().clean()
        if "invited" in cleaned and self.is_small and not cleaned["knows_small"]:
            self.add_error("knows_small", FEW.format(limit=2 * MINIMUM))
        return cleaned
