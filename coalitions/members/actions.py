"""What happens with the interest that people show in a coalition."""

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from coalitions.members.models import Interest
from knw_portal import confirm, log
from knw_portal.forms import Stale
from knw_portal.mail import actions as mail
from knw_portal.mail.actions import Visitor


@transaction.atomic
def show_interest(interest):
    """Keep what somebody filled in on the public form, and mail a link to confirm it."""
    interest.save(force_insert=True)
    mail.post(
        "interest_confirm",
        to=[Visitor(interest.email, interest.name)],
        key=interest.pk,
        why="iemand dit adres invulde om belangstelling voor een coalitie te tonen",
        interest=interest,
        link=confirm.link("interest_confirm", interest),
    )


@transaction.atomic
def confirm_interest(interest):
    """The person says it was them; from here it counts, and the bureau gets a copy."""
    moved = Interest.objects.filter(pk=interest.pk, confirmed_at=None).update(confirmed_at=now())
    if not moved:
        raise Stale(interest)
    log.write("interest.confirmed", interest, by=None)
    mail.post(
        "interest_received",
        to=[settings.CONTACT_EMAIL],
        key=interest.pk,
        why="dit het contactadres van het portaal is",
        interest=interest,
    )


def purge_interests():
    """Wipe interest that nobody confirmed within fourteen days: its link is dead."""
    unconfirmed = Interest.objects.filter(confirmed_at=None)
    return unconfirmed.filter(shown_at__lt=confirm.outdated()).delete()[0]
