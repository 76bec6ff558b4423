"""What there is already: themes that look alike, and the check on earlier work."""

from dataclasses import dataclass

from django.db import transaction

from coalitions.themes.actions.themes import hold_list
from coalitions.themes.models import Theme
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.search.models import SearchText

# What a theme may have been before. The rooms that make these things index them under these words.
KINDS = ("thema", "coalitie", "opbrengst")


@dataclass(frozen=True)
class Likeness:
    """Something that looks like a title: what it is, what it is called and where it stands."""

    kind: str
    title: str
    url: str
    here: bool  # in the same round


def alike(title, round, user, *, but=None):
    """What this person may find that looks like a title, most alike first."""
    found = SearchText.objects.visible_to(user).filter(kind__in=KINDS)
    if but is not None and but.pk:
        found = found.exclude(about=log.key(but))
    rows = list(found.resembling(title).values_list("about", "kind", "title", "url"))
    ids = [int(about.partition(":")[2]) for about, kind, *_ in rows if kind == "thema"]
    years = dict(Theme.objects.filter(pk__in=ids).values_list("pk", "round__school_year"))
    likenesses = []
    for about, kind, name, url in rows:
        year = years.get(int(about.partition(":")[2])) if kind == "thema" else None
        here = year == round.school_year
        words = kind if here or not year else f"thema van {year.replace('-', '–')}"
        likenesses.append(Likeness(words, name, url, here))
    return likenesses


@transaction.atomic
def note_earlier_work(check, *, by):
    """Write down what was looked at and concluded; until the vote is opened."""
    hold_list(check.theme.round, is_bureau=True)
    if not Theme.objects.standing().filter(pk=check.theme_id).exists():
        raise Stale(check.theme)
    check.checked_by = by
    check.save(force_insert=True)
    log.write("theme.checked", check.theme, by=by, verdict=check.verdict)
