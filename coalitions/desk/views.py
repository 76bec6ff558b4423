"""The pages that look over several rooms."""

from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from coalitions.briefs.models import Coalition
from coalitions.outputs.models import Output
from coalitions.themes.models import ThemeRound
from knw_portal import overview
from knw_portal.access import PUBLIC, SIGNED_IN, access
from knw_portal.mail.overview import outgoing
from knw_portal.people.hats import hat_of
from knw_portal.people.models import GroupMember


@require_GET
@access(PUBLIC)
def home(request):
    """What coalitions are, which run now, what they made, and how to take part."""
    published = Coalition.objects.published().select_related("round")
    context = {
        "current": published.exclude(phase=Coalition.Phase.COMPLETED).order_by("starts_on"),
        "outputs": Output.objects.newest()[:4],
        "round": ThemeRound.objects.first(),
    }
    return render(request, "coalitions/desk/home.html", context)


@require_GET
@access(SIGNED_IN)
def mine(request):
    """What asks something of this person now, with dates; and their coalitions."""
    at = now()
    hat = hat_of(request)
    asks = overview.asks(overview.mine_sources, request.user, at)
    places = (
        GroupMember.objects.filter(user=request.user, group__coalition__isnull=False)
        .select_related("group__coalition")
        .order_by("-since")
    )
    context = {
        "asks": sorted(asks, key=lambda ask: bool(hat and ask.role and ask.role != hat.kind)),
        "places": places,
        "hat": hat,
        "at": at,
    }
    return render(request, "coalitions/desk/mine.html", context)


@require_GET
@access("knw_portal.see_bureau")
def bureau(request):
    """What is late or waits on the bureau, what runs, and which mail goes out when and to whom."""
    at = now()
    waiting = overview.asks(overview.late_sources, request.user, at)
    today = overview.day_of(at)
    context = {
        "waiting": waiting,
        "late_count": sum(ask.due is not None and overview.day_of(ask.due) < today for ask in waiting),
        "running": [line for source in overview.running_sources for line in source(request.user, at)],
        "outgoing": outgoing(at),
        "at": at,
    }
    return render(request, "coalitions/desk/bureau.html", context)
