"""Themes that go up in one, or come apart into several; the trail is kept both ways."""

from django.db import transaction
from django.db.models import F

from coalitions.themes.actions.themes import hold_list, index_theme, once, propose_theme
from coalitions.themes.models import Theme
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.mail.actions import post
from knw_portal.people.models import User

WHY = "je een thema voorstelde voor deze ronde"
# How often a merged theme was merged again before somebody loses the thread.
DEEPEST = 10


def sources_of(theme):
    """The themes it came from, and where those came from: each with its own, at most a query a
    generation."""
    found, generation = [], [theme]
    for _ in range(DEEPEST):
        ids = [one.split_from_id for one in generation if one.split_from_id]
        older = Theme.objects.filter(merged_into__in=generation) | Theme.objects.filter(pk__in=ids)
        known = {one.pk for one in found}
        generation = [
            one
            for one in older.select_related("institution", "round").order_by("pk")
            if one.pk not in known
        ]
        if not generation:
            break
        found += generation
    return found


def heirs_of(theme):
    """The standing themes in which it lives on: itself, what it went up in, or what it came apart
    into."""
    heirs, generation = [], [theme]
    for _ in range(DEEPEST):
        heirs += [one for one in generation if one.state == "standing"]
        ids = [one.merged_into_id for one in generation if one.merged_into_id]
        split = [one.pk for one in generation if one.split_at]
        generation = list(
            Theme.objects.filter(pk__in=ids)
            | Theme.objects.filter(split_from__in=split, withdrawn_at=None)
        )
        if not generation:
            break
    return heirs


@transaction.atomic
def merge_themes(parents, theme, *, by):
    """Let two standing themes go up in a new one; who proposed them stay named, and hear so.

    Raises Stale when one of them does not stand any more, Twice when a third has the new title.
    """
    held = hold_list(theme.round, is_bureau=True)
    standing = held.themes.standing().select_for_update().filter(pk__in=[p.pk for p in parents])
    if len(standing) != len(parents) or len(parents) < 2:
        raise Stale(parents)
    # The new one comes first, since the old ones point to it; so it may carry the title of one of
    # them, it is a draft for that moment.
    theme.proposed_by, theme.published_at = by, None
    theme.save(force_insert=True)
    held.themes.filter(pk__in=[p.pk for p in parents]).update(
        merged_into=theme, version=F("version") + 1
    )
    once(Theme.objects.filter(pk=theme.pk).update, published_at=held.clock)
    theme.refresh_from_db()
    log.write("theme.merged", theme, by=by, parents=sorted(p.pk for p in parents))
    _changed(*parents, theme)
    for parent in parents:
        _tell(parent, "theme_merged", key=theme.pk, by=by, theme=theme, parents=parents)


@transaction.atomic
def undo_merge(theme, *, by):
    """The old themes stand on the list again, the new one does not; until the vote is opened."""
    held = hold_list(theme.round, is_bureau=True)
    parents = list(theme.parents.select_for_update().order_by("pk"))
    standing = held.themes.standing().filter(pk=theme.pk)
    if not parents or not standing.update(withdrawn_at=held.clock, version=F("version") + 1):
        raise Stale(theme)
    once(theme.parents.update, merged_into=None, version=F("version") + 1)
    log.write("theme.unmerged", theme, by=by, parents=[p.pk for p in parents])
    theme.refresh_from_db()
    _changed(*parents, theme)
    for parent in parents:
        _tell(parent, "theme_stands_again", key=theme.pk, by=by, theme=theme)


@transaction.atomic
def split_theme(theme, parts, *, by):
    """Take one standing theme apart into new ones; its proposer stays named, and hears so."""
    held = hold_list(theme.round, is_bureau=True)
    standing = held.themes.standing().filter(pk=theme.pk)
    if len(parts) < 2 or not standing.update(split_at=held.clock, version=F("version") + 1):
        raise Stale(theme)
    for part in parts:
        part.round, part.split_from = theme.round, theme
        part.origin, part.institution = theme.origin, theme.institution
        propose_theme(part, is_bureau=True, by=by)
    log.write("theme.split", theme, by=by, parts=[part.pk for part in parts])
    _changed(theme)
    _tell(theme, "theme_split", key=parts[0].pk, by=by, parts=parts)


@transaction.atomic
def undo_split(theme, *, by):
    """The theme stands on the list again, its parts do not; until the vote is opened.

    Raises Stale when a part went on into another theme meanwhile.
    """
    held = hold_list(theme.round, is_bureau=True)
    parts = list(theme.parts.filter(withdrawn_at=None).select_for_update().order_by("pk"))
    if not parts or any(part.state != "standing" for part in parts):
        raise Stale(theme)
    theme.parts.filter(pk__in=[part.pk for part in parts]).update(
        withdrawn_at=held.clock, version=F("version") + 1
    )
    split = held.themes.filter(pk=theme.pk, split_at__isnull=False)
    if not once(split.update, split_at=None, version=F("version") + 1):
        raise Stale(theme)
    log.write("theme.unsplit", theme, by=by, parts=[part.pk for part in parts])
    _changed(theme, *parts)
    _tell(theme, "theme_stands_again", key=parts[0].pk, by=by, theme=None)


def _changed(*themes):
    for theme in themes:
        theme.refresh_from_db()
        index_theme(theme)


def _tell(old, template, *, key, by, **context):
    """A mail to who proposed `old`, also when it came out of others; not to who does it."""
    proposers = {one.proposed_by_id for one in [old, *sources_of(old)]} - {None, by.pk}
    people = User.objects.filter(pk__in=proposers, is_active=True)
    post(template, to=people, key=f"{old.pk}:{key}", why=WHY, old=old, **context)
