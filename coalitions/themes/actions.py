"""What happens with ideas for themes."""

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from coalitions.themes.models import Idea
from knw_portal import confirm, log
from knw_portal.forms import Stale
from knw_portal.mail import actions as mail
from knw_portal.mail.actions import Visitor


@transaction.atomic
def give_idea(idea):
    """Keep an idea from the public form, and mail a link to confirm it."""
    idea.save(force_insert=True)
    mail.post(
        "idea_confirm",
        to=[Visitor(idea.email, idea.name)],
        key=idea.pk,
        why="iemand dit adres invulde bij een idee voor een thema",
        idea=idea,
        link=confirm.link("idea_confirm", idea),
    )


@transaction.atomic
def confirm_idea(idea):
    """The giver says it was them; from here the idea counts, and the bureau gets a copy."""
    moved = Idea.objects.filter(pk=idea.pk, confirmed_at=None).update(confirmed_at=now())
    if not moved:
        raise Stale(idea)
    log.write("idea.confirmed", idea, by=None)
    mail.post(
        "idea_received",
        to=[settings.CONTACT_EMAIL],
        key=idea.pk,
        why="dit het contactadres van het portaal is",
        idea=idea,
    )


def purge_ideas():
    """Wipe ideas that nobody confirmed within fourteen days: their link is dead."""
    unconfirmed = Idea.objects.filter(confirmed_at=None, theme=None)
    return unconfirmed.filter(given_at__lt=confirm.outdated()).delete()[0]
