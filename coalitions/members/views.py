from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from coalitions.members.forms import InterestForm, open_to_newcomers
from coalitions.members.models import Interest
from coalitions.themes.models import Idea
from knw_portal import confirm
from knw_portal.access import PUBLIC, access
from knw_portal.people.models import AmbassadorRequest

PAGE = 50
FEW = 10


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC)
def interest_new(request):
    slug = request.GET.get("coalitie", "")
    wanted = open_to_newcomers().filter(slug=slug).first() if slug else None
    form = InterestForm(request.POST or None, request=request, initial={"coalition": wanted})
    if request.method == "POST" and form.is_valid():
        if not form.is_from_a_robot:
            confirm.ask(
                form.instance,
                kind="interest",
                why="iemand dit adres invulde om belangstelling voor een coalitie te tonen",
            )
        return redirect("join_mailed")
    status = 429 if form.is_too_much else 200
    context = {"form": form, "coalition": wanted}
    return render(request, "coalitions/members/interest_new.html", context, status=status)


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
    page = Paginator(interests, PAGE).get_page(request.GET.get("pagina"))
    return render(request, "coalitions/members/interest_list.html", {"page": page})


@require_safe
@access("coalitions.read_interest")
def signup_list(request):
    """Everything that came in by the public forms: what waits first, then the newest."""
    interests = Interest.objects.confirmed()
    ideas = Idea.objects.confirmed()
    context = {
        "requests": AmbassadorRequest.objects.waiting().with_colleagues(),
        "interests": interests.for_list()[:FEW],
        "interest_count": interests.count(),
        "ideas": ideas[:FEW],
        "idea_count": ideas.count(),
    }
    return render(request, "coalitions/members/signup_list.html", context)
