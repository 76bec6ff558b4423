from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from coalitions.themes.forms import IdeaForm
from coalitions.themes.models import Idea, ThemeRound
from knw_portal import confirm
from knw_portal.access import PUBLIC, access

PAGE = 50


def this_round(request, school_year):
    return get_object_or_404(ThemeRound, school_year=school_year)


@require_safe
@access("coalitions.list_rounds")
def round_list(request):
    rounds = ThemeRound.objects.for_list()
    return render(request, "coalitions/themes/round_list.html", {"rounds": rounds})


@require_safe
@access("coalitions.view_round", on=this_round)
def round_detail(request, round):
    context = {
        "round": round,
        "themes": round.themes.ranked(),
        "coalitions": round.coalitions.all(),
        "memos": round.memos.visible_to(request.user),
    }
    return render(request, "coalitions/themes/round_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC)
def idea_new(request):
    form = IdeaForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        if not form.is_from_a_robot:
            confirm.ask(
                form.instance,
                kind="idea",
                why="iemand dit adres invulde bij een idee voor een thema",
            )
        return redirect("join_mailed")
    status = 429 if form.is_too_much else 200
    return render(request, "coalitions/themes/idea_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC, on=confirm.lookup("idea_confirm", Idea))
def idea_confirm(request, idea):
    return confirm.answer(
        request,
        idea,
        kind="idea",
        title="Je idee voor een thema",
        button="Ja, dit is mijn idee",
        done="Het bureau legt de ideeën naast elkaar als de ambassadeurs nieuwe thema’s kiezen.",
        again="idea_new",
    )


@require_safe
@access("coalitions.read_ideas")
def idea_list(request):
    page = Paginator(Idea.objects.confirmed(), PAGE).get_page(request.GET.get("pagina"))
    return render(request, "coalitions/themes/idea_list.html", {"page": page})
