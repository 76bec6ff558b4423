"""What puts mail in the outbox, and what the bureau may still do to it there."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.template import Context, engines
from django.template.loader import get_template
from django.utils.crypto import salted_hmac

from knw_portal import log
from knw_portal.celery import hint
from knw_portal.forms import Stale
from knw_portal.mail.models import Mail


@dataclass(frozen=True)
class Visitor:
    """Somebody without an account, to whom a mail goes."""

    email: str
    name: str = ""
    pk: None = None

    def get_short_name(self):
        return self.name.split(" ")[0]


def post(template, *, to, key, why, **context):
    """Put a mail in the outbox for each of `to`; it leaves when this transaction commits.

    `to` holds users, `Visitor`s or addresses; each gets a mail of their own, in which
    emails/<template>.txt knows them as `person`. The first line of that file is the subject.
    `why` ends the sentence "Je krijgt deze mail omdat …". Who already has the mail with this key
    gets it no second time, so callers may run again.
    """
    people = {person.email.lower(): person for person in map(_person, to) if person.email}
    Mail.objects.bulk_create(
        drafts(template, people.values(), key=key, why=why, **context), ignore_conflicts=True
    )
    hint("knw_portal.deliver_waiting")


def drafts(template, people, *, key, why, **context):
    """The mails that `post` would put in the outbox, to look at."""
    subject, body = _compiled(template)
    return [
        Mail(
            key=f"{template}:{key}:{_recipient(person)}",
            kind=template,
            user_id=person.pk,
            to=person.email,
            subject=_render(subject, person, context).strip(" "),
            body=_render(body, person, context).strip(),
            why=why.rstrip("."),
        )
        for person in people
    ]


def _person(one):
    return Visitor(one) if isinstance(one, str) else one


def _recipient(person):
    """Who this is, in a key that outlives the address: the user's id, or a digest."""
    if person.pk:
        return f"user:{person.pk}"
    return salted_hmac("mail.key", person.email.lower(), algorithm="sha256").hexdigest()[:32]


def _compiled(template):
    """Subject and body, split in the source: a line break in a title cannot move the boundary."""
    source = get_template(f"emails/{template}.txt").template.source
    subject, body = source.split("\n", 1)
    return _engine().from_string(subject), _engine().from_string(body)


def _engine():
    return engines["django"].engine


def _render(template, person, context):
    # It is text, not HTML: "Zorg & welzijn" must not become "Zorg &amp; welzijn".
    return template.render(
        Context(
            {**context, "person": person, "CONTACT_EMAIL": settings.CONTACT_EMAIL},
            autoescape=False,
        )
    )


@transaction.atomic
def hold_mail(mail, *, by):
    """Keep back a mail that waits, or give one up that failed. It can still be sent later."""
    waits = Mail.objects.filter(pk=mail.pk, state__in=[Mail.State.WAITING, Mail.State.FAILED])
    if not waits.update(state=Mail.State.HELD):
        raise Stale(mail)
    log.write("mail.held", mail, by=by)


@transaction.atomic
def retry_mail(mail, *, by):
    """Send a mail that failed or was kept back after all."""
    stopped = Mail.objects.filter(pk=mail.pk, state__in=[Mail.State.FAILED, Mail.State.HELD])
    if not stopped.exclude(to="").update(state=Mail.State.WAITING, try_at=Now(), error=""):
        raise Stale(mail)
    log.write("mail.retried", mail, by=by)
    hint("knw_portal.deliver_waiting")
