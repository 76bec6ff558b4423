from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import Truncator, slugify
from django.utils.timezone import localdate

from coalitions.briefs.actions.briefs import index_coalition
from coalitions.briefs.models import BriefLine, Coalition, Lineage, ThemeLine
from coalitions.themes.actions import outcome_of, record_decision, tell_givers
from coalitions.themes.models import Decision, TermsVersion, ThemeRound
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.people.models import Group


@transaction.atomic
def edit_common_terms(round, formset, *, seen, by):
    """Change what holds for all coalitions of a round; False when what was typed is not right.

    Coalitions that began already keep what they took over. Raises Stale when somebody was first.
    """
    moved = ThemeRound.objects.filter(pk=round.pk, version=seen).update(version=F("version") + 1)
    if not moved:
        raise Stale(round)
    if not formset.is_valid():
        transaction.set_rollback(True)
        return False
    if not round.terms_versions.exists() and round.common_terms.exists():
        _keep_terms(round, by=None)  # as they were before anybody changed them here
    try:
        with transaction.atomic():
            formset.save()
    except IntegrityError:
        formset.refuse("Twee regels hebben hetzelfde nummer. Geef elke regel een eigen nummer.")
        transaction.set_rollback(True)
        return False
    _keep_terms(round, by=by)
    log.write("round.terms_edited", round, by=by)
    return True


def _keep_terms(round, *, by):
    terms = round.common_terms.values_list("title", "text")
    TermsVersion.objects.create(round=round, terms=[list(term) for term in terms], by=by)


@transaction.atomic
def lay_before_board(round, rows, *, lines=(), note="", seen, by):
    """Keep the decision per theme, and what each chosen theme builds on, for the board to confirm.

    Raises Stale and ValueError as `record_decision` does.
    """
    record_decision(round, rows, note=note, seen=seen, by=by)
    ThemeLine.objects.filter(theme__round=round).delete()
    ThemeLine.objects.bulk_create(lines)


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
    tell_givers(round)
    chosen = round.themes.filter(decision__is_chosen=True)
    return [
        start_coalition(theme, number=number, by=by)
        for number, theme in enumerate(_by_rank(chosen, round), start=1)
    ]


def _by_rank(themes, round):
    """In the order of the result."""
    places = {row["theme"]: place for place, row in enumerate(outcome_of(round)["rows"])}
    return sorted(themes, key=lambda theme: places.get(theme.pk, len(places)))


def start_coalition(theme, *, number, by):
    """A draft with its group, the terms of its round and what the decision says it builds on."""
    coalition = Coalition.objects.create(
        round=theme.round,
        theme=theme,
        number=number,
        title=theme.title,
        edition=theme.edition,
        slug=_free_slug(theme),
        school_year=theme.round.year,
        group=Group.objects.create(name=str(theme)),
        central_question=Truncator(theme.issue).chars(1000),
    )
    for term in theme.round.common_terms.all():
        coalition.lines.create(
            part=BriefLine.Part.TERM, number=term.number, title=term.title, text=term.text
        )
    line = ThemeLine.objects.filter(theme=theme).first()
    if line:
        Lineage.objects.create(
            later=coalition,
            earlier=line.earlier,
            is_deepening=line.is_deepening,
            is_broadening=line.is_broadening,
            note=line.note,
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
