"""The bureau's pages about people: who there is, what they may be, and who wants to join."""

from contextlib import contextmanager

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knw_portal.access import access
from knw_portal.forms import CHANGED, Stale
from knw_portal.pages import page_of
from knw_portal.people import actions, privacy
from knw_portal.people.forms import DeclineForm, EraseForm, InvitationForm, RoleForm
from knw_portal.people.models import AmbassadorRequest, Role, User
from knw_portal.sheets import Sheet, page_or_file

PAGE = 50
DECIDED = "Over deze aanmelding was al besloten."
PEOPLE = Sheet(
    "Mensen",
    {
        "naam": "name",
        "e-mailadres": "email",
        "instelling": "institution",
        "rollen": lambda person: "; ".join(role.with_period for role in person.all_roles),
        "account": "account_state",
    },
)


@contextmanager
def telling(request, done, *, stale=CHANGED):
    """Say on the next page what came of an action: that it was done, or why not."""
    try:
        yield
    except Stale:
        messages.warning(request, stale)
    except actions.TooSoon:
        messages.warning(request, "Deze uitnodiging is net al vaak verstuurd. Wacht een uur.")
    except actions.LastOne:
        messages.error(
            request, "Dit kan niet: dan is er niemand meer bij het bureau die kan inloggen."
        )
    else:
        messages.success(request, done)


def this_person(request, pk):
    return get_object_or_404(
        User.objects.with_account().select_related("institution", "function"), pk=pk
    )


def this_role(request, pk, role_pk):
    return get_object_or_404(
        Role.objects.select_related("user", "institution"), pk=role_pk, user=pk
    )


def this_request(request, pk):
    asked = AmbassadorRequest.objects.select_related("institution").filter(pk=pk).first()
    if asked is None or asked.confirmed_at is None:
        raise Http404
    return asked


@require_safe
@access("knw_portal.manage_people")
def person_list(request):
    words, kind = request.GET.get("q", "").strip(), request.GET.get("rol", "")
    people = User.objects.with_account().for_list().found_by(words)
    if kind in Role.Kind.values:
        people = people.with_role_today(kind)
    context = {
        "page": page_of(request, people, PAGE),
        "words": words,
        "kind": kind,
        "kinds": Role.Kind.choices,
    }
    template = "knw_portal/people/person_list.html"
    return page_or_file(request, template, context, PEOPLE.of(people))


@require_http_methods(["GET", "HEAD", "POST"])
@access("knw_portal.manage_people")
def person_new(request):
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.instance
        try:
            actions.invite_person(person, role=form.role(), by=request.user)
        except Stale:
            form.add_error("email", "Er is net al een account met dit adres gemaakt")
        else:
            messages.success(request, f"{person.name} is uitgenodigd.")
            return redirect("person_detail", pk=person.pk)
    return render(request, "knw_portal/people/person_new.html", {"form": form})


@require_safe
@access("knw_portal.manage_people", on=this_person)
def person_detail(request, person):
    return person_page(request, person, RoleForm(initial={"since": localdate()}))


def person_page(request, person, form):
    context = {
        "person": person,
        "roles": person.roles.select_related("institution").order_by("-since", "-pk"),
        "places": privacy.places_for_others(
            person.group_places.select_related("group").order_by("-since", "-pk")
        ),
        "is_erased": person.is_erased,
        "form": form,
    }
    return render(request, "knw_portal/people/person_detail.html", context)


@require_POST
@access("knw_portal.manage_people", on=this_person)
def role_add(request, person):
    form = RoleForm(request.POST)
    form.instance.user = person
    if not form.is_valid():
        return person_page(request, person, form)
    with telling(request, "De rol is toegevoegd.", stale=f"{person.name} heeft deze rol al."):
        actions.give_role(form.instance, by=request.user)
    return redirect("person_detail", pk=person.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@access("knw_portal.manage_people", on=this_role)
def role_end(request, role):
    back = redirect("person_detail", pk=role.user_id)
    if request.method == "POST":
        with telling(request, "De rol is beëindigd.", stale="Deze rol was al beëindigd."):
            actions.end_role(role, by=request.user)
        return back
    return ask(
        request,
        title=f"{role.user.name} is dan geen {role} meer",
        text="De rol stopt meteen, bij de volgende klik van deze persoon. In het logboek blijft "
        "staan dat de rol er was.",
        submit="Rol beëindigen",
        cancel_url=back.url,
    )


def ask(request, **words):
    return render(request, "confirm.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@access("knw_portal.shut_out_person", on=this_person)
def person_disable(request, person):
    back = redirect("person_detail", pk=person.pk)
    if request.method == "POST":
        with telling(request, f"{person.name} kan niet meer inloggen."):
            actions.disable_person(person, by=request.user)
        return back
    return ask(
        request,
        title=f"Het account van {person.name} sluiten",
        text="Wie nu is ingelogd, is er bij de volgende klik uit. Gegevens en rollen blijven "
        "staan. Je kunt het account later weer openen.",
        submit="Account sluiten",
        cancel_url=back.url,
    )


@require_POST
@access("knw_portal.manage_people", on=this_person)
def person_enable(request, person):
    with telling(request, f"{person.name} kan weer inloggen."):
        actions.enable_person(person, by=request.user)
    return redirect("person_detail", pk=person.pk)


@require_POST
@access("knw_portal.manage_people", on=this_person)
def invitation_resend(request, person):
    with telling(request, f"De uitnodiging gaat nog een keer naar {person.email}."):
        actions.resend_invitation(person, by=request.user)
    return redirect("person_detail", pk=person.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@access("knw_portal.shut_out_person", on=this_person)
def invitation_withdraw(request, person):
    back = redirect("person_detail", pk=person.pk)
    if request.method == "POST":
        with telling(request, "De uitnodiging is ingetrokken."):
            actions.withdraw_invitation(person, by=request.user)
        return back
    return ask(
        request,
        title=f"De uitnodiging van {person.name} intrekken",
        text="Deze persoon kan dan niet inloggen en verliest de rollen die al klaarstonden. "
        "Er gaat geen mail uit.",
        submit="Uitnodiging intrekken",
        cancel_url=back.url,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access("knw_portal.shut_out_person", on=this_person)
def person_erase(request, person):
    back = redirect("person_detail", pk=person.pk)
    form = EraseForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        with telling(request, "De gegevens zijn gewist."):
            actions.erase_person(person, by=request.user)
        return back
    return ask(
        request,
        form=form,
        title=f"De gegevens van {person.name} wissen",
        text="Dit kun je niet terugdraaien.",
        points=[
            "Naam, adres, functie en deskundigheid worden gewist, en de mail aan deze persoon.",
            "Het account sluit en alle rollen en plaatsen stoppen.",
            "Besluiten, tellingen en vastgestelde stukken blijven zoals ze zijn.",
        ],
        submit="Gegevens wissen",
        cancel_url=back.url,
    )


@require_POST
@access("knw_portal.decide_ambassador", on=this_request)
def ambassador_approve(request, asked):
    done = f"{asked.name} is nu ambassadeur van {asked.institution}."
    with telling(request, done, stale=DECIDED):
        person = actions.approve_request(asked, by=request.user)
        if not person.is_active:
            messages.warning(request, "Het account van deze persoon is gesloten. Open het zelf.")
    return redirect("signup_list")


@require_http_methods(["GET", "HEAD", "POST"])
@access("knw_portal.decide_ambassador", on=this_request)
def ambassador_decline(request, asked):
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = f"{asked.name} krijgt een mail met je toelichting."
        with telling(request, done, stale=DECIDED):
            actions.decline_request(asked, form.cleaned_data["reason"], by=request.user)
        return redirect("signup_list")
    context = {"form": form, "asked": asked}
    return render(request, "knw_portal/people/ambassador_decline.html", context)
