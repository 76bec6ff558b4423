"""A line of editions, such as Teams aan zet 1.0, 2.0, 3.0: what led to what and what came of it.

It is read across the rooms: the theme and its vote, the coalition, its sessions and its outputs.
Who may not see the rounds gets the line without its votes and decisions.
"""

from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import Truncator

from coalitions.briefs.models import BriefLine, Coalition, Lineage
from coalitions.outputs.models import Output
from coalitions.sessions.models import Session
from coalitions.themes.models import RoomCount, Theme
from knw_portal.dates import school_year
from knw_portal.templatetags.portal import number, plural

ROW, TOP = 62, 26
MAIN, SIDE = 14, 44  # how far the dots of the line and of its side branches stand from the left


@dataclass(frozen=True)
class Edition:
    """One coalition of the line, with what a reader of the line wants to know of it."""

    coalition: Coalition
    outputs: list
    built_on: list  # Lineage rows, from older coalitions
    led_to: list  # Lineage rows, to younger coalitions
    proposed: str = ""  # who put the theme on the list; empty for who may not see rounds
    vote: dict | None = None
    decision: object = None

    @property
    def stand(self):
        """What stands below its name in the picture."""
        parts = [school_year(self.coalition.school_year)]
        if self.coalition.session_count:
            parts.append(plural(self.coalition.session_count, "bijeenkomst bijeenkomsten"))
        if self.outputs:
            parts.append(plural(len(self.outputs), "opbrengst opbrengsten"))
        return " · ".join(parts)


@dataclass(frozen=True)
class Line:
    title: str
    editions: list[Edition]
    waiting: list = field(default_factory=list)  # themes of this name that became no coalition

    @property
    def first(self):
        return self.editions[0].coalition


def line_of(coalition, user):
    """The line this coalition belongs to: all coalitions of its name that this person may see."""
    sees_rounds = user.has_perm("coalitions.view_round") if user.is_authenticated else False
    visible = Coalition.objects.visible_to(user)
    editions = list(
        visible.filter(title__iexact=coalition.title)
        .select_related("round__count", "theme__institution", "theme__decision")
        .annotate(session_count=Coalesce(Subquery(sessions_of_each()), 0))
        .prefetch_related(
            Prefetch("outputs", Output.objects.public().select_related("kind")),
            Prefetch("built_on", lines("earlier", visible)),
            Prefetch("led_to", lines("later", visible)),
        )
        .order_by("school_year", "edition", "pk")
    )
    places = room_places(editions) if sees_rounds else {}
    return Line(
        title=coalition.title,
        editions=[edition_of(one, places, sees_rounds) for one in editions],
        waiting=list(waiting_themes(coalition.title)) if sees_rounds else [],
    )


def sessions_of_each():
    from_here = Session.objects.standing().filter(coalition=OuterRef("pk"))
    return from_here.order_by().values("coalition").annotate(n=Count("pk")).values("n")


def lines(end, visible):
    """The rows of the lineage whose other end this person may see."""
    return Lineage.objects.filter(**{f"{end}__in": visible}).select_related(end)


def room_places(editions):
    """The place of each theme that was chosen in a room: theme id → (place, votes)."""
    rounds = {one.round_id for one in editions if one.round_id}
    counts = list(
        RoomCount.objects.filter(theme__round__in=rounds).values_list(
            "theme__round", "theme", "votes"
        )
    )
    return {
        theme: (1 + sum(other > votes for where, _, other in counts if where == round), votes)
        for round, theme, votes in counts
    }


def waiting_themes(title):
    """Themes of this name on a list, or not chosen: the line may go on, or did not."""
    themes = Theme.objects.standing().filter(title__iexact=title, coalition=None)
    return (
        themes.filter(round__cancelled_at=None)
        .select_related("round", "institution", "decision")
        .order_by("round__school_year")
    )


def edition_of(coalition, places, sees_rounds):
    theme = coalition.theme if sees_rounds else None
    decision = getattr(theme, "decision", None) if theme else None
    return Edition(
        coalition=coalition,
        outputs=list(coalition.outputs.all()),
        built_on=list(coalition.built_on.all()),
        led_to=list(coalition.led_to.all()),
        proposed=proposed(theme) if theme else "",
        vote=vote_of(coalition, theme, places) if theme else None,
        decision=decision if decision and decision.confirmed_on else None,
    )


def proposed(theme):
    return f"{theme.get_origin_display()}{f', {theme.institution}' if theme.institution else ''}"


def vote_of(coalition, theme, places):
    """Turnout and place, never a ballot; None where no vote is known."""
    count = getattr(coalition.round, "count", None)
    if count:
        place = next((row for row in count.result["rows"] if row["theme"] == theme.pk), None)
        turnout = count.result["turnout"]
        return {"place": place and place["place"], "of": len(count.result["rows"]), **turnout}
    if theme.pk in places:
        place, votes = places[theme.pk]
        return {"place": place, "votes": votes}
    return None


# --- the picture ------------------------------------------------------------------------------


def picture(line):
    """Dots, paths and words of the line as a drawing, from top to bottom in the order of years.

    A side branch is a coalition of another name that this line built on or led to.
    """
    rows, inside = [], {edition.coalition.pk for edition in line.editions}
    for edition in line.editions:
        rows += [("side", row.earlier, row) for row in edition.built_on
                 if row.earlier_id not in inside]  # fmt: skip
        rows.append(("main", edition, None))
        rows += [("side", row.later, row) for row in edition.led_to if row.later_id not in inside]
    drawn = [dot(place, *row) for place, row in enumerate(rows)]
    height_of = {row["pk"]: row["y"] for row in drawn if row["kind"] == "main"}
    ends = [row["y"] for row in drawn if row["kind"] == "main"]
    return {
        "height": TOP + ROW * len(drawn) - 12,
        "dots": drawn,
        "thread": f"M{MAIN} {ends[0]}V{ends[-1]}" if len(ends) > 1 else "",
        "branches": [branch(row, height_of) for row in drawn if row["kind"] == "side"],
        "title": f"De lijn {line.title}: {number(len(ends))} "
        f"{'editie' if len(ends) == 1 else 'edities'}",
        "said": said(line),
    }


def dot(place, kind, what, row):
    coalition = what.coalition if kind == "main" else what
    x = MAIN if kind == "main" else SIDE
    below = what.stand if kind == "main" else f"{school_year(coalition.school_year)} · {row.kind}"
    return {
        "kind": kind,
        "pk": coalition.pk,
        "row": row,
        "x": x,
        "y": TOP + ROW * place,
        "text_x": x + 20,
        "title": Truncator(str(coalition)).chars(32),
        "below": below,
        "look": "dot-done" if coalition.phase == Coalition.Phase.COMPLETED else "dot-now",
    }


def branch(row, height_of):
    """From a side branch to the edition that built on it, or that it built on."""
    line = row["row"]
    other = line.later_id if line.earlier_id == row["pk"] else line.earlier_id
    return f"M{SIDE} {row['y']}H{MAIN + 12}Q{MAIN} {row['y']} {MAIN} {height_of[other]}"


def said(line):
    """The picture in sentences."""
    parts = [f"{edition.coalition}: {edition.stand}." for edition in line.editions]
    parts += [
        f"{edition.coalition} bouwt voort op {row.earlier}: {row.kind}."
        for edition in line.editions
        for row in edition.built_on
    ]
    inside = {edition.coalition.pk for edition in line.editions}
    parts += [
        f"{row.later} bouwt voort op {edition.coalition}: {row.kind}."
        for edition in line.editions
        for row in edition.led_to
        if row.later_id not in inside
    ]
    return " ".join(parts)


# --- the starter pack -------------------------------------------------------------------------


def predecessors(coalition, user):
    """All that this coalition builds on, near and far, nearest first, with their outputs.

    The lines are walked here and not in the database: there are some hundreds at most.
    """
    earlier = {}
    for later, before in Lineage.objects.values_list("later", "earlier"):
        earlier.setdefault(later, []).append(before)
    steps, ring, step = {coalition.pk: 0}, [coalition.pk], 0
    while ring:
        step += 1
        ring = [pk for here in ring for pk in earlier.get(here, ()) if pk not in steps]
        steps |= dict.fromkeys(ring, step)
    del steps[coalition.pk]
    found = (
        Coalition.objects.visible_to(user)
        .filter(pk__in=steps)
        .prefetch_related(
            Prefetch("outputs", Output.objects.public().select_related("kind")),
            Prefetch("lines", BriefLine.objects.filter(part=BriefLine.Part.PARKED), "parked"),
            Prefetch("led_to", Lineage.objects.filter(later=coalition), to_attr="lines_to_here"),
        )
    )
    return sorted(found, key=lambda one: (steps[one.pk], one.title, one.edition))
