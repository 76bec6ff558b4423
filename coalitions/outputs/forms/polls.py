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
    field_order = ("invited", "closes_on", "knows_small")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("invited", 2 * MINIMUM) < 2 * MINIMUM and not cleaned["knows_small"]:
            self.add_error("knows_small", FEW.format(limit=2 * MINIMUM))
        return cleaned
