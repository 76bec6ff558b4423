"""The report of the whole network, for bureau and board: figures, and nothing any team said."""

from collections import Counter

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from coalitions.briefs.models import Coalition
from coalitions.members.models import TakeBack
from coalitions.outputs.models import Delivery, Output
from frameworks.figures.gate import MINIMUM, MINIMUM_INSTITUTIONS
from frameworks.teams.models import Trajectory
from knw_portal.access import access
from knw_portal.documents import responses
from knw_portal.documents.tables import to_workbook
from knw_portal.people.models import GroupMember, Institution, Role

FEW = f"minder dan {MINIMUM}"
FEW_SCHOOLS = f"minder dan {MINIMUM_INSTITUTIONS}"
DELIVERED = Q(state=Delivery.State.DELIVERED)


@require_safe
@access("coalitions.see_network")
def network_report(request):
    places = places_in_coalitions()
    coalitions, institutions, *others = tables_of_the_network(places)
    context = {
        "tables": [coalitions, folded(institutions), *others],
        "totals": totals(places),
        "on": localdate(),
    }
    return render(request, "coalitions/desk/network_report.html", context)


@require_safe
@access("coalitions.see_network")
def network_file(request):
    """The same tables as a workbook, a sheet for each."""
    tables = tables_of_the_network(places_in_coalitions())
    sheets = [(one["title"], [name for name, _ in one["header"]], one["rows"]) for one in tables]
    title = f"Netwerk op {localdate()}"
    return responses.download(to_workbook(title, sheets), f"{title}.xlsx", responses.XLSX)


def places_in_coalitions():
    """Who has a place today: coalition, person, institution, function."""
    columns = ("group__coalition", "user", "user__institution__name", "user__function__name")
    places = GroupMember.objects.current().filter(group__coalition__published_at__isnull=False)
    return list(places.values_list(*columns))


def tables_of_the_network(places):
    """Every table as title, header and rows; as many queries with ten coalitions as with one."""
    return [
        by_coalition(places),
        by_institution(places),
        by_function(places),
        made(),
        used(),
    ]


def table(title, header, rows, empty, *, numbers, note=""):
    """`numbers`: the first column with figures."""
    return {
        "title": title,
        "header": [(name, place >= numbers) for place, name in enumerate(header)],
        "rows": rows,
        "shown": [cells_of(row, numbers) for row in rows],
        "empty": empty,
        "note": note,
    }


def cells_of(row, numbers):
    return [(cell, place >= numbers) for place, cell in enumerate(row)]


def folded(one):
    """A table as the page shows it: of who has no count at all the name alone, in one list."""
    rows = list(zip(one["rows"], one["shown"], strict=True))
    return one | {
        "shown": [cells for row, cells in rows if any(row[2:])],
        "quiet": [row[0] for row, _ in rows if not any(row[2:])],
    }


def amounts(rows, key):
    return {row[key]: row["amount"] for row in rows}


def by_coalition(places):
    """Of each coalition how many take part, and what came in and went home."""
    asked = Delivery.objects.order_by().values("collection__coalition")
    asked = {
        row["collection__coalition"]: row
        for row in asked.annotate(asked=Count("pk"), came=Count("pk", filter=DELIVERED))
    }
    taken = TakeBack.objects.order_by().values("coalition").annotate(amount=Count("pk"))
    taken = amounts(taken, "coalition")
    outputs = Output.objects.public().order_by().values("coalition").annotate(amount=Count("pk"))
    outputs = amounts(outputs, "coalition")
    there = {}
    for place in places:
        there.setdefault(place[0], []).append(place)
    rows = []
    for one in Coalition.objects.published().order_by("-school_year", "number", "title"):
        here = there.get(one.pk, ())
        counts = asked.get(one.pk, {"asked": 0, "came": 0})
        rows.append(
            [
                str(one),
                one.school_year,
                one.get_phase_display(),
                len({place[1] for place in here}),
                len({place[2] for place in here if place[2]}),
                len({place[3] for place in here if place[3]}),
                f"{counts['came']} van {counts['asked']}" if counts["asked"] else "–",
                outputs.get(one.pk, 0),
                taken.get(one.pk, 0),
            ]
        )
    header = ["Coalitie", "Schooljaar", "Fase", "Mensen nu", "Instellingen nu", "Functies nu"]
    header += ["Input geleverd", "Opbrengsten", "Meegenomen"]
    return table("Coalities", header, rows, "Er is nog geen coalitie gepubliceerd.", numbers=3)


def by_institution(places):
    """How the people in coalitions are spread over the institutions of the network."""
    held = Counter(school for _, _, school, _ in places)
    joined = Counter(school for _, school in {(place[0], place[2]) for place in places})
    voices = Role.objects.current().filter(kind=Role.Kind.AMBASSADOR)
    schools = Institution.objects.affiliated().annotate(
        voices=count_of(voices),
        came=count_of(Delivery.objects.filter(DELIVERED)),
        took=count_of(TakeBack.objects.all()),
    )
    rows = [
        [one.name, one.region, joined[one.name], held[one.name], one.voices, one.came, one.took]
        for one in schools
    ]
    header = ["Instelling", "Regio", "Coalities", "Plaatsen", "Ambassadeurs"]
    header += ["Input geleverd", "Meegenomen"]
    empty = "Nog geen instelling doet ergens aan mee."
    return table("Instellingen", header, rows, empty, numbers=2)


def count_of(rows):
    """How many of these an institution has."""
    here = rows.filter(institution=OuterRef("pk")).order_by().values("institution")
    return Coalesce(Subquery(here.annotate(amount=Count("pk")).values("amount")), 0)


def by_function(places):
    people = {(user, function or "niet gezegd") for _, user, _, function in places}
    counts = Counter(function for _, function in people)
    rows = [[name, counts[name]] for name in sorted(counts)]
    header = ["Functie", "Mensen in coalities"]
    return table("Functies", header, rows, "Er doet nog niemand mee aan een coalitie.", numbers=1)


def made():
    """What stands in the library, by school year and kind."""
    rows = (
        Output.objects.public()
        .order_by("-coalition__school_year", "kind__name")
        .values_list("coalition__school_year", "kind__name")
        .annotate(amount=Count("pk"))
    )
    note = "Hoe vaak iets is gedownload, telt het portaal niet."
    header = ["Schooljaar", "Soort", "Aantal"]
    rows = [list(row) for row in rows]
    return table(
        "Opbrengsten", header, rows, "Er staat nog niets in de bibliotheek.", numbers=2, note=note
    )


def used():
    """How many teams use each framework; of few teams no figure, and never what they said."""
    name = "framework_version__framework__title"
    teams = Count("team", distinct=True)
    schools = Count("team__institution", distinct=True)
    counted = Trajectory.objects.order_by(name).values_list(name).annotate(a=teams, b=schools)
    rows = [[title, *shown(*amounts)] for title, *amounts in counted]
    note = "Wat teams antwoorden, staat hier niet. Dat is van het team."
    header = ["Raamwerk", "Teams", "Instellingen"]
    empty = "Nog geen team gebruikt een raamwerk."
    return table("Gebruik door teams", header, rows, empty, numbers=1, note=note)


def shown(teams, schools):
    if teams < MINIMUM:
        return FEW, "–"
    return teams, schools if schools >= MINIMUM_INSTITUTIONS else FEW_SCHOOLS


def totals(places):
    return [
        ("Mensen in een coalitie", len({user for _, user, _, _ in places})),
        ("Coalities waar nu mensen in zitten", len({place[0] for place in places})),
        ("Instellingen die meedoen", len({school for _, _, school, _ in places if school})),
        ("Functies die meedoen", len({function for _, _, _, function in places if function})),
    ]
