"""What becomes of an idea: the bureau makes it a proposal, or sets it aside, and says so."""

from django.db import transaction
from django.utils.timezone import now

from coalitions.themes.actions.merging import heirs_of
from coalitions.themes.actions.themes import propose_theme
from coalitions.themes.models import Idea
from knw_portal import confirm, log
from knw_portal.forms import Stale
from knw_portal.mail.actions import Visitor, post

WHY = "je een idee voor een thema instuurde en bevestigde"


def purge_ideas():
    """Wipe ideas that nobody confirmed within fourteen days: their link is dead."""
    unconfirmed = Idea.objects.filter(confirmed_at=None, theme=None)
    return unconfirmed.filter(given_at__lt=confirm.outdated()).delete()[0]


@transaction.atomic
def propose_idea(idea, theme, *, by):
    """Put a theme on the long list that comes from an idea; its giver hears so.

    Raises Stale when something was done with the idea already, and what propose_theme raises.
    """
    waiting = _hold(idea)
    theme.origin = theme.Origin.IDEA
    propose_theme(theme, is_bureau=True, by=by)
    waiting.theme = idea.theme = theme
    waiting.save(update_fields=["theme"])
    log.write("idea.proposed", idea, by=by, theme=theme.pk)
    tell_giver(waiting, "idea_proposed", theme=theme)


@transaction.atomic
def set_aside_idea(idea, reason, *, by):
    """Do nothing with an idea, and tell its giver why."""
    waiting = _hold(idea)
    waiting.set_aside_at, waiting.set_aside_reason = now(), reason
    waiting.save(update_fields=["set_aside_at", "set_aside_reason"])
    log.write("idea.set_aside", idea, by=by)
    tell_giver(waiting, "idea_set_aside", at=waiting.set_aside_at)


@transaction.atomic
def take_idea_back(idea, *, by):
    """Look again at an idea that was set aside; its giver hears what comes of it after all."""
    aside = Idea.objects.filter(pk=idea.pk, set_aside_at__isnull=False)
    if not aside.update(set_aside_at=None, set_aside_reason=""):
        raise Stale(idea)
    log.write("idea.taken_back", idea, by=by)


def tell_givers(round):
    """Once the board confirmed: who gave an idea hears whether its theme was chosen.

    A theme that went up in another, or came apart, was chosen when one of those was.
    """
    chosen = set(round.themes.filter(decision__is_chosen=True).values_list("pk", flat=True))
    for idea in Idea.objects.filter(theme__round=round).select_related("theme__round"):
        heirs = heirs_of(idea.theme)
        winners = [heir for heir in heirs if heir.pk in chosen]
        if heirs:
            tell_giver(idea, "idea_decided", at="decided", round=round, winners=winners)


def tell_giver(idea, template, *, at="", **context):
    """A mail to who gave it; to nobody when it was never confirmed or its giver was erased."""
    if idea.confirmed_at and idea.email:
        giver = Visitor(idea.email, idea.name)
        post(template, to=[giver], key=f"{idea.pk}:{at}", why=WHY, idea=idea, **context)


def _hold(idea):
    """The idea, held, while it waits for the bureau. Raises Stale when it does not any more."""
    waiting = Idea.objects.waiting().select_for_update().filter(pk=idea.pk).first()
    if waiting is None:
        raise Stale(idea)
    return waiting
