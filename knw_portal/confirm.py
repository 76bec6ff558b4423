"""What anybody may send in without an account, and the mailed link with which they confirm it.

The row of such a form has `email`, `name` and `confirmed_at`; it counts once it is confirmed.
Opening the link changes nothing: mail scanners open links too. The page it shows has a button, and
only that button's POST confirms.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now

from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.mail.actions import Visitor, post
from knw_portal.mail.registry import OWN_LINK

MAX_AGE = timedelta(days=14)


@transaction.atomic
def ask(row, *, kind, why):
    """Keep what somebody filled in, and mail a link to the view `<kind>_confirm`."""
    row.save(force_insert=True)
    name = f"{kind}_confirm"
    person = Visitor(row.email, row.name)
    post(name, to=[person], key=row.pk, why=why, row=row, link=OWN_LINK)


@transaction.atomic
def settle(row, *, kind):
    """The person says it was them: from here it counts, and the contact address gets a copy.

    Raises Stale when it was confirmed already.
    """
    moved = type(row).objects.filter(pk=row.pk, confirmed_at=None).update(confirmed_at=now())
    if not moved:
        raise Stale(row)
    log.write(f"{kind}.confirmed", row, by=None)
    why = "dit het contactadres van het portaal is"
    post(f"{kind}_received", to=[settings.CONTACT_EMAIL], key=row.pk, why=why, row=row)


def link(view_name, row):
    """The address to put in a mail; each view has its own salt, so links cannot be swapped."""
    return _address(view_name, row.pk)


def link_of_mail(mail):
    """The link that belongs in a mail `<kind>_confirm`, whose key names the row."""
    return _address(mail.kind, int(mail.key.split(":")[1]))


def _address(view_name, pk):
    return settings.BASE_URL + reverse(view_name, kwargs={"token": _token(view_name, pk)})


def token(view_name, row):
    return _token(view_name, row.pk)


def _token(view_name, pk):
    return signing.dumps(pk, salt=f"confirm.{view_name}")


def lookup(view_name, model):
    """A lookup for `access(on=…)`: the row a link is about, None when the link is dead.

    Dead is: changed, older than fourteen days, or about a row that was wiped meanwhile.
    """

    def this_row(request, token):
        try:
            pk = signing.loads(token, salt=f"confirm.{view_name}", max_age=MAX_AGE)
        except signing.BadSignature:
            return None
        return model.objects.filter(pk=pk).first()

    return this_row


def outdated():
    """Rows from before this moment that nobody confirmed are wiped: their link is dead."""
    return now() - MAX_AGE


def door(request, form, template, *, kind, why, **context):
    """The page of a public form: what is sent waits for the link in the mail that goes out."""
    if form.is_valid():
        if not form.is_from_a_robot:
            ask(form.instance, kind=kind, why=why)
        return redirect("join_mailed")
    status = 429 if form.is_too_much else 200
    return render(request, template, {"form": form, **context}, status=status)


def answer(request, row, *, kind, **words):
    """The page behind the link: a button, or that it was already confirmed, or a dead link."""
    if row is None:
        return render(request, "knw_portal/people/link_dead.html", words, status=410)
    if request.method == "POST":
        try:
            settle(row, kind=kind)
        except Stale:
            messages.info(request, "Dit was al bevestigd.")
        return redirect(request.path)
    return render(request, "knw_portal/people/confirm_by_mail.html", {"row": row, **words})
