"""Proposals for themes: written, put on the long list, changed, taken off it and put back."""

from django.db import IntegrityError, transaction
from django.db.models import F

from coalitions.themes.actions.rounds import TooLate
from coalitions.themes.models import Theme, ThemeRound
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.search import actions as search


class Twice(Exception):
    """A theme with this title stands on the list of its round already."""


def hold_list(round, *, is_bureau):
    """Hold the round while its list is changed, and return it with the database's clock.

    Raises TooLate when changing is over for this person.
    """
    held = ThemeRound.objects.held(round)
    if not held.may_propose(held.clock, is_bureau=is_bureau):
        raise TooLate(held)
    return held


def may_propose(round, *, is_bureau, at=None):
    """Until the proposals close; for the bureau until the vote is opened."""
    return round.may_propose(at, is_bureau=is_bureau)


def index_theme(theme):
    """What stands on a long list is found by who takes part in rounds, and by nobody else."""
    if theme.state != "standing":
        search.forget(log.key(theme))
        return
    search.index(
        log.key(theme),
        kind="thema",
        title=str(theme),
        text=f"{theme.issue}\n{theme.urgency}",
        url=theme.get_absolute_url(),
        is_for_bureau=True,
        is_for_ambassadors=True,
    )


@transaction.atomic
def propose_theme(theme, *, is_bureau, by):
    """Put a new theme on the long list. Raises Twice when one with its title stands there."""
    held = hold_list(theme.round, is_bureau=is_bureau)
    theme.proposed_by, theme.published_at = by, held.clock
    once(theme.save, force_insert=True)
    log.write("theme.proposed", theme, by=by)
    index_theme(theme)


def once(change, **values):
    """Save what puts a theme on the list, where one title stands once."""
    try:
        with transaction.atomic():
            return change(**values)
    except IntegrityError as clash:
        if "theme_once_in_a_round" in str(clash):
            raise Twice from clash
        raise


@transaction.atomic
def draft_theme(theme, *, is_bureau, by):
    """Keep a proposal for oneself and the bureau, to go on with later."""
    hold_list(theme.round, is_bureau=is_bureau)
    theme.proposed_by, theme.published_at = by, None
    theme.save(force_insert=True)
    log.write("theme.drafted", theme, by=by)


@transaction.atomic
def edit_theme(form, *, is_bureau, by):
    """Change a proposal; False, with both texts on the form, when somebody was first."""
    hold_list(form.instance.round, is_bureau=is_bureau)
    if not once(form.save_or_conflict):
        return False
    log.write("theme.edited", form.instance, by=by)
    index_theme(form.instance)
    return True


@transaction.atomic
def publish_theme(form, *, is_bureau, by):
    """Put a draft on the long list as the form says it; False when somebody was first."""
    held = hold_list(form.instance.round, is_bureau=is_bureau)
    if not form.save_or_conflict():
        return False
    theme = form.instance
    once(Theme.objects.filter(pk=theme.pk).update, published_at=held.clock)
    theme.refresh_from_db()
    log.write("theme.proposed", theme, by=by)
    index_theme(theme)
    return True


@transaction.atomic
def drop_draft(theme, *, by):
    """Throw a draft away. Nobody else saw it, and it can be done at any time."""
    dropped, _ = Theme.objects.filter(pk=theme.pk, published_at=None).delete()
    if not dropped:
        raise Stale(theme)
    log.write("theme.dropped", theme, by=by)


@transaction.atomic
def withdraw_theme(theme, *, is_bureau, by):
    """Take a proposal off the long list. Raises Stale when it was off already."""
    held = hold_list(theme.round, is_bureau=is_bureau)
    standing = Theme.objects.standing().filter(pk=theme.pk)
    if not standing.update(withdrawn_at=held.clock, version=F("version") + 1):
        raise Stale(theme)
    theme.refresh_from_db()
    log.write("theme.withdrawn", theme, by=by)
    index_theme(theme)


@transaction.atomic
def put_back_theme(theme, *, is_bureau, by):
    """Undo a withdrawal. Raises Stale when it stands already, Twice when another has its title."""
    hold_list(theme.round, is_bureau=is_bureau)
    withdrawn = Theme.objects.filter(
        pk=theme.pk, withdrawn_at__isnull=False, merged_into=None, split_at=None
    )
    if not once(withdrawn.update, withdrawn_at=None, version=F("version") + 1):
        raise Stale(theme)
    theme.refresh_from_db()
    log.write("theme.put_back", theme, by=by)
    index_theme(theme)
