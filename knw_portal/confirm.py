"""Links in mails that ask somebody to confirm what was filled in under their address.

Opening such a link changes nothing: mail scanners open links too. The page it shows has a button,
and only that button's POST confirms.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now

MAX_AGE = timedelta(days=14)


def link(view_name, row):
    """The address to put in a mail; each view has its own salt, so links cannot be swapped."""
    return settings.BASE_URL + reverse(view_name, kwargs={"token": token(view_name, row)})


def token(view_name, row):
    return signing.dumps(row.pk, salt=f"confirm.{view_name}")


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


def page(request, row, **words):
    """The page behind the link: a button, or that it was already confirmed, or a dead link."""
    if row is None:
        return render(request, "knw_portal/people/link_dead.html", words, status=410)
    return render(request, "knw_portal/people/confirm_by_mail.html", {"row": row, **words})
