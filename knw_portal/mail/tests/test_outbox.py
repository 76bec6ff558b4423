import smtplib
from email.utils import parsedate_to_datetime

import pytest
from bs4 import BeautifulSoup
from django.core.mail import get_connection
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from knw_portal.mail import delivery
from knw_portal.mail.actions import Visitor, post
from knw_portal.mail.messages import as_html, html_part, message
from knw_portal.mail.models import Mail
from knw_portal.mail.tasks import deliver_waiting
from knw_portal.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def post_sample(*to, key=1, title="Zorg & welzijn", why="je lid bent"):
    post("sample", to=to, key=key, why=why, title=title)


def test_a_mail_is_rendered_as_text_for_each_recipient():
    noor = UserFactory(name="Noor Voorbeeld", email="noor@example.org")

    post_sample(noor, Visitor("gast@example.org", "Gijs Gast"), "los@example.org")

    to_guest, to_address, to_noor = Mail.objects.order_by("to")
    assert to_noor.key == f"sample:1:user:{noor.pk}"
    assert (to_noor.user, to_guest.user) == (noor, None)
    assert to_noor.subject == "Nieuw thema: Zorg & welzijn"
    assert to_noor.body == (
        "Beste Noor,\n\n"
        "Er is een nieuw thema: Zorg & welzijn.\n"
        "Bekijk het op https://portaal.example.org/bureau/post/.\n\n"
        "Je kunt:\n- het lezen\n- erop stemmen"
    )
    assert to_guest.body.startswith("Beste Gijs,\n")
    assert to_address.body.startswith("Beste collega,\n")
