from django.db import transaction
from django.db.models import F
from django.utils.text import Truncator, slugify
from django.utils.timezone import localdate

from coalitions.briefs.actions.briefs import index_coalition
from coalitions.briefs.models import BriefLine, Coalition, Lineage
from coalitions.themes.models import Decision, ThemeRound
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.people.models import Group


@transaction.atomic
def confirm_decision(round, *, seen, by):
    """The board confirms what the bureau laid before it: each chosen theme becomes a coalition.

    Raises Stale when the round moved on since `by` saw it at version `seen`, or was confirmed.
    """
    waiting = ThemeRound.objects.filter(
        pk=round.pk, version=seen, board_confirmed_on=None, decision_sent_at__isnull=False
    )
    if not waiting.update(board_confirmed_on=localdate(), version=F("version") + 1):
        raise Stale(round)
    round.refresh_from_db()
    decisions = Decision.objects.filter(theme__round=round, confirmed_on=None)
    decisions.update(confirmed_on=round.board_confirmed_on)
    log.write("decision.confirmed", round, by=by)
    chosen = round.themes.filter(decision__is_chosen=True)
    return [
        start_coalition(theme, number=number, by=by)
        for number, theme in enumerate(_by_rank(chosen, round), start=1)
    ]


def _by_rank(themes, round):
    """In the order of the result, where the votes were cast in the portal."""
    count = getattr(round, "count", None)
    order = [row["theme"] for row in count.result["rows"]] if count else []
    places = {pk: place for place, pk in enumerate(order)}
    return sorted(themes, key=lambda theme: places.get(theme.pk, len(places)))


def start_coalition(theme, *, number, by):
    """A draft with its group, the terms of its round and its line to the edition before it."""
    coalition = Coalition.objects.create(
        round=theme.round,
        theme=theme,
        number=number,
        title=theme.title,
        edition=theme.edition,
        slug=_free_slug(theme),
        school_year=theme.round.school_year,
        group=Group.objects.create(name=str(theme)),
        central_question=Truncator(theme.issue).chars(1000),
    )
    for term in theme.round.common_terms.all():
        coalition.lines.create(
            part=BriefLine.Part.TERM, number=term.number, title=term.title, text=term.text
        )
    before = (
        Coalition.objects.filter(title__iexact=theme.title, school_year__lt=coalition.school_year)
        .order_by("-school_year", "-edition")
        .first()
    )
    if before:
        Lineage.objects.create(
            later=coalition,
            earlier=before,
            is_deepening=True,
            note=f"Gaat verder waar {before} ophield. Werk in de opdracht uit in welk opzicht.",
        )
    log.write("coalition.started", coalition, by=by, theme=theme.pk)
    index_coalition(coalition)
    return coalition


def _free_slug(theme):
    """data-4 for Data 4.0; with a number behind it when that address is taken."""
    edition = theme.edition.removesuffix(".0").replace(".", "-")
    wanted = slugify(f"{theme.title} {edition}")[:70].strip("-") or "coalitie"
    taken = set(Coalition.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
