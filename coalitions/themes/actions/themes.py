"""Ideas and proposals for themes."""

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from coalitions.themes.actions.rounds import TooLate
from coalitions.themes.models import (
    Idea,
    Theme,
    ThemeRound,
)
from knw_portal import confirm, log
from knw_portal.forms import Stale


def purge_ideas():
    """Wipe ideas that nobody confirmed within fourteen days: their link is dead."""
    unconfirmed = Idea.objects.filter(confirmed_at=None, theme=None)
    return unconfirmed.filter(given_at__lt=confirm.outdated()).delete()[0]


def _hold_list(round, *, is_bureau):
    """Hold the round while its list is changed. Raises TooLate when that is over for this person.

    Proposals close by the database's clock, read while the round is held.
    """
    held = ThemeRound.objects.held(round)
    is_open = held.proposals_open(held.clock)
    if held.roll_frozen_at or held.board_confirmed_on or not (is_bureau or is_open):
        raise TooLate(held)


def may_propose(round, *, is_bureau, at=None):
    """Until the proposals close; for the bureau until the vote is opened."""
    if round.roll_frozen_at or round.board_confirmed_on:
        return False
    return is_bureau or round.proposals_open(at)


@transaction.atomic
def propose_theme(theme, *, is_bureau, by):
    """Put a theme on the long list."""
    _hold_list(theme.round, is_bureau=is_bureau)
    theme.proposed_by = by
    theme.save(force_insert=True)
    log.write("theme.proposed", theme, by=by)


@transaction.atomic
def edit_theme(form, *, is_bureau, by):
    """Change a proposal; False, with both texts on the form, when somebody was first."""
    _hold_list(form.instance.round, is_bureau=is_bureau)
    if not form.save_or_conflict():
        return False
    log.write("theme.edited", form.instance, by=by)
    return True


@transaction.atomic
def withdraw_theme(theme, *, is_bureau, by):
    """Take a proposal off the long list. Raises Stale when it was off already."""
    _hold_list(theme.round, is_bureau=is_bureau)
    standing = Theme.objects.filter(pk=theme.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=now(), version=F("version") + 1):
        raise Stale(theme)
    log.write("theme.withdrawn", theme, by=by)
