from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from coalitions.briefs import actions, phases
from coalitions.briefs import memo as memos
from coalitions.briefs.forms import StepForm
from coalitions.briefs.models import Coalition
from coalitions.briefs.views.coalitions import this_coalition
from knw_portal import log
from knw_portal.access import access
from knw_portal.forms import Stale

MOVED = "Een collega was je voor, of het kan nu niet. Hieronder staat hoe het nu is."
HISTORY = {
    "coalition.started": "Begonnen na het besluit",
    "coalition.published": "Gepubliceerd",
    "coalition.unpublished": "Publicatie ingetrokken",
    "coalition.moved": "Naar een andere fase",
}


def this_life(request, slug):
    """A coalition with what its brief holds so far."""
    coalitions = Coalition.objects.visible_to(request.user).select_related("theme")
    return get_object_or_404(memos.with_brief(coalitions), slug=slug)


def this_move(request, slug, phase):
    if phase not in phases.ADDRESSES:
        raise Http404
    return this_life(request, slug), phases.ADDRESSES[phase]


@require_safe
@access("coalitions.move_phase", on=this_life)
def phase_detail(request, coalition):
    """The life of a coalition: where it stands, what misses, and what may happen next."""
    Phase = Coalition.Phase
    back, forth = phases.neighbours(coalition.phase)
    order = list(Phase)
    here = order.index(coalition.phase)
    checks = phases.checks(coalition)
    context = {
        "coalition": coalition,
        "steps": [
            {
                "name": phase.label,
                "meaning": phases.MEANINGS[phase],
                "knot": "done" if place < here else "now" if place == here else "open",
                "move": phases.address_of(phase) if phase in (back, forth) else "",
                "is_back": phase == back,
                "is_blocked": phase == Phase.RECRUITING and not coalition.published_at,
                "is_end": phase == Phase.COMPLETED and coalition.phase == Phase.DELIVERING,
            }
            for place, phase in enumerate(order)
        ],
        "checks": checks,
        "is_short": any(not check.is_met for check in dict(checks)[phases.BRIEF]),
        "may_unpublish": coalition.published_at
        and coalition.phase not in (Phase.RECRUITING, Phase.COMPLETED),
        "history": history(coalition),
    }
    return render(request, "coalitions/briefs/phase_detail.html", context)


def history(coalition):
    """What the log says of the life of a coalition, the newest first."""
    entries = log.LogEntry.objects.filter(about=log.key(coalition), action__in=HISTORY)
    labels = dict(Coalition.Phase.choices)
    return [
        (entry, HISTORY[entry.action], labels.get(entry.details.get("after"), ""))
        for entry in entries.select_related("by")[:20]
    ]


def act(request, coalition, deed, done):
    """Do it and go back to the page of the phases, saying what came of it."""
    try:
        deed()
    except Stale:
        messages.warning(request, MOVED)
    else:
        messages.success(request, done)
    return redirect("phase_detail", slug=coalition.slug)


def sure(request, coalition, **words):
    """The page that says what will happen and asks."""
    cancel_url = reverse("phase_detail", kwargs={"slug": coalition.slug})
    context = {"place": coalition, "cancel_url": cancel_url, **words}
    return render(request, "confirm.html", context)


def still_missing(coalition, heading):
    """What misses under one heading, for the page that asks."""
    found = dict(phases.checks(coalition))[heading]
    return [f"Mist nog: {check.text}" for check in found if not check.is_met]


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.move_phase", on=this_life)
def coalition_publish(request, coalition):
    if request.method == "POST":
        return act(
            request,
            coalition,
            lambda: actions.publish_coalition(coalition, by=request.user),
            f"Iedereen kan {coalition} nu lezen en vinden.",
        )
    return sure(
        request,
        coalition,
        title=f"{coalition} publiceren?",
        text="De opdracht staat dan voor iedereen op de site en is te vinden. Je kunt hem daarna "
        "nog wijzigen, en de publicatie weer intrekken.",
        points=still_missing(coalition, phases.BRIEF),
        submit="Ja, publiceren",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.move_phase", on=this_coalition)
def coalition_unpublish(request, coalition):
    if request.method == "POST":
        return act(
            request,
            coalition,
            lambda: actions.unpublish_coalition(coalition, by=request.user),
            f"{coalition} is alleen nog te zien voor het bureau, het bestuur en de leden.",
        )
    return sure(
        request,
        coalition,
        title=f"De publicatie van {coalition} intrekken?",
        text="De pagina verdwijnt van de site en uit het zoeken. Het bureau, het bestuur en de "
        "leden van de coalitie zien haar nog. Je kunt later opnieuw publiceren.",
        submit="Ja, intrekken",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.move_phase", on=this_move)
def phase_move(request, target):
    coalition, phase = target
    if request.method == "POST":
        return act(
            request,
            coalition,
            lambda: actions.move_phase(
                coalition, phase, seen=request.POST.get("seen", ""), by=request.user
            ),
            f"{coalition}: {phase.label}.",
        )
    if phase not in phases.neighbours(coalition.phase):
        messages.info(request, MOVED)
        return redirect("phase_detail", slug=coalition.slug)
    return sure(
        request,
        coalition,
        title=f"{coalition}: {phase.label}?",
        text=f"{phases.MEANINGS[phase]} Je kunt daarna nog een stap terug.",
        form=StepForm(initial={"seen": coalition.phase}),
        points=still_missing(coalition, phases.NEEDS[phase]) if phase in phases.NEEDS else (),
        submit="Ja, naar deze fase",
    )
