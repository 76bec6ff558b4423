"""allauth's sign-in pages, made ours. The views that mount them are in views.py."""

from allauth.account import forms as allauth_forms
from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as current
from django import forms
from django.contrib import messages
from django.utils.timezone import now

from knw_portal.limits import client_of, within
from knw_portal.people.doors import EMAIL_ERRORS

CODES_AN_HOUR = 5  # for one address, from one place: the owner elsewhere is never held up
FRESH = 30 * 60  # seconds in which a mailed code counts as knowing the old password


class CodeForm(allauth_forms.RequestLoginCodeForm):
    email = forms.EmailField(
        label="Je e-mailadres",
        max_length=254,
        error_messages=EMAIL_ERRORS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self):
        self.cleaned_data["email"] = self.cleaned_data["email"].lower()
        email = super().clean_email()
        asker = f"{client_of(current.request)} {email}"
        if not within("sign-in code", asker, amount=CODES_AN_HOUR):
            raise forms.ValidationError(
                "Je hebt al vijf codes gevraagd. Kijk in je postvak, ook bij de ongewenste mail, "
                "of probeer het over een uur opnieuw."
            )
        return email


class CodeConfirmForm(allauth_forms.ConfirmLoginCodeForm):
    code = forms.CharField(
        label="De code uit de mail",
        error_messages={"required": "Vul de code uit de mail in"},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
    )


class PasswordSignInForm(allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Je e-mailadres"
        self.fields["password"].label = "Je wachtwoord"
        self.fields["password"].help_text = ""
        self.fields["login"].error_messages |= EMAIL_ERRORS
        self.fields["password"].error_messages["required"] = "Vul je wachtwoord in"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class CodeRequest(allauth_views.RequestLoginCodeView):
    """Type your address, get a code. An address without an account gets a mail too.

    That mail says that there is no account. So the answer takes as long as for a known address,
    and who has two addresses learns which one to use.
    """

    template_name = "account/login.html"
    form_class = CodeForm

    def get_initial(self):
        return {"email": self.request.GET.get("email", "")}

    def form_valid(self, form):
        if form._user is None:
            get_adapter().send_mail("account/email/no_account", form.cleaned_data["email"], {})
        return super().form_valid(form)

    def _redirect_to_pending_stage(self, request, stage):
        """Stay here: who comes back with a code under way wants another one."""


class CodeConfirm(allauth_views.ConfirmLoginCodeView):
    template_name = "account/confirm_login_code.html"
    form_class = CodeConfirmForm

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if getattr(self, "_process", None) is None and not request.user.is_authenticated:
            messages.info(
                request,
                "Je code geldt niet meer, of je vroeg hem aan in een andere browser. "
                "Vraag een nieuwe code aan.",
            )
        return response


class PasswordSignIn(allauth_views.LoginView):
    template_name = "account/password_sign_in.html"
    form_class = PasswordSignInForm

    def get_initial(self):
        return {"login": self.request.GET.get("email", "")}

    def _redirect_to_pending_stage(self, request, stage):
        """Stay here: who asked for a code may still choose the password."""


def came_in_by_code(request):
    """Signed in with a mailed code in this browser within the last half hour."""
    since = now().timestamp() - FRESH
    return any(
        record["method"] == "code" and record["at"] > since
        for record in get_authentication_records(request, request.user)
    )
