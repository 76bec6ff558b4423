"""What the outbox and the ledger keep about a person: to hand over, and to forget."""

from django.db.models import Q

from knw_portal.mail.ledger import NO_ACCOUNT
from knw_portal.mail.models import CONTENT, Mail, Reminder


def of_person(user):
    return Mail.objects.filter(Q(user=user) | Q(user=None, to__iexact=user.email))


def mail_of(user):
    """Every mail to this person that the portal still knows the words of."""
    return [
        {
            "aan": mail.to,
            "onderwerp": mail.subject,
            "tekst": mail.body,
            "waarom": mail.why,
            "stand": mail.get_state_display(),
            "klaargezet": mail.posted_at,
            "verzonden": mail.sent_at,
        }
        for mail in of_person(user).exclude(to="")
    ]


def forget_mail(user):
    """Nothing is sent to this person any more, and what was sent is emptied."""
    planned = Reminder.objects.planned().filter(to=user)
    planned.update(state=Reminder.State.DROPPED, reason=NO_ACCOUNT)
    mine = of_person(user)
    # Who has just confirmed wants to leave; what still waits for them leaves no more.
    mine.filter(state=Mail.State.WAITING).update(state=Mail.State.HELD)
    mine.exclude(state=Mail.State.SENDING).update(**CONTENT)
