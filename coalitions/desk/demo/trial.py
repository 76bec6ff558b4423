"""A vote that was counted, to look at: in order of preference, with every step and every ballot."""

from random import Random

import pgtrigger
from django.db.models.functions import Now

from coalitions.desk.demo.proposing import check_earlier_work, of_the_bureau
from coalitions.themes import actions as themes
from coalitions.themes.models import ThemeRound


def load_trial(round, spec):
    """Every school that can has voted but for two, and the vote closes on the spot."""
    if round.roll_frozen_at:
        return
    bureau = of_the_bureau()
    for line in spec["lines"]:
        themes.jot_theme(round, line, by=bureau)
    check_earlier_work(round)
    themes.open_vote(round, by=bureau)
    options = list(round.themes.standing().order_by("pk").values_list("pk", flat=True))
    # The first of the list are wished for most; the same in every demo.
    random = Random(4)  # noqa: S311  a demo, not a secret
    weights = [1 / (place + 2) for place in range(len(options))]
    manned = round.roll.filter(had_ambassador=True).select_related("round", "institution")
    for number, entry in enumerate(list(manned.order_by("pk"))[2:]):
        voter = themes.voters_of(entry).order_by("pk").first()
        if number % 11 == 10:
            themes.cast_ballot(entry, kind="none", by=voter)
            continue
        chosen = dict.fromkeys(random.choices(options, weights, k=4))
        marks = {theme: place for place, theme in enumerate([*chosen][:3], start=1)}
        themes.cast_ballot(entry, kind="choices", marks=marks, by=voter)
    with pgtrigger.ignore("coalitions.ThemeRound:close_moves_on"):
        ThemeRound.objects.filter(pk=round.pk).update(vote_closes_at=Now())
    round.refresh_from_db()
    themes.count_of(round)
