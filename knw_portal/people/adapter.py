"""allauth, as this portal wants it: by invitation, in Dutch, and telling strangers nothing."""

import logging
from smtplib import SMTPException, SMTPRecipientsRefused
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from knw_portal.limits import client_of
from knw_portal.mail.messages import message
from knw_portal.mail.models import Mail

log = logging.getLogger(__name__)

TOO_OFT = "Dat is te vaak geprobeerd. Wacht een kwartier en probeer het dan opnieuw."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "Dit adres en dit wachtwoord horen niet bij elkaar. Vraag een "
        "code aan als je je wachtwoord niet meer weet.",
        "incorrect_code": "Deze code klopt niet. Kijk goed naar de laatste mail die je kreeg.",
        "too_many_login_attempts": TOO_OFT,
        "rate_limited": TOO_OFT,
    }

    def is_open_for_signup(self, request):
        return False

    def is_ajax(self, request):
        """Never: a browser gets pages here, also one that says it would rather have JSON."""
        return False

    def is_safe_url(self, url):
        request = current.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())

    def get_client_ip(self, request):
        # Behind a socket and without a proxy there is no address; then all share one limit.
        return get_client_ip(request) or "unknown"

    def authenticate(self, request, **credentials):
        """A closed account answers as one that is not there, also to the right password."""
        person = super().authenticate(request, **credentials)
        return person if person and person.is_active else None

    def respond_user_inactive(self, request, user):
        messages.info(request, "Met dit adres kun je nu niet inloggen.")
        return redirect("account_login")

    def _get_login_attempts_cache_key(self, request, **credentials):
        # With the client in it: by the address alone anybody could lock its owner out.
        return f"{client_of(request)}:{credentials.get('email', '').lower()}"

    def render_mail(self, template_prefix, email, context, headers=None):
        """One text of ours as text and HTML, like the mail of the outbox, but kept nowhere."""
        context = {**context, "email": email, "BASE_URL": settings.BASE_URL}
        subject, body = render_to_string(f"{template_prefix}.txt", context).split("\n", 1)
        return message(
            Mail(
                key=f"{template_prefix}:{uuid4()}",
                to=email,
                subject=subject,
                body=body.strip(),
                why="iemand met dit adres wilde inloggen op het portaal",
            )
        )

    def send_mail(self, template_prefix, email, context):
        """Hand the mail over at once. What goes wrong with one address is nobody's business."""
        try:
            self.render_mail(template_prefix, email, context).send()
        except SMTPRecipientsRefused as error:
            log.warning("sign-in mail refused: %s", error)
        except (SMTPException, OSError) as error:
            log.error("sign-in mail not sent: %s", error)
            messages.error(
                current.request, "Er kan nu geen mail uit. Probeer het over een paar minuten weer."
            )
        if settings.DEMO and "code" in context:
            messages.info(
                current.request, f"Er gaat hier geen mail uit. Je code is {context['code']}."
            )
