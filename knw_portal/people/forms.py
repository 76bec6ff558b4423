from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.timezone import localdate

from knw_portal.forms import VersionedForm
from knw_portal.people.doors import DoorForm
from knw_portal.people.models import AmbassadorRequest, Function, Institution, Role, User

LONG_ENOUGH = (
    "Minstens 12 tekens. Een zin of vier losse woorden onthoud je makkelijker dan leestekens."
)
NEEDS_INSTITUTION = {Role.Kind.AMBASSADOR, Role.Kind.DEPUTY}


def date_input():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FunctionFields:
    """For forms with `function` and `function_other`: the one asks for the other."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["function"].queryset = Function.objects.open(self.instance.function_id)

    def clean(self):
        cleaned = super().clean()
        function = cleaned.get("function")
        if function is None or function.code != Function.OTHER:
            cleaned["function_other"] = ""
        elif not cleaned.get("function_other"):
            self.add_error("function_other", "Schrijf op wat je functie is")
        return cleaned


class TagsField(forms.CharField):
    """Words with commas between them, as a list."""

    default_error_messages = {
        "many": "Noem er niet meer dan twintig",
        "long": "Houd elk onderwerp korter dan 60 tekens",
    }

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else ", ".join(value)

    def to_python(self, value):
        tags = [" ".join(tag.split()) for tag in super().to_python(value).split(",")]
        return list(dict.fromkeys(tag for tag in tags if tag))

    def validate(self, value):
        super().validate(value)
        if len(value) > 20:
            raise forms.ValidationError(self.error_messages["many"], code="many")
        if any(len(tag) > 60 for tag in value):
            raise forms.ValidationError(self.error_messages["long"], code="long")

    def run_validators(self, value):
        """None of CharField's: they expect a string."""


class ProfileForm(FunctionFields, VersionedForm):
    expertise = TagsField(
        label="Waar je veel van weet",
        required=False,
        help_text="Zet een komma tussen de onderwerpen: audits, formatief handelen, data.",
    )

    class Meta:
        model = User
        fields = ["name", "job_title", "function", "function_other", "department", "expertise"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["function"].empty_label = "Kies je functie"

    def _show_both(self):
        super()._show_both()
        for difference in self.conflict:
            if difference["field"].name == "expertise":
                difference |= {
                    "mine": ", ".join(difference["mine"]),
                    "theirs": ", ".join(difference["theirs"]),
                }


class PasswordForm(SetPasswordForm):
    """A new password; the old one too, unless the person just came in with a mailed code."""

    old_password = forms.CharField(
        label="Je wachtwoord van nu",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, user, *args, asks_old, **kwargs):
        super().__init__(user, *args, **kwargs)
        self.fields["new_password1"].label = "Je nieuwe wachtwoord"
        self.fields["new_password1"].help_text = LONG_ENOUGH
        self.fields["new_password2"].label = "Nog een keer je nieuwe wachtwoord"
        self.fields["new_password2"].help_text = ""
        if not asks_old:
            del self.fields["old_password"]

    def clean_old_password(self):
        if not self.user.check_password(self.cleaned_data["old_password"]):
            raise forms.ValidationError("Dit is niet je wachtwoord van nu")
        return self.cleaned_data["old_password"]


class RoleForm(forms.ModelForm):
    class Meta:
        model = Role
        fields = ["kind", "institution", "since"]
        widgets = {"since": date_input()}
        help_texts = {"institution": "Alleen voor een ambassadeur of een plaatsvervanger."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = Institution.objects.affiliated()
        self.fields["institution"].empty_label = "Geen"

    def clean(self):
        cleaned = super().clean()
        kind, institution = cleaned.get("kind"), cleaned.get("institution")
        if kind in NEEDS_INSTITUTION and institution is None:
            self.add_error("institution", "Kies voor welke instelling deze ambassadeur er is")
        if kind and kind not in NEEDS_INSTITUTION:
            cleaned["institution"] = None
        return cleaned


class InvitationForm(FunctionFields, forms.ModelForm):
    role_kind = forms.ChoiceField(
        label="Rol in het netwerk",
        required=False,
        choices=[("", "Geen: alleen een plaats in een coalitie of team"), *Role.Kind.choices],
    )
    role_institution = forms.ModelChoiceField(
        label="Rol voor instelling",
        queryset=Institution.objects.affiliated(),
        required=False,
        empty_label="De eigen instelling",
        help_text="Alleen voor een ambassadeur of een plaatsvervanger.",
    )
    since = forms.DateField(label="Rol vanaf", initial=localdate, widget=date_input())

    class Meta:
        model = User
        fields = ["name", "email", "institution", "function", "function_other", "job_title"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = Institution.objects.affiliated()
        self.fields["institution"].empty_label = "Geen instelling"
        self.fields["function"].empty_label = "Nog niet bekend"

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(
                "Er is al een account met dit adres. Zoek het op bij Mensen en geef daar een rol."
            )
        return email

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("role_kind") in NEEDS_INSTITUTION:
            cleaned["role_institution"] = cleaned.get("role_institution") or cleaned.get(
                "institution"
            )
            if cleaned["role_institution"] is None:
                self.add_error(
                    "role_institution", "Kies voor welke instelling deze ambassadeur er is"
                )
        else:
            cleaned["role_institution"] = None
        return cleaned

    def role(self):
        """The role to give along with the account, if any."""
        if not self.cleaned_data["role_kind"]:
            return None
        return Role(
            kind=self.cleaned_data["role_kind"],
            institution=self.cleaned_data["role_institution"],
            since=self.cleaned_data["since"],
        )


class EraseForm(forms.Form):
    """Asks for the name, because this cannot be undone."""

    name = forms.CharField(label="Typ de naam over om te bevestigen")

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_name(self):
        if self.cleaned_data["name"].strip() != self.person.name:
            raise forms.ValidationError(f"Typ precies: {self.person.name}")
        return self.cleaned_data["name"]


class AmbassadorForm(DoorForm):
    class Meta:
        model = AmbassadorRequest
        fields = ["name", "email", "institution", "job_title", "motivation"]
        labels = {
            "name": "Je naam",
            "email": "E-mailadres van je werk",
            "institution": "Je instelling",
            "job_title": "Je functie",
            "motivation": "Waarom wil je ambassadeur worden?",
        }
        help_texts = {"motivation": "Een paar zinnen. Het bureau leest dit voor het beslist."}
        error_messages = {
            "institution": {"required": "Kies je instelling"},
            "job_title": {"required": "Schrijf je functie op"},
            "motivation": {"required": "Schrijf op waarom je ambassadeur wilt worden"},
        }
        widgets = {"motivation": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = Institution.objects.affiliated()
        self.fields["institution"].empty_label = "Kies je instelling"


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Waarom niet?",
        max_length=2000,
        error_messages={"required": "Schrijf op waarom niet; de aanvrager leest dit"},
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Dit staat letterlijk in de mail aan de aanvrager.",
    )
