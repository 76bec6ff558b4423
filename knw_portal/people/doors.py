"""What the public forms have in common: they are open to all, and do not let themselves be used."""

import re

from django import forms

from knw_portal.forms import TidyForm
from knw_portal.limits import client_of, within

LINK = re.compile(r"://|www\.", re.IGNORECASE)
PER_ADDRESS = 5  # forms an hour; each sends one mail to that address
PER_CLIENT = 30  # an hour; a whole school may share one address on the internet
EMAIL_ERRORS = {
    "required": "Schrijf je e-mailadres op",
    "invalid": "Schrijf je e-mailadres met een @, bijvoorbeeld naam@school.nl",
}
TOO_MANY = (
    "Er zijn het afgelopen uur te veel formulieren verstuurd met dit e-mailadres of vanaf deze "
    "plek. Wacht een uur en verstuur het dan opnieuw. Wat je hebt ingevuld, staat er nog."
)


class DoorForm(TidyForm):
    """A form for visitors without an account. What it stores counts after a link in a mail."""

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["name"].error_messages["required"] = "Schrijf je naam op"
        self.fields["email"].error_messages |= EMAIL_ERRORS
        self.fields["email"].help_text = "We sturen je een mail om te bevestigen dat jij dit bent."

    @property
    def is_from_a_robot(self):
        """Filled in the field that people do not see. It is answered as if all went well."""
        return bool(self.data.get("website"))

    @property
    def is_too_much(self):
        return self.has_error("__all__", "too many")

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean(self):
        cleaned = super().clean()
        for name in {"name", "title"} & cleaned.keys():
            # It will stand in a mail to an address that nobody confirmed yet.
            if LINK.search(cleaned[name]):
                self.add_error(name, "Zet hier geen webadres in. Dat kan wel in de toelichting.")
        if not self.errors and not self.is_from_a_robot and not self._within_limits():
            self.add_error(None, forms.ValidationError(TOO_MANY, code="too many"))
        return cleaned

    def _within_limits(self):
        client, email = client_of(self.request), self.cleaned_data["email"]
        return within("form from client", client, amount=PER_CLIENT) and within(
            "form for address", email, amount=PER_ADDRESS
        )
