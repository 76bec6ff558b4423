"""Quality care: a team asks it along; and the place where those who were asked see by whom."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frameworks.teams import actions
from frameworks.teams.models import QualityAsk
from frameworks.teams.models.quality import OFFICER, is_officer
from frameworks.teams.views.lookups import part_of, this_trajectory
from knw_portal.access import SIGNED_IN, access
from knw_portal.forms import CHANGED, Stale
from knw_portal.pages import page_of
from knw_portal.people.models import GroupMember, User

PAGE = 50


class QualityAskForm(forms.Form):
    """Whom, and what for. Nobody needs to be chosen: then it is for whoever picks it up."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label="Wie vraag je erbij?",
        required=False,
        empty_label="Dat maakt niet uit",
    )
    text = forms.CharField(
        label="Waar willen jullie hulp bij?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Dit leest wie je vraagt. Jullie antwoorden ziet die persoon niet.",
        error_messages={"required": "Schrijf in een zin waar jullie hulp bij willen"},
    )

    def __init__(self, *args, trajectory, **kwargs):
        super().__init__(*args, **kwargs)
        there = GroupMember.objects.current().filter(group=trajectory.group_id)
        self.fields["person"].queryset = (
            User.objects.with_account()
            .filter(
                is_active=True, institution=trajectory.team.institution_id, function__code=OFFICER
            )
            .exclude(pk__in=there.values("user"))
        )


@require_http_methods(["GET", "POST"])
@access("frameworks.invite_to_team", on=this_trajectory)
def quality_ask(request, trajectory):
    """Who was asked along, what they may see, and asking somebody."""
    form = QualityAskForm(request.POST or None, trajectory=trajectory)
    if form.is_valid():
        try:
            actions.ask_quality(trajectory, **form.cleaned_data, by=request.user)
        except Stale:
            form.add_error("person", "Die vraag staat er al. Kies iemand anders, of wacht nog even")
        else:
            messages.success(request, "Gevraagd. Jullie antwoorden blijven van jullie.")
            return redirect("quality_ask", pk=trajectory.pk)
    context = {
        "trajectory": trajectory,
        "form": form,
        "nobody": not form.fields["person"].queryset.exists(),
        "asks": trajectory.quality_asks.standing().select_related("person"),
    }
    return render(request, "frameworks/teams/quality_ask.html", context)


def this_ask(request, pk, number):
    rows = QualityAsk.objects.standing().select_related("person")
    return part_of(rows, this_trajectory(request, pk), number)


def _done(request, ask, deed, said):
    try:
        deed(ask, by=request.user)
    except Stale:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, said)
    return redirect("quality_ask", pk=ask.trajectory_id)


@require_http_methods(["GET", "POST"])
@access("frameworks.invite_to_team", on=this_ask)
def quality_let_in(request, ask):
    """From then on every answer is open to this person, so the team says it twice."""
    if request.method == "POST":
        said = "Deze collega leest nu mee. Antwoorden kan alleen jullie team."
        return _done(request, ask, actions.let_quality_in, said)
    context = {
        "title": f"{ask.person or 'Kwaliteitszorg'} laten meelezen",
        "points": [
            "Deze collega ziet daarna alle antwoorden, acties en verslagen van jullie team.",
            "Schrijven kan deze collega niet.",
            "Jullie stoppen het meelezen wanneer jullie willen.",
        ],
        "submit": "Ja, laat meelezen",
        "cancel_url": reverse("quality_ask", kwargs={"pk": ask.trajectory_id}),
    }
    return render(request, "confirm.html", context)


@require_POST
@access("frameworks.invite_to_team", on=this_ask)
def quality_shut_out(request, ask):
    return _done(request, ask, actions.shut_quality_out, "Deze collega leest niet meer mee.")


@require_POST
@access("frameworks.invite_to_team", on=this_ask)
def quality_end(request, ask):
    said = "Teruggenomen. Bij kwaliteitszorg is hier niets meer van te zien."
    return _done(request, ask, actions.end_quality, said)


@require_GET
@access(SIGNED_IN)
def quality_desk(request):
    """Which teams of one's institution ask quality care along; never what they answered."""
    asks = QualityAsk.objects.meant_for(request.user).for_page()
    context = {
        "page": page_of(request, asks, PAGE),
        "is_officer": is_officer(request.user),
    }
    return render(request, "frameworks/teams/quality_desk.html", context)


def this_ask_of_mine(request, number):
    asks = QualityAsk.objects.meant_for(request.user).select_related("trajectory__team")
    return get_object_or_404(asks, pk=number)


@require_POST
@access(SIGNED_IN, on=this_ask_of_mine)
def quality_pick_up(request, ask):
    try:
        actions.pick_up_quality(ask, by=request.user)
    except Stale:
        messages.warning(request, "Deze vraag is al opgepakt of teruggenomen.")
    else:
        messages.success(request, "Het team ziet dat jij helpt. Spreek samen af wanneer.")
    return redirect("quality_desk")
