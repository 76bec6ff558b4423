"""The pages that look over several rooms."""

from pathlib import Path

import yaml
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from coalitions.briefs.models import BriefLine, Coalition
from coalitions.desk.lineage import line_of, picture, predecessors
from coalitions.outputs.models import Output
from frameworks.teams.models import Trajectory
from frameworks.teams.models.quality import is_officer
from knw_portal import overview
from knw_portal.access import PUBLIC, SIGNED_IN, access
from knw_portal.dates import is_late
from knw_portal.mail.overview import outgoing
from knw_portal.people.hats import hat_of, hats_of
from knw_portal.people.models import GroupMember
from knw_portal.sheets import Sheet, page_or_file
from knw_portal.templatetags.portal import number

RUNNING = Sheet(
    "Wat nu loopt",
    {
        "wat": "title",
        "fase": "phase",
        "stand": "stand",
        "volgende datum": "next_date",
        "wat dan": "next_text",
    },
)
YEAR = yaml.safe_load(Path(__file__).with_name("year.yaml").read_text())


def year_at(month):
    """The steps of a coalition's year, with a tied knot at what happens in this month."""
    return [{**step, "knot": "now" if month in step["months"] else "open"} for step in YEAR]


@require_safe
@access(PUBLIC)
def home(request):
    """What coalitions are, which run now, what they made, and how to take part."""
    running = Coalition.objects.published().exclude(phase=Coalition.Phase.COMPLETED)
    context = {
        "current": running.order_by("starts_on"),
        "outputs": Output.objects.newest()[:4],
        "year": year_at(localdate().month),
    }
    return render(request, "coalitions/desk/home.html", context)


@require_safe
@access(SIGNED_IN)
def mine(request):
    """What asks something of this person now, with dates; and their coalitions and teams."""
    at = now()
    asks = overview.asks(overview.mine_sources, request.user, at)
    places = (
        GroupMember.objects.filter(user=request.user, group__coalition__isnull=False)
        .select_related("group__coalition")
        .order_by("-since")
    )
    trajectories = Trajectory.objects.visible_to(request.user).for_page()
    hat = hat_of(request)
    context = {
        # What belongs to the hat one wears comes first; nothing is left out.
        "asks": sorted(asks, key=lambda ask: bool(ask.role) and ask.role != hat),
        "places": places,
        "trajectories": trajectories.defer("framework_version__definition")[:10],
        "hat": hat,
        "hats": hats_of(request.user),
        "heading": greeting(request.user, len(asks)),
        "is_officer": is_officer(request.user),
        "at": at,
    }
    return render(request, "coalitions/desk/mine.html", context)


def greeting(user, count):
    things = "één ding vraagt" if count == 1 else f"{number(count)} dingen vragen"
    asked = f"{things} nu iets van jou" if count else "er wacht niets op je"
    return f"Dag {user.get_short_name()}, {asked}"


def summary(late, waiting, running):
    """What the bureau's day looks like, in one sentence."""
    first = "Eén" if late == 1 else number(late).capitalize()
    parts = [
        f"{first} {'ding is' if late == 1 else 'dingen zijn'} te laat",
        f"{number(waiting)} {'wacht' if waiting == 1 else 'wachten'} op het bureau",
        f"{number(running)} {'ronde of coalitie' if running == 1 else 'rondes en coalities'}"
        f" {'loopt' if running == 1 else 'lopen'}",
    ]
    return ", ".join(parts) + "."


@require_safe
@access("knw_portal.see_bureau")
def bureau(request):
    """What is late or waits on the bureau, what runs, and which mail goes out when and to whom."""
    at = now()
    waiting = overview.asks(overview.late_sources, request.user, at)
    running = [line for source in overview.running_sources for line in source(request.user, at)]
    late = sum(ask.due is not None and is_late(ask.due, at=at) for ask in waiting)
    context = {
        "waiting": waiting,
        "running": running,
        "outgoing": outgoing(at),
        "lead": summary(late, len(waiting) - late, len(running)),
        "tabs": [
            ("Vandaag", reverse("bureau")),
            ("Aanmeldingen", reverse("signup_list")),
            ("Mensen", reverse("person_list")),
            ("Post", reverse("mail_list")),
            ("Lijsten", reverse("reference_index")),
            ("Netwerk", reverse("network_report")),
        ],
        "at": at,
    }
    return page_or_file(request, "coalitions/desk/bureau.html", context, RUNNING.of(running))


def this_coalition(request, slug):
    return get_object_or_404(Coalition.objects.visible_to(request.user), slug=slug)


@require_safe
@access(PUBLIC, on=this_coalition)
def line_detail(request, coalition):
    """The whole line of editions that a coalition belongs to, as a picture and as a list."""
    line = line_of(coalition, request.user)
    if coalition != line.first:
        return redirect("line_detail", slug=line.first.slug)  # one address for the whole line
    context = {"line": line, "picture": picture(line)}
    return render(request, "coalitions/desk/line_detail.html", context)


@require_safe
@access("coalitions.see_members", on=this_coalition)
def starter_pack(request, coalition):
    """What a new coalition begins with: what others made before it, and what was agreed."""
    context = {
        "coalition": coalition,
        "predecessors": predecessors(coalition, request.user),
        "terms": coalition.lines.filter(part=BriefLine.Part.TERM),
    }
    return render(request, "coalitions/desk/starter_pack.html", context)
