"""How people come into a team and go out of it, with an account or as a guest."""

from django.contrib import messages
from django.contrib.auth import login, logout
from django.db.models import Prefetch, Q
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frameworks.teams import actions, links
from frameworks.teams.forms import GuestForm, GuestRemoveForm
from frameworks.teams.models import Team, Trajectory
from frameworks.teams.views.lookups import this_invitation, this_trajectory
from knw_portal.access import PUBLIC, access
from knw_portal.forms import Stale
from knw_portal.people import privacy
from knw_portal.people.actions import erase_person
from knw_portal.people.models import GroupMember
from knw_portal.people.views import BACKEND

GONE = "Deze gast deed al niet meer mee."
NOT_WIPED = (
    "De naam is niet gewist: deze gast doet ook mee met een ander team. Vraag de gast om zelf te "
    "stoppen; dan gaat de naam weg."
)
WHAT_IT_MEANS = [
    "Je ziet de gesprekken en antwoorden van dit team, en vult ze mee in.",
    "Je collega’s zien wat jij opschrijft. Het bureau en andere scholen zien het niet.",
]


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC, on=this_invitation)
def team_join(request, trajectory):
    """Opening the link changes nothing; its button lets one in, as oneself or as a guest."""
    about = f"Het team werkt met ‘{trajectory.framework_version.framework}’."
    if not request.user.is_authenticated:
        return join_as_guest(request, trajectory, about)
    if request.method == "POST":
        actions.join_team(trajectory, by=request.user)
        messages.success(request, f"Je hoort nu bij {trajectory.team.name}.")
        return redirect(trajectory)
    return render(
        request,
        "confirm.html",
        {
            "title": f"Meedoen met {trajectory.team.name}",
            "text": about,
            "points": WHAT_IT_MEANS,
            "submit": "Ja, ik doe mee",
            "cancel_url": reverse("team_guest_detail" if request.user.is_guest else "mine"),
        },
    )


def join_as_guest(request, trajectory, about):
    form = GuestForm(request.POST if request.method == "POST" else None, trajectory=trajectory)
    if request.method == "POST" and form.is_valid():
        place = actions.join_as_guest(trajectory, **form.cleaned_data)
        come_in(request, place)
        return redirect("team_guest_detail")
    context = {
        "form": form,
        "trajectory": trajectory,
        "lead": about,
        "points": WHAT_IT_MEANS,
        "login_url": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
    }
    return render(request, "frameworks/teams/team_join.html", context)


def come_in(request, place):
    request.session.flush()  # nothing of who sat here before
    login(request, place.user, backend=BACKEND)


@require_POST
@access("frameworks.invite_to_team", on=this_trajectory)
def invitation_renew(request, trajectory):
    without_guests = "without_guests" in request.POST
    actions.renew_invitation(trajectory, by=request.user, without_guests=without_guests)
    done = "Er is een nieuwe link. De oude werkt niet meer."
    messages.success(request, f"{done} Alle gasten zijn eruit." if without_guests else done)
    return redirect(trajectory)


class GuestOfTeam:
    """A guest in the team of a trajectory."""

    def __init__(self, trajectory, place):
        self.trajectory, self.place, self.group_id = trajectory, place, trajectory.group_id


def this_guest_of_team(request, pk, number):
    trajectory = this_trajectory(request, pk)
    places = GroupMember.objects.current().select_related("user", "group__team")
    guests = places.filter(group=trajectory.group_id, user__email=None)
    return GuestOfTeam(trajectory, get_object_or_404(guests, pk=number))


@require_http_methods(["GET", "HEAD", "POST"])
@access("frameworks.invite_to_team", on=this_guest_of_team)
def team_guest_remove(request, guest):
    form = GuestRemoveForm(request.POST if request.method == "POST" else None)
    name = guest.place.user.name
    if request.method == "POST" and form.is_valid():
        try:
            is_wiped = actions.remove_guest(guest.place, by=request.user, **form.cleaned_data)
            messages.success(request, f"{name} doet niet meer mee.")
            if form.cleaned_data["forget"] and not is_wiped:
                messages.warning(request, NOT_WIPED)
        except Stale:
            messages.info(request, GONE)
        return redirect(guest.trajectory)
    return render(
        request,
        "confirm.html",
        {
            "form": form,
            "title": f"{name} doet dan niet meer mee",
            "text": "De eigen link van deze gast werkt meteen niet meer.",
            "points": [
                "Wat deze gast voor het team schreef, blijft staan.",
                "Met de link van het team kan iedereen die hem heeft weer binnenkomen. Maak zo "
                "nodig ook een nieuwe link.",
            ],
            "submit": "Haal uit het team",
            "cancel_url": guest.trajectory.get_absolute_url(),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access("frameworks.invite_to_team", on=this_guest_of_team)
def team_guest_link(request, guest):
    """A new personal link for a guest who lost theirs; it is shown once, to hand over."""
    name, back = guest.place.user.name, guest.trajectory.get_absolute_url()
    if request.method == "POST":
        try:
            place = actions.renew_guest_link(guest.place, by=request.user)
        except Stale:
            messages.info(request, GONE)
            return redirect(guest.trajectory)
        context = {
            "guest": place.user,
            "link": links.address(place),
            "until": links.ends_of([place])[place.pk],
            "trajectory": guest.trajectory,
        }
        return render(request, "frameworks/teams/team_guest_link.html", context)
    return render(
        request,
        "confirm.html",
        {
            "title": f"Nieuwe eigen link voor {name}",
            "text": f"Is {name} de link kwijt, of werkt hij niet meer? Maak dan een nieuwe.",
            "points": [
                "De oude eigen link werkt meteen niet meer. Wie ermee binnen is, gaat eruit.",
                f"Wie de nieuwe link heeft, schrijft onder de naam van {name}. Geef hem dus "
                f"alleen aan {name} zelf.",
            ],
            "submit": "Maak een nieuwe link",
            "cancel_url": back,
        },
    )


# --- as a guest ----------------------------------------------------------------------------------


def this_guest(request):
    """Oneself, as a guest; for everybody else there is no such page."""
    if not getattr(request.user, "is_guest", False):
        raise Http404
    return request.user


@require_safe
@access(PUBLIC, on=this_guest)
def team_guest_detail(request, guest):
    places = list(links.places_of(Q(user=guest)).order_by("pk"))
    ends = links.ends_of(places)
    place = max(places, key=lambda one: ends[one.pk], default=None)
    started = Prefetch("trajectories", Trajectory.objects.order_by("pk"), to_attr="started")
    teams = Team.objects.filter(group__in=list(guest.duties.groups)).prefetch_related(started)
    context = {
        "teams": teams,
        "link": place and links.address(place),
        "until": place and ends[place.pk],
        "is_over": place and links.is_over(ends[place.pk]),
        "lead": f"Dag {guest.name}. Je hebt geen account nodig om mee te schrijven.",
    }
    return render(request, "frameworks/teams/team_guest_detail.html", context)


@require_safe
@access(PUBLIC, on=this_guest)
def team_guest_export(request, guest):
    return JsonResponse(
        privacy.everything_about(guest),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": f'attachment; filename="mijn-gegevens-{localdate()}.json"'},
    )


@require_POST
@access(PUBLIC, on=this_guest)
def team_guest_account(request, guest):
    """Out as a guest, and by way of signing in back to one's own link, which then takes over."""
    place = GroupMember.objects.current().filter(user=guest).order_by("pk").first()
    logout(request)
    back = {"next": links.passing_path(place)} if place else {}
    return redirect(f"{reverse('account_login')}?{urlencode(back)}")


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC, on=this_guest)
def team_guest_stop(request, guest):
    if request.method == "POST":
        erase_person(guest, by=guest)
        logout(request)
        messages.success(request, "Je doet niet meer mee. Je naam is gewist.")
        return redirect("home")
    return render(
        request,
        "confirm.html",
        {
            "title": "Stoppen en mijn naam wissen",
            "text": "Dit kun je niet terugdraaien.",
            "points": [
                "Je eigen link werkt niet meer.",
                "Wat je opschreef, blijft bij het team. Je naam staat er niet meer bij.",
            ],
            "submit": "Stoppen en wissen",
            "cancel_url": reverse("team_guest_detail"),
        },
    )


def this_place(request, token):
    return links.place_of(token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC, on=this_place)
def team_guest_return(request, place):
    """The own link of a guest: come in again, or take it over with the account one is in with."""
    if place is None:
        return render(request, "frameworks/teams/team_guest_dead.html", status=410)
    guest, user = place.user, request.user
    takes_over = user.is_authenticated and not user.is_guest
    if user == guest:
        return redirect("team_guest_detail")
    if request.method == "POST" and takes_over:
        try:
            actions.adopt_guest(guest, by=user)
            messages.success(request, "Je gaat verder onder je eigen account.")
        except Stale:
            messages.info(request, GONE)
        return redirect("trajectory_list")
    if request.method == "POST":
        come_in(request, place)
        return redirect("team_guest_detail")
    return render(request, "confirm.html", words_of_return(place, takes_over, user))


def words_of_return(place, takes_over, user):
    team, name = place.group.team.name, place.user.name
    if takes_over:
        return {
            "title": f"Was jij {name}?",
            "text": f"In {team} deed {name} mee als gast. Jij bent ingelogd als {user.name}.",
            "points": [
                "Was jij dat? Dan ga je in het team verder onder je eigen account.",
                "Bij wat je als gast schreef, staat dan de naam van je account.",
                "Was jij het niet? Ga dan terug: er verandert niets.",
            ],
            "submit": "Ja, dat was ik",
            "cancel_url": reverse("mine"),
        }
    return {
        "title": f"Dag {name}",
        "text": f"Dit is jouw eigen link om mee te doen met {team}.",
        "submit": f"Verder als {name}",
        "cancel_url": reverse("home"),
        "cancel": "Dit ben ik niet",
    }
