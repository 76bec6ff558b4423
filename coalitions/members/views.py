from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitions.briefs.models import Coalition
from coalitions.members import actions
from coalitions.members.forms import (
    ApplicationEditForm,
    ApplicationForm,
    InterestForm,
    InterestToApplicationForm,
    PlaceForm,
    ReasonForm,
    open_to_newcomers,
)
from coalitions.members.matching import compose, propose
from coalitions.members.models import Application, Interest
from coalitions.themes.models import Idea
from coalitions.themes.views.ideas import IDEAS
from knw_portal import confirm
from knw_portal.access import PUBLIC, access
from knw_portal.forms import Stale
from knw_portal.pages import page_of
from knw_portal.people.models import AmbassadorRequest, GroupMember
from knw_portal.sheets import Sheet, page_or_file

PAGE = 50
FEW = 10
DECIDED = "Over deze aanmelding is intussen al iets besloten. Hieronder staat hoe het nu is."
REQUESTS = Sheet(
    "Ambassadeurs",
    {
        "naam": "name",
        "e-mailadres": "email",
        "functie": "job_title",
        "instelling": "institution",
        "motivatie": "motivation",
        "bevestigd": "confirmed_at",
        "ambassadeurs daar nu": lambda asked: asked.colleagues or 0,
    },
)
INTERESTS = Sheet(
    "Belangstelling",
    {
        "naam": "name",
        "e-mailadres": "email",
        "functie": lambda interest: interest.function_other or interest.function,
        "werkplek": "workplace",
        "coalitie": "coalition",
        "wil brengen of halen": "message",
        "bevestigd": "confirmed_at",
    },
)


def of_application(name):
    """A column that is empty for a member who never applied."""
    return lambda row: row[2] and getattr(row[2], name)


def of_proposal(name):
    """A column that is empty for who waits for no decision."""
    return lambda row: row[3] and getattr(row[3], name)


MEMBERS = Sheet(
    "Leden",
    {
        "naam": lambda row: row[0].name,
        "e-mailadres": lambda row: row[0].email,
        "instelling": lambda row: row[0].institution,
        "functie": lambda row: row[0].function_other or row[0].function,
        "stand": lambda row: row[1],
        "brengt": of_application("brings"),
        "haalt": of_application("seeks"),
        "uren per maand": of_application("hours"),
        "afgesproken met leidinggevende": of_application("manager_agrees"),
        "aangemeld op": of_application("applied_at"),
        "voorstel": of_proposal("word"),
        "waarom": lambda row: row[3] and " ".join(row[3].reasons),
        "let op": lambda row: row[3] and " ".join(row[3].warnings),
    },
    permission="coalitions.place_members",
)
COMPOSITION = Sheet(
    "Samenstelling",
    {
        "functie": "function",
        "gewenst": "wished",
        "doet mee": "present",
        "meldt zich aan": "applying",
        "nog nodig": "missing",
        "toelichting": "note",
    },
)


def this_coalition(request, slug):
    return get_object_or_404(Coalition.objects.visible_to(request.user), slug=slug)


def this_application(request, slug, pk):
    return get_object_or_404(
        Application.objects.select_related(
            "coalition__group", "user__institution", "user__function", "place"
        ),
        pk=pk,
        coalition__slug=slug,
        coalition__in=Coalition.objects.visible_to(request.user),
    )


def this_interest(request, pk):
    return get_object_or_404(Interest.objects.confirmed().for_list(), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC)
def interest_new(request):
    slug = request.GET.get("coalitie", "")
    wanted = open_to_newcomers().filter(slug=slug).first() if slug else None
    return confirm.door(
        request,
        InterestForm(request.POST or None, request=request, initial={"coalition": wanted}),
        "coalitions/members/interest_new.html",
        kind="interest",
        why="iemand dit adres invulde om belangstelling voor een coalitie te tonen",
        coalition=wanted,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC, on=confirm.lookup("interest_confirm", Interest))
def interest_confirm(request, interest):
    return confirm.answer(
        request,
        interest,
        kind="interest",
        title="Je belangstelling voor een coalitie",
        button="Ja, dit is van mij",
        done="Het bureau neemt contact met je op zodra er een plek is die bij je past.",
        again="interest_new",
    )


@require_safe
@access("coalitions.read_interest")
def interest_list(request):
    interests = Interest.objects.confirmed().for_list()
    page = page_of(request, interests, PAGE)
    template = "coalitions/members/interest_list.html"
    return page_or_file(request, template, {"page": page}, INTERESTS.of(interests))


@require_safe
@access("coalitions.read_interest")
def signup_list(request):
    """Everything that came in by the public forms: what waits first, then the newest."""
    requests = AmbassadorRequest.objects.waiting().with_colleagues()
    interests = Interest.objects.confirmed().for_list()
    ideas = Idea.objects.confirmed()
    context = {
        "requests": requests,
        "interests": interests[:FEW],
        "interest_count": interests.count(),
        "ideas": ideas[:FEW],
        "idea_count": ideas.count(),
    }
    return page_or_file(
        request,
        "coalitions/members/signup_list.html",
        context,
        REQUESTS.of(requests),
        INTERESTS.of(interests),
        IDEAS.of(ideas),
    )


@require_http_methods(["GET", "POST"])
@access("coalitions.read_interest", on=this_interest)
def interest_apply(request, interest):
    """The bureau makes an application of what a visitor wrote."""
    form = InterestToApplicationForm(
        request.POST or None, initial={"coalition": interest.coalition}
    )
    if form.is_valid():
        coalition = form.cleaned_data["coalition"]
        try:
            actions.apply_for_interest(interest, coalition, by=request.user)
        except Stale:
            messages.warning(request, f"{interest.name} is hier al aangemeld of doet al mee.")
        else:
            messages.success(request, f"{interest.name} is aangemeld en krijgt daar een mail over.")
        return redirect("member_list", slug=coalition.slug)
    context = {
        "form": form,
        "title": f"{interest.name} aanmelden voor een coalitie",
        "text": "De belangstelling wordt een aanmelding. Wie geen account heeft, krijgt er een.",
        "submit": "Aanmelden en mailen",
        "cancel_url": reverse("interest_list"),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.apply", on=this_coalition)
def application_new(request, coalition):
    """Apply for a coalition, or read how one's application stands."""
    known = coalition.applications.filter(user=request.user).order_by("-pk").first()
    is_member = request.user.duties.in_group(coalition.group_id)
    stands = known is not None and known.state not in Application.OVER
    recruits = coalition.phase == Coalition.Phase.RECRUITING and coalition.published_at is not None
    is_open = recruits and not (stands or is_member)
    application = Application(coalition=coalition, user=request.user)
    form = ApplicationForm(request.POST or None, instance=application)
    if request.method == "POST":
        try:
            if not is_open:
                raise Stale(coalition)
            if form.is_valid():
                actions.apply(application)
                messages.success(request, "Je aanmelding is binnen. Het bureau laat je iets weten.")
                return redirect(request.path)
        except Stale:
            messages.warning(request, "Aanmelden kan hier nu niet, of je bent al aangemeld.")
            return redirect(request.path)
    context = {
        "coalition": coalition,
        "application": known,
        "stands": stands,
        "is_member": is_member,
        "form": form if is_open else None,
    }
    return render(request, "coalitions/members/application_new.html", context)


def my_application(request, slug):
    """The application that this person has standing here."""
    coalition = this_coalition(request, slug)
    mine = Application.objects.filter(coalition=coalition, user=request.user.pk).standing()
    return get_object_or_404(mine.select_related("coalition"))


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.apply", on=my_application)
def application_edit(request, application):
    """While nobody has decided, the applicant may still change what they wrote."""
    slug = application.coalition.slug
    form = ApplicationEditForm(request.POST or None, instance=application)
    try:
        if not application.is_open:
            raise Stale(application)
        if form.is_valid() and actions.edit_application(form, by=request.user):
            messages.success(request, "Je aanmelding is bewaard.")
            return redirect("application_new", slug=slug)
    except Stale:
        messages.warning(request, DECIDED)
        return redirect("application_new", slug=slug)
    context = {"form": form, "coalition": application.coalition}
    return render(request, "coalitions/members/application_edit.html", context)


@require_POST
@access("coalitions.apply", on=my_application)
def application_withdraw(request, application):
    try:
        actions.withdraw_application(application, by=request.user)
    except Stale:
        messages.warning(request, DECIDED)
    else:
        messages.success(request, "Je aanmelding is ingetrokken.")
    return redirect("application_new", slug=application.coalition.slug)


@require_safe
@access("coalitions.see_members", on=this_coalition)
def member_list(request, coalition):
    """Who takes part, and for the bureau: who applies and what they would add."""
    places, applications = list(places_in(coalition)), list(coalition.applications.for_list())
    applying = [one for one in applications if one.is_open]
    composition = compose(
        coalition.desired.select_related("function"),
        places,
        [one.user for one in applying],
        coalition.target_size,
    )
    proposals = [(one, propose(one.user, composition, places)) for one in applying]
    context = {
        "coalition": coalition,
        "members": members_of(places, applications),
        "composition": composition,
        "applying": proposals,
        "decided": [one for one in applications if one.state == Application.State.DECLINED],
    }
    by_application = {one.pk: proposal for one, proposal in proposals}
    return page_or_file(
        request,
        "coalitions/members/member_list.html",
        context,
        MEMBERS.of(table_rows(places, applications, by_application), coalition),
        COMPOSITION.of(composition.lines, coalition),
    )


def places_in(coalition):
    return (
        GroupMember.objects.current()
        .filter(group=coalition.group_id)
        .select_related("user__institution", "user__function")
        .order_by("user__name", "pk")
    )


def table_rows(places, applications, proposals):
    """The members, and below them everybody who applied: person, standing, application, advice."""
    for member in members_of(places, applications):
        yield member["user"], ", ".join(member["roles"]), member["application"], None
    for one in applications:
        if one.state != Application.State.PLACED:
            yield one.user, one.get_state_display(), one, proposals.get(one.pk)


def members_of(places, applications):
    """Each member once, with their places in words and how they introduced themselves."""
    introduced = {one.user_id: one for one in applications if one.state == "placed"}
    members = {}
    for place in places:
        member = members.setdefault(
            place.user_id,
            {"user": place.user, "roles": [], "application": introduced.get(place.user_id)},
        )
        member["roles"].append(place.get_role_display())
    return list(members.values())


def decide(request, application, deed, done):
    """Do a deed of the bureau and go back to the match, saying what came of it."""
    try:
        deed()
    except Stale:
        messages.warning(request, DECIDED)
    else:
        messages.success(request, done)
    return redirect("member_list", slug=application.coalition.slug)


def deed_page(request, application, form, **words):
    context = {
        "form": form,
        "place": application.coalition,
        "cancel_url": reverse("member_list", kwargs={"slug": application.coalition.slug}),
        **words,
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.place_members", on=this_application)
def application_place(request, application):
    form = PlaceForm(request.POST or None)
    if form.is_valid():
        return decide(
            request,
            application,
            lambda: actions.place_applicant(application, **form.cleaned_data, by=request.user),
            f"{application.user} doet mee en krijgt een welkomstmail.",
        )
    return deed_page(
        request,
        application,
        form,
        title=f"{application.user} plaatsen",
        text="De plek begint vandaag. De persoon krijgt één mail en ziet de werkruimte.",
        submit="Plaatsen en welkom heten",
    )


@require_POST
@access("coalitions.place_members", on=this_application)
def application_wait(request, application):
    return decide(
        request,
        application,
        lambda: actions.put_on_waiting_list(application, by=request.user),
        f"{application.user} staat op de wachtlijst en krijgt daar een mail over.",
    )


@require_http_methods(["GET", "POST"])
@access("coalitions.place_members", on=this_application)
def application_decline(request, application):
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        return decide(
            request,
            application,
            lambda: actions.decline_application(
                application, form.cleaned_data["reason"], by=request.user
            ),
            f"{application.user} krijgt een mail met je toelichting.",
        )
    return deed_page(
        request,
        application,
        form,
        title=f"Aanmelding van {application.user} afwijzen",
        text="De persoon krijgt een vriendelijke mail met jouw toelichting.",
        submit="Afwijzen en mailen",
    )


@require_http_methods(["GET", "POST"])
@access("coalitions.place_members", on=this_application)
def application_undo(request, application):
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        return decide(
            request,
            application,
            lambda: actions.undo_placement(
                application, form.cleaned_data["reason"], by=request.user
            ),
            f"De plaatsing van {application.user} is teruggedraaid. De aanmelding wacht weer.",
        )
    return deed_page(
        request,
        application,
        form,
        title=f"Plaatsing van {application.user} terugdraaien",
        text="De plek vervalt en de aanmelding wacht weer. De persoon krijgt een mail.",
        submit="Terugdraaien en mailen",
    )
