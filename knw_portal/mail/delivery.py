"""Hands the outbox over to the mail server.

The promise: no mail is lost. Without a crash each leaves once. When a worker is killed, or the
connection is cut after the mail was handed over and before the server confirmed it, the one mail
that worker had in hand may leave twice, with the same Message-ID, by which most mailboxes show it
once. Exactly-once does not exist in mail; two is better than none.

How: a mail is claimed (committed) before it is sent and noted after. A claim holds for
`MAIL_LEASE` by the database's clock, longer than any talk with a mail server lasts; what is not
noted by then is claimed anew. Rows decide, not messages of a broker, not the clock of a machine.
"""

import logging
import smtplib
from contextlib import suppress
from datetime import timedelta
from time import monotonic

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from knw_portal.mail.messages import message
from knw_portal.mail.models import Mail

log = logging.getLogger(__name__)

BATCH_SECONDS = 8  # a worker that is told to stop finishes its batch first
# After the first failed attempt, the second, …: eight attempts in about fifteen hours.
DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480)]


def mail_is_shown_here():
    """In the practice portal without a mail server mail can be read at /bureau/post/ only."""
    return settings.DEMO and not settings.EMAIL_URL


def deliver_batch():
    """Hand over what is due, for a few seconds at most. True when more may be waiting."""
    if mail_is_shown_here():
        Mail.objects.due().update(state=Mail.State.SHOWN, sent_at=Now())
        return False
    if not Mail.objects.due().exists():
        return False
    until = monotonic() + BATCH_SECONDS
    server = get_connection()
    try:
        while monotonic() < until:
            # The connection comes first: a server that is away costs no mail an attempt.
            if not _open(server):
                return False
            mail = claim()
            if mail is None:
                return False
            _send(mail, server)
    finally:
        _close(server)
    return True


def claim():
    """The mail that has waited longest, for this worker alone; None when nothing is due."""
    while True:
        with transaction.atomic():
            mail = Mail.objects.due().select_for_update(skip_locked=True).first()
            if mail is None:
                return None
            if mail.state == Mail.State.SENDING and mail.attempts > len(DELAYS):
                # Each worker that took it died of it, or so it seems. Somebody has to look.
                _note(mail, state=Mail.State.FAILED, error="Het verzenden brak telkens af.")
                continue
            Mail.objects.filter(pk=mail.pk).update(
                state=Mail.State.SENDING,
                attempts=F("attempts") + 1,
                claimed_at=Now(),
                try_at=Now() + settings.MAIL_LEASE,
            )
        mail.state, mail.attempts = Mail.State.SENDING, mail.attempts + 1
        return mail


def _send(mail, server):
    try:
        validate_email(mail.to)  # Django would send "é@…" to an encoded word, another address
        server.send_messages([message(mail)])
    except Exception as error:
        _note_failure(mail, error)
        _close(server)  # it may be dead; the next mail gets a new one
    else:
        _note(mail, state=Mail.State.SENT, sent_at=Now(), error="")


def _note_failure(mail, error):
    words = in_words(error)
    if is_final(error) or mail.attempts > len(DELAYS):
        log.error("mail %s failed: %s", mail.pk, words)
        _note(mail, state=Mail.State.FAILED, error=words)
    else:
        log.warning("mail %s, attempt %s: %s", mail.pk, mail.attempts, words)
        later = Now() + DELAYS[mail.attempts - 1]
        _note(mail, state=Mail.State.WAITING, try_at=later, error=words)


def _note(mail, **outcome):
    """Write down what became of it, unless the claim ran out and another worker has it now."""
    Mail.objects.filter(pk=mail.pk, state=Mail.State.SENDING, attempts=mail.attempts).update(
        **outcome
    )


def is_final(error):
    """Whether trying again is useless: the mail itself or its address is refused.

    A refused sender or sign-in is our settings' fault, not the mail's: that is tried again.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    # An address that is none, a line break in a header, text that cannot be encoded.
    return isinstance(error, ValidationError | ValueError | smtplib.SMTPNotSupportedError)


def in_words(error):
    """What went wrong, for the bureau; the mail server's own words at the end."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        ((code, text),) = error.recipients.values()
        return f"De mailserver neemt voor dit adres niets aan: {code} {_text(text)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"De mailserver neemt dit niet aan: {error.smtp_code} {_text(error.smtp_error)}"
    if isinstance(error, BadHeaderError):
        return f"Er staat een regeleinde in het onderwerp. {error}"
    if isinstance(error, ValidationError):
        return "Dit is geen e-mailadres."
    return f"{type(error).__name__}: {error}"


def _text(words):
    return words.decode(errors="replace") if isinstance(words, bytes) else words


def _open(server):
    try:
        server.open()
    except OSError as error:  # smtplib's own errors are OSErrors too
        log.error("no connection to the mail server: %s", error)
        words = f"Geen verbinding met de mailserver: {error}"
        Mail.objects.due().exclude(error=words).update(error=words)
        return False
    return True


def _close(server):
    with suppress(OSError):
        server.close()
